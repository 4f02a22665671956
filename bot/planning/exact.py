"""Certainty for small cohorts: ask for the best pairing the lanes allow, rule out each group that cannot meet, again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from bot.planning.lanes import NONE, Lanes, entries_for_bound
from bot.planning.repack import repack
from bot.planning.rounds import NO_LIMIT, Rosters, served
from bot.planning.insert import insert_all, nobody_stays
from bot.planning.series import Series
from bot.planning.timetable import Ground, Timetable

if TYPE_CHECKING:
    from ortools.linear_solver.pywraplp import Solver, Variable

STEPS = 60
EFFORT = 4.0  # of the solver for one group; groups that need more stay open
ROUNDS = 300
MOST_PAIRS = 40_000  # beyond this the question takes too long to ask

Group = tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Answer:
    """What is certain: nobody can serve more than `bound`; `rosters` is the best timetable found."""

    bound: int
    rosters: Rosters


@dataclass(slots=True, kw_only=True)
class _Groups:
    """Which groups of students can meet one Buddy: their series, or None for those that surely cannot all meet."""

    ground: Ground
    known: dict[tuple[int, Group], dict[int, Series] | None] = field(default_factory=dict)
    open: set[tuple[int, Group]] = field(default_factory=set)  # could not be decided

    def series(self, buddy: int, group: Group) -> dict[int, Series] | None:
        """Their meetings, or None when they do not all fit, as far as is known."""
        if (buddy, group) not in self.known:
            self.known[buddy, group] = self._find(buddy, group)
        return self.known[buddy, group]

    def impossible(self, buddy: int, group: Group) -> bool:
        """Whether it is certain that they do not all fit."""
        return self.series(buddy, group) is None and (buddy, group) not in self.open

    def _find(self, buddy: int, group: Group) -> dict[int, Series] | None:
        packing = self.ground.fill(buddy, group, {}, steps=STEPS)
        if not packing.left:
            return dict(packing.series)
        ground = self.ground
        exact = repack(ground.diary[buddy], ground.wants(group), ground.frame, everybody=True, effort=EFFORT)
        if exact.series:
            return dict(exact.series)
        if not exact.proven:
            self.open.add((buddy, group))
        return None

    def smallest(self, buddy: int, group: Group) -> Group:
        """A part of an impossible group that is impossible too, and from which nobody can be left out."""
        for student in group:
            rest = tuple(one for one in group if one != student)
            if len(rest) > 1 and self.impossible(buddy, rest):
                group = rest
        return group


def improve(ground: Ground, tree: Lanes, begun: Rosters, bound: int, out_of_time: Callable[[], bool]) -> Answer:
    """A better timetable or a lower bound than those given, until the two meet or the time is over."""
    answer = Answer(bound=bound, rosters=begun)
    if len(ground.allowed.student) > MOST_PAIRS:
        return answer
    master, groups = _Master(ground, tree), _Groups(ground=ground)
    for _ in range(ROUNDS):
        if served(answer.rosters) >= answer.bound or out_of_time():
            break
        pairing, most = master.best()
        answer.bound = min(answer.bound, most)
        rosters, failed = _met(groups, pairing)
        answer.rosters = max(answer.rosters, _filled_up(ground, rosters, out_of_time), key=served)
        cuts = [(buddy, groups.smallest(buddy, group)) for buddy, group in failed if groups.impossible(buddy, group)]
        if not cuts:
            break
        for buddy, group in cuts:
            master.rule_out(buddy, group)
    return answer


def _met(groups: _Groups, pairing: dict[int, Group]) -> tuple[Rosters, list[tuple[int, Group]]]:
    """The groups that can meet, the others with somebody left out; and those others."""
    rosters: dict[int, dict[int, Series]] = {}
    failed = []
    for buddy, group in pairing.items():
        found = groups.series(buddy, group)
        if found is None:
            failed.append((buddy, group))
            found = dict(groups.ground.fill(buddy, group, {}, steps=STEPS).series)
        rosters[buddy] = found
    return rosters, failed


def _filled_up(ground: Ground, rosters: Rosters, out_of_time: Callable[[], bool]) -> Rosters:
    timetable = Timetable(ground, at_once=NO_LIMIT)
    for buddy, roster in rosters.items():
        timetable.put(buddy, roster)
    insert_all(timetable, out_of_time, depth=1, stays=nobody_stays)
    return {buddy: roster for buddy, roster in enumerate(timetable.of) if roster}


class _Master:
    """The pairing that serves most students as far as the lanes and what was ruled out allow."""

    def __init__(self, ground: Ground, tree: Lanes) -> None:
        # Loading the solver takes a while, and few plans need it.
        from ortools.linear_solver import pywraplp  # noqa: PLC0415

        self.ground = ground
        allowed = ground.allowed
        self.solver: Solver = pywraplp.Solver.CreateSolver("SCIP")
        self.pairs: list[Variable] = [self.solver.BoolVar("") for _ in allowed.student.tolist()]
        self.of_buddy = [np.flatnonzero(allowed.buddy == buddy) for buddy in range(len(ground.diary))]
        objective = self.solver.Objective()
        objective.SetMaximization()
        for pair in self.pairs:
            objective.SetCoefficient(pair, 1.0)
        for student in range(len(ground.student)):
            self._at_most(allowed.of(student), 1)
        for pairs, most in zip(self.of_buddy, ground.table.seats.tolist(), strict=True):
            self._at_most(pairs.tolist(), most)
        for org, places in enumerate(ground.table.org_places.tolist()):
            self._at_most(np.flatnonzero(ground.table.org[allowed.student] == org).tolist(), places)
        for part, pairs_ in _by_part(tree, len(self.pairs)).items():
            self._at_most(pairs_, int(tree.room[part]))

    def _at_most(self, pairs: Iterable[int], most: int) -> None:
        row = self.solver.RowConstraint(-self.solver.infinity(), float(most), "")
        for pair in pairs:
            row.SetCoefficient(self.pairs[pair], 1.0)

    def best(self) -> tuple[dict[int, Group], int]:
        """The best pairing, and how many students anybody could serve at most."""
        self.solver.Solve()
        chosen: dict[int, list[int]] = {}
        for pair, variable in enumerate(self.pairs):
            if variable.solution_value() > 0.5:  # noqa: PLR2004 (it is 0 or 1, nearly)
                buddy = int(self.ground.allowed.buddy[pair])
                chosen.setdefault(buddy, []).append(int(self.ground.allowed.student[pair]))
        most = int(self.solver.Objective().BestBound() + 1e-6)
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
