"""The demo's people and its clock."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Role
from bot.domain.roster import read
from bot.web.demo_setting import BUDDY, COORDINATOR, EXAMPLE_ROSTER, PEOPLE, START, STUDENT, DemoClock
from tests.world import Clock

REAL = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


def test_the_demo_begins_on_its_first_morning_whenever_it_is_started() -> None:
    assert DemoClock(Clock(REAL))() == START


def test_the_demo_s_time_goes_by_as_time_does() -> None:
    real = Clock(REAL)
    clock = DemoClock(real)
    real.move(minutes=3)
    assert clock() == START + timedelta(minutes=3)


@given(st.lists(st.integers(min_value=-10_000, max_value=10_000)))
def test_the_clock_is_moved_forward_and_never_back(minutes: list[int]) -> None:
    clock = DemoClock(Clock(REAL))
    for one in minutes:
        clock.move_to(START + timedelta(minutes=one))
    assert clock() == START + timedelta(minutes=max([0, *minutes]))
    clock.again()
    assert clock() == START


def test_the_example_list_is_of_the_people_in_the_demo() -> None:
    roster = read(EXAMPLE_ROSTER)
    assert roster.faults == ()
    assert [row.email for row in roster.rows[:2]] == [STUDENT.email, BUDDY.email]
    assert [row.pair for row in roster.rows] == ["Pair 1"] * 2 + [""] * 11
    assert {row.email for row in roster.rows} < {one.email for one in PEOPLE}
    assert Counter(row.role for row in roster.rows) == {Role.STUDENT: 8, Role.BUDDY: 4, Role.CARER: 1}
    assert [one.sends_files for one in PEOPLE] == [one is COORDINATOR for one in PEOPLE]
