"""The days of a cohort, and its weeks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.content.closed import bank_holidays
from bot.domain.cohorts import by_week, check_days, cohort_number, days_off, last_safe_start
from bot.domain.errors import BadInput

TODAY = date(2026, 10, 1)
START, END = date(2026, 10, 5), date(2026, 12, 18)


def test_bank_holidays_inside_are_named_and_none_that_falls_on_a_week_end() -> None:
    closed = bank_holidays()
    assert days_off(START, END, closed) == ()
    assert days_off(START, date(2027, 1, 4), closed) == (date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
    assert date(2026, 12, 26) in closed  # a Saturday


def test_a_series_must_begin_early_enough_to_come_to_its_end() -> None:
    assert last_safe_start(END, meetings=6, gap_days=7) == date(2026, 11, 6)


@pytest.mark.parametrize(
    ("starts", "ends", "why"),
    [
        (END, START, "before it starts"),
        (None, date(2026, 9, 30), "Wed 30 Sep has already passed"),
        (START, date(2029, 1, 1), "more than two years away"),
        (date(2029, 1, 1), None, "more than two years away"),
    ],
)
def test_days_that_cannot_be_are_refused_with_the_reason(starts: date | None, ends: date | None, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        check_days(starts, ends, today=TODAY)


@pytest.mark.parametrize(("starts", "ends"), [(None, None), (START, END), (None, TODAY), (TODAY, TODAY)])
def test_other_days_are_taken_as_they_are(starts: date | None, ends: date | None) -> None:
    check_days(starts, ends, today=TODAY)


def test_meetings_are_counted_by_the_week_they_fall_into_in_london() -> None:
    monday_in_london = datetime(2027, 3, 28, 23, 30, tzinfo=UTC)  # the clocks went forward that night
    starts = [datetime(2026, 12, 4, 14, tzinfo=UTC), monday_in_london, datetime(2026, 12, 1, 9, tzinfo=UTC)]
    assert list(by_week(starts).items()) == [(date(2026, 11, 30), 2), (date(2027, 3, 29), 1)]


def test_a_cohort_has_a_short_id() -> None:
    assert cohort_number(3) == "C-3"
