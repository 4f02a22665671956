"""Notices before registration lapses."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.due import Kind
from bot.domain.people import PersonId
from bot.domain.registration import day_of, plan


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
