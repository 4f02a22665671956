"""Simpler ways to pair and to book, to compare with: each gives a Buddy's row or -1 for every student."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from random import Random

import numpy as np

from bot.planning.bits import Numbers
from bot.planning.pairing import match
from bot.planning.series import Frame, Series, any_series, regular
from bot.planning.timetable import Ground, Timetable


class Open:
    """The places that are left while students are served one after another."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.seats = ground.table.seats.copy()
        self.places = ground.table.org_places.copy()
        self.buddy = np.full(len(ground.student), -1, np.int64)

    def pairs(self, student: int) -> list[int]:
        """The student's allowed pairs whose Buddy has a place."""
        if self.places[self.ground.table.org[student]] <= 0:
            return []
        return [pair for pair in self.ground.allowed.of(student) if self.seats[self.ground.allowed.buddy[pair]] > 0]

    def take(self, student: int, buddy: int) -> None:
        """Give the student a place with this Buddy."""
        self.buddy[student] = buddy
        self.seats[buddy] -= 1
        self.places[self.ground.table.org[student]] -= 1


def shuffle(ground: Ground, seed: int) -> Numbers:
    """Students and places shuffled and put side by side, as Icebreaker does; pairs that may not be are dropped."""
    chance, left = Random(seed), Open(ground)  # noqa: S311 (a baseline)
    students = list(range(len(ground.student)))
    seats = np.repeat(np.arange(len(ground.diary)), ground.table.seats).tolist()
    chance.shuffle(students)
    chance.shuffle(seats)
    for student, buddy in zip(students, seats, strict=False):
        if ground.allowed.find(student, buddy) in left.pairs(student):
            left.take(student, buddy)
    return left.buddy


def first_fit(ground: Ground) -> Numbers:
    """Everybody takes the first Buddy with a place."""
    left = Open(ground)
    for student in range(len(ground.student)):
        if pairs := left.pairs(student):
            left.take(student, int(ground.allowed.buddy[pairs[0]]))
    return left.buddy


def scarcity(ground: Ground) -> Numbers:
    """Who has fewest Buddies chooses first, and takes the one whom fewest others could meet."""
    left, allowed = Open(ground), ground.allowed
    wanted = np.bincount(allowed.buddy, minlength=len(ground.diary))
    for student in sorted(range(len(ground.student)), key=lambda one: (len(allowed.of(one)), one)):
        if pairs := left.pairs(student):
            buddies = allowed.buddy[pairs]
            left.take(student, int(buddies[np.argmax(left.seats[buddies] / wanted[buddies])]))
    return left.buddy


def stable(ground: Ground) -> Numbers:
    """Deferred acceptance: students ask in the order of their wishes, Buddies keep those who suit them best."""
    allowed, seats = ground.allowed, ground.table.seats
    everybody = range(len(ground.student))
    wishes = [sorted(allowed.of(one), key=lambda pair: -int(allowed.points[pair])) for one in everybody]
    held: list[list[tuple[int, int]]] = [[] for _ in ground.diary]
    asking = list(everybody)
    while asking:
        student = asking.pop()
        if not wishes[student]:
            continue
        pair = wishes[student].pop(0)
        buddy = int(allowed.buddy[pair])
        heappush(held[buddy], (int(allowed.points[pair]), -student))
        if len(held[buddy]) > seats[buddy]:
            asking.append(-heappop(held[buddy])[1])
    left = Open(ground)
    for buddy, students in enumerate(held):
        for _, student in students:
            if left.pairs(-student):
                left.take(-student, buddy)
    return left.buddy


def pair_then_book(ground: Ground) -> int:
    """The best pairing first, then for each pair the first times that are free; how many get a whole series."""
    paired = match(ground.table, ground.allowed).buddy
    pairs = [(one, [int(buddy)]) for one, buddy in enumerate(paired) if buddy >= 0]
    return _booked(ground, pairs, _earliest)


def book_as_you_go(ground: Ground) -> int:
    """Students book one after another with whoever has time for a whole series; the best of three orders."""
    allowed = ground.allowed
    everybody = range(len(ground.student))
    orders = (
        list(everybody),
        sorted(everybody, key=lambda one: (len(allowed.of(one)), one)),
        sorted(everybody, key=lambda one: (ground.student[one].bit_count(), one)),
    )
    return max(_booked(ground, [(one, _wished(ground, one)) for one in order], _regular) for order in orders)


def _wished(ground: Ground, student: int) -> list[int]:
    pairs = sorted(ground.allowed.of(student), key=lambda pair: -int(ground.allowed.points[pair]))
    return [int(ground.allowed.buddy[pair]) for pair in pairs]


def _booked(
    ground: Ground, wishes: Iterable[tuple[int, list[int]]], find: Callable[[int, Frame], Series | None]
) -> int:
    timetable = Timetable(ground)
    for student, buddies in wishes:
        for buddy in buddies:
            if timetable.is_full(student) or not timetable.has_room(buddy):
                continue
            diary = ground.diary[buddy].filled(timetable.of[buddy].values())
            series = find(diary.free & timetable.open & ground.student[student], diary.frame)
            if series:
                timetable.put(buddy, {**timetable.of[buddy], student: series})
                break
    return timetable.served


def _regular(free: int, frame: Frame) -> Series | None:
    return regular(free, frame) or any_series(free, frame)


def _earliest(free: int, frame: Frame) -> Series | None:
    """Always the next free time, without looking ahead."""
    found: list[int] = []
    for _ in range(frame.meetings):
        day = found[-1] // 64 if found else 0
        first = day + frame.gap_min if found else 0
        later = free >> 64 * first
        if not later:
            return None
        start = 64 * first + (later & -later).bit_length() - 1
        if found and start // 64 - day > frame.gap_max:
            return None
        found.append(start)
    return tuple(found)
