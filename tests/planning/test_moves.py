"""Another time for one meeting: sound, new, and with as few others moved as can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.planning import Pair, Plan, Problem, Reach, alternatives, applied, plan
from bot.planning.model import Window
from tests.planning.checker import faults
from tests.planning.cohorts import autumn, cohort
from tests.planning.test_full import hour, one_pair

PROBLEM = cohort(101, students=60, buddies=15, term=autumn(at_once=3))


@pytest.fixture(scope="module")
def found() -> Plan:
    return plan(PROBLEM)


def moved(problem: Problem, before: Plan, pair: Pair, number: int) -> list[Reach]:
    day = pair.sessions[number - 1].date()
    moves = alternatives(problem, before, pair.student, number, not_on=[day])
    for move in moves:
        after = replace(before, pairs=applied(before, move))
        assert faults(problem, after) == []
        assert move.start.date() != day
        assert move.start in move.sessions[pair.student]
        times = {(one.student, start) for one in before.pairs for start in one.sessions}
        assert move.moved == len({(one.student, start) for one in after.pairs for start in one.sessions} - times)
    return [move.reach for move in moves]


def test_most_meetings_can_be_moved_soundly_and_three_ways_are_offered_at_most(found: Plan) -> None:
    reaches = [moved(PROBLEM, found, pair, 1 + nth % 6) for nth, pair in enumerate(found.pairs)]
    assert {len(set(reach)) for reach in reaches} <= {0, 1}
    assert max(map(len, reaches)) == 3
    assert sum(map(bool, reaches)) >= 0.8 * len(reaches)
    assert {reach for some in reaches for reach in some} == set(Reach)


def test_confirmed_meetings_of_others_stay(found: Plan) -> None:
    sure = replace(found, pairs=tuple(replace(pair, confirmed=frozenset(pair.sessions)) for pair in found.pairs))
    for nth, pair in enumerate(sure.pairs):
        for move in alternatives(PROBLEM, sure, pair.student, 1 + nth % 6):
            assert move.reach is Reach.MEETING
            assert set(move.sessions) == {pair.student}


def test_a_meeting_that_moved_is_confirmed_no_longer() -> None:
    problem = one_pair(student=(hour(1, 9, 11),), buddy=(hour(1, 9, 12),))
    before = plan(problem)
    sure = replace(before, pairs=tuple(replace(pair, confirmed=frozenset(pair.sessions)) for pair in before.pairs))
    move = alternatives(problem, sure, "Alex", 2)[0]
    assert move.start - before.pairs[0].sessions[1] <= timedelta(hours=1)
    assert applied(sure, move)[0].confirmed == frozenset(before.pairs[0].sessions) - {before.pairs[0].sessions[1]}


def test_where_nothing_suits_nothing_is_offered() -> None:
    problem = one_pair(student=(hour(1, 9, 10),), buddy=(hour(1, 9, 10),))
    problem = replace(problem, term=replace(problem.term, end=problem.term.end - timedelta(days=13)))
    before = plan(problem)
    assert alternatives(problem, before, "Alex", 2) == ()


def test_a_meeting_that_the_plan_does_not_have_has_no_other_times(found: Plan) -> None:
    student = found.pairs[0].student
    assert [alternatives(PROBLEM, found, *it) for it in (("nobody", 1), (student, 0), (student, 99))] == [()] * 3


def test_old_times_outside_the_term_do_no_harm() -> None:
    problem = one_pair(student=(hour(1, 9, 10), hour(3, 9, 10)), buddy=(hour(1, 9, 12), hour(3, 9, 12)))
    before = plan(problem)
    other = Pair(student="Jo", buddy="Sam", sessions=tuple(at - timedelta(days=300) for at in before.pairs[0].sessions))
    crowded = replace(problem, term=replace(problem.term, at_once=1))
    assert alternatives(crowded, replace(before, pairs=(*before.pairs, other)), "Alex", 1)


def test_another_buddys_meeting_takes_the_place_of_the_scheme() -> None:
    problem = one_pair(student=(hour(1, 9, 11),), buddy=(Window(weekday=1, start=540, end=660),))
    before = plan(problem)
    later = tuple(at + timedelta(hours=1) for at in before.pairs[0].sessions)
    other = Pair(student="Jo", buddy="Sam", sessions=later)
    crowded = replace(problem, term=replace(problem.term, at_once=1))
    quarter_later = before.pairs[0].sessions[0] + timedelta(minutes=15)
    assert quarter_later in {move.start for move in alternatives(problem, before, "Alex", 1)}
    with_other = replace(before, pairs=(*before.pairs, other))
    assert quarter_later not in {move.start for move in alternatives(crowded, with_other, "Alex", 1)}
