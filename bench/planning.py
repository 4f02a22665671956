"""How good plans are and what they cost, against simpler ways in the same run.

make bench-planning, or `make bench-planning sizes=300` for one size only. What counts is the ratios.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np

from bench.planning_baselines import book_as_you_go, first_fit, pair_then_book, scarcity, shuffle, stable
from bot.planning import Plan, alternatives, plan
from bot.planning.allowed import Allowed, allowed_pairs
from bot.planning.bits import Numbers
from bot.planning.certificate import certify
from bot.planning.model import Problem
from bot.planning.pairing import match
from bot.planning.table import Table, tabulate
from bot.planning.timetable import Ground
from tests.planning.checker import faults
from tests.planning.cohorts import autumn, cohort

Value = TypeVar("Value")
SIZES = {300: 80, 3_000: 700, 10_000: 2_000, 30_000: 7_000}  # students: Buddies
SEEDS = {300: (9001, 9002, 9003), 3_000: (9001,), 10_000: (9001,), 30_000: (9001,)}
SECONDS = {300: 10.0, 3_000: 20.0, 10_000: 90.0}
UNIS = {300: 3, 3_000: 8, 10_000: 16, 30_000: 40}
MOVES = 100
PAIRING_ONLY = 30_000


def main(arguments: Sequence[str]) -> int:
    """Measure the sizes that are named, or all but the largest; 1 when a plan breaks a rule."""
    sizes = [int(one) for one in arguments] or [300, 3_000, 10_000]
    results: dict[str, float] = {}
    for size in sizes:
        for seed in SEEDS[size]:
            problem = people(size, seed)
            print(f"\n{size} students, {SIZES[size]} Buddies, seed {seed}")
            table, allowed = _pairing(problem, size, results)
            if size < PAIRING_ONLY:
                _full(problem, Ground.of(table, allowed), size, results)
    print("RESULT " + " ".join(f"{name}={value:.4g}" for name, value in results.items()))
    return 0


def people(size: int, seed: int) -> Problem:
    """The cohort of a size: as many universities as such a scheme has, and meetings at once as licences go."""
    term = autumn(at_once=max(4, round(size * 0.025)))
    return cohort(seed, students=size, buddies=SIZES[size], term=term, unis=UNIS[size])


def timed(do: Callable[[], Value]) -> tuple[Value, float]:
    """What came of it, and the seconds it took."""
    begin = perf_counter()
    value = do()
    return value, perf_counter() - begin


def _pairing(problem: Problem, size: int, results: dict[str, float]) -> tuple[Table, Allowed]:
    table, read = timed(lambda: tabulate(problem))
    allowed, built = timed(lambda: allowed_pairs(table))
    match(table, allowed)  # once before, so that the solver is loaded
    found, solved = timed(lambda: match(table, allowed))
    certificate, checked = timed(lambda: certify(found.network, found.flow))
    if not certificate.holds:
        raise AssertionError("the pairing is not the best")
    orgs = [sum(name in buddy.orgs for buddy in table.buddies) for name in table.orgs]
    candidates = sum(int((table.org == org).sum()) * many for org, many in enumerate(orgs))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  table {read:.2f} s, allowed pairs {built:.3f} s for {len(allowed.student)} of {candidates} candidates")
    print(f"  best pairing {solved:.3f} s, certificate {checked:.3f} s, memory so far {memory:.0f} MiB")
    results |= {f"pairing_{size}_s": solved + checked, f"candidate_{size}_us": 1e6 * built / candidates}
    ground = Ground.of(table, allowed)
    ways: list[tuple[str, Callable[[], Numbers]]] = [
        ("best pairing", lambda: found.buddy),
        ("shuffle", lambda: shuffle(ground, 1)),
        ("first fit", lambda: first_fit(ground)),
        ("scarcity first", lambda: scarcity(ground)),
        ("stable matching", lambda: stable(ground)),
    ]
    for name, way in ways:
        buddies, seconds = timed(way)
        points = _points(allowed, buddies)
        print(f"    {name:16} served {int((buddies >= 0).sum()):6}  wishes {points:8}  {seconds:.3f} s")
    return table, allowed


def _points(allowed: Allowed, buddies: Numbers) -> int:
    pairs = [allowed.at(student, int(buddies[student])) for student in np.flatnonzero(buddies >= 0).tolist()]
    return int(allowed.points[pairs].sum())


def _full(problem: Problem, ground: Ground, size: int, results: dict[str, float]) -> None:
    found, seconds = timed(lambda: plan(problem, seconds=SECONDS[size]))
    if wrong := faults(problem, found):
        raise AssertionError(wrong[:5])
    books, book_s = timed(lambda: book_as_you_go(ground))
    later, later_s = timed(lambda: pair_then_book(ground))
    print(f"  whole series: served {found.served}, bound {found.bound}, proven {found.proven}, {seconds:.1f} s")
    print(f"    book as you go {books} in {book_s:.1f} s, pair then book {later} in {later_s:.1f} s")
    gap = 1 - found.served / max(1, found.bound)
    results[f"full_{size}_gap"] = max(gap, results.get(f"full_{size}_gap", 0))
    results[f"full_{size}_s"] = max(seconds, results.get(f"full_{size}_s", 0))
    results["vs_book"] = min(found.served / books, results.get("vs_book", 9))
    results["vs_pair_then_book"] = min(found.served / later, results.get("vs_pair_then_book", 9))
    _moves(problem, found, results)


def _moves(problem: Problem, found: Plan, results: dict[str, float]) -> None:
    """Move one meeting of each of many pairs away from its day."""
    solved, times = 0, []
    for nth, pair in enumerate(found.pairs[:: max(1, found.served // MOVES)]):
        number = nth % len(pair.sessions)
        day = pair.sessions[number].date()
        begin = perf_counter()
        moves = alternatives(problem, found, pair.student, number + 1, not_on=[day])
        seconds = perf_counter() - begin
        solved += bool(moves)
        times.append(seconds)
    print(f"    another time found for {solved} of {len(times)} meetings, in {1e3 * median(times):.0f} ms (median)")
    results["move_ms"] = max(1e3 * median(times), results.get("move_ms", 0))
    results["moves_solved"] = min(solved / len(times), results.get("moves_solved", 1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
