"""One more for a Buddy, exactly: of their students and all who were left out, any that fit together."""

from __future__ import annotations

from collections.abc import Callable

from bot.planning.chains import exchange_all
from bot.planning.insert import buddies_of, left_out
from bot.planning.repack import repack
from bot.planning.timetable import Timetable

EFFORT = 0.08  # of the solver for one Buddy

Tried = dict[int, frozenset[int]]  # by Buddy, of whom no more could be found than the Buddy has


def refill_all(timetable: Timetable, time_left: Callable[[], float]) -> None:
    """Serve one more with each Buddy where that can be, and whoever fits in by chains of exchanges after that."""
    tried: Tried = {}
    while _each_once(timetable, tried, time_left):
        exchange_all(timetable, lambda: not time_left())


def _each_once(timetable: Timetable, tried: Tried, time_left: Callable[[], float]) -> bool:
    """Look at each Buddy who has a place once; whether anybody found one."""
    before, left = timetable.served, left_out(timetable)
    for buddy in sorted({buddy for student in left for buddy in buddies_of(timetable, student)}):
        suits = [one for one in left if timetable.ground.allowed.find(one, buddy) is not None]
        group = frozenset((*timetable.of[buddy], *suits))
        if timetable.has_room(buddy) and not group <= tried.get(buddy, frozenset()) and time_left():
            if _refill(timetable, buddy, group, time_left()):
                left = left_out(timetable)
            else:
                tried[buddy] = group
    return timetable.served > before


def _refill(timetable: Timetable, buddy: int, group: frozenset[int], seconds: float) -> bool:
    """Whether one more found a place; others than before may be with this Buddy now."""
    ground, roster = timetable.ground, timetable.of[buddy]
    many = len(roster) + 1
    if ground.most_of(buddy, group) < many:
        return False
    found = repack(timetable.diary(buddy), ground.wants(group), ground.frame, effort=EFFORT, seconds=seconds, many=many)
    if found.series:
        timetable.put(buddy, found.series)
        if timetable.is_within_limits():
            return True
        timetable.put(buddy, roster)
    return False
