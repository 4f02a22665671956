"""Several students, or several Buddies, who meet as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.planning import Problem, plan
from bot.planning.groups import CannotMeetAsOne, grouped
from bot.planning.model import Buddy, Once, Student
from tests.planning.checker import faults, is_free
from tests.planning.cohorts import START, cohort
from tests.planning.test_full import hour, one_pair


def test_a_group_meets_when_all_of_them_can() -> None:
    problem = cohort(301, students=30, buddies=12, unis=1)
    learners = [one.id for one in problem.students if one.consent and not one.gender_must and one.tz == "Europe/London"]
    groups = {"group 1": learners[:2], "group 2": learners[2:5], "team": ["b0", "b1"]}
    together = grouped(problem, groups)
    found = plan(together)
    assert faults(together, found) == []
    people = {one.id: one for one in (*problem.students, *problem.buddies)}
    assert {pair.student for pair in found.pairs} & {"group 1", "group 2"} or len(together.students) == 27
    for pair in found.pairs:
        for start in pair.sessions:
            for name in (*groups.get(pair.student, [pair.student]), *groups.get(pair.buddy, [pair.buddy])):
                assert is_free(problem, people[name], start)


def two_students(**other: object) -> Problem:
    problem = one_pair(student=(hour(1, 9, 12),), buddy=(hour(1, 9, 12),))
    jo = replace(problem.students[0], id="Jo", **other)  # type: ignore[arg-type]  # fields of a student
    return replace(problem, students=(problem.students[0], jo), org_limits={"": 2})


def test_a_group_takes_one_place_of_a_buddy_and_its_number_at_the_university() -> None:
    problem = grouped(two_students(), {"pair": ["Alex", "Jo"]})
    assert plan(problem).served == 1
    assert plan(replace(problem, org_limits={"": 1})).served == 0


def test_what_anybody_in_a_group_asks_counts_for_all() -> None:
    problem = two_students(gender="f", gender_must=True, previous=frozenset({"Kim"}), needs=frozenset({"ramp"}))
    problem = replace(problem, apart=frozenset({("Jo", "Sam")}))
    both = grouped(problem, {"pair": ["Alex", "Jo"], "team": ["Kim"]})
    group = both.students[0]
    assert (group.gender, group.gender_must, group.people) == ("f", True, 2)
    assert group.needs == {"ramp"}
    assert group.previous == {"team"}
    assert both.apart == {("pair", "Sam")}


def test_times_that_come_once_count_where_the_others_are_free() -> None:
    day = START + timedelta(days=1)
    problem = two_students(weekly=(), once=(Once(day=day, start=600, end=700), Once(day=day, start=60, end=90)))
    group = grouped(problem, {"pair": ["Alex", "Jo"]}).students[0]
    assert group.weekly == ()
    assert group.once == (Once(day=day, start=600, end=700),)
    same = replace(problem, students=(replace(problem.students[1], id="Alex"), problem.students[1]))
    assert Once(day=day, start=600, end=700) in grouped(same, {"pair": ["Alex", "Jo"]}).students[0].once


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"org": "another"}, "one university"),
        ({"tz": "Asia/Kolkata"}, "different clocks"),
    ],
)
def test_people_who_cannot_be_a_group(other: dict[str, str], said: str) -> None:
    with pytest.raises(CannotMeetAsOne, match=said):
        grouped(two_students(**other), {"pair": ["Alex", "Jo"]})


def test_two_who_need_buddies_of_different_genders_cannot_be_a_group() -> None:
    problem = two_students(gender="f", gender_must=True)
    asks = replace(problem, students=(replace(problem.students[0], gender="m", gender_must=True), problem.students[1]))
    with pytest.raises(CannotMeetAsOne, match="group each"):
        grouped(asks, {"pair": ["Alex", "Jo"]})


def test_buddies_together_do_what_all_of_them_can() -> None:
    first = Buddy(id="a", disciplines=frozenset({"x", "y"}), gender="f", kind="carer", rest_days=2)
    second = Buddy(id="b", disciplines=frozenset({"y"}), gender="m", students_at_once=3)
    third = Buddy(id="c", registered_from=START)
    problem = Problem(
        name="", term=one_pair(student=(), buddy=()).term, students=(Student(id="s"),), buddies=(first, second, third)
    )
    team = grouped(problem, {"team": "abc"}).buddies[0]
    assert sorted(team.disciplines or ()) == ["y"]
    assert (team.gender, team.kind, team.rest_days) == ("", "", 2)
    assert (team.students_at_once, team.registered_from) == (1, START)
    open_ = replace(problem, buddies=(third, replace(third, id="d")))
    assert grouped(open_, {"team": "cd"}).buddies[0].disciplines is None
