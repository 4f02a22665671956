from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.watching import HELD, LONGEST, renew_at, try_again

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)


def test_an_agreement_is_renewed_two_days_before_its_end() -> None:
    assert renew_at(NOW) == NOW - timedelta(days=2)


def test_what_fails_is_tried_less_and_less_often_and_never_before_graph_says() -> None:
    waits = [try_again(tries, NOW) - NOW for tries in range(40)]
    assert waits[0] == HELD
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST
    assert try_again(0, NOW, after=600.0) == NOW + timedelta(minutes=10)
