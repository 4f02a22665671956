"""Making room: somebody who does not fit takes the times that disturb fewest, and those disturbed look for new ones."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bot.planning.bits import FULL, SLOTS
from bot.planning.pack import WEEK, WHOLE_WEEK, Diary, Limits, Packing
from bot.planning.series import Frame, Series, any_series, cheapest

DEEPEST = 4  # starts that would disturb more people than this are not looked at
HELD = 3  # who has just been placed is not disturbed for so many steps


def settle(
    free: int, wants: Mapping[int, int], frame: Frame, limits: Limits, begun: Packing, *, steps: int, seed: int
) -> Packing:
    """The best packing found from the one begun; never one that serves fewer; the same for the same seed."""
    chance = Random(seed)  # noqa: S311 (whom to try first, no secret)
    placed = dict(begun.series)
    waiting = list(begun.left)
    best = begun
    held: dict[int, int] = {}
    for step in range(steps):
        if not waiting:
            break
        one = waiting.pop(chance.randrange(len(waiting)))
        settled = {other for other, until in held.items() if until > step}
        found = _squeeze(free, wants[one], frame, limits, placed, settled)
        if found is None:
            waiting.append(one)
            held.clear()
            continue
        series, moved = found
        for other in moved:
            del placed[other]
        placed[one] = series
        held[one] = step + 1 + chance.randrange(HELD)
        waiting += [other for other in moved if not _place(free, wants[other], frame, limits, placed, other)]
        if len(waiting) < len(best.left):
            best = Packing(series=dict(placed), left=tuple(sorted(waiting)))
    return best


def _place(free: int, wants: int, frame: Frame, limits: Limits, placed: dict[int, Series], one: int) -> bool:
    """Place somebody without disturbing anybody, if that can be."""
    series = any_series(wants & diary_of(free, frame, limits, placed).free, frame)
    if series:
        placed[one] = series
    return series is not None


def diary_of(free: int, frame: Frame, limits: Limits, placed: Mapping[int, Series]) -> Diary:
    """The Buddy's time with all these meetings in it."""
    diary = Diary(free=free, frame=frame, limits=limits)
    for series in placed.values():
        diary.take(series)
    return diary


def _squeeze(
    free: int, wants: int, frame: Frame, limits: Limits, placed: Mapping[int, Series], settled: set[int]
) -> tuple[Series, list[int]] | None:
    """The series for somebody that disturbs fewest of those placed, and whom it disturbs."""
    diary = diary_of(free, frame, limits, placed)
    zones = {other: _zone(diary, series) for other, series in placed.items()}
    starts = wants & free
    for other in settled & zones.keys():
        starts &= ~zones[other]
    crowd = [0] * DEEPEST
    for zone in zones.values():
        for at in range(DEEPEST - 1, 0, -1):
            crowd[at] |= crowd[at - 1] & zone
        crowd[0] |= zone
    found = cheapest([starts & ~many for many in crowd], frame, (DEEPEST - 1) * frame.meetings)
    if found is None:
        return None
    series = found[1]
    return series, _disturbed(free, frame, limits, placed, series)


def _zone(diary: Diary, series: Series) -> int:
    """All starts that are ruled out, alone or with others, by these meetings."""
    shape, limits = diary.frame.shape(series), diary.limits
    zone = shape.whole if limits.a_day == 1 else shape.near
    for day in shape.days:
        if diary.in_day[day] >= limits.a_day > 1:
            zone |= FULL << SLOTS * day
        if limits.rest:
            zone |= diary.rest_around(day)
    for week in shape.weeks:
        if diary.in_week[week] >= limits.a_week:
            zone |= WHOLE_WEEK << WEEK * week
    return zone


def _disturbed(free: int, frame: Frame, limits: Limits, placed: Mapping[int, Series], series: Series) -> list[int]:
    """Those who cannot stay where they are once this series is in."""
    diary = Diary(free=free, frame=frame, limits=limits)
    diary.take(series)
    untouched = diary.free
    moved = []
    for other, theirs in sorted(placed.items(), key=lambda item: (bool(frame.shape(item[1]).starts & ~untouched), item[0])):
        if frame.shape(theirs).starts & ~diary.free:
            moved.append(other)
        else:
            diary.take(theirs)
    return moved
