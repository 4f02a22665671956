"""How many of a university and of a course may have a place, and who comes first when there are too few."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.planning import Level, Pair, Problem, plan, why_nobody
from bot.planning.files import read_instance
from bot.planning.groups import CannotMeetAsOne, grouped
from bot.planning.insert import insert_all
from bot.planning.order import in_order
from bot.planning.proof import certified_bound
from bot.planning.solve import prepare
from bot.planning.timetable import Ground, Timetable
from tests.planning.brute import most_served, pairings, series
from tests.planning.checker import faults
from tests.planning.cohorts import autumn, cohort, tiny
from tests.planning.test_files import instance
from tests.planning.test_full import hour, one_pair

seeds = st.integers(0, 10**6)


def with_courses(problem: Problem, **limits: int) -> Problem:
    """Every other student takes nursing, and the university 'a' has places for so many of each course."""
    courses = ("nursing", "therapy")
    students = tuple(
        replace(one, disciplines=frozenset({courses[nth % 2]})) for nth, one in enumerate(problem.students)
    )
    return replace(problem, students=students, course_limits={("a", course): most for course, most in limits.items()})


@settings(max_examples=8)
@given(seeds, st.integers(0, 2))
def test_the_most_are_served_that_the_courses_have_places_for(seed: int, most: int) -> None:
    problem = with_courses(tiny(seed), nursing=most)
    found = plan(problem, level=Level.PAIRING)
    assert found.served == max(len(pairs) for pairs in pairings(problem))
    whole = plan(problem)
    assert (whole.served, faults(problem, whole)) == (most_served(problem), [])
    assert whole.served <= whole.bound <= found.bound


def test_a_crowded_course_is_planned_by_the_rules_and_certified() -> None:
    problem = cohort(401, students=60, buddies=18)
    limits = {("uni 0", "nursing"): 2, ("uni 1", "medicine"): 0, ("nowhere", "nursing"): 1}
    problem = replace(problem, course_limits=limits)
    for level in Level:
        found = plan(problem, level=level, seconds=20)
        assert faults(problem, found) == []
        assert certified_bound(problem, level)[1]
    found = plan(problem, keep=[replace(pair, fixed=True) for pair in found.pairs[::2]], seconds=20)
    assert faults(problem, found) == []


def test_who_has_no_place_as_the_course_is_full_is_told_so() -> None:
    problem = one_pair(student=(hour(1, 9, 12),), buddy=(hour(1, 9, 12),))
    alex = replace(problem.students[0], disciplines=frozenset({"nursing"}))
    jo = replace(alex, id="Jo")
    kim = replace(problem.buddies[0], students_at_once=2, meetings_a_day=2)
    problem = replace(problem, students=(alex, jo), buddies=(kim,))
    assert plan(problem).served == 2
    for full in (replace(problem, course_limits={("", "nursing"): 1}), replace(problem, org_limits={"": 1})):
        found = plan(full)
        (left,) = {"Alex", "Jo"} - {pair.student for pair in found.pairs}
        assert why_nobody(full, found, left).words == ("All places of this university or course are taken.",)


def test_who_takes_a_limited_course_is_looked_into_as_others_are() -> None:
    problem = one_pair(student=(hour(1, 9, 10),), buddy=(hour(1, 9, 10),))
    alex = replace(problem.students[0], disciplines=frozenset({"nursing"}))
    problem = replace(problem, students=(alex, replace(alex, id="Jo")), course_limits={("", "nursing"): 2})
    found = plan(problem)
    (left,) = {"Alex", "Jo"} - {pair.student for pair in found.pairs}
    assert why_nobody(problem, found, left).words[0] == "2 students share 1 place with 1 Buddy."


def test_a_group_counts_with_all_its_people_for_its_course() -> None:
    problem = one_pair(student=(hour(1, 9, 12),), buddy=(hour(1, 9, 12),))
    alex = replace(problem.students[0], disciplines=frozenset({"nursing"}))
    problem = replace(problem, students=(alex, replace(alex, id="Jo")), course_limits={("", "nursing"): 1})
    assert plan(grouped(problem, {"both": ["Alex", "Jo"]})).served == 0
    mixed = replace(problem, students=(alex, replace(alex, id="Jo", disciplines=frozenset({"therapy"}))))
    with pytest.raises(CannotMeetAsOne, match="one course"):
        grouped(mixed, {"both": ["Alex", "Jo"]})


def test_the_limits_of_courses_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "instance.json"
    path.write_text(json.dumps(instance() | {"course_limits": {"uni": {"nursing": 1}}}))
    assert read_instance(path).course_limits == {("uni", "nursing"): 1}


@settings(max_examples=6)
@given(seeds)
def test_nobody_waits_on_for_whom_one_who_came_later_could_make_room(seed: int) -> None:
    problem = tiny(seed, students=5, buddies=2)
    problem = replace(problem, term=replace(problem.term, waiting_order=True))
    found = plan(problem)
    assert (found.served, found.notes, faults(problem, found)) == (most_served(problem), (), [])
    students = {one.id: one for one in problem.students}
    placed = {pair.student for pair in found.pairs}
    for pair in found.pairs:
        for one in problem.students:
            if one.id not in placed and one.waiting_days > students[pair.student].waiting_days:
                assert not could_take_over(problem, found.pairs, pair, one.id)


def could_take_over(problem: Problem, pairs: tuple[Pair, ...], pair: Pair, student: str) -> bool:
    one = next(one for one in problem.students if one.id == student)
    buddy = next(one for one in problem.buddies if one.id == pair.buddy)
    others = tuple(other for other in pairs if other != pair)
    ways = [Pair(student=student, buddy=buddy.id, sessions=some) for some in series(problem, one, buddy)]
    empty = replace(plan(problem, level=Level.PAIRING), level=Level.FULL)
    return any(not faults(problem, replace(empty, pairs=(*others, way))) for way in ways)


def test_the_order_of_waiting_goes_through_full_universities_and_stops_in_time() -> None:
    problem = cohort(402, students=60, buddies=12)
    problem = replace(problem, term=replace(problem.term, waiting_order=True), org_limits={"uni 0": 9})
    found = plan(problem, seconds=20)
    assert (faults(problem, found), found.notes) == ([], ())
    (note,) = plan(problem, seconds=0).notes
    assert note.startswith("There was not time")


def test_from_nothing_at_all_those_are_served_first_who_have_waited_longest() -> None:
    problem = cohort(403, students=60, buddies=12, term=autumn(at_once=1))
    setting = prepare(problem)
    ground = Ground.of(setting.table, setting.allowed)
    ordered, inserted = Timetable(ground), Timetable(ground)
    assert in_order(ordered, lambda: False, lambda _student: False)
    insert_all(inserted, lambda: False)
    assert min(ordered.served, inserted.served) > 10
    assert waited(ordered) / ordered.served > waited(inserted) / inserted.served


def waited(timetable: Timetable) -> int:
    return sum(timetable.ground.table.students[one].waiting_days for one in timetable.buddy_of)


def test_nobody_gives_way_whose_place_is_at_another_time() -> None:
    problem = one_pair(student=(hour(0, 9, 10),), buddy=(hour(0, 9, 10), hour(1, 9, 10)))
    jo = replace(problem.students[0], id="Jo", weekly=(hour(1, 9, 10),), waiting_days=90)
    kim = replace(problem.buddies[0], students_at_once=2)
    problem = replace(
        problem,
        term=replace(problem.term, waiting_order=True),
        students=(*problem.students, jo, replace(jo, id="Sam", waiting_days=50)),
        buddies=(kim,),
    )
    assert [pair.student for pair in plan(problem).pairs] == ["Alex", "Jo"]


def test_a_pair_that_is_kept_does_not_give_way_to_who_has_waited_longer() -> None:
    problem = one_pair(student=(hour(1, 9, 10),), buddy=(hour(1, 9, 10),))
    later = replace(problem, term=replace(problem.term, waiting_order=True))
    jo = replace(problem.students[0], id="Jo", waiting_days=90)
    both = replace(later, students=(*later.students, jo))
    before = plan(later)
    assert [pair.student for pair in plan(both).pairs] == ["Jo"]
    assert plan(both, keep=before.pairs).pairs == before.pairs
