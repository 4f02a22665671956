"""Finding room for those left out: with a Buddy who has a place, or in the place of somebody who can go elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.planning.pack import Packing
from bot.planning.series import Series, any_series
from bot.planning.settle import settle
from bot.planning.timetable import Timetable

STEPS = 12

Change = tuple[int, int, int, Series]  # the Buddy, who comes, who goes, and the meetings of who comes
Stays = Callable[[int], bool]


def nobody_stays(_student: int) -> bool:
    """Everybody may get another Buddy or other times."""
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """Somebody who looks for a place, and the change that brought it about."""

    student: int
    change: Change | None = None


def insert_all(
    timetable: Timetable, out_of_time: Callable[[], bool], *, swap: bool, stays: Stays = nobody_stays
) -> None:
    """Serve whoever can still be served; with `swap` also when one other changes their Buddy for it."""
    ground = timetable.ground
    left = [one for one in range(len(ground.student)) if one not in timetable.buddy_of and ground.allowed.of(one)]
    for way in (_directly, _swapped)[: 1 + swap]:
        left = [one for one in left if timetable.is_full(one) or out_of_time() or not way(timetable, one, stays)]


def _directly(timetable: Timetable, student: int, stays: Stays) -> bool:
    """Serve one more student where there is room."""
    return _finish(timetable, _Turn(student=student), stays, steps=STEPS)


def _swapped(timetable: Timetable, student: int, stays: Stays) -> bool:
    """Serve one more student in the place of somebody who finds another."""
    turns = list(_replacements(timetable, student))
    return any(_finish(timetable, turn, stays, steps=0) for turn in turns)


def _finish(timetable: Timetable, turn: _Turn, stays: Stays, *, steps: int) -> bool:
    """Give this person a place with a Buddy who has one, and carry out the changes before."""
    for buddy in buddies_of(timetable, turn.student):
        if (turn.change and turn.change[0] == buddy) or not timetable.has_room(buddy):
            continue
        packing = with_one_more(timetable, buddy, turn.student, stays, steps=steps)
        if packing.left:
            continue
        if turn.change:
            where, comes, goes, series = turn.change
            roster = {one: theirs for one, theirs in timetable.of[where].items() if one != goes}
            timetable.put(where, {**roster, comes: series})
        timetable.put(buddy, packing.series)
        return True
    return False


def with_one_more(timetable: Timetable, buddy: int, student: int, stays: Stays, *, steps: int) -> Packing:
    """The Buddy's students with one more; those who stay keep their times."""
    ground, roster = timetable.ground, timetable.of[buddy]
    base = timetable.diary(buddy)
    full = ground.diary[buddy].filled(roster.values())
    if series := any_series(ground.student[student] & full.free & timetable.open, full.frame):
        return Packing(series={**roster, student: series}, left=())
    if not steps or not roster or any(stays(one) for one in roster):
        return Packing(series=roster, left=(student,))
    if ground.seems_stuck(buddy, (*roster, student)):
        return Packing(series=roster, left=(student,))
    if base is ground.diary[buddy]:
        return ground.fill(buddy, (*roster, student), roster, steps=steps)
    return settle(
        base, ground.wants((*roster, student)), Packing(series=roster, left=(student,)), steps=steps, seed=buddy
    )


def _replacements(timetable: Timetable, student: int) -> Iterator[_Turn]:
    """Whose place a student could take, without anybody else's meetings being touched."""
    ground = timetable.ground
    for buddy in buddies_of(timetable, student):
        roster, base = timetable.of[buddy], ground.diary[buddy]
        for other in sorted(roster):
            free = base.filled(series for one, series in roster.items() if one != other).free & timetable.open
            if series := any_series(ground.student[student] & free, base.frame):
                yield _Turn(student=other, change=(buddy, student, other, series))


def buddies_of(timetable: Timetable, student: int) -> list[int]:
    """The Buddies whom a student may meet, those who suit best first."""
    allowed = timetable.ground.allowed
    pairs = sorted(allowed.of(student), key=lambda pair: (-int(allowed.points[pair]), int(allowed.buddy[pair])))
    return [int(allowed.buddy[pair]) for pair in pairs]
