"""One more for a Buddy, exactly: of their students and all who were left out, any that fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.planning.chains import exchange_all
from bot.planning.insert import buddies_of, left_out
from bot.planning.repack import repack
from bot.planning.timetable import Timetable

EFFORT = 0.08  # of the solver for one Buddy


def refill_all(timetable: Timetable, time_left: Callable[[], float]) -> None:
    """Serve one more with each Buddy where that can be, and whoever fits in by chains of exchanges after that."""
    while _each_once(timetable, time_left):
        exchange_all(timetable, lambda: not time_left())


def _each_once(timetable: Timetable, time_left: Callable[[], float]) -> bool:
    """Look at each Buddy who has a place once; whether anybody found one."""
    before, left = timetable.served, left_out(timetable)
    for buddy in sorted({buddy for student in left for buddy in buddies_of(timetable, student)}):
        if timetable.has_room(buddy) and time_left() and _refill(timetable, buddy, left, time_left()):
            left = left_out(timetable)
    return timetable.served > before


def _refill(timetable: Timetable, buddy: int, left: Iterable[int], seconds: float) -> bool:
    """Whether one more found a place; others than before may be with this Buddy now."""
    ground, roster = timetable.ground, timetable.of[buddy]
    suits = [one for one in left if ground.allowed.find(one, buddy) is not None]
    wants, many = ground.wants((*roster, *suits)), len(roster) + 1
    if len(wants) < many:
        return False
    found = repack(timetable.diary(buddy), wants, ground.frame, effort=EFFORT, seconds=seconds, many=many)
    if found.series:
        timetable.put(buddy, found.series)
        if timetable.is_within_limits():
            return True
        timetable.put(buddy, roster)
    return False
