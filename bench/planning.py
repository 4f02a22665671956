"""How good plans are and what they cost, against simpler ways in the same run.

make bench-planning, or `make bench-planning sizes=300` for one size only. What counts is the ratios. Cohorts come in
two kinds, and one can be named: `sparse`, in which most people have one or two short windows a week, and `dense`, in
which nearly everybody has several. With `processor`, the time that a plan may take is that of a processor, and so is
that of pairings, allowed pairs and moves, for machines that are shared; else it is that of the clock on the wall. What
was found is kept in docs/pictures/planning-curve.json, from which the curve is drawn.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

import numpy as np

from bench.planning_baselines import book_as_you_go, first_fit, pair_then_book, scarcity, shuffle, stable
from bench.planning_networkx import by_networkx
from bench.planning_picture import Figures, draw
from bot.planning import Plan, alternatives
from bot.planning.allowed import Allowed, allowed_pairs
from bot.planning.bits import Numbers
from bot.planning.certificate import certify
from bot.planning.model import Problem
from bot.planning.pairing import Matching, match
from bot.planning.solve import prepare, solve_full
from bot.planning.table import Table, tabulate
from bot.planning.timetable import Ground
from tests.planning.checker import faults
from tests.planning.cohorts import autumn, cohort
from tests.planning.sparse import sparse

Value = TypeVar("Value")
SIZES = {300: 80, 3_000: 700, 10_000: 2_000, 30_000: 7_000}  # students: Buddies
SEEDS = {300: (9001, 9002, 9003), 3_000: (9001, 9002), 10_000: (9001,), 30_000: (9001,)}
SECONDS = {300: 10.0, 3_000: 20.0, 10_000: 90.0}
UNIS = {300: 3, 3_000: 8, 10_000: 16, 30_000: 40}
KINDS = ("sparse", "dense")
PROCESSOR = "processor"
MOVES = 100
PAIRING_ONLY = 30_000
NETWORKX = 3_000  # beyond this it takes too long
AS_FAST = 50  # the best of so many times, where one takes milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One cohort, and what all cohorts gave so far."""

    kind: str
    size: int
    problem: Problem
    now: Callable[[], float]
    results: dict[str, float] = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)
    totals: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)

    def keep(self, name: str, value: float, *, worst: Callable[[float, float], float] = max) -> None:
        """Keep a figure; of several cohorts of a size the worst."""
        named = name if self.kind == "sparse" else f"{self.kind}_{name}"
        self.results[named] = worst(value, self.results.get(named, value))

    def count(self, name: str, ours: int, theirs: int) -> None:
        """Keep how many times as many are served as in a simpler way, over all cohorts of a size and of all sizes."""
        for of in (f"{name}_{self.size}", name):
            before = self.totals.get((self.kind, of), (0, 0))
            both = self.totals[self.kind, of] = before[0] + ours, before[1] + theirs
            self.keep(of, both[0] / both[1], worst=lambda new, _old: new)

    def point(self, line: str, value: float) -> None:
        """Keep a point of the curve; of several cohorts of a size the slowest."""
        if self.kind == "sparse":
            points = self.figures.setdefault(line, {})
            points[str(self.size)] = max(round(value, 4), points.get(str(self.size), 0))


def main(arguments: Sequence[str]) -> int:
    """Measure the sizes and kinds that are named, or all but the largest size."""
    sizes = [int(one) for one in arguments if one.isdigit()] or [300, 3_000, 10_000]
    now = process_time if PROCESSOR in arguments else perf_counter
    kinds = [one for one in arguments if one in KINDS] or KINDS
    results: dict[str, float] = {}
    figures: Figures = {}
    totals: dict[tuple[str, str], tuple[int, int]] = {}
    for size in sizes:
        for kind in kinds:
            for seed in SEEDS[size]:
                print(f"\n{size} students, {SIZES[size]} Buddies, {kind}, seed {seed}", flush=True)
                problem = people(kind, size, seed)
                kept = {"results": results, "figures": figures, "totals": totals}
                run = Run(kind=kind, size=size, problem=problem, now=now, **kept)  # type: ignore[arg-type]  # as above
                ground = Ground.of(*_pairing(run))
                if size < PAIRING_ONLY:
                    _full(run, ground)
    print("RESULT " + " ".join(f"{name}={value:.4g}" for name, value in results.items()))
    draw(figures)
    return 0


def people(kind: str, size: int, seed: int) -> Problem:
    """The cohort of a size: as many universities as such a scheme has, and meetings at once as licences go."""
    if kind == "sparse":
        return sparse(seed, students=size, buddies=SIZES[size], unis=UNIS[size])
    term = autumn(at_once=max(4, round(size * 0.025)))
    return cohort(seed, students=size, buddies=SIZES[size], term=term, unis=UNIS[size])


