"""A timetable while it is made: who is with whom and when, what is left of each Buddy's time, and who is not served."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from bot.planning.allowed import Allowed
from bot.planning.bits import FULL, SLOTS
from bot.planning.pack import Diary, Limits, Packing, pack
from bot.planning.rooms import Rooms
from bot.planning.series import Frame, Series, as_integer
from bot.planning.settle import settle
from bot.planning.table import NONE, Table

NO_LIMIT = 10**6  # meetings at once that are never reached
Known = dict[tuple[int, tuple[int, ...]], Packing]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that stays the same while timetables are tried, and which groups were found not to fit."""

    table: Table
    allowed: Allowed
    frame: Frame
    student: tuple[int, ...]  # the starts that suit each
    diary: tuple[Diary, ...]  # of each Buddy, with what is promised in it
    rooms: Rooms | None = None  # once it was looked at closely what each can hold
    known: Known = field(default_factory=dict)
    stuck: dict[int, list[frozenset[int]]] = field(default_factory=dict)  # by Buddy, who did not all fit

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
            self.stuck.setdefault(buddy, []).append(frozenset(students))
        return packing

    def seems_stuck(self, buddy: int, group: Iterable[int]) -> bool:
        """Whether these students cannot all fit, or some of them did not when that was tried."""
        everybody = frozenset(group)
        too_many = self.most_of(buddy, everybody) < len(everybody)
        return too_many or any(some <= everybody for some in self.stuck.get(buddy, ()))

    def most_of(self, buddy: int, group: Collection[int]) -> int:
        """How many of these students, who may all meet this Buddy, there is room for at most."""
        return self.rooms.most(self.allowed.at(student, buddy) for student in group) if self.rooms else len(group)


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
        # Places that are left: of universities, and after these of courses.
        self._left: list[int] = [*ground.table.org_places.tolist(), *ground.table.course_places.tolist()]
        for series in promised:
            self._count(series, 1)

    @property
    def served(self) -> int:
        """How many have a whole series."""
        return len(self.buddy_of)

    def is_full(self, student: int) -> bool:
        """Whether the student's university or course has no place left."""
        return bool(self.full_gates(student))

    def full_gates(self, student: int) -> list[int]:
        """The limits for which the student counts that are reached."""
        return [gate for gate in self.gates(student) if self._left[gate] <= 0]

    def gates(self, student: int) -> tuple[int, ...]:
        """The limits for which the student counts."""
        table = self.ground.table
        org, course = int(table.org[student]), int(table.course[student])
        return (org,) if course == NONE else (org, len(table.orgs) + course)

    def is_within_limits(self) -> bool:
        """Whether no university and no course has more students served than it may."""
        return min(self._left, default=0) >= 0

    def has_room(self, buddy: int) -> bool:
        """Whether the Buddy could take one more student."""
        return len(self.of[buddy]) < int(self.ground.table.seats[buddy])

    def put(self, buddy: int, series: Mapping[int, Series]) -> None:
        """These students and meetings, in place of all that the Buddy had."""
        for student, theirs in self.of[buddy].items():
            self._count(theirs, -1)
            self._pass(student, 1)
            del self.buddy_of[student]
        self.of[buddy] = dict(series)
        for student, theirs in series.items():
            self._count(theirs, 1)
            self._pass(student, -1)
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

    def _pass(self, student: int, by: int) -> None:
        for gate in self.gates(student):
            self._left[gate] += by

    def _count(self, series: Series, by: int) -> None:
        if self._limit >= NO_LIMIT:
            return
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
