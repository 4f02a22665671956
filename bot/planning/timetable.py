"""A timetable while it is made: who is with whom and when, what is left of each Buddy's time, and who is not served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bot.planning.allowed import Allowed
from bot.planning.bits import FULL, SLOTS
from bot.planning.pack import Limits, Packing, pack
from bot.planning.series import Frame, Series, as_integer
from bot.planning.settle import settle
from bot.planning.table import Table

TRIES = 2
STEPS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that stays the same while timetables are tried."""

    table: Table
    allowed: Allowed
    frames: tuple[Frame, ...]  # of each Buddy
    student: tuple[int, ...]  # starts that suit each student
    buddy: tuple[int, ...]
    limits: tuple[Limits, ...]

    @classmethod
    def of(cls, table: Table, allowed: Allowed) -> Ground:
        """The ground of a table."""
        frame = Frame.of(table.problem.term, span=table.span, length=table.length)
        limits = tuple(
            Limits(a_day=buddy.meetings_a_day, a_week=weekly, rest=buddy.rest_days)
            for buddy, weekly in zip(table.buddies, table.weekly.tolist(), strict=True)
        )
        frames: dict[Frame, Frame] = {}
        return cls(
            table=table,
            allowed=allowed,
            frames=tuple(frames.setdefault(own, own) for own in (one.frame(frame) for one in limits)),
            student=tuple(as_integer(row) for row in table.student_starts),
            buddy=tuple(as_integer(row) for row in table.buddy_starts),
            limits=limits,
        )

    def fill(self, buddy: int, students: Iterable[int], *, steps: int = STEPS, open_: int = -1) -> Packing:
        """A packing of these students with this Buddy, by the quick ways."""
        free = self.buddy[buddy] & open_
        wants = {student: self.student[student] for student in students}
        frame = self.frames[buddy]
        packing = pack(free, wants, frame, self.limits[buddy], tries=TRIES, seed=buddy)
        if not packing.left:
            return packing
        return settle(free, wants, frame, self.limits[buddy], packing, steps=steps, seed=buddy)


class Timetable:
    """Who is with whom, and when. Nothing is ever put in that breaks a rule."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.of: list[dict[int, Series]] = [{} for _ in ground.buddy]
        self.buddy_of: dict[int, int] = {}
        term = ground.table.problem.term
        self._load = np.zeros(term.days * SLOTS, np.int64)
        self.open = -1  # starts at which the scheme can hold one more meeting
        self._limit = term.at_once
        self._org_left = ground.table.org_places.copy()

    @property
    def served(self) -> int:
        """How many have a whole series."""
        return len(self.buddy_of)

    def org_is_full(self, student: int) -> bool:
        """Whether the student's organisation has no place left."""
        return bool(self._org_left[self.ground.table.org[student]] <= 0)

    def put(self, buddy: int, series: Mapping[int, Series]) -> None:
        """These students and meetings, in place of all that the Buddy had."""
        for student, theirs in self.of[buddy].items():
            self._count(theirs, -1)
            self._org_left[self.ground.table.org[student]] += 1
            del self.buddy_of[student]
        self.of[buddy] = dict(series)
        for student, theirs in series.items():
            self._count(theirs, 1)
            self._org_left[self.ground.table.org[student]] -= 1
            self.buddy_of[student] = buddy

    def open_for(self, buddy: int) -> int:
        """The starts at which the scheme could hold a meeting of this Buddy, were theirs not there."""
        if self.open == -1:
            return -1
        mine = list(self.of[buddy].values())
        for theirs in mine:
            self._count(theirs, -1)
        free = self.open
        for theirs in mine:
            self._count(theirs, 1)
        return free

    def has_room(self, buddy: int) -> bool:
        """Whether the Buddy could take one more student."""
        return len(self.of[buddy]) < int(self.ground.table.seats[buddy])

    def _count(self, series: Series, by: int) -> None:
        length = self.ground.table.length
        for start in series:
            load = self._load[start : start + length]
            before = int(load.max())
            load += by
            if max(before, before + by) >= self._limit:
                self._look_again(start // SLOTS)

    def _look_again(self, day: int) -> None:
        """Work out anew at which starts of a day the scheme has a place."""
        full = np.flatnonzero(self._load[SLOTS * day : SLOTS * (day + 1)] >= self._limit).tolist()
        taken = 0
        for slot in full:
            taken |= ((1 << slot + 1) - 1) & ~((1 << max(0, slot - self.ground.table.length + 1)) - 1)
        self.open = (self.open | FULL << SLOTS * day) & ~(taken << SLOTS * day)
