"""When a person may be written to: their quiet hours, working days, breaks, and the days of rest after a move."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.people import Standing
from bot.domain.times import at_wall, wall

EARLIEST, LATEST = 6 * 60, 22 * 60  # minutes: quiet hours end and begin between these
SATURDAY = 5


class Held(StrEnum):
    """What may hold a message back."""

    NEVER = "never"  # an answer to the person's own tap, news of their worry or call, a meeting that moves that day
    REMINDER = "reminder"  # of a meeting that the person agreed to: a break holds it, and quiet hours if there is time
    CHANGE = "change"  # of a meeting: quiet hours hold it, unless the meeting would have begun
    UNASKED = "unasked"  # everything else: quiet hours, days off, rest and breaks hold it
    NUDGE = "nudge"  # the same, and at most one a day


def is_working_day(day: date, closed: Container[date]) -> bool:
    """Monday to Friday, and no bank holiday."""
    return day.weekday() < SATURDAY and day not in closed


def awake_from(standing: Standing, instant: datetime) -> datetime:
    """The first instant (UTC) from this one on that lies outside the person's quiet hours, on whatever day."""
    local = wall(instant)
    minute = local.hour * 60 + local.minute
    if standing.quiet_to <= minute < standing.quiet_from:
        return instant
    day = local.date() + timedelta(days=minute >= standing.quiet_from)
    return at_wall(day, time(*divmod(standing.quiet_to, 60)))


def allowed_from(standing: Standing, instant: datetime, closed: Container[date]) -> datetime:
    """The first instant (UTC) from this one on that lies outside the person's quiet hours and days off."""
    at = awake_from(standing, instant)
    day = wall(at).date()
    if is_working_day(day, closed):
        return at
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return at_wall(day, time(*divmod(standing.quiet_to, 60)))


def not_before(standing: Standing, held: Held, now: datetime, *, closed: Container[date]) -> datetime | None:
    """From when on a message of this sort may be sent (now, or later); None while the person takes a break or has left.

    A CHANGE or a REMINDER that would come too late is for the caller to send at once.
    """
    if standing.silent:
        return None
    if held is Held.NEVER:
        return now
    if standing.left_at or standing.rests_since:
        return None
    if held is Held.REMINDER:
        return awake_from(standing, now)
    return allowed_from(standing, max(now, standing.quiet_until or now), closed)


def after_working(since: datetime, minutes: int, *, opens: time, closes: time, closed: Container[date]) -> datetime:
    """The instant at which so many minutes of duty hours have passed."""
    left, day = timedelta(minutes=minutes), wall(since).date()
    while True:
        if is_working_day(day, closed):
            start, end = max(since, at_wall(day, opens)), at_wall(day, closes)
            if start + left <= end:
                return start + left
            left -= max(timedelta(), end - start)
        day += timedelta(days=1)
