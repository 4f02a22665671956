"""From a problem to a plan: prepared once, solved at either level, with the bound that says how good it can be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic

import numpy as np

from bot.planning import exact
from bot.planning.allowed import Allowed, allowed_pairs
from bot.planning.bits import Flags
from bot.planning.flow import cheapest
from bot.planning.insert import insert_all
from bot.planning.keep import Promises, kept_pairs, moments, promises, rosters_of, without
from bot.planning.lanes import LaneNetwork, Lanes, lane_network, lanes
from bot.planning.model import Level, Pair, Plan, Problem
from bot.planning.pairing import fairness_steps, match, pair_costs
from bot.planning.rounds import Rosters, Rounds, together
from bot.planning.rules import fairness, preference
from bot.planning.table import Table, tabulate
from bot.planning.timetable import Ground, Timetable

STAY = 60  # points for a pair that could be packed before


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A problem made ready: what is promised, the table for everybody else, their allowed pairs, and who is kept."""

    problem: Problem
    promised: Promises
    table: Table
    allowed: Allowed
    kept: Mapping[int, Pair]  # by allowed pair

    @property
    def flags(self) -> Flags:
        """Which allowed pairs are kept."""
        flags = np.zeros(len(self.allowed.student), bool)
        flags[list(self.kept)] = True
        return flags


def prepare(problem: Problem, keep: Iterable[Pair] | None = None) -> Setting:
    """The problem made ready for solving."""
    pairs = tuple(keep or ())
    whole = tabulate(problem)
    promised = promises(whole, pairs)
    table = without(whole, promised)
    allowed = allowed_pairs(table)
    free = [pair for pair in pairs if not pair.promised]
    return Setting(
        problem=problem, promised=promised, table=table, allowed=allowed, kept=kept_pairs(table, allowed, free)
    )


def solve_pairing(setting: Setting) -> Plan:
    """The best pairing, without times; always proven."""
    flags = setting.flags
    found = match(setting.table, setting.allowed, flags)
    chosen = [(student, buddy) for student, buddy in enumerate(found.buddy.tolist()) if buddy >= 0]
    kept = sum(bool(flags[setting.allowed.at(student, buddy)]) for student, buddy in chosen)
    pairs = [_pair(setting, student, buddy) for student, buddy in chosen]
    bound = len(chosen)
    return _plan(setting, Level.PAIRING, pairs, Proof(bound=bound, kept=kept, keepable=kept))


def solve_full(setting: Setting, seconds: float) -> Plan:
    """A pairing with all meetings that serves as many as can be found in this time, and how many it can be at most."""
    clock = Clock(seconds)
    ground = Ground.of(setting.table, setting.allowed, setting.promised.diaries)
    tree = lanes(setting.table, setting.allowed)
    loose = lane_network(setting.table, setting.allowed, tree, fair=0, sure=False)
    bound = _most(loose, setting)
    timetable = _kept_first(setting, ground, loose, clock)
    if timetable.served < bound:
        timetable = max(
            timetable, _searched(setting, ground, tree, timetable, clock), key=lambda one: worth(setting, one)
        )
    if timetable.served < bound and len(setting.allowed.student) <= exact.MOST_PAIRS:
        begun = exact.Answer(bound=bound, rosters=rosters(timetable))
        answer = exact.improve(ground, tree, setting.flags, begun, clock.left)
        bound = answer.bound
        better = _together(setting, ground, answer.rosters, clock)
        timetable = max(timetable, better, key=lambda one: worth(setting, one))
    kept, keepable = worth(setting, timetable)[1], _keepable(loose, setting, timetable.served)
    pairs = [_pair(setting, student, buddy, timetable) for student, buddy in sorted(timetable.buddy_of.items())]
    return _plan(setting, Level.FULL, pairs, Proof(bound=bound, kept=kept, keepable=keepable, cut_short=clock.was_over))


