"""Who may be asked to meet whom, and why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cohorts import EnrolmentState
from bot.domain.joining import Conflict, Registered, Step, StepState
from bot.domain.matching import Facts, Known, apart_from, folded, shared_words, why_not
from bot.domain.meetings import Side
from bot.domain.people import Person, PersonId, Role

DAY, END = date(2026, 11, 30), date(2026, 12, 18)
DONE = dict.fromkeys(Step, Registered(state=StepState.DONE))
B, S = PersonId(14), PersonId(22)
BUDDY = Facts(person=Person(id=B, roles=frozenset({Role.BUDDY})), chose=frozenset({Role.BUDDY}), steps=DONE)
STUDENT = Facts(
    person=Person(id=S, roles=frozenset({Role.STUDENT})),
    chose=frozenset({Role.STUDENT}),
    enrolled=EnrolmentState.WAITING,
    placement="Oak Ward",
)
PAIR = {B: Side.BUDDY, S: Side.STUDENT}


def known(buddy: Facts = BUDDY, student: Facts = STUDENT, **more: Any) -> Known:  # noqa: ANN401 - Known's own
    return Known(people={B: buddy, S: student}, **more)


def reasons(people: Known, members: Mapping[PersonId, Side] = PAIR) -> tuple[str, ...]:
    return why_not(members, people, DAY)


def conflict(person: PersonId, other: PersonId | None = None, team: str = "") -> Conflict:
    return Conflict(id=1, person=person, other=other, team=team)


def test_two_people_with_nothing_in_the_way_may_be_asked() -> None:
    assert reasons(known(ends=END)) == ()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"chose": frozenset()}, "B-014 has not said yes to taking part."),
        ({"chose": frozenset({Role.STUDENT})}, "B-014 has not said yes to taking part."),
        ({"away": True}, "B-014 takes a break or has left."),
        ({"steps": {}}, "B-014 is not registered yet."),
        ({"steps": DONE | {Step.CHECKS: Registered(state=StepState.TODO)}}, "B-014 is not registered yet."),
        (
            {"steps": DONE | {Step.CHECKS: Registered(state=StepState.DONE, expires=date(2026, 12, 1))}},
            "B-014 is registered, but not until the end of the cohort.",
        ),
        ({"teaches": 1}, "B-014 has no room for one more. Only they can change that."),
        ({"room": 2, "teaches": 2}, "B-014 has no room for one more. Only they can change that."),
    ],
)
def test_a_buddy_is_asked_only_when_ready(changed: dict[str, Any], why: str) -> None:
    assert reasons(known(replace(BUDDY, **changed), ends=END)) == (why,)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"chose": frozenset()}, "S-022 has not said yes to taking part."),
        ({"away": True}, "S-022 takes a break or has left."),
        ({"enrolled": None}, "S-022 is not waiting in this cohort."),
        ({"enrolled": EnrolmentState.INVITED}, "S-022 is not waiting in this cohort."),
        ({"enrolled": EnrolmentState.LEFT}, "S-022 is not waiting in this cohort."),
        ({"learns": 1}, "S-022 has a Buddy in this cohort, or was asked about one."),
    ],
)
def test_a_student_is_in_the_plan_only_when_ready(changed: dict[str, Any], why: str) -> None:
    assert reasons(known(student=replace(STUDENT, **changed))) == (why,)


@pytest.mark.parametrize(
    "one",
    [
        conflict(B, S),
        conflict(S, B),
        conflict(B, team="oak  ward"),
        conflict(B, team="Oak-Ward"),
    ],
)
def test_two_people_who_are_not_to_be_matched_are_not_asked_and_no_reason_is_given(one: Conflict) -> None:
    assert reasons(known(conflicts=(one,))) == ("B-014 and S-022 are not to be matched.",)


@pytest.mark.parametrize("one", [conflict(B, PersonId(9)), conflict(S, team="Oak Ward"), conflict(B, team="Elm Ward")])
def test_a_conflict_with_somebody_else_is_none(one: Conflict) -> None:
    assert reasons(known(conflicts=(one,))) == ()


def test_a_conflict_holds_also_between_two_on_one_side() -> None:
    third = PersonId(30)
    people = {B: BUDDY, S: STUDENT, third: replace(STUDENT, person=Person(id=third, roles=frozenset({Role.STUDENT})))}
    group = Known(people=people, conflicts=(conflict(third, S),))
    assert why_not(PAIR | {third: Side.STUDENT}, group, DAY) == ("S-022 and S-030 are not to be matched.",)


def test_a_team_without_a_name_concerns_nobody() -> None:
    empty = replace(STUDENT, placement="")
    assert reasons(known(student=empty, conflicts=(conflict(B, team=""), conflict(B, team="Oak Ward")))) == ()
    assert folded("Oak Ward (2)") == folded("OAK-WARD 2")


def test_it_takes_both_sides_and_an_open_cohort() -> None:
    assert reasons(known(is_open=False)) == ("The cohort is not open.",)
    assert reasons(known(), {B: Side.BUDDY}) == ("A pair or group needs a student and a Buddy.",)


@given(st.lists(st.tuples(st.integers(1, 4), st.none() | st.integers(1, 4), st.sampled_from(["", "Oak", "Elm"]))))
def test_who_is_apart_from_somebody_is_so_from_both_sides(rows: list[tuple[int, int | None, str]]) -> None:
    teams = {1: "", 2: "oak", 3: "Elm", 4: ""}
    people = {PersonId(n): replace(STUDENT, person=Person(id=PersonId(n)), placement=team) for n, team in teams.items()}
    conflicts = tuple(conflict(PersonId(one), PersonId(other) if other else None, team) for one, other, team in rows)
    everybody = Known(people=people, conflicts=conflicts)
    for one in people:
        for other in people:
            assert (other in apart_from(everybody, one)) == (one in apart_from(everybody, other))


def test_a_wish_that_finds_an_answer_is_a_long_word_on_both_sides() -> None:
    assert shared_words("Gardening, and how people live", "I love gardening with people.") == ("gardening",)
    assert shared_words("", "I knit.") == ()
