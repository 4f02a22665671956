"""A Buddy's hours: months, what is put down, and what can be typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.closed import bank_holidays
from bot.domain.due import Kind
from bot.domain.errors import BadInput
from bot.domain.hours import (
    Worked,
    ask,
    asked_at,
    bounds,
    month_before,
    month_numbered,
    month_of,
    next_month,
    prefilled,
    read_costs,
    read_minutes,
    say_minutes,
    say_month,
    say_pounds,
)
from bot.domain.times import wall
from tests.domain.some import ALEX, START

CLOSED = bank_holidays()
months = st.builds("{}-{:02}".format, st.integers(2020, 2090), st.integers(1, 12))


@pytest.mark.parametrize(
    ("month", "asked"),
    [("2026-11", "Tue 01 Dec 10:00"), ("2026-12", "Mon 04 Jan 10:00"), ("2027-04", "Tue 04 May 10:00")],
)
def test_a_month_is_asked_about_on_the_first_working_day_of_the_next(month: str, asked: str) -> None:
    assert f"{wall(asked_at(month, CLOSED)):%a %d %b %H:%M}" == asked


@given(months)
def test_months_follow_each_other_without_a_gap(month: str) -> None:
    assert month_before(next_month(month)) == month
    assert bounds(month)[1] == bounds(next_month(month))[0]
    assert month_of(bounds(month)[0]) == month
    assert month_numbered(int(month.replace("-", ""))) == month


def test_the_last_hour_of_a_month_is_that_of_london() -> None:
    assert month_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "2026-07"
    assert say_month("2026-11") == "November 2026"


def test_full_bookings_are_put_down_and_time_to_get_ready_for_each() -> None:
    worked = [Worked(meeting=1, start=START, minutes=60), Worked(meeting=2, start=START, minutes=75)]
    claim = prefilled(ALEX, "2026-12", worked)
    assert (claim.minutes, claim.prep_minutes, claim.costs, claim.state) == (135, 30, 0, None)


def test_each_is_asked_once() -> None:
    (due,) = ask([ALEX], "2026-11", CLOSED)
    assert (due.key, due.kind, due.subject) == (f"hours:2026-11:{ALEX}", Kind.HOURS, 202611)


@pytest.mark.parametrize(
    ("typed", "pence"), [("", 0), (" ", 0), ("3", 300), ("3.40", 340), ("£3.40", 340), ("£ 12.05", 1205)]
)
def test_costs_are_read_as_people_write_them(typed: str, pence: int) -> None:
    assert read_costs(typed) == pence


@pytest.mark.parametrize("typed", ["3.4", "-3", "lots", "3,40", "1000.01", "99999"])
def test_costs_that_cannot_be_read_are_asked_for_again(typed: str) -> None:
    with pytest.raises(BadInput, match=r"like 3\.40"):
        read_costs(typed)


@pytest.mark.parametrize("typed", ["", "-1", "6001", "1e3", "٣", "99999"])
def test_minutes_that_cannot_be_read_are_asked_for_again(typed: str) -> None:
    with pytest.raises(BadInput, match="for the meetings"):
        read_minutes(typed, "for the meetings")


def test_what_no_month_is_says_how_to_write_one() -> None:
    assert read_minutes("6000", "x") == 6000
    with pytest.raises(BadInput, match="2026-11"):
        bounds("2026-13")


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (135, "2 hours 15 minutes")]
)
def test_time_is_said_in_words(minutes: int, said: str) -> None:
    assert (say_minutes(minutes), say_pounds(340), say_pounds(5)) == (said, "3.40", "0.05")