class Clock:
    """The time that a plan may take; once over it is remembered."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self.was_over = False

    def left(self) -> float:
        """Seconds that are left; 0 when it is time to stop."""
        left = max(0.0, self._end - monotonic())
        self.was_over = self.was_over or not left
        return left

    def is_over(self) -> bool:
        """Whether to stop."""
        return not self.left()


def worth(setting: Setting, timetable: Timetable) -> tuple[int, int]:
    """How many are served, and how many of them keep their Buddy."""
    kept = {(int(setting.allowed.student[at]), int(setting.allowed.buddy[at])) for at in setting.kept}
    return timetable.served, len(kept & timetable.buddy_of.items())


def rosters(timetable: Timetable) -> Rosters:
    """Who is with each Buddy, and when."""
    return {buddy: roster for buddy, roster in enumerate(timetable.of) if roster}


def _most(loose: LaneNetwork, setting: Setting) -> int:
    """The most that any plan can serve."""
    pairs = len(setting.allowed.student)
    network = loose.priced(np.zeros(pairs, np.int64), np.ones(pairs, bool))
    return len(loose.chosen(cheapest(network, len(setting.table.students))))


def _keepable(loose: LaneNetwork, setting: Setting, many: int) -> int:
    """The most pairs that any plan can keep that serves so many."""
    flags = setting.flags
    network = loose.priced(-flags.astype(np.int64), np.ones(len(flags), bool))
    return int(flags[loose.chosen(cheapest(network, many))].sum())


def _kept_first(setting: Setting, ground: Ground, loose: LaneNetwork, clock: Clock) -> Timetable:
    """What is kept, and whoever fits in beside it."""
    flags = setting.flags
    network = loose.priced(np.zeros(len(flags), np.int64), flags)
    held = loose.chosen(cheapest(network, len(ground.student))).tolist()
    timetable = together(ground, rosters_of(ground, setting.kept, held), setting.promised.series)
    if setting.kept:
        stays = set(timetable.buddy_of)
        insert_all(timetable, clock.is_over, swap=False, stays=stays.__contains__)
        insert_all(timetable, clock.is_over, swap=False)
    return timetable


def _searched(setting: Setting, ground: Ground, tree: Lanes, begun: Timetable, clock: Clock) -> Timetable:
    flags = setting.flags
    costs, fair = pair_costs(setting.table, setting.allowed, flags, fairness_steps(setting.table)[1])
    rounds = Rounds(
        ground=ground,
        tree=tree,
        costs=costs,
        fair=fair,
        stay=STAY * (int(-costs.min(initial=-1)) // 100 + 1),
        usable=np.ones(len(flags), bool),
        rosters=rosters(begun),
        best=rosters(begun),
        kept=flags,
    )
    rounds.run(clock.is_over)
    return _together(setting, ground, rounds.best, clock)


def _together(setting: Setting, ground: Ground, found: Rosters, clock: Clock) -> Timetable:
    timetable = together(ground, found, setting.promised.series)
    insert_all(timetable, clock.is_over, swap=True)
    return timetable


def _pair(setting: Setting, student: int, buddy: int, timetable: Timetable | None = None) -> Pair:
    table = setting.table
    sessions = moments(table, timetable.of[buddy][student]) if timetable else ()
    return Pair(student=table.students[student].id, buddy=table.buddies[buddy].id, sessions=sessions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What is certain about the pairs that were free to change."""

    bound: int
    kept: int
    keepable: int
    cut_short: bool = False


def _plan(setting: Setting, level: Level, free: list[Pair], proof: Proof) -> Plan:
    promised = setting.promised.pairs
    pairs = tuple(sorted([*promised, *free], key=lambda pair: pair.student))
    return Plan(
        name=setting.problem.name,
        level=level,
        pairs=pairs,
        bound=proof.bound + len(promised),
        preference=preference(setting.problem, pairs),
        fairness=fairness(setting.problem, pairs),
        kept=proof.kept + len(promised),
        keepable=proof.keepable + len(promised),
        cut_short=proof.cut_short and proof.bound > len(free),
        notes=tuple(setting.promised.notes),
    )