def timed(do: Callable[[], Value], now: Callable[[], float] = perf_counter) -> tuple[Value, float]:
    """What came of it, and the seconds it took."""
    begin = now()
    value = do()
    return value, now() - begin


def _best(run: Run, do: Callable[[], Value]) -> tuple[Value, float]:
    """The same; a small size is measured several times, and the best counts, as the machine is shared."""
    times = [timed(do, run.now) for _ in range(AS_FAST if run.size < NETWORKX else 1)]
    return min(times, key=lambda one: one[1])


def _pairing(run: Run) -> tuple[Table, Allowed]:
    table, read = timed(lambda: tabulate(run.problem))
    allowed, built = _best(run, lambda: allowed_pairs(table))
    match(table, allowed)  # once before, so that the solver is loaded
    found, solved = _best(run, lambda: match(table, allowed))
    certificate, checked = _best(run, lambda: certify(found.network, found.flow))
    if not certificate.holds:
        raise AssertionError("the pairing is not the best")
    orgs = [sum(name in buddy.orgs for buddy in table.buddies) for name in table.orgs]
    candidates = sum(int((table.org == org).sum()) * many for org, many in enumerate(orgs))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  table {read:.2f} s, allowed pairs {built:.3f} s for {len(allowed.student)} of {candidates} candidates")
    print(f"  best pairing {solved:.3f} s, certificate {checked:.3f} s, memory so far {memory:.0f} MiB")
    run.keep(f"pairing_{run.size}_s", solved + checked)
    run.keep(f"candidate_{run.size}_us", 1e6 * built / candidates)
    run.point("best pairing and its proof", solved + checked)
    run.point("allowed pairs", built)
    if run.size <= NETWORKX:
        _networkx(run, found, solved)
    _simpler_ways(table, allowed, found)
    return table, allowed


def _networkx(run: Run, found: Matching, solved: float) -> None:
    (served, cost), seconds = timed(lambda: by_networkx(found.network, len(found.buddy)), run.now)
    ours = int((found.buddy >= 0).sum()), int((found.network.cost * found.flow).sum())
    if ours != (served, cost):
        raise AssertionError(f"networkx says {served, cost}, we say {ours}")
    print(f"  networkx {seconds:.2f} s for the same number and cost, {seconds / solved:.0f} times as long")
    run.keep(f"vs_networkx_{run.size}", seconds / solved, worst=min)
    run.point("best pairing by networkx", seconds)


def _simpler_ways(table: Table, allowed: Allowed, found: Matching) -> None:
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


def _points(allowed: Allowed, buddies: Numbers) -> int:
    pairs = [allowed.at(student, int(buddies[student])) for student in np.flatnonzero(buddies >= 0).tolist()]
    return int(allowed.points[pairs].sum())


def _full(run: Run, ground: Ground) -> None:
    begin = process_time()
    found, seconds = timed(lambda: _solved(run))
    own = process_time() - begin
    if wrong := faults(run.problem, found):
        raise AssertionError(wrong[:5])
    books, book_s = timed(lambda: book_as_you_go(ground))
    later, later_s = timed(lambda: pair_then_book(ground))
    share = found.served / max(1, found.bound)
    print(f"  whole series: served {found.served}, bound {found.bound} ({share:.2%}), proven {found.proven}")
    print(f"    {seconds:.1f} s, of which {own:.1f} s of a processor")
    print(f"    book as you go {books} in {book_s:.1f} s, pair then book {later} in {later_s:.1f} s", flush=True)
    run.keep(f"full_{run.size}_gap", 1 - share)
    run.keep(f"full_{run.size}_s", seconds)
    run.keep(f"full_{run.size}_cpu_s", own)
    run.count("vs_book", found.served, books)
    run.count("vs_pair_then_book", found.served, later)
    run.point("whole series", own)
    _moves(run, found)


def _solved(run: Run) -> Plan:
    begin = run.now()
    setting = prepare(run.problem)
    return solve_full(setting, SECONDS[run.size] - (run.now() - begin), now=run.now)


def _moves(run: Run, found: Plan) -> None:
    """Move one meeting of each of many pairs away from its day."""
    solved, times = 0, []
    for nth, pair in enumerate(found.pairs[:: max(1, found.served // MOVES)]):
        number = nth % len(pair.sessions)
        day = pair.sessions[number].date()
        moves, seconds = timed(
            lambda: alternatives(run.problem, found, pair.student, number + 1, not_on=[day]),  # noqa: B023 (called now)
            run.now,
        )
        solved += bool(moves)
        times.append(seconds)
    print(f"    another time found for {solved} of {len(times)} meetings, in {1e3 * median(times):.0f} ms (median)")
    run.keep("move_ms", 1e3 * median(times))
    run.keep("moves_solved", solved / len(times), worst=min)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
