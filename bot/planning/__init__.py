"""Who meets whom and when: values in, a plan with its reasons out; nothing is read, written or sent.

`plan(problem)` proposes pairs and, at full level, all their meetings; a human decides. `Plan.bound` is the most that
anybody could serve. With `keep` it starts from pairs that exist: what is promised is never touched, the rest stays
where it can. `why` says why two people are paired, or why they are not; `why_nobody` why a student has no Buddy and
what would help; `alternatives` gives the best other times for one meeting. Loading the solvers waits until a plan is
asked for.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.planning.explain import Reason, why
from bot.planning.lengths import solve_all
from bot.planning.model import Level, Pair, Plan, Problem, Told
from bot.planning.moves import Move, Reach, alternatives, applied
from bot.planning.nobody import Help, Nobody, why_nobody
from bot.planning.solve import prepare, solve_pairing

__all__ = [
    "Help",
    "Level",
    "Move",
    "Nobody",
    "Pair",
    "Plan",
    "Problem",
    "Reach",
    "Reason",
    "Told",
    "alternatives",
    "applied",
    "plan",
    "why",
    "why_nobody",
]

SECONDS = 60.0


def plan(
    problem: Problem,
    *,
    keep: Iterable[Pair] | None = None,
    seconds: float = SECONDS,
    level: Level = Level.FULL,
    told: Told = lambda _served, _bound: None,
) -> Plan:
    """The best plan found in this time: most students served, then most pairs kept, then wishes, then fair hours.

    `told` hears while it is sought how many are served so far, and how many can be at most.
    """
    if level is Level.PAIRING:
        return solve_pairing(prepare(problem, keep))
    return solve_all(problem, keep, seconds=seconds, told=told)
