"""When somebody is free: each week or once, and away; by the wall clock of London, whatever the season."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.errors import BadInput
from bot.domain.meetings import MAX_AHEAD, Window
from bot.domain.people import PersonId
from bot.domain.quiet import SATURDAY, is_working_day
from bot.domain.times import LONDON, MIN_NOTICE, at_wall, say_clock, say_day, wall

DAY = 24 * 60  # minutes
WEEKLY_FOR = timedelta(weeks=12)  # how long a weekly time counts when nobody says
SHORTEST = 30  # minutes; in less nobody can meet
LONGEST_AWAY = timedelta(days=366)
MOST = 40  # times of one person
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DRY = timedelta(days=10)  # so long before the last day of somebody's free times they are asked for more
DRY_AGAIN = timedelta(days=7)


class FreeKind(StrEnum):
    """What sort of time it is."""

    WEEKLY = "weekly"
    ONCE = "once"
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """One time at which somebody is free, or away. Minutes count from midnight on London's wall clock.

    `day` is the day of a single time, or the first day away; `until` the last day, included, whatever the kind.
    `weekday`: 0 is Monday. `entered_by`: who wrote it down for them, if somebody did.
    """

    kind: FreeKind
    until: date
    day: date | None = None
    weekday: int | None = None
    from_minute: int = 0
    to_minute: int = DAY
    id: int = 0
    entered_by: PersonId | None = None

    def covers(self, day: date, closed: Container[date]) -> bool:
        """Whether it says something of this day. Weekly times leave out weekends, and no time is on a bank holiday."""
        match self.kind:
            case FreeKind.WEEKLY:
                return day.weekday() == self.weekday and day <= self.until and is_working_day(day, closed)
            case FreeKind.ONCE:
                return day == self.day and day not in closed
            case _:
                return self.day is not None and self.day <= day <= self.until


def say_minutes(minute: int) -> str:
    """'14:00', of minutes after midnight; the end of a day is '24:00'."""
    return "24:00" if minute == DAY else say_clock(time(*divmod(minute, 60)))


def say_free(one: Free) -> str:
    """The time in words: 'Tuesday 10:00 to 12:00, each week until Tue 15 Dec'."""
    last = say_day(one.until)
    if one.kind is FreeKind.AWAY:
        first = say_day(one.day or one.until)
        return f"Away {first}" if one.day == one.until else f"Away {first} to {last}"
    span = f"{say_minutes(one.from_minute)} to {say_minutes(one.to_minute)}"
    if one.kind is FreeKind.ONCE:
        return f"{say_day(one.day or one.until)}, {span}"
    return f"{WEEKDAYS[one.weekday or 0]} {span}, each week until {last}"


def check(one: Free, *, now: datetime, closed: Container[date]) -> Free:
    """The same time; raises BadInput, with what to do, for one that cannot be."""
    today = wall(now).date()
    if one.until < today:
        raise BadInput(f"{say_day(one.until)} has already passed. Please choose a later day.")
    if one.until > today + MAX_AHEAD:
        raise BadInput(f"{say_day(one.until)} {one.until.year} is more than a year away. Please check the year.")
    if one.kind is FreeKind.AWAY:
        _check_away(one)
        return one
    if one.to_minute <= one.from_minute:
        raise BadInput("The time to must be later than the time from. Please look again.")
    if one.to_minute - one.from_minute < SHORTEST:
        raise BadInput("That is a very short time. Please give at least half an hour.")
    if one.kind is FreeKind.WEEKLY:
        _check_weekly(one, today)
    else:
        _check_once(one, now, closed)
    return one


def _check_away(one: Free) -> None:
    if one.day is None or one.day > one.until:
        raise BadInput("The last day away must not be before the first. Please look again.")
    if one.until - one.day > LONGEST_AWAY:
        raise BadInput("That is more than a year. Please check the days, or take a break.")


def _check_weekly(one: Free, today: date) -> None:
    weekday = one.weekday or 0
    if weekday >= SATURDAY:
        name = WEEKDAYS[weekday]
        raise BadInput(f"Weekly times are from Monday to Friday. For a {name}, please give one day at a time.")
    if today + timedelta(days=(weekday - today.weekday()) % 7) > one.until:
        raise BadInput(f"There is no {WEEKDAYS[weekday]} before {say_day(one.until)}. Please give a later last day.")


def _check_once(one: Free, now: datetime, closed: Container[date]) -> None:
    day = one.day or one.until
    if day in closed:
        raise BadInput(f"{say_day(day)} is a bank holiday. Please choose another day.")
    start, _ = _clock(day, one.from_minute), _clock(day, one.to_minute)
    if start < now:
        raise BadInput(
            f"{say_day(day)} at {say_minutes(one.from_minute)} has already passed. Please choose a later time."
        )


def _clock(day: date, minute: int) -> datetime:
    """The instant (UTC); raises BadInput for a time of day that never comes, or comes twice."""
    if minute == DAY:
        return at_wall(day + timedelta(days=1), time())
    return at_wall(day, time(*divmod(minute, 60)))


def windows(times: Sequence[Free], *, since: datetime, until: datetime, closed: Container[date]) -> tuple[Window, ...]:
    """When somebody with these times is free between two instants: in order, none touching the next, no day away."""
    found: list[Window] = []
    away = [one for one in times if one.kind is FreeKind.AWAY]
    free = [one for one in times if one.kind is not FreeKind.AWAY]
    day, last = wall(since).date(), wall(until).date()
    while day <= last:
        if not any(one.covers(day, closed) for one in away):
            found += (_window(one, day) for one in free if one.covers(day, closed))
        day += timedelta(days=1)
    return tuple(_clipped(_merged(found), since, until))


def _window(one: Free, day: date) -> Window:
    midnight = datetime.combine(day, time())
    start, end = (midnight + timedelta(minutes=at) for at in (one.from_minute, one.to_minute))
    return Window(start=start.replace(tzinfo=LONDON).astimezone(UTC), end=end.replace(tzinfo=LONDON).astimezone(UTC))


def _merged(found: Iterable[Window]) -> list[Window]:
    merged: list[Window] = []
    for one in sorted(found, key=lambda each: each.start):
        if merged and one.start <= merged[-1].end:
            merged[-1] = Window(start=merged[-1].start, end=max(one.end, merged[-1].end))
        else:
            merged.append(one)
    return merged


def _clipped(found: Iterable[Window], since: datetime, until: datetime) -> Iterator[Window]:
    for one in found:
        start, end = max(one.start, since), min(one.end, until)
        if start < end:
            yield Window(start=start, end=end)


def weekly(found: Iterable[Window], now: datetime) -> tuple[Free, ...]:
    """The same times of day for each week; weekends have none."""
    until = wall(now).date() + WEEKLY_FOR
    return tuple(
        replace(one, kind=FreeKind.WEEKLY, weekday=one.until.weekday(), day=None, until=until)
        for one in single(found)
        if one.until.weekday() < SATURDAY
    )


def single(found: Iterable[Window]) -> tuple[Free, ...]:
    """The same times, each on its one day."""
    return tuple(_single(wall(one.start), wall(one.end)) for one in found)


def _single(start: datetime, end: datetime) -> Free:
    first, last = start.hour * 60 + start.minute, end.hour * 60 + end.minute
    return Free(kind=FreeKind.ONCE, day=start.date(), until=start.date(), from_minute=first, to_minute=last or DAY)


def common(mine: Sequence[Window], theirs: Sequence[Window]) -> tuple[Window, ...]:
    """The time that lies in both."""
    return tuple(
        Window(start=max(one.start, other.start), end=min(one.end, other.end))
        for one in mine
        for other in theirs
        if max(one.start, other.start) < min(one.end, other.end)
    )


def good_times(wanted: datetime, *, now: datetime, closed: Container[date]) -> Iterator[datetime]:
    """Instants at the same time of day, on this working day and on each after it, that are not too soon."""
    local = wall(wanted)
    day = max(local.date(), wall(now).date()) - timedelta(days=1)
    while True:
        day += timedelta(days=1)
        try:
            start = at_wall(day, local.time())
        except BadInput:
            continue  # that day has no such time
        if is_working_day(day, closed) and start >= now + MIN_NOTICE:
            yield start


def dry_days(last: date) -> tuple[date, date]:
    """The days on which somebody whose free times end on this day is asked for more."""
    return last - DRY, last - DRY + DRY_AGAIN
