from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.people import Standing
from bot.domain.quiet import Held, after_working, allowed_from, is_working_day, not_before
from bot.domain.times import at_wall, wall

CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})  # a Friday and a Monday
USUAL = Standing()
DUTY = {"opens": time(9), "closes": time(17), "closed": CHRISTMAS}
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the zone follows


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "allowed"),
    [
        ("2026-12-01 09:00", "2026-12-01 09:00"),
        ("2026-12-01 17:59", "2026-12-01 17:59"),
        ("2026-12-01 08:59", "2026-12-01 09:00"),
        ("2026-12-01 18:00", "2026-12-02 09:00"),
        ("2026-12-04 18:00", "2026-12-07 09:00"),  # a Friday evening
        ("2026-12-05 12:00", "2026-12-07 09:00"),
        ("2026-12-24 18:00", "2026-12-29 09:00"),  # over Christmas
        ("2026-06-01 07:59", "2026-06-01 08:00"),  # by London's clock, in summer
        ("2027-03-27 12:00", "2027-03-29 08:00"),  # over the night in which the clocks go forward
        ("2026-10-24 12:00", "2026-10-26 09:00"),  # and back
    ],
)
def test_nobody_is_written_to_in_quiet_hours_or_on_days_off(instant: str, allowed: str) -> None:
    assert allowed_from(USUAL, at(instant), CHRISTMAS) == at(allowed)


@given(INSTANTS, st.integers(6, 12), st.integers(13, 22))
def test_the_instant_is_the_first_that_is_allowed(instant: datetime, opens: int, closes: int) -> None:
    standing = Standing(quiet_to=opens * 60, quiet_from=closes * 60)
    found = allowed_from(standing, instant, CHRISTMAS)
    local = wall(found)
    assert found >= instant
    assert found - instant < timedelta(days=6)
    assert opens <= local.hour < closes
    assert is_working_day(local.date(), CHRISTMAS)
    assert found == instant or (local.hour, local.minute) == (opens, 0)


NOON, NIGHT, MORNING = at("2026-12-01 12:00"), at("2026-12-01 23:00"), at("2026-12-02 09:00")
REST = Standing(quiet_until=at("2026-12-03 12:00"))


@pytest.mark.parametrize(
    ("standing", "held", "now", "expected"),
    [
        (USUAL, Held.NEVER, NIGHT, NIGHT),
        (USUAL, Held.REMINDER, NIGHT, MORNING),
        (USUAL, Held.REMINDER, at("2026-12-05 08:30"), at("2026-12-05 09:00")),  # who meets on a Saturday
        (USUAL, Held.REMINDER, at("2026-12-25 12:00"), at("2026-12-25 12:00")),
        (USUAL, Held.CHANGE, NIGHT, MORNING),
        (USUAL, Held.UNASKED, NIGHT, MORNING),
        (USUAL, Held.NUDGE, NOON, NOON),
        (REST, Held.UNASKED, NOON, at("2026-12-03 12:00")),
        (REST, Held.REMINDER, NOON, NOON),
        (REST, Held.NEVER, NOON, NOON),
        (Standing(rests_since=NOON), Held.REMINDER, NOON, None),
        (Standing(rests_since=NOON), Held.NEVER, NOON, NOON),
        (Standing(left_at=NOON), Held.UNASKED, NOON, None),
        (Standing(silent=True), Held.NEVER, NOON, None),
    ],
)
def test_what_may_hold_a_message_back(standing: Standing, held: Held, now: datetime, expected: datetime | None) -> None:
    assert not_before(standing, held, now, closed=CHRISTMAS) == expected


def working_minutes(since: datetime, until: datetime) -> int:
    """How many minutes of duty hours lie between two instants, counted day by day."""
    total, day = timedelta(), wall(since).date()
    while day <= wall(until).date():
        if is_working_day(day, CHRISTMAS):
            start, end = max(since, at_wall(day, time(9))), min(until, at_wall(day, time(17)))
            total += max(timedelta(), end - start)
        day += timedelta(days=1)
    return total // timedelta(minutes=1)


@pytest.mark.parametrize(
    ("since", "minutes", "until"),
    [
        ("2026-12-01 09:00", 60, "2026-12-01 10:00"),
        ("2026-12-01 08:00", 480, "2026-12-01 17:00"),
        ("2026-12-04 16:30", 60, "2026-12-07 09:30"),
        ("2026-12-24 16:00", 120, "2026-12-29 10:00"),
        ("2026-12-05 09:00", 1, "2026-12-07 09:01"),
    ],
)
def test_only_duty_hours_count(since: str, minutes: int, until: str) -> None:
    assert after_working(at(since), minutes, **DUTY) == at(until)  # type: ignore[arg-type]  # the names are its own


@given(INSTANTS, st.integers(1, 2000))
def test_after_so_many_working_minutes_so_many_have_passed(since: datetime, minutes: int) -> None:
    until = after_working(since, minutes, **DUTY)  # type: ignore[arg-type]  # the names are its own
    assert working_minutes(since, until) == minutes
    assert working_minutes(since, until - timedelta(minutes=1)) == minutes - 1
