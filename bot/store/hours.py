"""The hours of Buddies and carers, month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, select, update

from bot.domain.errors import HasChanged, NotThere, NotYours
from bot.domain.hours import Claim, ClaimState, Worked
from bot.domain.meetings import MISSED, TOOK_PLACE, Side
from bot.domain.people import Person, PersonId, Role
from bot.domain.sight import Kept
from bot.store.attendance import LAST_WORD
from bot.store.desk import Desk, columns
from bot.store.tables import answer, claim, history, link_member, meeting, person

MOST = 1000
SETTLED_WITHIN = timedelta(days=40)  # after a meeting somebody has said by then how it went
# A Buddy who said that they could not come themselves: a group may have met without them.
AWAY = (
    select(answer.c.person_id)
    .where(
        answer.c.meeting_id == meeting.c.id,
        answer.c.person_id == link_member.c.person_id,
        answer.c.sequence == meeting.c.sequence,
        answer.c.took_place == "absent_self",
        meeting.c.start == history.c.was,
    )
    .exists()
)
COUNTS = and_(
    history.c.what.in_(TOOK_PLACE | MISSED),
    history.c.was.between(bindparam("since"), bindparam("until")),
    LAST_WORD,
    link_member.c.side == Side.BUDDY,
    ~AWAY,
)
WORKED = (
    select(meeting.c.id, history.c.was, meeting.c.minutes)
    .select_from(link_member)
    .join(meeting, meeting.c.link_id == link_member.c.link_id)
    .join(history, history.c.meeting_id == meeting.c.id)
    .where(link_member.c.person_id == bindparam("person"), COUNTS)
    .order_by(history.c.was, meeting.c.id)
)
BUSY = (
    select(link_member.c.person_id)
    .select_from(history)
    .join(meeting, meeting.c.id == history.c.meeting_id)
    .join(link_member, link_member.c.link_id == meeting.c.link_id)
    .where(history.c.at.between(bindparam("since"), bindparam("settled")), COUNTS)
    .distinct()
    .order_by(link_member.c.person_id)
)
ONE = select(claim).where(claim.c.person_id == bindparam("person"), claim.c.month == bindparam("month"))
OF_MONTH = (
    select(
        *(one for one in claim.columns if one is not claim.c.person_id),
        *columns(person, "id", "first_name", "surname", "email", "line"),
    )
    .join(person, person.c.id == claim.c.person_id)
    .where(claim.c.month == bindparam("month"))
    .order_by(claim.c.person_id)
    .limit(MOST)
)
SETTLE = (
    update(claim)
    .where(claim.c.person_id == bindparam("of_person"), claim.c.month == bindparam("of_month"))
    .values(state=bindparam("to"), at=bindparam("now"))
)


CORRECT = (
    update(claim)
    .where(
        claim.c.person_id == bindparam("of_person"),
        claim.c.month == bindparam("of_month"),
        claim.c.state == ClaimState.GIVEN,
    )
    .values(
        minutes=bindparam("to_minutes"),
        prep_minutes=bindparam("to_prep"),
        costs=bindparam("to_costs"),
        at=bindparam("now"),
    )
)


class SqlHours:
    """The hours of Buddies and carers; see the port `Claims`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def worked(self, person: PersonId, *, since: datetime, until: datetime) -> Sequence[Worked]:
        """By the history: a booking that a student missed counts, and so does one that was held short."""
        self._allow(person)
        rows = self._desk.execute(WORKED, {"person": person, "since": since, "until": _before(until)}).all()
        return [Worked(meeting=row.id, start=row.was, minutes=row.minutes) for row in rows]

    def claim_of(self, person: PersonId, month: str) -> Claim | None:
        """The person's own, or anybody's for coordinators."""
        self._allow(person)
        row = self._desk.execute(ONE, {"person": person, "month": month}).first()
        return claim_in(row) if row else None

    def claim(self, said: Claim, *, now: datetime) -> None:
        """In place of an earlier one, unless that is approved."""
        if said.person != self._desk.actor.id:
            raise NotYours
        self._allow(said.person)
        before = self.claim_of(said.person, said.month)
        if before and before.state is ClaimState.APPROVED:
            raise HasChanged("These hours are approved by now. Please ask the coordinator if something is wrong.")
        key = {"person_id": said.person, "month": said.month}
        row: dict[str, Any] = {"minutes": said.minutes, "prep_minutes": said.prep_minutes, "costs": said.costs}
        row |= {"state": said.state or ClaimState.GIVEN, "at": now}
        statement = self._desk.insert(claim).values(**key, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=list(key), set_=row))

    def correct(self, claim: Claim, *, now: datetime) -> None:
        """For coordinators, and never their own."""
        self._only_those_who_see_all()
        if claim.person == self._desk.actor.id:
            raise NotYours
        values = {"of_person": claim.person, "of_month": claim.month, "now": now, "to_minutes": claim.minutes}
        values |= {"to_prep": claim.prep_minutes, "to_costs": claim.costs}
        if self._desk.execute(CORRECT, values).rowcount != 1:
            raise HasChanged("These hours have changed meanwhile. Please look again with 'hours show'.")

    def settle(self, person: PersonId, month: str, state: ClaimState, *, now: datetime) -> None:
        """For coordinators."""
        self._only_those_who_see_all()
        values = {"of_person": person, "of_month": month, "to": state, "now": now}
        if self._desk.execute(SETTLE, values).rowcount != 1:
            raise NotThere

    def of_month(self, month: str) -> Sequence[tuple[Person, Claim]]:
        """For coordinators."""
        self._only_those_who_see_all()
        rows = self._desk.execute(OF_MONTH, {"month": month}).all()
        return [(self._giver(row), claim_in(row)) for row in rows]

    def busy(self, *, since: datetime, until: datetime) -> Sequence[PersonId]:
        """Numbers only."""
        if not self._desk.actor.is_a(frozenset({Role.ASSISTANT})):
            raise NotYours
        values = {"since": since, "until": _before(until), "settled": until + SETTLED_WITHIN}
        return [PersonId(number) for number in self._desk.execute(BUSY, values).scalars()]

    def _giver(self, row: Row[Any]) -> Person:
        return replace(self._desk.person(row, self._desk.tie(row.person_id)), roles=frozenset({Role.BUDDY}))

    def _allow(self, person: PersonId) -> None:
        if not self._desk.sees(Kept.HOURS, self._desk.tie(person)):
            raise NotYours

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.HOURS):
            raise NotYours


def _before(instant: datetime) -> datetime:
    return instant - timedelta(microseconds=1)


def claim_in(row: Row[Any]) -> Claim:
    """The hours of one month, as a row of the table holds them, with whose they are."""
    return Claim(
        person=PersonId(row.person_id),
        month=row.month,
        minutes=row.minutes,
        prep_minutes=row.prep_minutes,
        costs=row.costs,
        state=ClaimState(row.state),
    )
