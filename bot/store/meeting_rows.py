"""Meetings as they come out of the database: one row for each member, each as the actor may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row

from bot.domain.breaks import days_of
from bot.domain.cohorts import CohortState
from bot.domain.links import LinkState
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Member, Side
from bot.domain.people import Person, PersonId
from bot.domain.rooms import Room
from bot.domain.sight import Kept, Tie
from bot.store.desk import Desk

UNSEEN = Room()


def meetings_from(desk: Desk, rows: Iterable[Row[Any]]) -> list[Meeting]:
    """The meetings of rows that come one for each member, as the actor may see them; those of others are left out."""
    return list(meetings_in(desk, rows))


def meetings_in(desk: Desk, rows: Iterable[Row[Any]]) -> Iterator[Meeting]:
    """The same, each as soon as its rows are there."""
    for _, group in groupby(rows, key=lambda row: row.meeting_id):
        rows_of = list(group)
        members = [row for row in rows_of if _takes_part(row)] or rows_of
        linked = any(row.link_member_person_id == desk.actor.id for row in members)
        if desk.sees(Kept.MEETING, Tie.LINK if linked else Tie.NONE):
            meeting = _meeting(desk, members, linked=linked)
            desk.given[meeting.id] = frozenset(meeting.people())
            yield meeting


def _takes_part(row: Row[Any]) -> bool:
    """Who has left a group is no part of the meetings that come after that: they neither see them nor move them."""
    left, start = row.person_left_at, row.meeting_start
    if left is None:
        return True
    return bool(left >= start if start else row.link_state != LinkState.ACTIVE)


def _meeting(desk: Desk, rows: Sequence[Row[Any]], *, linked: bool) -> Meeting:
    facts = desk.read(rows[0], Tie.LINK if linked else Tie.NONE)
    return Meeting(
        id=MeetingId(facts["meeting_id"]),
        link=LinkId(facts["meeting_link_id"]),
        number=facts["meeting_number"],
        series=facts["cohort_series"],
        model=facts["cohort_model"],
        state=MeetingState(facts["meeting_state"]),
        start=facts["meeting_start"],
        minutes=facts["meeting_minutes"],
        version=facts["meeting_version"],
        sequence=facts["meeting_sequence"],
        since=facts["meeting_since"],
        join_url=facts["meeting_join_url"] or facts["link_join_url"],
        own_link=facts["meeting_join_url"] is not None,
        content=facts["cohort_version"],
        cohort=facts.get("cohort_name", "") if _in_several(rows, desk.actor.id) else "",
        held_back=facts["link_frozen"] or facts["cohort_state"] == CohortState.PAUSED,
        on_hold=facts["link_frozen"],
        breaks=days_of(facts["cohort_breaks"]),
        last_day=min((row.last_day for row in rows if row.last_day), default=None),
        kept=facts["meeting_kept"] == facts["meeting_sequence"],
        to_agree=_to_agree(rows),
        room=_room(facts),
        goes_on=facts["link_goes_on"],
        members=tuple(
            Member(side=Side(row.link_member_side), person=_member(desk, row, linked=linked)) for row in rows
        ),
    )


def _room(facts: Mapping[str, Any]) -> Room | None:
    seen = Room(
        began=facts["room_began_at"],
        entered=facts["room_entered_at"],
        left=facts["room_left_at"],
        people=facts["room_people"],
        minutes=facts["room_minutes"],
    )
    return None if seen == UNSEEN else seen


def _to_agree(rows: Sequence[Row[Any]]) -> frozenset[PersonId]:
    """Who takes a break is asked only when there is no other Buddy."""
    buddies = [row for row in rows if row.link_member_side == Side.BUDDY]
    here = [row for row in buddies if row.person_rests_since is None] or buddies
    return frozenset(
        PersonId(row.link_member_person_id)
        for row in here
        if (row.link_member_yes_to, row.link_member_yes_version) != (row.meeting_id, row.meeting_version)
    )


def _in_several(rows: Sequence[Row[Any]], actor: PersonId) -> bool:
    """Whether the actor takes part in more than one cohort, so that cards have to say which one is meant."""
    return any(row.link_member_person_id == actor and row._mapping.get("places", 0) > 1 for row in rows)


def _member(desk: Desk, row: Row[Any], *, linked: bool) -> Person:
    if "person_id" not in row._mapping:
        return Person(id=PersonId(row.link_member_person_id))
    return desk.person(row, desk.tie(row.person_id, linked=linked))
