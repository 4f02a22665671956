"""Certainty for small cohorts: ask for the best pairing the lanes allow, rule out groups that cannot meet, again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from bot.planning.bits import Flags
from bot.planning.chains import exchange_all
from bot.planning.insert import insert_all
from bot.planning.lanes import Lanes, entries_for_bound
from bot.planning.pack import Packing
from bot.planning.repack import Exact, repack
from bot.planning.rounds import Rosters, served
from bot.planning.series import Series
from bot.planning.table import NONE
from bot.planning.timetable import NO_LIMIT, Ground, Timetable

if TYPE_CHECKING:
    from ortools.linear_solver.pywraplp import Solver, Variable

STEPS = 60
EFFORT = 4.0  # of the solver for one group; groups that need more stay open
MOST_PAIRS = 40_000  # beyond this the question takes too long to ask

Group = tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Answer:
    """What is certain: nobody can serve more than `bound`; `rosters` is the best timetable found."""

    bound: int
    rosters: Rosters


@dataclass(frozen=True, slots=True, kw_only=True)
class _Groups:
    """Which groups of students can meet one Buddy, as far as was asked."""

    ground: Ground
    known: dict[tuple[int, Group], Exact] = field(default_factory=dict)

    def look(
        self, buddy: int, group: Group, time_left: Callable[[], float]
    ) -> tuple[Mapping[int, Series], Group | None]:
        """Meetings for as many of the group as can be; and a part of it that surely cannot all meet, if any."""
        packing = self._quick(buddy, group)
        if not packing.left or not time_left():
            return packing.series, None
        part = self._stuck(buddy, group)
        for some in (part, group):
            exact = self._decided(buddy, some, time_left())
            if exact.proven and not exact.series:
                return packing.series, some
        return exact.series or packing.series, None

    def _stuck(self, buddy: int, group: Group) -> Group:
        """A small part that seems stuck: a guess, but smaller groups are decided much sooner."""
        for student in group:
            rest = tuple(one for one in group if one != student)
            if len(rest) > 1 and self._quick(buddy, rest).left:
                group = rest
        return group

    def _quick(self, buddy: int, group: Group) -> Packing:
        return self.ground.fill(buddy, group, {}, steps=STEPS)

    def _decided(self, buddy: int, group: Group, seconds: float) -> Exact:
        if (buddy, group) not in self.known:
            ground = self.ground
            wants = ground.wants(group)
            self.known[buddy, group] = repack(ground.diary[buddy], wants, ground.frame, effort=EFFORT, seconds=seconds)
        return self.known[buddy, group]


def improve(
    ground: Ground,
    tree: Lanes,
    kept: Flags,
    begun: Answer,
    time_left: Callable[[], float],
    *,
    told: Callable[[Answer], None],
) -> Answer:
    """A better timetable or a lower bound than those given, until the two meet or the time is over."""
    answer = replace(begun)
    master, groups = _Master(ground, tree, kept), _Groups(ground=ground)
    while True:
        pairing, most = master.best(time_left())
        answer.bound = min(answer.bound, most)
        looked = {buddy: groups.look(buddy, group, time_left) for buddy, group in pairing.items()}
        rosters = _filled_up(ground, {buddy: series for buddy, (series, _) in looked.items()}, time_left)
        answer.rosters = max(answer.rosters, rosters, key=served)
        told(answer)
        stuck = {buddy: part for buddy, (_, part) in looked.items() if part}
        if served(answer.rosters) >= answer.bound or not stuck or not time_left():
            return answer
        for buddy, part in stuck.items():
            master.rule_out(buddy, part)


def _filled_up(ground: Ground, rosters: Rosters, time_left: Callable[[], float]) -> Rosters:
    timetable = Timetable(ground, at_once=NO_LIMIT)
    for buddy, roster in rosters.items():
        timetable.put(buddy, roster)
    insert_all(timetable, lambda: not time_left())
    exchange_all(timetable, lambda: not time_left())
    return {buddy: roster for buddy, roster in enumerate(timetable.of) if roster}


class _Master:
    """The pairing that serves most students as far as the lanes and what was ruled out allow."""

    def __init__(self, ground: Ground, tree: Lanes, kept: Flags) -> None:
        # Loading the solver takes a while, and few plans need it.
        from ortools.linear_solver import pywraplp  # noqa: PLC0415

        self.ground = ground
        allowed = ground.allowed
        self.solver: Solver = pywraplp.Solver.CreateSolver("SCIP")
        self.pairs: list[Variable] = [self.solver.BoolVar("") for _ in allowed.student.tolist()]
        self.of_buddy = [np.flatnonzero(allowed.buddy == buddy) for buddy in range(len(ground.diary))]
        objective = self.solver.Objective()
        objective.SetMaximization()
        for pair, stays in zip(self.pairs, kept.tolist(), strict=True):
            objective.SetCoefficient(pair, 1.0 + stays / (2 * len(kept)))  # all of them weigh less than one student
        for student in range(len(ground.student)):
            self._at_most(allowed.of(student), 1)
        for pairs, most in zip(self.of_buddy, ground.table.seats.tolist(), strict=True):
            self._at_most(pairs.tolist(), most)
        table = ground.table
        for of, places in ((table.org, table.org_places), (table.course, table.course_places)):
            for row, many in enumerate(places.tolist()):
                self._at_most(np.flatnonzero(of[allowed.student] == row).tolist(), many)
        for part, pairs_ in _by_part(tree, len(self.pairs)).items():
            self._at_most(pairs_, int(tree.room[part]))

    def _at_most(self, pairs: Iterable[int], most: int) -> None:
        row = self.solver.RowConstraint(-self.solver.infinity(), float(most), "")
        for pair in pairs:
            row.SetCoefficient(self.pairs[pair], 1.0)

    def best(self, seconds: float) -> tuple[dict[int, Group], int]:
        """The best pairing, and how many students anybody could serve at most."""
        self.solver.SetTimeLimit(1 + int(1000 * seconds))
        found = self.solver.Solve() in (self.solver.OPTIMAL, self.solver.FEASIBLE)
        chosen: dict[int, list[int]] = {}
        for pair, variable in enumerate(self.pairs):
            if found and variable.solution_value() > 0.5:  # noqa: PLR2004 (it is 0 or 1, nearly)
                buddy = int(self.ground.allowed.buddy[pair])
                chosen.setdefault(buddy, []).append(int(self.ground.allowed.student[pair]))
        most = int(self.solver.Objective().BestBound() + 1e-6) if found else len(self.pairs)
        return {buddy: tuple(sorted(students)) for buddy, students in sorted(chosen.items())}, most

    def rule_out(self, buddy: int, group: Sequence[int]) -> None:
        """Not all of this group, nor others who can meet only when all of them can."""
        starts = [self.ground.student[student] for student in group]
        shared = self.ground.diary[buddy].free
        for some in starts:
            shared &= some
        own = self.ground.diary[buddy].free
        alike = [
            pair
            for pair in self.of_buddy[buddy].tolist()
            if (student := int(self.ground.allowed.student[pair])) in group
            or not self.ground.student[student] & own & ~shared
        ]
        self._at_most(alike, len(group) - 1)


def _by_part(tree: Lanes, pairs: int) -> dict[int, list[int]]:
    """For each lane all pairs whose meetings must all lie in it."""
    found: dict[int, list[int]] = {}
    for pair, entry in zip(*(column.tolist() for column in entries_for_bound(tree, pairs)), strict=True):
        part = entry
        while part != NONE:
            found.setdefault(part, []).append(pair)
            part = int(tree.parent[part])
    return found
