"""Making room: somebody who does not fit takes the times that disturb fewest, and those disturbed look for new ones."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from bot.planning.pack import Diary, Packing, spread_weeks
from bot.planning.series import Series, any_series, cheapest, spread

DEEPEST = 4  # starts that would disturb more people than this are not looked at
HELD = 3  # who has just been placed is not disturbed for so many steps


def settle(base: Diary, wants: Mapping[int, int], begun: Packing, *, steps: int, seed: int) -> Packing:
    """The best packing found from the one begun; never one that serves fewer; the same for the same seed."""
    chance = Random(seed)  # noqa: S311 (whom to try first, no secret)
    placed, waiting = dict(begun.series), list(begun.left)
    best, diary = begun, base.filled(placed.values()) if waiting else base
    held: dict[int, int] = {}
    for step in range(steps):
        if not waiting:
            break
        one = waiting.pop(chance.randrange(len(waiting)))
        settled = {other for other, until in held.items() if until > step}
        series = _squeeze(diary, wants[one] & base.free, placed, settled)
        if series is None:
            waiting.append(one)
            held.clear()
            continue
        moved, diary = disturbed(base, placed, series)
        for other in moved:
            del placed[other]
        placed[one] = series
        held[one] = step + 1 + chance.randrange(HELD)
        waiting += [other for other in moved if not _place(diary, wants[other], placed, other)]
        if len(waiting) < len(best.left):
            best = Packing(series=dict(placed), left=tuple(sorted(waiting)))
    return best


def _place(diary: Diary, wants: int, placed: dict[int, Series], one: int) -> bool:
    """Place somebody without disturbing anybody, if that can be."""
    series = any_series(wants & diary.free, diary.frame)
    if series:
        placed[one] = series
        diary.take(series)
    return series is not None


def _squeeze(diary: Diary, starts: int, placed: Mapping[int, Series], settled: set[int]) -> Series | None:
    """The series for somebody that disturbs fewest of those placed, and none of those who have just settled."""
    crowd = [0] * DEEPEST
    for other, series in placed.items():
        zone = _zone(diary, series)
        if other in settled:
            starts &= ~zone
        for at in range(DEEPEST - 1, 0, -1):
            crowd[at] |= crowd[at - 1] & zone
        crowd[0] |= zone
    frame = diary.frame
    found = cheapest([[starts & ~many for many in crowd]] * frame.meetings, frame)
    return found[1] if found else None


def disturbed(base: Diary, placed: Mapping[int, Series], series: Series) -> tuple[list[int], Diary]:
    """Those who cannot stay where they are once this series is in; and the time with it and all others in."""
    diary = base.filled((series,))
    shape, taken = diary.frame.shape, ~diary.free
    moved = []
    for other, theirs in sorted(placed.items(), key=lambda item: (bool(shape(item[1]).starts & taken), item[0])):
        if shape(theirs).starts & ~diary.free:
            moved.append(other)
        else:
            diary.take(theirs)
    return moved, diary


def _zone(diary: Diary, series: Series) -> int:
    """All starts that are ruled out, alone or with others, by these meetings."""
    shape, limits = diary.frame.shape(series), diary.limits
    zone = shape.whole if limits.a_day == 1 else shape.near
    if limits.a_day > 1 and (full := diary.full_days & shape.days[0]):
        zone |= spread(full)
    if full := diary.full_weeks & shape.weeks[0]:
        zone |= spread_weeks(full)
    if limits.rest:
        for day in shape.on:
            zone |= diary.rest_around(day)
    return zone
