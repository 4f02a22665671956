"""Finding room for those left out with a Buddy who has a place; that Buddy's other students may get other times."""

from __future__ import annotations

from collections.abc import Callable

from bot.planning.pack import Packing
from bot.planning.series import any_series
from bot.planning.settle import settle
from bot.planning.timetable import Timetable

STEPS = 12

Stays = Callable[[int], bool]


def nobody_stays(_student: int) -> bool:
    """Everybody may get another Buddy or other times."""
    return False


def insert_all(timetable: Timetable, out_of_time: Callable[[], bool], *, stays: Stays = nobody_stays) -> None:
    """Serve whoever can still be served while everybody keeps their Buddy."""
    for student in left_out(timetable):
        if out_of_time():
            break
        if not timetable.is_full(student):
            _directly(timetable, student, stays)


def left_out(timetable: Timetable) -> list[int]:
    """Those without a place for whom there are Buddies, and whose university and course have places left."""
    everybody = range(len(timetable.ground.student))
    left = [one for one in everybody if one not in timetable.buddy_of and not timetable.is_full(one)]
    return [one for one in left if timetable.ground.allowed.of(one)]


def _directly(timetable: Timetable, student: int, stays: Stays) -> None:
    for buddy in buddies_of(timetable, student):
        if timetable.has_room(buddy):
            packing = with_one_more(timetable, buddy, student, stays, steps=STEPS)
            if not packing.left:
                timetable.put(buddy, packing.series)
                return


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


def buddies_of(timetable: Timetable, student: int) -> list[int]:
    """The Buddies whom a student may meet, those who suit best first."""
    allowed = timetable.ground.allowed
    pairs = sorted(allowed.of(student), key=lambda pair: (-int(allowed.points[pair]), int(allowed.buddy[pair])))
    return [int(allowed.buddy[pair]) for pair in pairs]
