"""Working days in London: Monday to Friday without bank holidays."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, timedelta

from bot.domain.quiet import is_working_day
from bot.domain.times import at_wall, wall


def working_day_from(day: date, closed: Container[date]) -> date:
    """This day if it is a working day, else the next one that is."""
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day


def working_day_after(day: date, count: int, closed: Container[date]) -> date:
    """So many working days later."""
    for _ in range(count):
        day = working_day_from(day + timedelta(days=1), closed)
    return day


def a_working_day_after(instant: datetime, closed: Container[date]) -> datetime:
    """The same time of day (UTC) on the next working day: Monday afternoon for a Friday afternoon."""
    local = wall(instant)
    return at_wall(working_day_after(local.date(), 1, closed), local.time())
