"""The rooms of meetings, as Teams tells of them: in any order, and more than once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, select

from bot.domain.errors import NotYours
from bot.domain.meetings import Meeting
from bot.domain.sight import Kept
from bot.store.desk import Desk
from bot.store.meeting_rows import meetings_from
from bot.store.meetings import BETWEEN, NUMBERS, TIMED
from bot.store.tables import meeting, room, watch

NEAR = NUMBERS.where(meeting.c.state.in_(TIMED), BETWEEN)
HEARD = (
    select(room.c.entered_at)
    .join(meeting, meeting.c.id == room.c.meeting_id)
    .where(BETWEEN, room.c.entered_at.is_not(None))
    .limit(1)
)
AGREEMENT = select(watch.c.until, watch.c.error).order_by(watch.c.until.is_(None), watch.c.until.desc()).limit(1)


class SqlRooms:
    """The rooms of meetings; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def near(self, *, since: datetime, until: datetime) -> Sequence[Meeting]:
        """By the index on the start."""
        if not self._desk.sees(Kept.MEETING):
            raise NotYours
        return meetings_from(self._desk, self._desk.execute(NEAR, {"since": since, "until": until}).all())

    def entered(self, meeting: Meeting, at: datetime) -> None:
        """The first and the last time are kept."""
        self._note(meeting, began_at=at, entered_at=at)

    def left(self, meeting: Meeting, at: datetime) -> None:
        """The last time is kept."""
        self._note(meeting, left_at=at)

    def heard(self, *, since: datetime, until: datetime) -> bool:
        """By the index on the start; for those who may see what was done."""
        self._only_those_who_see_all()
        return self._desk.execute(HEARD, {"since": since, "until": until}).first() is not None

    def agreement(self) -> tuple[datetime | None, str]:
        """One row, for all replicas; the same."""
        self._only_those_who_see_all()
        row = self._desk.execute(AGREEMENT).first()
        return (row.until, row.error) if row else (None, "")

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.RECORD):
            raise NotYours

    def reported(self, meeting: Meeting, *, people: int, minutes: int) -> None:
        """For those who see every meeting."""
        self._note(meeting, people=people, minutes=minutes)

    def _note(self, of: Meeting, **seen: Any) -> None:
        self._desk.allow(of.id)
        if not self._desk.sees(Kept.MEETING):
            raise NotYours
        statement = self._desk.insert(room).values(meeting_id=of.id, sequence=of.sequence, **seen)
        new = statement.excluded
        merged = {name: _merged(name, new[name]) for name in seen}
        self._desk.execute(
            statement.on_conflict_do_update(index_elements=[room.c.meeting_id, room.c.sequence], set_=merged)
        )


def _merged(name: str, new: ColumnElement[Any]) -> ColumnElement[Any]:
    """What is kept beside what was known: the earliest, the latest, or the newest."""
    known = room.c[name]
    match name:
        case "began_at":
            return case((known < new, known), else_=new)
        case "entered_at" | "left_at":
            return case((known > new, known), else_=new)
    return new
