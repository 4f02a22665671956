"""The end of a series: when it is complete, what comes then and when, and how long words are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.closed import bank_holidays
from bot.domain.cohorts import CohortId
from bot.domain.due import HELD, Kind
from bot.domain.ending import (
    FOR_BUDDIES,
    FOR_STUDENTS,
    KEPT_DAYS,
    Outcome,
    Over,
    Promised,
    Rule,
    best,
    completed,
    delete_on,
    follow_up,
    last_cards,
    notices,
    outcome,
    six_months_after,
)
from bot.domain.links import Link, LinkState
from bot.domain.meetings import LinkId, MeetingState
from bot.domain.quiet import Held, is_working_day
from bot.domain.times import wall
from tests.domain.some import ALEX, MONDAY, PAIR, SAM

CLOSED = bank_holidays()
CORE = Rule(attended=5, must=(1, 6))
A, M, L = Outcome.ATTENDED, Outcome.MISSED, Outcome.LOST
LINK = Link(
    id=LinkId(1),
    cohort=CohortId(1),
    label="P-1",
    state=LinkState.ENDED,
    since=MONDAY,
    frozen=False,
    members=PAIR,
)
numbers = st.dictionaries(st.integers(1, 6), st.sampled_from(Outcome))


def course(outcomes: str) -> dict[int, Outcome]:
    """'AAM': the first and the second attended, the third missed; '-' is still to come."""
    found = {"A": A, "M": M, "L": L}
    return {at: found[one] for at, one in enumerate(outcomes, start=1) if one in found}


@pytest.mark.parametrize(
    ("outcomes", "complete"),
    [
        ("AAAAAA", True),
        ("AAMAAA", True),  # five of six
        ("AMMAAA", False),
        ("MAAAAA", False),  # the first must be attended
        ("AAAAAM", False),  # and the last
        ("LAAAAA", True),  # unless the Buddy or the scheme lost it
        ("AAAAAL", True),
        ("LAMAAA", True),  # what was lost takes nothing from what a student may miss
        ("LAMMAA", False),
        ("LLLLLA", True),
        ("LLLLLL", False),  # somebody must have met
        ("LLLLLM", False),
        ("AAAAA-", False),
        ("", False),
    ],
)
def test_five_of_six_with_the_first_and_the_last_is_complete(outcomes: str, complete: bool) -> None:
    assert completed(CORE, course(outcomes)) is complete


@given(numbers, st.integers(1, 6))
def test_a_meeting_that_others_lost_never_counts_against_the_student(found: dict[int, Outcome], lost: int) -> None:
    with_it = {**found, lost: A}
    left = {**found, lost: L}
    if completed(CORE, with_it) and any(one is A for number, one in found.items() if number != lost):
        assert completed(CORE, left)


@given(numbers, st.integers(1, 6))
def test_to_attend_one_more_never_makes_a_series_incomplete(found: dict[int, Outcome], more: int) -> None:
    missed = found | {more: M}
    if completed(CORE, missed):
        assert completed(CORE, missed | {more: A})


@pytest.mark.parametrize(
    ("state", "own", "is_"),
    [
        (MeetingState.HELD, "held", A),
        (MeetingState.HELD_SHORT, None, A),
        (MeetingState.HELD, "absent_self", M),  # a group met without this student
        (MeetingState.MISSED, "absent_self", M),
        (MeetingState.CANCELLED, None, L),
        (MeetingState.PLANNED, None, None),
        (MeetingState.CONFIRMED, "moved", None),
    ],
)
def test_what_a_meeting_was_for_one_student(state: MeetingState, own: str | None, is_: Outcome | None) -> None:
    assert outcome(state, own) is is_


def test_attended_once_is_attended_whatever_else_happened_under_that_number() -> None:
    assert best([(1, A), (1, M), (2, M), (2, L), (3, L), (3, A), (4, None)]) == {1: A, 2: L, 3: A}


def test_the_last_cards_come_one_on_each_working_day_in_this_order() -> None:
    friday = datetime(2026, 12, 18, 15, 0, tzinfo=UTC)
    found = list(last_cards(LINK, friday, CLOSED))
    of_sam = [(one.kind, wall(one.due_at)) for one in found if one.person == SAM]
    assert [kind for kind, _ in of_sam] == list(FOR_STUDENTS)
    assert [f"{at:%d %b %H:%M}" for _, at in of_sam] == [
        "21 Dec 10:00", "22 Dec 10:00", "23 Dec 10:00", "24 Dec 10:00", "29 Dec 10:00",
    ]  # fmt: skip
    assert [one.kind for one in found if one.person == ALEX] == list(FOR_BUDDIES)
    assert len({one.key for one in found}) == len(found)
    assert {HELD[one.kind] for one in found} == {Held.NUDGE}  # so that one that waits does not come with another


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - UTC is added
def test_no_last_card_falls_on_a_day_off_and_no_two_on_one_day(at: datetime) -> None:
    days = [wall(one.due_at).date() for one in last_cards(LINK, at, CLOSED) if one.person == SAM]
    assert all(is_working_day(day, CLOSED) for day in days)
    assert len(set(days)) == len(days) == len(FOR_STUDENTS)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 12, 1), date(2027, 6, 1)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
    ],
)
def test_six_months_are_counted_by_the_calendar(day: date, later: date) -> None:
    assert six_months_after(day) == later


def test_a_promise_is_asked_about_once() -> None:
    one = Promised(cohort=CohortId(3), person=SAM, ask_on=date(2027, 6, 1))
    due = follow_up(one)
    assert (due.key, due.kind, due.subject) == (f"follow_up:3:{SAM}", Kind.FOLLOW_UP, 3)
    assert f"{wall(due.due_at):%d %b %H:%M}" == "01 Jun 10:00"


def test_both_notices_come_before_the_words_go() -> None:
    over = Over(cohort=CohortId(3), person=SAM, ended_at=MONDAY)
    first, last = notices(over)
    gone = wall(MONDAY).date() + timedelta(days=KEPT_DAYS)
    assert (gone - wall(first.due_at).date(), gone - wall(last.due_at).date()) == (
        timedelta(days=30),
        timedelta(days=7),
    )
    again = replace(over, ended_at=MONDAY + timedelta(days=1))
    assert {one.key for one in notices(again)}.isdisjoint({first.key, last.key})


@pytest.mark.parametrize(("days", "left"), [(60, 30), (83, 7), (89, 7), (200, 7)])
def test_a_notice_that_comes_late_still_leaves_a_week(days: int, left: int) -> None:
    today = wall(MONDAY).date() + timedelta(days=days)
    assert delete_on(MONDAY, today) - today == timedelta(days=left)
