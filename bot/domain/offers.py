"""Which times are offered for a meeting: inside free time, far enough from the last one, spread over days."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar

from bot.domain.due import ASK_FOR, Due, Kind
from bot.domain.errors import BadInput
from bot.domain.meetings import MAX_SLOTS, Meeting, MeetingState, Side, Window
from bot.domain.times import CELL, MIN_NOTICE, add_days, cells, day_start, say_day, wall

DAYS = 6  # that one offer is spread over, if there are so many
NUDGED_AFTER = timedelta(hours=48)
NUDGE: dict[MeetingState, tuple[Kind, Kind, Side]] = {
    MeetingState.PLANNED: (Kind.FREE_NUDGE, Kind.FREE, Side.BUDDY),
    MeetingState.OFFERED: (Kind.PICK_NUDGE, Kind.PICK, Side.STUDENT),
    MeetingState.HALF_CONFIRMED: (Kind.CONFIRM_NUDGE, Kind.CONFIRM, Side.BUDDY),
}


class WeekFull(BadInput):
    """One more meeting in that week would be more than a Buddy of it said. Nobody can overrule it."""

    code: ClassVar[str] = "week_full"

    def __init__(self, *, own: bool) -> None:
        whose = "That would be more than you said for that week." if own else "That week is full."
        super().__init__(f"{whose} Please choose a time in another week.")


class TooNear(BadInput):
    """It would leave a Buddy fewer days of rest between meetings than they said. Nobody can overrule it."""

    code: ClassVar[str] = "too_near"

    def __init__(self, *, own: bool) -> None:
        whose = "That would leave you fewer days of rest than you said." if own else "There is no room on that day."
        super().__init__(f"{whose} Please choose another day.")


def rest_around(starts: Iterable[datetime], rest_days: int) -> frozenset[date]:
    """The days on which nobody with these meetings has another, so that so many days lie between two."""
    near = range(-rest_days, rest_days + 1) if rest_days else ()
    return frozenset(wall(start).date() + timedelta(days=by) for start in starts for by in near)


class NotNow(BadInput):
    """A Buddy's registration does not reach that day, which is nobody's fault and no news for the others."""

    code: ClassVar[str] = "not_now"

    def __init__(self, start: datetime) -> None:
        super().__init__(
            f"We can't book a time on {say_day(wall(start).date())} just now. The coordinator knows, and will write."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOne:
    """A time with which a Buddy's own limit for that week is reached: so many of so many meetings, or minutes."""

    who: str
    start: datetime
    count: int
    of: int
    in_minutes: bool = False

    @property
    def share(self) -> str:
        """'2 of 2 meetings', or '120 of 120 minutes'."""
        return f"{self.count} of {self.of} {'minutes' if self.in_minutes else 'meetings'}"


def check_reach(meeting: Meeting, starts: Iterable[datetime]) -> None:
    """Raises NotNow unless the meeting can be on each of these days."""
    if beyond := [start for start in starts if not meeting.can_be(start)]:
        raise NotNow(min(beyond))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spacing:
    """How many days lie between the meetings of a series: at least, best, and at most."""

    least: int = 3
    best: int = 7
    most: int = 21


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What cannot be offered: quarter hours that are booked or did not suit, full weeks, and days of rest."""

    cells: Container[int] = frozenset()
    weeks: Container[int] = frozenset()
    days: Container[date] = frozenset()


def iso_week(instant: datetime) -> int:
    """202653: the week of the instant by London's calendar, as one number."""
    year, week, _ = wall(instant).isocalendar()
    return year * 100 + week


