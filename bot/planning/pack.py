"""Packing one Buddy: a whole series for each of their students, without two meetings in each other's way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.planning.bits import FULL, SLOTS
from bot.planning.series import Frame, Series, any_series, cheapest, counted, days_with, regular, spread, whole_days

CROWDED = 3  # a start that stands in the way of more students than this counts as this many


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one Buddy can do in a day and a week, and the free days between."""

    a_day: int
    a_week: int
    rest: int

    def frame(self, frame: Frame) -> Frame:
        """The frame in which no series stands in its own way for this Buddy."""
        gap = max(frame.gap_min, self.rest + 1)
        if self.a_week < 6 // gap + 1:
            gap = max(gap, 7)
        return frame if gap == frame.gap_min else replace(frame, gap_min=gap)


@dataclass(slots=True, kw_only=True)
class Diary:
    """A Buddy's time while it fills: `free` loses what every new meeting rules out."""

    free: int
    frame: Frame
    limits: Limits
    days: tuple[int, ...] = ()  # days that hold one meeting at least, two at least, and so on; one bit each
    weeks: tuple[int, ...] = ()  # the same of weeks

    def take(self, *placed: Series) -> None:
        """Put the meetings of one student or of more in."""
        limits, days, weeks, gone = self.limits, self.full_days, self.full_weeks, 0
        for shape in map(self.frame.shape, placed):
            gone |= shape.whole if limits.a_day == 1 else shape.near
            self.days, self.weeks = counted(self.days, shape.days), counted(self.weeks, shape.weeks)
            for day in shape.on if limits.rest else ():
                gone |= self.rest_around(day)
        if limits.a_day > 1 and (full := self.full_days & ~days):
            gone |= spread(full)
        if full := self.full_weeks & ~weeks:
            gone |= spread_weeks(full)
        self.free &= ~gone

    @property
    def full_days(self) -> int:
        """The days that hold no further meeting, one bit each."""
        most = self.limits.a_day
        return self.days[most - 1] if 0 < most <= len(self.days) else 0

    @property
    def full_weeks(self) -> int:
        """The weeks that hold no further meeting, one bit each."""
        most = self.limits.a_week
        return self.weeks[most - 1] if 0 < most <= len(self.weeks) else 0

    def copy(self) -> Diary:
        """The same again, to be filled on its own."""
        return Diary(free=self.free, frame=self.frame, limits=self.limits, days=self.days, weeks=self.weeks)

    def filled(self, placed: Iterable[Series]) -> Diary:
        """A copy with all these series in it."""
        diary = self.copy()
        diary.take(*placed)
        return diary

    def rest_around(self, day: int) -> int:
        """The days around a day with meetings, without that day."""
        first = max(0, day - self.limits.rest)
        days = (1 << SLOTS * (day + self.limits.rest + 1)) - (1 << SLOTS * first)
        return days & ~(FULL << SLOTS * day)

    def last_of_day(self) -> int:
        """All starts of the days on which only one more meeting may be held."""
        most = self.limits.a_day
        if most == 1:
            return -1
        return spread(self.days[most - 2] & ~self.full_days) if 1 < most <= len(self.days) + 1 else 0


@lru_cache(maxsize=1 << 10)
def spread_weeks(weeks: int) -> int:
    """All starts of these weeks, given one bit a week."""
    return spread(sum((1 << 7) - 1 << 7 * week for week in range(weeks.bit_length()) if weeks >> week & 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """The series of those who fit, by student; and those for whom nothing was found."""

    series: Mapping[int, Series]
    left: tuple[int, ...]


def pack(base: Diary, wants: Mapping[int, int]) -> Packing:
    """A packing of these students, each with the starts that suit them; those with least time are placed first."""
    common = {student: starts & base.free for student, starts in sorted(wants.items())}
    scarce = sorted(common, key=lambda one: (days_with(common[one], base.frame).bit_count(), one))
    first = _fill(base.copy(), common, scarce, careful=False)
    return min(first, _fill(base.copy(), common, scarce, careful=True), key=_left) if first.left else first


def _left(packing: Packing) -> int:
    return len(packing.left)


def _fill(diary: Diary, common: Mapping[int, int], order: Sequence[int], *, careful: bool) -> Packing:
    found: dict[int, Series] = {}
    left: list[int] = []
    waiting = [_Wish(diary.frame, common[one]) for one in order]
    for nth, one in enumerate(order):
        starts = common[one] & diary.free
        series = _series(diary, starts, waiting[nth + 1 :] if careful else ())
        if series is None:
            left.append(one)
        else:
            found[one] = series
            diary.take(series)
    return Packing(series=found, left=tuple(left))


def _series(diary: Diary, starts: int, others: Sequence[_Wish]) -> Series | None:
    """One student's meetings: so that they stand in the way of few others, or regular when no others are named."""
    frame = diary.frame
    if not others:
        return regular(starts, frame) or any_series(starts, frame)
    found = cheapest([_levels(diary, starts, others)] * frame.meetings, frame)
    return found[1] if found else None


class _Wish:
    """The starts that suit somebody who is yet to be placed, and all starts that would stand in their way."""

    def __init__(self, frame: Frame, starts: int) -> None:
        self.frame = frame
        self.starts = starts
        self._zone: int | None = None

    def zone(self) -> int:
        """All starts of a Buddy's meeting that would rule out one of these."""
        if self._zone is None:
            wide, span = self.starts, 1
            while span < self.frame.span:
                further = min(span, self.frame.span - span)
                wide, span = wide | wide << further | wide >> further, span + further
            self._zone = wide
        return self._zone


def _levels(diary: Diary, starts: int, others: Sequence[_Wish]) -> list[int]:
    """The starts that stand in nobody's way, in that of one at most, of two, and so on."""
    alone = diary.last_of_day()
    crowd = [0] * CROWDED
    for other in others:
        zone = other.zone() & diary.free
        if alone:
            zone |= whole_days(days_with(other.starts & diary.free, diary.frame)) & alone
        for at in range(CROWDED - 1, 0, -1):
            crowd[at] |= crowd[at - 1] & zone
        crowd[0] |= zone
    return [*(starts & ~many for many in crowd), starts]
