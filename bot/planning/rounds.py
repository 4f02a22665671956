"""Whole series for as many as can be: flow through the lanes, pack each Buddy, rule out what did not fit, again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bot.planning.bits import Flags, Numbers
from bot.planning.flow import cheapest
from bot.planning.lanes import LaneNetwork, Lanes, lane_network
from bot.planning.pack import Packing
from bot.planning.pairing import fairness_steps, pair_costs
from bot.planning.timetable import Ground, Timetable

ROUNDS = 5
PATIENCE = 3  # rounds without a better timetable until the next network is tried
STAY = 60  # points for a pair that could be packed in the round before

Groups = dict[int, tuple[int, ...]]


@dataclass(slots=True, kw_only=True)
class Search:
    """The rounds: which pairs may still be used, what was packed, and the best so far."""

    ground: Ground
    costs: Numbers
    stay: int
    usable: Flags
    packed: dict[tuple[int, tuple[int, ...]], Packing] = field(default_factory=dict)
    best: dict[int, Packing] = field(default_factory=dict)
    served: int = -1

    def round(self, network: LaneNetwork, now: Flags) -> tuple[Flags, int]:
        """One flow, packed; the pairs that were packed, and how many were not."""
        flow = cheapest(network.priced(self.costs - self.stay * now, self.usable), len(self.ground.student))
        packings = {buddy: self._fill(buddy, group) for buddy, group in self._groups(network.chosen(flow)).items()}
        served = sum(len(packing.series) for packing in packings.values())
        if served > self.served:
            self.best, self.served = packings, served
        good = np.zeros(len(now), bool)
        failed = 0
        for buddy, packing in packings.items():
            for student in packing.series:
                good[self.ground.allowed.find(student, buddy)] = True
            for student in packing.left:
                self.usable[self.ground.allowed.find(student, buddy)] = False
                failed += 1
        return good, failed

    def _groups(self, pairs: Numbers) -> Groups:
        groups: dict[int, list[int]] = {}
        allowed = self.ground.allowed
        for student, buddy in zip(allowed.student[pairs].tolist(), allowed.buddy[pairs].tolist(), strict=True):
            groups.setdefault(buddy, []).append(student)
        return {buddy: tuple(sorted(students)) for buddy, students in sorted(groups.items())}

    def _fill(self, buddy: int, group: tuple[int, ...]) -> Packing:
        if (buddy, group) not in self.packed:
            self.packed[buddy, group] = self.ground.fill(buddy, group)
        return self.packed[buddy, group]


def search(ground: Ground, tree: Lanes, out_of_time: Callable[[], bool]) -> Timetable:
    """A timetable that serves nearly as many as can be served."""
    table, allowed = ground.table, ground.allowed
    kept = np.zeros(len(allowed.student), bool)
    costs, fair = pair_costs(table, allowed, kept, fairness_steps(table)[1])
    unit = int(-costs.min(initial=-1)) // 100 + 1
    found = Search(ground=ground, costs=costs, stay=STAY * unit, usable=np.ones(len(kept), bool))
    now = kept
    for sure in (True, False):
        network = lane_network(table, allowed, tree, fair=fair, sure=sure)
        patience, failed = PATIENCE, 1
        for _ in range(ROUNDS):
            if not patience or not failed or out_of_time():
                break
            before = found.served
            now, failed = found.round(network, now)
            patience = PATIENCE if found.served > before else patience - 1
    return _within_the_limit(ground, found.best)


def _within_the_limit(ground: Ground, packings: dict[int, Packing]) -> Timetable:
    """The packings put together; where too many meetings fall at once, a Buddy is packed anew."""
    timetable = Timetable(ground)
    for buddy, packing in packings.items():
        series = packing.series
        if not all(timetable.open >> start & 1 for theirs in series.values() for start in theirs):
            series = ground.fill(buddy, series, open_=timetable.open).series
        timetable.put(buddy, series)
    return timetable
