"""What must be chosen, done and set before somebody can be matched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.errors import BadInput
from bot.domain.joining import (
    SLOWLY,
    Limits,
    Registered,
    Step,
    StepState,
    changed,
    checked,
    ready,
    to_do,
    version_of,
    writing_hours,
)
from tests.domain.some import MONDAY

TODAY = MONDAY.date()
DONE = dict.fromkeys(Step, Registered(state=StepState.DONE))


def test_who_has_done_every_step_is_ready() -> None:
    assert ready(DONE, TODAY)
    assert ready({**DONE, Step.CHECKS: Registered(state=StepState.NA)}, TODAY)


@pytest.mark.parametrize("state", [StepState.TODO, StepState.EXPIRED, None])
def test_who_lacks_a_step_is_not(state: StepState | None) -> None:
    steps = dict(DONE)
    del steps[Step.TRAINING]
    if state:
        steps[Step.TRAINING] = Registered(state=state)
    assert not ready(steps, TODAY)
    assert to_do(steps, TODAY) == (Step.TRAINING,)


def test_a_step_counts_up_to_its_last_day() -> None:
    steps = {**DONE, Step.CHECKS: Registered(state=StepState.DONE, expires=TODAY)}
    assert ready(steps, TODAY)
    assert not ready(steps, TODAY + timedelta(days=1))


def test_the_version_names_exactly_these_lines() -> None:
    assert version_of(["a", "b"]) == version_of(["a", "b"]) != version_of(["b", "a"])
    assert len(version_of([])) == 16


def test_less_counts_at_once_and_so_does_more() -> None:
    assert changed(Limits(students=2), Limits(students=1, meetings_week=5), MONDAY) == Limits(
        students=1, meetings_week=5
    )


def test_with_the_rule_of_seven_days_more_waits_and_less_does_not() -> None:
    before = Limits(students=1, meetings_week=3, minutes_week=120, slowly=True)
    wanted = Limits(students=2, meetings_week=2, minutes_week=None, rest_days=4, slowly=True)
    after = changed(before, wanted, MONDAY)
    assert after == replace(
        wanted,
        students=1,
        minutes_week=120,
        raised={"students": 2, "minutes_week": None},
        raised_at=MONDAY + SLOWLY,
    )


def test_the_rule_holds_in_the_very_moment_in_which_it_is_switched_off() -> None:
    after = changed(Limits(slowly=True), Limits(students=3), MONDAY)
    assert (after.students, after.slowly, after.raised) == (1, False, {"students": 3})


def test_asking_again_for_the_same_does_not_start_the_seven_days_anew() -> None:
    first = changed(Limits(slowly=True), Limits(students=2, slowly=True), MONDAY)
    again = changed(first, Limits(students=2, slowly=True), MONDAY + timedelta(days=3))
    more = changed(first, Limits(students=3, slowly=True), MONDAY + timedelta(days=3))
    assert again.raised_at == MONDAY + SLOWLY
    assert more.raised_at == MONDAY + timedelta(days=3) + SLOWLY


def test_what_waits_is_dropped_by_who_asks_for_less() -> None:
    first = changed(Limits(slowly=True), Limits(students=2, slowly=True), MONDAY)
    assert changed(first, Limits(slowly=True), MONDAY).raised == {}


def test_a_limit_of_hours_where_there_was_none_counts_at_once() -> None:
    after = changed(Limits(slowly=True), Limits(minutes_week=60, slowly=True), MONDAY)
    assert (after.minutes_week, after.raised_at) == (60, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"students": 0}, {"students": 4}, {"meetings_week": 0}, {"meetings_week": 8}, {"minutes_week": 59},
        {"minutes_week": 2401}, {"rest_days": 31}, {"rest_days_after": -1},
    ],
)  # fmt: skip
def test_limits_that_cannot_be_kept_are_refused_with_what_can(wrong: dict[str, int]) -> None:
    with pytest.raises(BadInput, match=r"up to 30 days|1 to 40 hours|1 to 3 students"):
        checked(replace(Limits(), **wrong))  # type: ignore[arg-type]  # whole numbers, as the fields are


def test_limits_that_can_be_kept_come_back_as_they_are() -> None:
    some = Limits(students=3, meetings_week=7, minutes_week=60, rest_days=0, rest_days_after=30)
    assert checked(some) == some


def test_writing_hours_are_minutes_after_midnight() -> None:
    assert writing_hours(time(6), time(22)) == (360, 1320)
    assert writing_hours(time(9, 30), time(10, 30)) == (570, 630)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (time(5, 59), time(18), "between 06:00 and 22:00"),
        (time(9), time(22, 1), "between 06:00 and 22:00"),
        (time(9), time(9, 59), "one hour later"),
        (time(18), time(9), "one hour later"),
    ],
)
def test_other_hours_are_refused(first: time, last: time, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        writing_hours(first, last)


def test_a_registered_step_keeps_its_days() -> None:
    assert Registered(state=StepState.DONE, done_on=date(2026, 11, 1)).expires is None
