"""A timetable while it is made: who is with whom and when, what is left of each Buddy's time, and who is not served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from bot.planning.allowed import Allowed
from bot.planning.bits import FULL, SLOTS
from bot.planning.pack import Diary, Limits, Packing, pack
from bot.planning.series import Frame, Series, as_integer
from bot.planning.settle import settle
from bot.planning.table import Table

Known = dict[tuple[int, tuple[int, ...]], Packing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that stays the same while timetables are tried, and which groups were found not to fit."""

    table: Table
    allowed: Allowed
    frame: Frame
    student: tuple[int, ...]  # the starts that suit each
    diary: tuple[Diary, ...]  # of each Buddy, with what is promised in it
    known: Known = field(default_factory=dict)

    @classmethod
    def of(cls, table: Table, allowed: Allowed, diaries: Iterable[Diary] | None = None) -> Ground:
        """The ground of a table."""
        return cls(
            table=table,
            allowed=allowed,
            frame=frame_of(table),
            student=tuple(as_integer(row) for row in table.student_starts),
            diary=tuple(empty_diaries(table) if diaries is None else diaries),
        )

    def wants(self, students: Iterable[int]) -> dict[int, int]:
        """The starts that suit each of these students."""
        return {student: self.student[student] for student in students}

    def fill(self, buddy: int, group: Iterable[int], begun: Mapping[int, Series], *, steps: int) -> Packing:
        """A packing of these students with this Buddy by the quick ways, from where some of them are already."""
        students = tuple(sorted(group))
        if (buddy, students) in self.known:
            return self.known[buddy, students]
        wants, base = self.wants(students), self.diary[buddy]
        placed = {student: begun[student] for student in students if student in begun}
        if placed:
            packing = Packing(series=placed, left=tuple(one for one in students if one not in placed))
        else:
            packing = pack(base, wants)
        packing = settle(base, wants, packing, steps=steps, seed=buddy)
        if packing.left:
            self.known[buddy, students] = packing
        return packing


def frame_of(table: Table) -> Frame:
    """What all series of the term have in common."""
    return Frame.of(table.problem.term, span=table.span, length=table.length)


def empty_diaries(table: Table) -> list[Diary]:
    """The Buddies' own time."""
    frame = frame_of(table)
    frames: dict[Frame, Frame] = {}
    found = []
    for buddy, row, weekly in zip(table.buddies, table.buddy_starts, table.weekly.tolist(), strict=True):
        limits = Limits(a_day=buddy.meetings_a_day, a_week=weekly, rest=buddy.rest_days)
        own = limits.frame(frame)
        found.append(Diary(free=as_integer(row), frame=frames.setdefault(own, own), limits=limits))
    return found


class Timetable:
    """Who is with whom, and when; with what is promised to others already counted in."""

    def __init__(self, ground: Ground, *, at_once: int | None = None, promised: Iterable[Series] = ()) -> None:
        self.ground = ground
        self.of: list[dict[int, Series]] = [{} for _ in ground.diary]
        self.buddy_of: dict[int, int] = {}
        self.open = -1  # starts at which the scheme can hold one more meeting
        term = ground.table.problem.term
        self._load = np.zeros(term.days * SLOTS, np.int64)
        self._limit = term.at_once if at_once is None else at_once
        self._org_left = ground.table.org_places.tolist()
        for series in promised:
            self._count(series, 1)

    @property
    def served(self) -> int:
        """How many have a whole series."""
        return len(self.buddy_of)

    def org_is_full(self, student: int) -> bool:
        """Whether the student's organisation has no place left."""
        return int(self._org_left[self._org(student)]) <= 0

    def has_room(self, buddy: int) -> bool:
        """Whether the Buddy could take one more student."""
        return len(self.of[buddy]) < int(self.ground.table.seats[buddy])

    def put(self, buddy: int, series: Mapping[int, Series]) -> None:
        """These students and meetings, in place of all that the Buddy had."""
        for student, theirs in self.of[buddy].items():
            self._count(theirs, -1)
            self._org_left[self._org(student)] += 1
            del self.buddy_of[student]
        self.of[buddy] = dict(series)
        for student, theirs in series.items():
            self._count(theirs, 1)
            self._org_left[self._org(student)] -= 1
            self.buddy_of[student] = buddy

    def diary(self, buddy: int) -> Diary:
        """The Buddy's time without their students' meetings, where the scheme could hold a meeting."""
        base = self.ground.diary[buddy]
        if self.open == -1:
            return base
        mine = list(self.of[buddy].values())
        for theirs in mine:
            self._count(theirs, -1)
        open_ = self.open
        for theirs in mine:
            self._count(theirs, 1)
        return replace(base, free=base.free & open_)

    def _org(self, student: int) -> int:
        return int(self.ground.table.org[student])

    def _count(self, series: Series, by: int) -> None:
        for start in series:
            load = self._load[start : start + self.ground.table.length]
            most = int(load.max())
            load += by
            if max(most, most + by) >= self._limit:
                self._look_again(start // SLOTS)

    def _look_again(self, day: int) -> None:
        """Work out anew at which starts of a day the scheme has a place."""
        length = self.ground.table.length
        taken = 0
        for slot in np.flatnonzero(self._load[SLOTS * day : SLOTS * (day + 1)] >= self._limit).tolist():
            taken |= ((1 << slot + 1) - 1) & ~((1 << max(0, slot - length + 1)) - 1)
        self.open = (self.open | FULL << SLOTS * day) & ~(taken << SLOTS * day)
