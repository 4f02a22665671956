"""When people are free, and the questions about times that have run out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select

from bot.domain.errors import NotYours
from bot.domain.free import Free, FreeKind
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import GIVERS, PersonId
from bot.domain.sight import Kept
from bot.store.among import among
from bot.store.desk import Desk, columns
from bot.store.meeting_rows import meetings_from
from bot.store.meetings import NUMBERS, RUNNING
from bot.store.tables import free_time, meeting, person_role, slot

F = free_time.c
ALL = columns(free_time, "id", "kind", "weekday", "day", "from_minute", "to_minute", "until", "entered_by")
ORDER = (F.kind, F.weekday, F.day, F.from_minute, F.id)
OF = select(*ALL).where(F.person_id == bindparam("person")).order_by(*ORDER)
USUAL = (
    select(F.person_id, *ALL)
    .where(among(F.person_id, "people"), F.kind == FreeKind.WEEKLY, F.until >= bindparam("on"))
    .order_by(F.person_id, *ORDER)
)
REMOVE = delete(free_time).where(F.person_id == bindparam("person"), among(F.id, "numbers")).returning(*ALL)
LATER = free_time.alias("later")
GIVES = (  # a student says when they usually can, and is not asked for more
    select(person_role.c.person_id)
    .where(person_role.c.person_id == F.person_id, person_role.c.role.in_(GIVERS))
    .exists()
)
ENDING = (
    select(F.person_id, func.max(F.until).label("last"))
    .where(
        F.until.between(bindparam("since"), bindparam("until")),
        F.kind == FreeKind.WEEKLY,
        GIVES,
        ~select(LATER.c.id)
        .where(LATER.c.person_id == F.person_id, LATER.c.kind == FreeKind.WEEKLY, LATER.c.until > F.until)
        .exists(),
    )
    .group_by(F.person_id)
    .order_by(F.person_id)
)
GIVEN = select(func.count(F.person_id.distinct())).where(
    among(F.person_id, "people"), F.kind != FreeKind.AWAY, F.until >= bindparam("on")
)
# What a meeting waits for an answer to: the times on offer, or those of them that were picked.
WAITING = (MeetingState.OFFERED, MeetingState.HALF_CONFIRMED)
LAST = (
    select(func.max(slot.c.start))
    .where(slot.c.meeting_id == meeting.c.id, or_(meeting.c.state == MeetingState.OFFERED, slot.c.picked))
    .correlate(meeting)
    .scalar_subquery()
)
PASSED = NUMBERS.add_columns(LAST.label("last")).where(
    RUNNING, meeting.c.state.in_(WAITING), bindparam("until") >= LAST
)


class SqlFreeTimes:
    """When people are free; see the port `FreeTimes`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, person: PersonId) -> Sequence[Free]:
        """The actor's own, or anybody's for those who may see it."""
        self._allow(person)
        rows = self._desk.execute(OF, {"person": person}).all()
        return [self._one(row, person) for row in rows]

    def add(self, person: PersonId, times: Sequence[Free]) -> Sequence[int]:
        """With who wrote it down, if that is somebody else."""
        self._allow(person)
        by = self._desk.entered_by or (None if self._desk.actor.id == person else self._desk.actor.id)
        rows = [_row(one, person) | {"entered_by": by} for one in times]
        statement = free_time.insert().returning(F.id, sort_by_parameter_order=True)
        return list(self._desk.execute(statement, rows).scalars()) if rows else []

    def remove(self, person: PersonId, numbers: Sequence[int]) -> Sequence[Free]:
        """Numbers of other people's times remove nothing."""
        self._allow(person)
        rows = self._desk.execute(REMOVE, {"person": person, "numbers": list(numbers)}).all()
        return [self._one(row, person) for row in rows]

    def usual(self, people: Collection[PersonId], *, on: date) -> Mapping[PersonId, Sequence[Free]]:
        """One statement, however many people."""
        self._allow(None)
        found: dict[PersonId, list[Free]] = {}
        for row in self._desk.execute(USUAL, {"people": list(people), "on": on}).all():
            person = PersonId(row.person_id)
            found.setdefault(person, []).append(self._one(row, person))
        return found

    def ending(self, *, since: date, until: date) -> Sequence[tuple[PersonId, date]]:
        """Nobody who has later ones is among them."""
        self._allow(None)
        rows = self._desk.execute(ENDING, {"since": since, "until": until}).all()
        return [(PersonId(row.person_id), row.last) for row in rows]

    def given_by_all(self, meeting: Meeting, *, on: date) -> bool:
        """A number of people is all that is read."""
        self._desk.allow(meeting.id)
        people = meeting.people(Side.BUDDY)
        given: int = self._desk.execute(GIVEN, {"people": people, "on": on}).scalar_one()
        return given == len(people)

    def passed(self, *, until: datetime) -> Sequence[tuple[Meeting, datetime]]:
        """Without names, of links that run."""
        self._allow(None)
        rows = self._desk.execute(PASSED, {"until": until}).all()
        last = {row.meeting_id: row.last for row in rows}
        return [(one, last[one.id]) for one in meetings_from(self._desk, rows)]

    def _one(self, row: Row[Any], person: PersonId) -> Free:
        seen = self._desk.read(row, self._desk.tie(person))
        facts = {label.removeprefix("free_time_"): seen[label] for label in seen if label.startswith("free_time_")}
        return Free(**facts | {"kind": FreeKind(facts["kind"])})

    def _allow(self, person: PersonId | None) -> None:
        if not self._desk.sees(Kept.FREE, self._desk.tie(person)):
            raise NotYours


def _row(one: Free, person: PersonId) -> dict[str, Any]:
    names = ("kind", "weekday", "day", "from_minute", "to_minute", "until")
    return {"person_id": person} | {name: getattr(one, name) for name in names}
