"""Whole series for as many as can be: flow through the lanes, pack each Buddy, learn what did not fit, again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.planning.bits import Flags, Numbers
from bot.planning.clock import Clock
from bot.planning.flow import cheapest
from bot.planning.insert import insert_all
from bot.planning.lanes import LaneNetwork, Lanes, lane_network
from bot.planning.pack import Packing
from bot.planning.series import Series, nearest
from bot.planning.settle import settle
from bot.planning.timetable import NO_LIMIT, Ground, Timetable

SURE_ROUNDS, LOOSE_ROUNDS = 6, 8
PATIENCE = 4  # rounds without a better timetable
STEPS = 20
ORDERS = 8  # in which Buddies are tried, where the scheme can hold only so many meetings at once


Rosters = Mapping[int, Mapping[int, Series]]


@dataclass(slots=True, kw_only=True)
class Rounds:
    """What was learned: pairs that did not fit, lanes that hold less than they seem to, the best timetable."""

    ground: Ground
    tree: Lanes
    costs: Numbers
    fair: int
    stay: int  # what it costs to part a pair that could be packed in the round before
    usable: Flags
    rosters: Rosters
    best: Rosters
    kept: Flags
    told: Callable[[int], None]  # hears how many are served, each time that it gets better

    def run(self, clock: Clock) -> None:
        """Rounds until nothing better comes, or until there is not time for one more."""
        longest = 0.0
        for sure, rounds in ((True, SURE_ROUNDS), (False, LOOSE_ROUNDS)):
            network = lane_network(self.ground.table, self.ground.allowed, self.tree, fair=self.fair, sure=sure)
            capacity = network.network.capacity.copy()
            patience, left, failed = PATIENCE, rounds, True
            while left and patience and failed and clock.is_enough(longest):
                left, since = left - 1, clock.left()
                failed = self._round(network, capacity, sure)
                if not (sure and failed and left):
                    self._insert(clock.is_over)
                longest = max(longest, since - clock.left())
                better = self._worth(self.rosters) > self._worth(self.best)
                patience = PATIENCE if better else patience - 1
                self.best = self.rosters if better else self.best
                if better:
                    self.told(served(self.best))

    def _round(self, network: LaneNetwork, capacity: Numbers, sure: bool) -> bool:
        """One flow, packed; whether anybody did not fit."""
        priced = network.priced(self.costs - self.stay * self._now(), self.usable)
        priced = replace(priced, capacity=np.minimum(priced.capacity, capacity))
        flow = cheapest(priced, len(self.ground.student))
        rosters: dict[int, Mapping[int, Series]] = {}
        failed = []
        for buddy, group in self._groups(network.chosen(flow)).items():
            packing = self.ground.fill(buddy, group, self.rosters.get(buddy, {}), steps=STEPS)
            rosters[buddy] = packing.series
            failed += [self.ground.allowed.at(student, buddy) for student in packing.left]
        self.rosters = rosters
        if sure:
            self._narrow(network, capacity, flow, failed)
        else:
            self.usable[failed] = False
        return bool(failed)

    def _worth(self, rosters: Rosters) -> tuple[int, int]:
        pairs = self._pairs(rosters)
        return len(pairs), int(self.kept[pairs].sum())

    def _now(self) -> Flags:
        now = np.zeros(len(self.usable), bool)
        now[self._pairs(self.rosters)] = True
        return now

    def _pairs(self, rosters: Rosters) -> Numbers:
        """Where all these pairs stand among those allowed."""
        students = np.array([student for of in rosters.values() for student in of], np.int64)
        buddies = np.repeat(np.array([*rosters], np.int64), np.array([len(of) for of in rosters.values()], np.int64))
        return self.ground.allowed.where(students, buddies)

    def _groups(self, pairs: Numbers) -> dict[int, list[int]]:
        groups: dict[int, list[int]] = {}
        allowed = self.ground.allowed
        for student, buddy in zip(allowed.student[pairs].tolist(), allowed.buddy[pairs].tolist(), strict=True):
            groups.setdefault(buddy, []).append(student)
        return dict(sorted(groups.items()))

    def _narrow(self, network: LaneNetwork, capacity: Numbers, flow: Numbers, failed: list[int]) -> None:
        """Where somebody did not fit, the smallest full lane around them holds one less than was sent."""
        wrong = np.zeros(len(self.usable), bool)
        wrong[failed] = True
        parts = network.begin + len(network.pair)
        carrying = np.flatnonzero(flow[network.begin : parts])
        for arc in (network.begin + carrying[wrong[network.pair[carrying]]]).tolist():
            part = int(network.network.head[arc]) - network.first_part
            while part >= 0 and flow[parts + part] < capacity[parts + part]:
                part = int(self.tree.parent[part])
            if part >= 0:
                capacity[parts + part] = max(0, int(flow[parts + part]) - 1)
            else:
                self.usable[network.pair[arc - network.begin]] = False

    def _insert(self, out_of_time: Callable[[], bool]) -> None:
        timetable = Timetable(self.ground, at_once=NO_LIMIT)
        for buddy, roster in self.rosters.items():
            timetable.put(buddy, roster)
        insert_all(timetable, out_of_time)
        self.rosters = {buddy: dict(roster) for buddy, roster in enumerate(timetable.of) if roster}


def served(rosters: Rosters) -> int:
    """How many have a whole series."""
    return sum(len(roster) for roster in rosters.values())


def together(ground: Ground, rosters: Rosters, promised: Sequence[Series]) -> Timetable:
    """The rosters put together; where too many meetings fall at once, a Buddy is packed anew.

    Those who have least time come first; whoever loses somebody comes earlier in the next try.
    """
    order = sorted(rosters, key=lambda buddy: (ground.diary[buddy].free.bit_count(), buddy))
    tries, lost = ORDERS, order
    best = Timetable(ground, promised=promised)
    while tries and lost:
        tries -= 1
        timetable = Timetable(ground, promised=promised)
        for buddy in order:
            timetable.put(buddy, _within(timetable, buddy, rosters[buddy]))
        best = max(best, timetable, key=lambda one: one.served)
        lost = [buddy for buddy in order if len(timetable.of[buddy]) < len(rosters[buddy])]
        order = [*lost, *(buddy for buddy in order if buddy not in lost)]
    return best


def _within(timetable: Timetable, buddy: int, roster: Mapping[int, Series]) -> Mapping[int, Series]:
    """The roster as it is where the scheme can hold all its meetings, else as near to it as can be."""
    base, wants = timetable.diary(buddy), timetable.ground.wants(roster)
    stay: dict[int, Series] = {}
    for student, series in sorted(roster.items(), key=lambda item: (not _is_open(timetable, item[1]), item[0])):
        free = base.filled(stay.values()).free & wants[student]
        if _is_open(timetable, series):
            stay[student] = series
        elif moved := nearest(free, series, base.frame):
            stay[student] = moved
    left = tuple(student for student in roster if student not in stay)
    return settle(base, wants, Packing(series=stay, left=left), steps=STEPS, seed=buddy).series


def _is_open(timetable: Timetable, series: Series) -> bool:
    return all(timetable.open >> start & 1 for start in series)
