"""Finding a whole series in common time. All of a term is one integer: bit 64 * day + slot is a possible start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np

from bot.planning.bits import FULL, SLOTS, Flags, Words, between
from bot.planning.model import Term

Series = tuple[int, ...]  # starts, in order


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a series takes up: the starts too close to it, all starts of its days, its days and its weeks.

    Days and weeks are one bit each; what comes twice stands again in a further integer.
    """

    starts: int
    near: int
    whole: int
    days: tuple[int, ...]
    weeks: tuple[int, ...]
    on: tuple[int, ...]  # the numbers of its days


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What all series of a term have in common."""

    days: int
    meetings: int
    gap_min: int
    gap_max: int
    span: int
    length: int
    target: int

    @classmethod
    def of(cls, term: Term, *, span: int = 1, length: int = 1) -> Frame:
        """The frame of a term; where only days count, any span and length will do."""
        target = term.target_gap if term.target_gap is not None else (term.gap_min + term.gap_max) // 2
        return cls(
            days=term.days,
            meetings=term.meetings,
            gap_min=term.gap_min,
            gap_max=term.gap_max,
            span=span,
            length=length,
            target=target,
        )

    @cached_property
    def mornings(self) -> int:
        """The first bit of every day."""
        return sum(1 << SLOTS * day for day in range(self.days))

    @cached_property
    def widening(self) -> tuple[int, ...]:
        """The shifts that, one after the other, turn a day into all days from the least gap to the greatest."""
        shifts, span = [], 1
        while span < self.gap_max - self.gap_min + 1:
            shifts.append(min(span, self.gap_max - self.gap_min + 1 - span))
            span += shifts[-1]
        return tuple(shifts)

    @cached_property
    def near(self) -> tuple[int, ...]:
        """For each slot, the starts of its day that are too close to a meeting there."""
        return tuple(between(slot - self.span + 1, slot + self.span - 1) for slot in range(SLOTS))

    @cached_property
    def _shapes(self) -> dict[Series, Shape]:
        return {}

    def shape(self, series: Series) -> Shape:
        """What a series takes up."""
        found = self._shapes.get(series)
        if found is None:
            days = tuple(start // SLOTS for start in series)
            found = self._shapes[series] = Shape(
                starts=sum(1 << start for start in series),
                near=_together(self.near[start % SLOTS] << SLOTS * (start // SLOTS) for start in series),
                whole=_together(FULL << SLOTS * day for day in days),
                days=counted((), [1 << day for day in days]),
                weeks=counted((), [1 << day // 7 for day in days]),
                on=days,
            )
        return found

    @cached_property
    def weeks(self) -> tuple[int, ...]:
        """The steps of whole weeks that the gaps allow, the one nearest to the target first."""
        steps = [week for week in range(1, self.gap_max // 7 + 1) if self.gap_min <= 7 * week]
        return tuple(sorted(steps, key=lambda week: (abs(7 * week - self.target), week)))


def _together(parts: Iterable[int]) -> int:
    found = 0
    for part in parts:
        found |= part
    return found


def counted(levels: tuple[int, ...], more: Iterable[int]) -> tuple[int, ...]:
    """Bits counted: those that came once at least, twice at least, and so on, after these came too."""
    found = list(levels)
    for new in more:
        bits = new
        for at, level in enumerate(found):
            found[at], bits = level | bits, level & bits
            if not bits:
                break
        if bits:
            found.append(bits)
    return tuple(found)


def as_integer(words: Words) -> int:
    """One person's days as one integer."""
    return int.from_bytes(words.astype("<u8").tobytes(), "little")


def lowest(bits: int) -> int:
    """The first set bit."""
    return (bits & -bits).bit_length() - 1


def whole_days(mornings: int) -> int:
    """All starts of the days whose first bits are given."""
    return mornings * FULL


def days_with(free: int, frame: Frame) -> int:
    """The first bits of the days on which there is any start."""
    for by in (32, 16, 8, 4, 2, 1):
        free |= free >> by
    return free & frame.mornings


def days_of(levels: Sequence[int], frame: Frame) -> list[int]:
    """For each of these, the days on which there is any start, one bit a day."""
    size = SLOTS // 8 * frame.days
    words = np.frombuffer(b"".join([level.to_bytes(size, "little") for level in levels]), "<u8")
    bits = np.packbits(words.reshape(len(levels), frame.days) != 0, axis=1, bitorder="little").tobytes()
    width = len(bits) // len(levels)
    return [int.from_bytes(bits[at : at + width], "little") for at in range(0, len(bits), width)]


@lru_cache(maxsize=1 << 13)  # a kilobyte each
def spread(days: int) -> int:
    """All starts of these days, given one bit a day."""
    found = 0
    while days:
        day = lowest(days)
        found |= FULL << SLOTS * day
        days &= days - 1
    return found


def after(days: int, frame: Frame) -> int:
    """The days (one bit each) on which the next meeting may be after one on one of these."""
    for shift in frame.widening:
        days |= days << shift
    return days << frame.gap_min


def ends(days: int, frame: Frame) -> int:
    """The days (one bit each) on which a series that is held on these days alone may end."""
    reached = days
    for _ in range(1, frame.meetings):
        reached = days & after(reached, frame)
    return reached


