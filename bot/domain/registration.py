"""Registration that lapses: when a Buddy is told, and what it means for meetings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time, timedelta

from bot.domain.due import Due, Kind
from bot.domain.people import PersonId
from bot.domain.times import at_wall

NOTICES = {Kind.REG_30: timedelta(days=30), Kind.REG_7: timedelta(days=7)}  # before the last day
AT = time(10)
FIRST_FOR = timedelta(days=20)  # after that the second notice is better


def plan(person: PersonId, last_day: date) -> Iterator[Due]:
    """The notices before the last day on which a step counts; one for all steps that lapse together."""
    gone = at_wall(last_day + timedelta(days=1), time())
    for kind, before in NOTICES.items():
        due_at = at_wall(last_day - before, AT)
        until = min(gone, due_at + FIRST_FOR)
        key = f"{kind}:{person}:{last_day.isoformat()}"
        yield Due(key=key, kind=kind, person=person, subject=person, due_at=due_at, until=until)


def day_of(key: str) -> date:
    """The last day that such a notice is about."""
    return date.fromisoformat(key.split(":")[2])
