"""How much a Buddy can hold: counted closely, so that it is certain when nobody more can be served."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning import Problem, plan
from bot.planning.clock import Clock
from bot.planning.exact import MOST_PAIRS
from bot.planning.lanes import lanes
from bot.planning.model import Buddy, Once, Student, Window
from bot.planning.solve import prepare
from bot.planning.strength import strengthened
from bot.planning.timetable import Ground
from tests.planning.brute import most_served
from tests.planning.checker import faults
from tests.planning.cohorts import HOUR, autumn, cohort, dice, tiny
from tests.planning.sparse import sparse

seeds = st.integers(0, 10**6)
PATIENCE = 600  # seconds that a plan may take, on a machine that has much else to do
ALWAYS = tuple(Window(weekday=day, start=8 * HOUR, end=21 * HOUR) for day in range(7))


def bound_of(problem: Problem) -> int:
    setting = prepare(problem)
    ground = Ground.of(setting.table, setting.allowed)
    return strengthened(ground, lanes(setting.table, setting.allowed), Clock(60).left).bound


@settings(max_examples=10)
@given(seeds)
def test_where_students_are_always_free_the_bound_is_what_can_be_done(seed: int) -> None:
    problem = tiny(seed, students=3, buddies=1)
    free = tuple(replace(one, weekly=ALWAYS, busy=(), org="b") for one in problem.students)
    strong = replace(problem.buddies[0], students_at_once=3, orgs=frozenset("b"))
    problem = replace(problem, students=free, buddies=(strong,))
    assert bound_of(problem) == most_served(problem)


@settings(max_examples=10)
@given(seeds)
def test_the_bound_is_never_less_than_what_can_be_done(seed: int) -> None:
    problem = tiny(seed)
    assert bound_of(problem) >= most_served(problem)


def scarce(seed: int, *, students: int, buddies: int) -> Problem:
    """Students who are always free, and Buddies who have one or two hours a week and need rest."""
    chance, term = dice(seed), replace(autumn(), gap_min=3, minutes=60, pause=0)

    def hours() -> tuple[Once, ...]:
        days = chance.sample(range(5), chance.choice((1, 2, 2)))
        starts = [(day + 7 * week, HOUR * (9 + day)) for day in days for week in range(18)]
        return tuple(Once(day=term.start + timedelta(days=day), start=at, end=at + HOUR) for day, at in starts)

    return Problem(
        name=f"scarce {seed}",
        term=term,
        students=tuple(Student(id=f"s{nth}", weekly=ALWAYS) for nth in range(students)),
        buddies=tuple(
            Buddy(id=f"b{nth}", once=hours(), students_at_once=3, weekly_meetings=2, rest_days=2)
            for nth in range(buddies)
        ),
    )


@pytest.mark.untraced
def test_scarce_hours_are_planned_to_the_end() -> None:
    problem = scarce(1, students=60, buddies=20)
    found = plan(problem, seconds=PATIENCE)
    assert faults(problem, found) == []
    assert found.proven
    assert not found.cut_short
    assert found.served < sum(buddy.students_at_once for buddy in problem.buddies)


BOTH_KINDS = (sparse(3, students=90, buddies=24, unis=2), cohort(6, students=90, buddies=24))


@pytest.mark.parametrize("problem", BOTH_KINDS, ids=["sparse", "dense"])
def test_cohorts_of_both_kinds_are_proven(problem: Problem) -> None:
    found = plan(problem, seconds=PATIENCE)
    assert faults(problem, found) == []
    assert found.proven


def test_a_large_cohort_is_looked_at_closely_before_it_is_searched() -> None:
    problem = sparse(5, students=900, buddies=300, unis=1)
    assert len(prepare(problem).allowed.student) > MOST_PAIRS
    found = plan(problem, seconds=2)
    assert faults(problem, found) == []
    assert 800 < found.served <= found.bound


def test_what_is_looked_at_closely_stops_when_its_part_of_the_time_is_over() -> None:
    assert Clock(0).part(0.25)() == 0
    setting = prepare(scarce(1, students=60, buddies=20))
    ground = Ground.of(setting.table, setting.allowed)
    tree = lanes(setting.table, setting.allowed)
    left = iter([1.0])
    assert strengthened(ground, tree, lambda: next(left, 0.0)).bound <= len(setting.table.students)
