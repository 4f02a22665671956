"""Links: who meets whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, update

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.errors import NotThere, NotYours
from bot.domain.links import ASKS, Learner, Link, LinkState, Said, link_number, state_by
from bot.domain.matching import Known, apart_from, why_not
from bot.domain.meetings import LinkId, MeetingId, MeetingState, Member, Side
from bot.domain.people import PersonId
from bot.domain.series import Ahead, Series
from bot.domain.sight import Kept, Tie
from bot.domain.times import wall
from bot.store.content import content_of
from bot.store.desk import Desk
from bot.store.link_statements import (
    ALL_NEEDING,
    ALL_SUGGESTED,
    ANSWER,
    ASK,
    ASKED_AT,
    BEFORE_IT_BEGINS,
    ENROL,
    HUSH,
    IN_COHORT,
    LEARNERS,
    OF,
    ONE,
    ONE_TO_CHANGE,
    SEVERAL,
    SINCE,
    WAKE,
)
from bot.store.matching import known
from bot.store.tables import link, link_member, meeting


class SqlLinks:
    """Who meets whom; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._said: dict[LinkId, dict[PersonId, Said]] = {}  # all answers; the actor may know some of them

    def set_join_url(self, link_id: LinkId, join_url: str) -> None:
        """For everybody in the link, from the next card on."""
        self._only_those_who_see_all()
        self._desk.execute(update(link).where(link.c.id == link_id).values(join_url=join_url))

    def suggest(self, cohort_id: CohortId, members: Mapping[PersonId, Side], *, now: datetime) -> Link:
        """Named by its own number."""
        self._only_those_who_see_all()
        unique = f"new-{min(members)}-{now.timestamp()}"  # until its number is known
        row = {"cohort_id": cohort_id, "label": unique, "folded": unique, "state": LinkState.SUGGESTED, "since": now}
        number = LinkId(self._desk.execute(link.insert().returning(link.c.id), row).scalar_one())
        name = link_number(number)
        named = update(link).where(link.c.id == number).values(label=name, folded=name.casefold())
        self._desk.execute(named)
        asked = {"link_id": number, "said": Said.NOTHING}
        rows = [asked | {"person_id": one, "side": side} for one, side in sorted(members.items())]
        self._desk.execute(link_member.insert(), rows)
        return self.get(number)

    def get(self, link: LinkId) -> Link:
        """Whether it is not there or not the actor's looks the same from outside."""
        rows = self._desk.execute(ONE_TO_CHANGE if self._desk.writing else ONE, {"link": link}).all()
        if not rows:
            raise NotThere
        found = self._links(rows)
        if not found:
            raise NotYours
        return found[0]

    def of(self, person: PersonId, *states: LinkState) -> Sequence[Link]:
        """The actor's own, or anybody's for those who may see everybody's meetings."""
        if not self._desk.sees(Kept.MEETING, self._desk.tie(person)):
            raise NotYours
        return self._links(self._desk.execute(OF, {"person": person, "states": states or tuple(LinkState)}).all())

    def in_cohort(self, cohort: CohortId, *states: LinkState) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        values = {"cohort": cohort, "states": states or tuple(LinkState)}
        return self._links(self._desk.execute(IN_COHORT, values).all())

    def since(self, *states: LinkState, since: datetime, until: datetime) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        return self._links(self._desk.execute(SINCE, {"states": states, "after": since, "until": until}).all())

    def needing(self, *, asked_before: datetime, ended_since: datetime, at_most: int) -> tuple[int, Sequence[Link]]:
        """For those who may see everybody's meetings and answers; the longest waiting first."""
        self._only_those_who_see_all()
        values = {"asked_before": asked_before, "ended_since": ended_since, "at_most": at_most}
        rows = self._desk.execute(ALL_NEEDING, values).all()
        return (rows[0].total if rows else 0), sorted(self._links(rows), key=lambda one: (one.since, one.id))

    def several(self, links: Sequence[LinkId]) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        return self._links(self._desk.execute(SEVERAL, {"links": list(links)}).all())

    def suggested(self, *, at_most: int) -> tuple[int, Sequence[Link]]:
        """For those who may see everybody's meetings and answers; the longest waiting first."""
        self._only_those_who_see_all()
        rows = self._desk.execute(ALL_SUGGESTED, {"at_most": at_most}).all()
        return (rows[0].total if rows else 0), sorted(self._links(rows), key=lambda one: one.id)

    def learners(self, asked: Link) -> Sequence[Learner]:
        """Of a link that the actor was shown."""
        self._allow(asked)
        linked = self._desk.actor.id in asked.people()
        rows = self._desk.execute(LEARNERS, {"link": asked.id}).all()
        found = [self._desk.read(row, self._desk.tie(row.person_id, linked=linked)) for row in rows]
        return [
            Learner(
                person=PersonId(one["person_id"]),
                first_name=one["person_first_name"],
                discipline=one["person_discipline"] or "",
                university=one["person_university"] or "",
                hope=one["person_hope"] or "",
                placement=one["person_placement"] or "",
            )
            for one in found
        ]

    def known(
        self, cohort: CohortId, people: Collection[PersonId] | None = None, *, but: LinkId | None = None, now: datetime
    ) -> Known:
        """For those who may see everybody's choices, steps, limits and conflicts."""
        if not all(self._desk.sees(kept) for kept in (Kept.PROFILE, Kept.REGISTRATION, Kept.LIMITS, Kept.CONFLICT)):
            raise NotYours
        return known(self._desk, cohort, people, but=but, now=now)

    def stands(self, one: Link, *, now: datetime) -> bool:
        """Of a link that the actor was shown; what it is that came in the way stays here."""
        self._allow(one)
        sides = {member.person.id: member.side for member in one.members}
        found = known(self._desk, one.cohort, sides.keys(), but=one.id, now=now)
        return not why_not(sides, found, wall(now).date())

    def apart(self, one: Link, *, now: datetime) -> bool:
        """Of a link that the actor was shown; who it is stays here."""
        self._allow(one)
        people = frozenset(one.people())
        found = known(self._desk, one.cohort, people, but=one.id, now=now)
        return any(apart_from(found, person) & people for person in people)

    def by_answers(self, one: Link) -> LinkState:
        """Of a link that the actor was shown."""
        self._allow(one)
        sides = {"buddies": one.people(Side.BUDDY), "students": one.people(Side.STUDENT)}
        return state_by(self._said[one.id], **sides)

    def asked_at(self, one: Link, person: PersonId) -> datetime | None:
        """The actor's own, or anybody's for those who may see everybody's answers."""
        self._allow(one)
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        at: datetime | None = self._desk.execute(ASKED_AT, {"person": person, "link": one.id}).scalar()
        return at

    def change(
        self,
        before: Link,
        state: LinkState,
        *,
        now: datetime,
        frozen: bool | None = None,
        end_by: date | None = None,
        anew: bool = False,
    ) -> Link:
        """Of a link that the actor was shown."""
        self._allow(before)
        new = anew or state is not before.state
        values: dict[str, Any] = {"state": state, "frozen": before.frozen if frozen is None else frozen}
        values |= {"since": now if new else before.since, "end_by": end_by or before.end_by}
        if state is LinkState.ENDED:
            values["ended_at"] = now
        own = {} if frozen is None else {"quiet": False}  # it is on hold, or not, whoever is away
        self._desk.execute(update(link).where(link.c.id == before.id).values(**values, **own))
        if new and state in ASKS:
            self._desk.execute(ASK, {"of_link": before.id, "on": ASKS[state][1], "now": now})
        return replace(before, **values)

    def hush(self, person: PersonId) -> None:
        """The actor's own, or anybody's for those who may see everybody's meetings."""
        self._allow_of(person)
        self._desk.execute(HUSH, {"person": person})

    def wake(self, person: PersonId) -> None:
        """The actor's own, or anybody's for those who may see everybody's meetings."""
        self._allow_of(person)
        self._desk.execute(WAKE, {"person": person})

    def _allow_of(self, person: PersonId) -> None:
        if not self._desk.sees(Kept.MEETING, self._desk.tie(person)):
            raise NotYours

    def answer(self, asked: Link, person: PersonId, said: Said, *, now: datetime) -> Link:
        """By the member, or by those who may see everybody's choices."""
        self._allow(asked)
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        self._desk.execute(ANSWER, {"of_link": asked.id, "of_person": person, "said_now": said, "now": now})
        self._said[asked.id][person] = said
        return replace(asked, said={**asked.said, person: said})

    def enrol(self, one: Link, state: EnrolmentState, *, now: datetime) -> None:
        """Of a link that the actor was shown; who has left or is complete stays so."""
        self._allow(one)
        people = one.people(Side.STUDENT)
        self._desk.execute(ENROL, {"of_cohort": one.cohort, "people": people, "to": state, "now": now})

    def ahead(self, cohort: CohortId, students: Sequence[PersonId]) -> Ahead:
        """For those who may see everybody's meetings, or were shown a link of these students."""
        shown = any(set(students) <= people for people in self._desk.shown.values())
        if not (shown or self._desk.sees(Kept.MEETING)):
            raise NotYours
        _, series, had = self._before(cohort, students, LinkId(0))
        return series.ahead(had)

    def _before(self, cohort: CohortId, students: Sequence[PersonId], of: LinkId) -> tuple[Row[Any], Series, int]:
        """The cohort, its series, and how many of its meetings each of these students has had."""
        row = self._desk.execute(BEFORE_IT_BEGINS, {"people": students, "cohort": cohort, "link": of}).one()
        series = content_of(self._desk, row.version, series=row.series, model=row.model).series
        return row, series, row.had if row.students == len(students) else 0

    def begin(self, started: Link, *, now: datetime) -> MeetingId | None:
        """Of a link that the actor was shown. In a group nobody misses a meeting that another has had."""
        self._allow(started)
        row, series, had = self._before(started.cohort, started.people(Side.STUDENT), started.id)
        if row.has_begun:
            return None
        goes_on = series.ahead(had).goes_on
        if goes_on:
            self._desk.execute(update(link).where(link.c.id == started.id).values(goes_on=goes_on))
        first = {"link_id": started.id, "number": 1, "state": MeetingState.PLANNED, "start": None, "since": now}
        first |= {"minutes": series.short_minutes if goes_on else series.minutes, "version": 1, "sequence": 0}
        return MeetingId(self._desk.execute(meeting.insert().returning(meeting.c.id), first).scalar_one())

    def _links(self, rows: Iterable[Row[Any]]) -> list[Link]:
        """The links of rows that come one for each member, as the actor may see them; others are left out."""
        found = []
        for _, group in groupby(rows, key=lambda row: row.link_id):
            rows_of = list(group)
            members = [row for row in rows_of if self._is_in(row)] or rows_of
            linked = any(row.person_id == self._desk.actor.id and _was_asked(row) for row in members)
            if self._desk.sees(Kept.MEETING, Tie.LINK if linked else Tie.NONE):
                gone = [row for row in rows_of if row not in members]
                found.append(self._link(members, gone, linked=linked))
                self._said[found[-1].id] = {PersonId(row.person_id): Said(row.link_member_said) for row in members}
                self._desk.shown[found[-1].id] = frozenset(found[-1].people())
        return found

    def _is_in(self, row: Row[Any]) -> bool:
        """Who has left is no part of a link that goes on without them; they may look back at it."""
        gone = row.person_left_at is not None and row.link_state == LinkState.ACTIVE
        return not gone or row.person_id == self._desk.actor.id

    def _link(self, rows: Sequence[Row[Any]], gone: Sequence[Row[Any]], *, linked: bool) -> Link:
        facts = self._desk.read(rows[0], Tie.LINK if linked else Tie.NONE)
        ties = [self._desk.tie(row.person_id, linked=linked) for row in rows]
        said = {
            PersonId(row.person_id): Said(row.link_member_said)
            for row, tie in zip(rows, ties, strict=True)
            if self._desk.sees(Kept.PROFILE, tie)
        }
        members = tuple(
            Member(side=Side(row.link_member_side), person=self._desk.person(row, tie))
            for row, tie in zip(rows, ties, strict=True)
        )
        return Link(
            id=LinkId(facts["link_id"]),
            cohort=CohortId(facts["link_cohort_id"]),
            label=facts["link_label"],
            state=LinkState(facts["link_state"]),
            since=facts["link_since"],
            frozen=facts["link_frozen"],
            members=members,
            said=said,
            join_url=facts["link_join_url"],
            end_by=facts["link_end_by"],
            ended_at=facts["link_ended_at"],
            gone=tuple(self._desk.person(row, self._desk.tie(row.person_id, linked=linked)) for row in gone),
        )

    def _allow(self, one: Link) -> None:
        if one.id not in self._desk.shown:
            raise NotYours

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.MEETING):
            raise NotYours


def _was_asked(row: Row[Any]) -> bool:
    """Whether this member knows of the link: who was not asked yet hears nothing of it, nor of another's no."""
    return row.link_member_said_at is not None or row.link_member_said != Said.NOTHING