def span(spacing: Spacing, *, last: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Between which instants the next meeting may start; a series that has waited begins to count now."""
    if last is None:
        return now + MIN_NOTICE, add_days(now, spacing.most)
    first = max(now + MIN_NOTICE, day_start(last, days=spacing.least))
    return first, max(day_start(last, days=spacing.most + 1), add_days(first, spacing.most - spacing.least))


def choose(
    windows: Sequence[Window], *, minutes: int, spacing: Spacing, taken: Taken, last: datetime | None, now: datetime
) -> tuple[datetime, ...]:
    """At most MAX_SLOTS starts (UTC, in order) of meetings that do not overlap, on the days nearest to the best one."""
    since, until = span(spacing, last=last, now=now)
    days: dict[date, list[datetime]] = {}
    for start in _starts(windows, minutes=minutes, since=since, until=until, taken=taken):
        days.setdefault(wall(start).date(), []).append(start)
    best = wall(add_days(last, spacing.best) if last else since).date()
    near = sorted(days, key=lambda day: (abs((day - best).days), day))
    return tuple(sorted(_spread([_ends_first(days[day]) for day in near])))


def _starts(
    windows: Sequence[Window], *, minutes: int, since: datetime, until: datetime, taken: Taken
) -> Iterator[datetime]:
    length = timedelta(minutes=minutes)
    for window in windows:
        start = window.start
        while start + length <= window.end and start < until:
            if start >= since and _open(start, minutes, taken):
                yield start
                start += length
            else:
                start += CELL


def _open(start: datetime, minutes: int, taken: Taken) -> bool:
    if iso_week(start) in taken.weeks or wall(start).date() in taken.days:
        return False
    return not any(number in taken.cells for number in cells(start, minutes))


def _ends_first(starts: list[datetime]) -> list[datetime]:
    """The first and the last of a day, then the others: who is never free early may be free late."""
    return starts if len(starts) == 1 else [starts[0], starts[-1], *starts[1:-1]]


def _spread(days: list[list[datetime]]) -> list[datetime]:
    """One of each day in turn, and those of further days only when the near ones have no more."""
    found: list[datetime] = []
    for group in (days[:DAYS], days[DAYS:]):
        for turn in range(max(map(len, group), default=0)):
            found += (day[turn] for day in group if turn < len(day))
    return found[:MAX_SLOTS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One meeting of a plan: its number, when, and what there is to note about it."""

    number: int
    start: datetime
    notes: tuple[str, ...] = ()


def lay_out(
    windows: Sequence[Window],
    numbers: Sequence[int],
    *,
    minutes: int,
    spacing: Spacing,
    taken: Taken,
    last: datetime | None,
    now: datetime,
) -> tuple[Planned, ...]:
    """A time for each meeting, one after another, as near to the best gap as can be; ends where there is none."""
    plan: list[Planned] = []
    for number in numbers:
        starts = choose(windows, minutes=minutes, spacing=spacing, taken=taken, last=last, now=now)
        if not starts:
            break
        start = _nearest(starts, spacing, last)
        plan.append(Planned(number=number, start=start, notes=tuple(_notes(last, start, spacing))))
        last = start
    return tuple(plan)


def _nearest(starts: Sequence[datetime], spacing: Spacing, last: datetime | None) -> datetime:
    """The day nearest to the best one, and then the same time of day as the last."""
    if last is None:
        return starts[0]
    best = add_days(last, spacing.best)
    return min(starts, key=lambda start: (abs((wall(start).date() - wall(best).date()).days), abs(start - best), start))


def _notes(last: datetime | None, start: datetime, spacing: Spacing) -> Iterator[str]:
    if last is None:
        return
    days = (wall(start).date() - wall(last).date()).days
    if days != spacing.best:
        yield f"{days} days after the one before"
    if wall(last).utcoffset() != wall(start).utcoffset():
        yield "the clocks change before it"


def nudges(meeting: Meeting) -> Iterator[Due]:
    """The one nudge about a question that nobody has answered for two days."""
    if meeting.state not in NUDGE:
        return
    kind, _, side = NUDGE[meeting.state]
    at = meeting.since + NUDGED_AFTER
    for person in meeting.people(side):
        key = f"{kind}:{meeting.id}:v{meeting.version}:{person}"
        until = meeting.since + ASK_FOR + timedelta(days=len(meeting.breaks))
        yield Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=at, until=until)
