"""Time as the scheme counts it: instants are aware and in UTC; people live by the wall clock of Europe/London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.errors import BadInput

LONDON = ZoneInfo("Europe/London")
CELL = timedelta(minutes=15)  # the grain in which a person's time is booked
MIN_NOTICE = timedelta(hours=2)  # nobody is asked for a meeting that starts sooner


def wall(instant: datetime) -> datetime:
    """The same instant on the clock on the wall in London."""
    return instant.astimezone(LONDON)


def at_wall(day: date, clock: time) -> datetime:
    """The instant (UTC) at which London's wall clock shows this; raises BadInput when it never does, or does twice."""
    local = datetime.combine(day, clock, tzinfo=LONDON)
    instant = local.astimezone(UTC)
    good = say_clock(clock.replace(hour=(clock.hour + 1) % 24))  # the clocks change within one hour
    if instant.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise BadInput(
            f"On {say_day(day)} the clocks go forward and there is no {say_clock(clock)}. Please try {good}."
        )
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        raise BadInput(f"On {say_day(day)} the clocks go back and {say_clock(clock)} comes twice. Please try {good}.")
    return instant


def cells(start: datetime, minutes: int) -> tuple[int, ...]:
    """The quarter hours, counted from 1970 in UTC, that a meeting takes up; any part of one counts as the whole."""
    first = int(start.timestamp()) // int(CELL.total_seconds())
    last = -(-int((start + timedelta(minutes=minutes)).timestamp()) // int(CELL.total_seconds()))
    return tuple(range(first, last))


def say_day(day: date) -> str:
    """'Tue 1 Dec': how a day is written on every card."""
    return f"{day:%a} {day.day} {day:%b}"


def say_clock(clock: time) -> str:
    """'14:00': how a time of day is written on every card."""
    return f"{clock:%H:%M}"


def say(instant: datetime) -> str:
    """'Tue 1 Dec at 14:00', on London's wall clock."""
    local = wall(instant)
    return f"{say_day(local.date())} at {say_clock(local.time())}"


def same_day(one: datetime, other: datetime) -> bool:
    """Whether two instants fall on one day in London."""
    return wall(one).date() == wall(other).date()


def add_days(instant: datetime, days: int) -> datetime:
    """The same wall-clock time so many days later, also across a change of the clocks."""
    local = wall(instant)
    return (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=LONDON).astimezone(UTC)


def day_start(instant: datetime, *, days: int = 0) -> datetime:
    """Midnight in London (UTC) of the instant's day, or of so many days later."""
    return at_wall(wall(instant).date() + timedelta(days=days), time())
