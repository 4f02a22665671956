"""Whoever is left out: others change Buddies for them, one after another, or a Buddy is packed anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.planning import Problem
from bot.planning.chains import exchange_all
from bot.planning.insert import insert_all
from bot.planning.model import Once, Student
from bot.planning.refill import refill_all
from bot.planning.series import any_series
from bot.planning.solve import prepare
from bot.planning.timetable import Ground, Timetable
from tests.planning.few import FRIDAY, MONDAY, TERM, TUESDAY, Hours, at, people


def begun(problem: Problem, pairs: Iterable[tuple[str, str]]) -> Timetable:
    """A timetable in which these are pairs, each with the first times that suit."""
    setting = prepare(problem)
    timetable = Timetable(Ground.of(setting.table, setting.allowed))
    students = [one.id for one in setting.table.students]
    buddies = [one.id for one in setting.table.buddies]
    for student, buddy in pairs:
        one, other = students.index(student), buddies.index(buddy)
        diary = timetable.ground.diary[other].filled(timetable.of[other].values())
        series = any_series(timetable.ground.student[one] & diary.free & timetable.open, diary.frame)
        assert series
        timetable.put(other, {**timetable.of[other], one: series})
    return timetable


THREE: Hours = {"Alex": (MONDAY,), "Jo": (MONDAY, TUESDAY), "Sam": (TUESDAY, FRIDAY)}
THEIRS: Hours = {"Kim": (MONDAY,), "Lee": (TUESDAY,), "Max": (FRIDAY,)}


def test_two_change_their_buddies_so_that_a_third_finds_a_place() -> None:
    timetable = begun(people(THREE, THEIRS), [("Jo", "Kim"), ("Sam", "Lee")])
    insert_all(timetable, lambda: False)
    assert timetable.served == 2
    exchange_all(timetable, lambda: False)
    assert timetable.served == 3


LATER: Hours = {"Bo": (at(2, 9),), "Di": (at(2, 9), at(3, 9)), "Ed": (at(3, 9), at(5, 9))}
THEIRS_LATER: Hours = {"Kit": (at(2, 9),), "Lou": (at(3, 9),), "Mo": (at(5, 9),)}
BOTH = [("Jo", "Kim"), ("Sam", "Lee"), ("Di", "Kit"), ("Ed", "Lou")]


def test_two_chains_that_have_nobody_in_common_are_both_carried_out() -> None:
    timetable = begun(people(THREE | LATER, THEIRS | THEIRS_LATER), BOTH)
    exchange_all(timetable, lambda: False)
    assert timetable.served == 6


def test_a_university_with_one_place_left_gets_one_chain_only() -> None:
    problem = people(THREE | LATER, THEIRS | THEIRS_LATER)
    timetable = begun(replace(problem, org_limits={"": 5}), BOTH)
    exchange_all(timetable, lambda: False)
    assert timetable.served == 5
    assert timetable.is_within_limits()


def test_of_two_who_need_the_same_place_one_gets_it() -> None:
    timetable = begun(people(THREE | {"Bo": (MONDAY,)}, THEIRS), [("Jo", "Kim"), ("Sam", "Lee")])
    exchange_all(timetable, lambda: False)
    assert timetable.served == 3
    assert sorted(map(len, timetable.of)) == [1, 1, 1]


def test_nobody_changes_once_the_time_is_over() -> None:
    timetable = begun(people(THREE, THEIRS), [("Jo", "Kim"), ("Sam", "Lee")])
    insert_all(timetable, lambda: True)
    exchange_all(timetable, lambda: True)
    assert timetable.served == 2


def test_a_chain_that_the_scheme_cannot_hold_at_once_changes_nothing() -> None:
    students: Hours = {"Alex": (FRIDAY,), "Jo": (MONDAY, FRIDAY)}
    problem = people(students, {"Kim": (MONDAY, FRIDAY), "Lee": (FRIDAY,)})
    for at_once, served in ((1, 1), (2, 2)):
        crowded = replace(
            problem,
            term=replace(TERM, at_once=at_once),
            students=tuple(
                replace(one, declined=frozenset({"Lee"} if one.id == "Alex" else ())) for one in problem.students
            ),
        )
        timetable = begun(crowded, [("Jo", "Kim")])
        before = [dict(roster) for roster in timetable.of]
        exchange_all(timetable, lambda: False)
        assert timetable.served == served
        assert (timetable.of == before) == (served == 1)


def on_mondays(name: str, *weeks: int, declined: str = "") -> Student:
    days = [TERM.start + timedelta(days=7 * week + -TERM.start.weekday() % 7) for week in weeks]
    return Student(
        id=name, once=tuple(Once(day=day, start=540, end=600) for day in days), declined=frozenset({declined})
    )


def in_the_way(*, places: int = 4) -> Problem:
    """Jo and Sam could meet Kim together, but Alex stands in the way of both; Max in that of Sam and Lee."""
    students = (
        on_mondays("Alex", 1, 2, declined="Lee"),
        on_mondays("Jo", 0, 1, declined="Lee"),
        on_mondays("Sam", 2, 3),
        on_mondays("Max", 1, 2, declined="Kim"),
    )
    hours: Hours = {"Kim": (MONDAY,), "Lee": (MONDAY,)}
    return replace(people({}, hours, seats=2), students=students, org_limits={"": places})


def on_tuesdays(name: str, *weeks: int, org: str = "", declined: str = "") -> Student:
    mondays = on_mondays(name, *weeks, declined=declined)
    return replace(mondays, org=org, once=tuple(replace(one, day=one.day + timedelta(days=1)) for one in mondays.once))


def with_one_who_can_move(*, at_once: int) -> Problem:
    """Jo could leave Kim's only place to Alex, if Sam came to Lee on later Tuesdays, when two of another place meet."""
    jo = on_mondays("Jo", 0, 1)
    students = (
        on_mondays("Alex", 0, 1),
        replace(jo, once=(*jo.once, *on_tuesdays("Jo", 0, 1).once)),
        on_tuesdays("Sam", 0, 1, 2, 3),
        on_tuesdays("Pat", 2, 3, org="x", declined="Ned"),
        on_tuesdays("Ria", 2, 3, org="x", declined="Max"),
    )
    hours: Hours = {"Kim": (MONDAY,), "Lee": (TUESDAY,), "Max": (TUESDAY,), "Ned": (TUESDAY,)}
    problem = people({}, hours, at_once=at_once)
    kim, lee, *others = problem.buddies
    elsewhere = (replace(one, orgs=frozenset({"x"})) for one in others)
    return replace(problem, students=students, buddies=(kim, replace(lee, students_at_once=2), *elsewhere))


