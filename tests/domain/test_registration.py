"""Notices before registration lapses, and what it means for meetings."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.due import Kind, waits, yes_needed
from bot.domain.offers import NotNow, check_reach
from bot.domain.people import PersonId
from bot.domain.registration import day_of, plan
from tests.domain.some import MONDAY, PLANNED, START, confirmed


def test_a_buddy_is_told_thirty_and_seven_days_before_at_ten_by_the_clock_on_the_wall() -> None:
    first, second = plan(PersonId(3), date(2027, 4, 10))
    assert (first.kind, first.due_at) == (Kind.REG_30, datetime(2027, 3, 11, 10, tzinfo=UTC))
    assert (second.kind, second.due_at) == (Kind.REG_7, datetime(2027, 4, 3, 9, tzinfo=UTC))
    assert first.until < second.due_at
    assert second.until == datetime(2027, 4, 10, 23, tzinfo=UTC)


def test_a_renewed_registration_is_another_message() -> None:
    keys = {one.key for day in (date(2027, 4, 10), date(2028, 4, 10)) for one in plan(PersonId(3), day)}
    assert len(keys) == 4
    assert day_of("reg_7:3:2027-04-10") == date(2027, 4, 10)


UNTIL = START.date()
TODAY_ = replace(confirmed(), last_day=UNTIL)
BEYOND = replace(TODAY_, last_day=UNTIL - timedelta(days=1))


def test_a_meeting_on_the_last_day_is_reached_and_one_on_the_next_is_not() -> None:
    assert (TODAY_.can_be(START), BEYOND.can_be(START), confirmed().can_be(START)) == (True, False, True)
    assert [one.needs_yes for one in (TODAY_, BEYOND, replace(BEYOND, kept=True), replace(BEYOND, start=None))] == [
        False,
        True,
        False,
        False,
    ]


def test_reminders_wait_for_the_yes_and_questions_for_the_registration_and_news_for_nothing() -> None:
    asked = replace(PLANNED, last_day=UNTIL)
    assert [kind for kind in (Kind.MORNING, Kind.SOON, Kind.READY) if not waits(BEYOND, kind, MONDAY)] == []
    assert not waits(TODAY_, Kind.MORNING, MONDAY)
    assert (waits(asked, Kind.FREE, MONDAY), waits(asked, Kind.FREE, START + timedelta(days=1))) == (False, True)
    assert not waits(BEYOND, Kind.MOVED, START + timedelta(days=1))


def test_the_coordinator_hears_two_days_before_at_the_latest() -> None:
    found = [(one.person, one.due_at, one.until) for one in yes_needed(BEYOND, [PersonId(9)])]
    assert found == [(PersonId(9), datetime(2026, 11, 30, 10, tzinfo=UTC), START)]
    assert list(yes_needed(PLANNED, [PersonId(9)])) == []


def test_a_day_beyond_is_refused_in_words_that_blame_nobody() -> None:
    check_reach(TODAY_, [START])
    with pytest.raises(NotNow, match=r"We can't book a time on Wed 2 Dec just now\. The coordinator knows"):
        check_reach(BEYOND, [START + timedelta(days=1), START])
