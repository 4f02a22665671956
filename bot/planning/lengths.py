"""Who has had a part of the series needs fewer meetings: they are planned first, and what they get is promised."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from time import monotonic

from bot.planning.model import Pair, Plan, Problem, Told
from bot.planning.rules import fairness, preference
from bot.planning.solve import prepare, solve_full
from bot.planning.weeks import most


def needs(problem: Problem) -> Mapping[str, int]:
    """How many meetings those need who do not need a whole series."""
    whole = problem.term.meetings
    return {one.id: one.meetings for one in problem.students if one.meetings and one.meetings != whole}


def of_length(problem: Problem, meetings: int, *, students: Collection[str] | None = None) -> Problem:
    """The same for a series of so many meetings, and for these students (all if none are named)."""
    term = replace(problem.term, meetings=meetings)
    left = tuple(one for one in problem.students if students is None or one.id in students)
    return replace(problem, term=term, students=left)


def solve_all(
    problem: Problem,
    keep: Iterable[Pair] | None = None,
    *,
    seconds: float,
    told: Told = lambda _served, _bound: None,
) -> Plan:
    """The best plan found in this time, at full level, whatever number of meetings each student needs.

    Where they differ, who needs fewest comes first, and the bound is what could be served if all needed as few.
    """
    short, end = needs(problem), monotonic() + seconds
    if not short:
        return solve_full(prepare(problem, keep), max(0.0, end - monotonic()), told)
    kept = _known(problem, keep or ())
    lengths = sorted(set(short.values()))
    bound = most(of_length(problem, lengths[0]))
    promised = {pair.student for pair in kept if pair.promised}
    own: dict[str, Pair] = {}
    cut_short = False
    for meetings in (*lengths, problem.term.meetings):
        those = {one.id for one in problem.students if short.get(one.id, problem.term.meetings) == meetings}
        part = of_length(problem, meetings, students=those | own.keys() | promised)
        stay = [*(pair for pair in kept if pair.student not in own), *map(_promised, own.values())]
        plan = solve_full(prepare(part, stay), max(0.0, end - monotonic()), lambda many, _: told(many, bound))
        own |= {pair.student: pair for pair in plan.pairs if pair.student in those}
        cut_short = cut_short or plan.cut_short
    pairs = tuple(sorted(own.values(), key=lambda pair: pair.student))
    return _together(problem, kept, plan, pairs=pairs, bound=bound, cut_short=cut_short)


def _known(problem: Problem, keep: Iterable[Pair]) -> list[Pair]:
    """The pairs of whom both are still there."""
    students, buddies = {one.id for one in problem.students}, {one.id for one in problem.buddies}
    return [pair for pair in keep if pair.student in students and pair.buddy in buddies]


def _promised(pair: Pair) -> Pair:
    """The pair, so that nobody's later plan touches it."""
    return replace(pair, confirmed=frozenset(pair.sessions), fixed=True)


def _together(
    problem: Problem, keep: Collection[Pair], last: Plan, *, pairs: tuple[Pair, ...], bound: int, cut_short: bool
) -> Plan:
    before = {(pair.student, pair.buddy) for pair in keep}
    return replace(
        last,
        pairs=pairs,
        bound=max(bound, len(pairs)),
        preference=preference(problem, pairs),
        fairness=fairness(problem, pairs),
        kept=sum((pair.student, pair.buddy) in before for pair in pairs),
        keepable=len(before),
        cut_short=cut_short and bound > len(pairs),
    )
