"""From a problem to a plan: prepared once, solved at either level, with the bound that says how good it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from bot.planning import exact
from bot.planning.allowed import Allowed, allowed_pairs
from bot.planning.bits import Flags
from bot.planning.chains import exchange_all
from bot.planning.clock import Clock
from bot.planning.flow import cheapest
from bot.planning.insert import insert_all
from bot.planning.keep import Promises, kept_pairs, moments, promises, rosters_of, without
from bot.planning.lanes import LaneNetwork, Lanes, lane_network, lanes
from bot.planning.model import Level, Pair, Plan, Problem, Told
from bot.planning.order import in_order
from bot.planning.pairing import fairness_steps, match, pair_costs
from bot.planning.refill import refill_all
from bot.planning.rooms import Rooms
from bot.planning.rounds import Rosters, Rounds, served, together
from bot.planning.rules import fairness, preference
from bot.planning.strength import Strength, strengthened
from bot.planning.table import Table, tabulate
from bot.planning.timetable import Ground, Timetable

OUT_OF_ORDER = (
    "There was not time to look at the order of waiting to the end. Somebody who came later may have a place first."
)
FOR_STRENGTH = 0.35  # of the time at most, to look at what each Buddy can hold
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


def solve_full(
    setting: Setting,
    seconds: float,
    told: Told = lambda _served, _bound: None,
    *,
    now: Callable[[], float] = monotonic,
) -> Plan:
    """A pairing with all meetings that serves as many as can be found in this time, and how many it can be at most."""
    clock = Clock(seconds, now)
    ground = Ground.of(setting.table, setting.allowed, setting.promised.diaries)
    tree = lanes(setting.table, setting.allowed)
    loose = lane_network(setting.table, setting.allowed, tree, fair=0, sure=False)
    bound = _most(loose, setting)
    timetable = _kept_first(setting, ground, loose, clock)
    hearing = Hearing(told=told, promised=len(setting.promised.pairs), bound=bound)
    hearing.serves(timetable.served)
    small = len(setting.allowed.student) <= exact.MOST_PAIRS
    if timetable.served < bound and not small:
        strength = strengthened(ground, tree, clock.part(FOR_STRENGTH))
        ground, tree, bound = _with(ground, strength), strength.tree, min(bound, strength.bound)
        hearing.bound = bound
    if timetable.served < bound:
        searched = _searched(setting, ground, tree, timetable, clock, hearing.serves)
        timetable = max(timetable, searched, key=lambda one: worth(setting, one))
        if timetable.served < bound and not small:
            refill_all(timetable, clock.left)
        hearing.serves(timetable.served)
    if timetable.served < bound and small:
        timetable, bound = _certain(setting, ground, tree, timetable, clock, hearing)
    notes = _in_order(setting, timetable, clock)
    kept, keepable = worth(setting, timetable)[1], _keepable(loose, setting, timetable.served)
    pairs = [_pair(setting, student, buddy, timetable) for student, buddy in sorted(timetable.buddy_of.items())]
    proof = Proof(bound=bound, kept=kept, keepable=keepable, cut_short=clock.was_over, notes=notes)
    return _plan(setting, Level.FULL, pairs, proof)


@dataclass(slots=True, kw_only=True)
class Hearing:
    """Tells how far the search is; who was promised a place counts too."""

    told: Told
    promised: int
    bound: int
    best: int = 0

    def serves(self, many: int) -> None:
        """So many have a place in what was found just now."""
        self.best = max(self.best, many)
        self.told(self.best + self.promised, self.bound + self.promised)

    def answers(self, answer: exact.Answer) -> None:
        """So it stands in the search for certainty."""
        self.bound = answer.bound
        self.serves(served(answer.rosters))


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
    if not flags.any():
        return 0
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
        insert_all(timetable, clock.is_over, stays=stays.__contains__)
        insert_all(timetable, clock.is_over)
    return timetable


def _searched(
    setting: Setting, ground: Ground, tree: Lanes, begun: Timetable, clock: Clock, told: Callable[[int], None]
) -> Timetable:
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
        told=told,
    )
    rounds.run(clock)
    return _together(setting, ground, rounds.best, clock)


def _with(ground: Ground, strength: Strength) -> Ground:
    rooms = Rooms.of(strength.tree, len(ground.allowed.student))
    return replace(ground, table=replace(ground.table, seats=strength.seats), rooms=rooms)


def _certain(
    setting: Setting, ground: Ground, tree: Lanes, begun: Timetable, clock: Clock, hearing: Hearing
) -> tuple[Timetable, int]:
    """A better timetable or a lower bound, where the cohort is small enough to ask for certainty."""
    strength = strengthened(ground, tree, clock.part(FOR_STRENGTH))
    ground = _with(ground, strength)
    answer = exact.Answer(bound=min(hearing.bound, strength.bound), rosters=rosters(begun))
    hearing.answers(answer)
    if begun.served >= answer.bound:
        return begun, answer.bound
    answer = exact.improve(ground, strength.tree, setting.flags, answer, clock.left, told=hearing.answers)
    better = _together(setting, ground, answer.rosters, clock)
    return max(begun, better, key=lambda one: worth(setting, one)), answer.bound


def _together(setting: Setting, ground: Ground, found: Rosters, clock: Clock) -> Timetable:
    timetable = together(ground, found, setting.promised.series)
    insert_all(timetable, clock.is_over)
    exchange_all(timetable, clock.is_over)
    return timetable


def _in_order(setting: Setting, timetable: Timetable, clock: Clock) -> tuple[str, ...]:
    """Keep the order of waiting where that is asked; what is to be said when there was not time for all of it."""
    kept = {int(setting.allowed.student[at]) for at in setting.kept}
    asked = setting.problem.term.waiting_order
    return (OUT_OF_ORDER,) if asked and not in_order(timetable, clock.is_over, kept.__contains__) else ()


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
    notes: tuple[str, ...] = ()


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
        notes=(*setting.promised.notes, *proof.notes),
    )
