"""The order of the waiting list in a whole timetable: who has waited longer takes the place of who came later."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush

from bot.planning.insert import Stays, buddies_of, nobody_stays, with_one_more
from bot.planning.pack import Packing
from bot.planning.series import any_series
from bot.planning.settle import settle
from bot.planning.timetable import Timetable

STEPS = 8


def in_order(timetable: Timetable, out_of_time: Callable[[], bool], stays: Stays) -> bool:
    """Whether it was looked at to the end that nobody waits on for whom one who came later could make room.

    Nobody loses by it who `stays`, and as many are served as before, or more.
    """
    ground = timetable.ground
    waited = [student.waiting_days for student in ground.table.students]
    left = [
        (-waited[one], one) for one in range(len(waited)) if one not in timetable.buddy_of and ground.allowed.of(one)
    ]
    heapify(left)
    while left:
        if out_of_time():
            return False
        _, student = heappop(left)
        if _has_a_place(timetable, student):
            continue
        goes = _takes_over(timetable, student, waited, stays)
        if goes is not None:
            heappush(left, (-waited[goes], goes))
    return True


def _has_a_place(timetable: Timetable, student: int) -> bool:
    """Whether the student gets a place that nobody has."""
    for buddy in () if timetable.is_full(student) else buddies_of(timetable, student):
        if timetable.has_room(buddy):
            packing = with_one_more(timetable, buddy, student, nobody_stays, steps=0)
            if not packing.left:
                timetable.put(buddy, packing.series)
                return True
    return False


def _takes_over(timetable: Timetable, student: int, waited: list[int], stays: Stays) -> int | None:
    """Who made room for the student: of those who came later the one who came last; None when nobody can."""
    places = [
        (waited[other], other, buddy)
        for buddy in buddies_of(timetable, student)
        for other in timetable.of[buddy]
        if waited[other] < waited[student] and not stays(other) and _counts_as(timetable, student, other)
    ]
    for _, other, buddy in sorted(places):
        packing = _in_place_of(timetable, buddy, student, other)
        if not packing.left:
            timetable.put(buddy, packing.series)
            return other
    return None


def _counts_as(timetable: Timetable, student: int, other: int) -> bool:
    """Whether the student's university and course have a place once the other has gone."""
    return set(timetable.full_gates(student)) <= set(timetable.gates(other))


def _in_place_of(timetable: Timetable, buddy: int, student: int, other: int) -> Packing:
    ground, base = timetable.ground, timetable.diary(buddy)
    roster = {one: series for one, series in timetable.of[buddy].items() if one != other}
    wants = ground.wants((*roster, student))
    if series := any_series(base.filled(roster.values()).free & wants[student], base.frame):
        return Packing(series={**roster, student: series}, left=())
    return settle(base, wants, Packing(series=roster, left=(student,)), steps=STEPS, seed=buddy)