FULL = [("Jo", "Kim"), ("Sam", "Lee"), ("Pat", "Max"), ("Ria", "Ned")]


def test_the_last_buddy_of_a_chain_gives_another_student_other_times() -> None:
    timetable = begun(with_one_who_can_move(at_once=3), FULL)
    insert_all(timetable, lambda: False)
    assert timetable.served == len(FULL)
    exchange_all(timetable, lambda: False)
    assert timetable.served == len(FULL) + 1
    assert sorted(len(roster) for roster in timetable.of) == [1, 1, 1, 2]


def test_nobody_gets_other_times_when_the_scheme_cannot_hold_one_more_meeting() -> None:
    timetable = begun(with_one_who_can_move(at_once=2), FULL)
    before = [dict(roster) for roster in timetable.of]
    exchange_all(timetable, lambda: False)
    assert timetable.of == before


BEGUN = [("Alex", "Kim"), ("Max", "Lee")]


def test_a_buddy_is_packed_anew_with_one_more() -> None:
    timetable = begun(in_the_way(), BEGUN)
    insert_all(timetable, lambda: False)
    exchange_all(timetable, lambda: False)
    assert timetable.served == 2
    refill_all(timetable, lambda: 10.0)
    assert timetable.served == 3
    assert sorted(len(roster) for roster in timetable.of) == [1, 2]


def test_no_university_gets_more_places_than_it_has_when_a_buddy_is_packed_anew() -> None:
    problem = in_the_way()
    students = tuple(replace(one, org="" if one.id in {"Alex", "Max"} else "x") for one in problem.students)
    buddies = tuple(replace(one, orgs=frozenset({"", "x"})) for one in problem.buddies)
    few = replace(problem, students=students, buddies=buddies, org_limits={"": 2, "x": 1})
    timetable = begun(few, BEGUN)
    before = [dict(roster) for roster in timetable.of]
    refill_all(timetable, lambda: 10.0)
    assert timetable.of == before
    assert timetable.is_within_limits()


def test_no_buddy_is_packed_anew_once_the_time_is_over() -> None:
    timetable = begun(in_the_way(), BEGUN)
    refill_all(timetable, lambda: 0.0)
    assert timetable.served == len(BEGUN)
