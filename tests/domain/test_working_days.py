from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.working_days import a_working_day_after

CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})  # a Friday and a Monday


@pytest.mark.parametrize(
    ("asked", "at"),
    [
        ("2026-12-01 15:00", "2026-12-02 15:00"),
        ("2026-12-04 15:00", "2026-12-07 15:00"),  # a Friday afternoon
        ("2026-12-24 11:00", "2026-12-29 11:00"),  # over Christmas
        ("2026-10-23 14:00", "2026-10-26 15:00"),  # three in the afternoon on both sides of the clocks going back
    ],
)
def test_a_working_day_later_is_the_same_time_on_the_next_working_day(asked: str, at: str) -> None:
    instant = datetime.fromisoformat(asked).replace(tzinfo=UTC)
    assert a_working_day_after(instant, CHRISTMAS) == datetime.fromisoformat(at).replace(tzinfo=UTC)