def has_series(days: Flags, frame: Frame) -> Flags:
    """For each row of days, whether a whole series can be held on them."""
    # All rows stand in one number, so far apart that no gap reaches the next row: they are looked at in one go.
    rows = np.packbits(np.pad(days, ((0, 0), (0, frame.gap_max))), axis=1, bitorder="little")
    found = ends(int.from_bytes(rows.tobytes(), "little"), frame).to_bytes(rows.size, "little")
    some: Flags = np.bitwise_or.reduce(np.frombuffer(found, np.uint8).reshape(rows.shape), axis=1) != 0
    return some


def before(days: int, frame: Frame) -> int:
    """The days (one bit each) on which the last meeting may be before one on one of these."""
    for shift in frame.widening:
        days |= days >> shift
    return days >> frame.gap_min


def regular(free: int, frame: Frame) -> Series | None:
    """The earliest series on one weekday at one time, with one step of weeks; None when there is none."""
    for step in frame.weeks:
        shift = 7 * SLOTS * step
        common = free
        for nth in range(1, frame.meetings):
            common &= free >> shift * nth
        if common:
            first = lowest(common)
            return tuple(first + shift * nth for nth in range(frame.meetings))
    return None


Levels = Sequence[int]  # starts by cost: each holds all of those before, and some that cost one more


def cheapest(levels: Sequence[Levels], frame: Frame) -> tuple[int, Series] | None:
    """The series of least cost; for each meeting, a start costs the number of the first level with it.

    Among equals the earliest days are taken, and the same time of day as the meeting before.
    """
    costly = _by_cost(levels, frame)
    last = frame.meetings - 1
    if not _begins([_together(days) for days in costly], frame):
        return None
    # left[t][c]: days from which meetings t, t+1, ... can be held at a cost of exactly c, that day's own included
    left: list[list[int]] = [[] for _ in range(frame.meetings)]
    follow: list[list[int]] = [[] for _ in range(frame.meetings)]
    cost = -1
    while cost < 0 or not left[0][cost]:  # a series exists, so that this ends
        cost += 1
        reach = costly[last][cost] if cost < len(costly[last]) else 0
        for meeting in range(last, 0, -1):
            left[meeting].append(reach)
            follow[meeting].append(before(reach, frame) if reach else 0)
            reach = _joined(costly[meeting - 1], follow[meeting])
        left[0].append(reach)
    return cost, _walk(left, costly, levels, frame, cost)


def _by_cost(levels: Sequence[Levels], frame: Frame) -> list[list[int]]:
    """For each meeting the days by their least cost; worked out once for meetings that share their levels."""
    known: dict[int, list[int]] = {}
    for own in levels:
        if id(own) not in known:
            days = days_of(own, frame)
            known[id(own)] = [day & ~(days[cost - 1] if cost else 0) for cost, day in enumerate(days)]
    return [known[id(own)] for own in levels]


def _begins(days: Sequence[int], frame: Frame) -> int:
    """The days on which a whole series can begin, whatever it costs."""
    if frame.gap_min > frame.gap_max:
        return 0
    reach = days[-1]
    for own in reversed(days[:-1]):
        reach = own & before(reach, frame)
    return reach


def _joined(costly: Sequence[int], follow: Sequence[int]) -> int:
    """The days from which it can go on at the last of these costs."""
    reach = 0
    for days, rest in zip(costly, reversed(follow), strict=False):  # the shorter of the two counts
        reach |= days & rest
    return reach


def _walk(
    left: Sequence[Sequence[int]], costly: Sequence[Sequence[int]], levels: Sequence[Levels], frame: Frame, cost: int
) -> Series:
    """The earliest series along the days found, at the same time of day where that costs no more."""
    found: list[int] = []
    days, slot = left[0][cost], -1
    for meeting in range(frame.meetings):
        morning = days & -days
        own = next(at for at, some in enumerate(costly[meeting]) if some & morning)
        begin = SLOTS * (morning.bit_length() - 1)
        word = levels[meeting][own] >> begin & FULL
        slot = slot if slot >= 0 and word >> slot & 1 else lowest(word)
        found.append(begin + slot)
        cost -= own
        if meeting < frame.meetings - 1:
            days = left[meeting + 1][cost] & after(morning, frame)
    return tuple(found)


def any_series(free: int, frame: Frame) -> Series | None:
    """A series with allowed gaps, as early as can be; None when there is none."""
    if not free or frame.gap_min > frame.gap_max:
        return None
    days = days_of((free,), frame)[0]
    begins = [days]
    for _ in range(1, frame.meetings):
        days = begins[0] & before(days, frame)
        begins.append(days)
    if not days:
        return None
    alike = frame.meetings * [begins[:1]]
    return _walk([[reach] for reach in reversed(begins)], alike, frame.meetings * [(free,)], frame, 0)


def nearest(free: int, old: Series, frame: Frame, fixed: Collection[int] = ()) -> Series | None:
    """The series that keeps as many meetings of an old one as can be; those that are `fixed` stay in any event."""
    levels = [(1 << start,) if start in fixed else (free & 1 << start, free) for start in old]
    found = cheapest(levels, frame)
    return found[1] if found else None


def gaps_fit(series: Series, frame: Frame) -> bool:
    """Whether every gap of a series is allowed."""
    days = [start // SLOTS for start in series]
    return all(frame.gap_min <= b - a <= frame.gap_max for a, b in pairwise(days))
