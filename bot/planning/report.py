"""A plan as it is kept and shown later: who with whom, who stays without, and what would help; in numbers alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.planning.explain import days_together
from bot.planning.lengths import needs, of_length, solve_all
from bot.planning.model import Plan, Problem, Told
from bot.planning.nobody import MAYBE, Help, in_words, what_helps, why_nobody
from bot.planning.rules import Barrier
from bot.planning.weeks import Week, by_week

EXPLAINED = 12  # of those who stay without, the longest waiting first: each is looked into for some time


@dataclass(frozen=True, slots=True, kw_only=True)
class Two:
    """A student (or students) with a Buddy, the days on which they could meet, and how many meetings they need."""

    student: str
    buddy: str
    days: int
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """Somebody who stays without a Buddy: what stands in the way with how many, or who shares how many places."""

    student: str
    barriers: Mapping[str, int]
    students: int
    buddies: int
    places: int
    maybe: bool
    helps: tuple[Help, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """Why, and what would help."""
        if self.maybe:
            return MAYBE
        barriers = {Barrier[name]: many for name, many in self.barriers.items()}
        return in_words(barriers, students=self.students, buddies=self.buddies, places=self.places, helps=self.helps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. Nobody can serve more than `bound`.

    `looking`: students, or groups, for whom a place was looked for. `weeks`: how many could begin in each, if asked.
    """

    bound: int
    pairs: tuple[Two, ...]
    without: tuple[Without, ...]
    helps: tuple[Help, ...]
    looking: int = 0
    weeks: tuple[Week, ...] = ()

    @property
    def written(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, written: str) -> Report:
        """As it was kept."""
        kept: dict[str, Any] = json.loads(written)
        return cls(
            bound=kept["bound"],
            pairs=tuple(Two(**one) for one in kept["pairs"]),
            without=tuple(Without(**one | {"helps": _helps(one["helps"])}) for one in kept["without"]),
            helps=_helps(kept["helps"]),
            looking=kept["looking"],
            weeks=tuple(Week(**one) for one in kept["weeks"]),
        )


def _helps(kept: list[dict[str, int]]) -> tuple[Help, ...]:
    return tuple(Help(**one) for one in kept)


def report(
    problem: Problem, *, seconds: float, weeks: bool = False, told: Told = lambda _served, _bound: None
) -> Report:
    """The best plan that is found in this time, and what can be said of it. `told` hears how far it is.

    `weeks`: also how many could begin in each week.
    """
    if not problem.students or not problem.buddies:
        found = by_week(problem) if weeks and problem.buddies else ()
        asked = len(problem.students)
        return Report(bound=0, pairs=(), without=(), helps=(), looking=asked, weeks=found)
    plan = solve_all(problem, seconds=seconds, told=told)
    students, buddies = {one.id: one for one in problem.students}, {one.id: one for one in problem.buddies}
    placed = {pair.student for pair in plan.pairs}
    waiting = sorted((one for one in problem.students if one.id not in placed), key=lambda one: -one.waiting_days)
    return Report(
        bound=plan.bound,
        pairs=tuple(
            Two(
                student=pair.student,
                buddy=pair.buddy,
                days=days_together(problem, students[pair.student], buddies[pair.buddy]),
                needed=students[pair.student].meetings or problem.term.meetings,
            )
            for pair in plan.pairs
        ),
        without=tuple(_without(problem, plan, one.id) for one in waiting[:EXPLAINED]),
        helps=what_helps(problem, plan),
        looking=len(problem.students),
        weeks=by_week(problem) if weeks else (),
    )


def _without(problem: Problem, plan: Plan, student: str) -> Without:
    if short := needs(problem):  # the plan fits no longer series
        problem = of_length(problem, min(short.values()))
    found = why_nobody(problem, plan, student)
    return Without(
        student=student,
        barriers={barrier.name: many for barrier, many in found.barriers.items()},
        students=len(found.students),
        buddies=len(found.buddies),
        places=found.places,
        maybe=found.maybe,
        helps=found.helps,
    )
