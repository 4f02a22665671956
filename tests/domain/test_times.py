from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.times import add_days, at_wall, cells, same_day, say, say_clock, say_day, wall

FORWARD = (date(2026, 3, 29), date(2027, 3, 28))  # 01:00 to 01:59 does not come
BACK = (date(2026, 10, 25), date(2027, 10, 31))  # 01:00 to 01:59 comes twice
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
MINUTES = st.integers(0, 24 * 60 - 1).map(lambda at: time(at // 60, at % 60))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@pytest.mark.parametrize("day", FORWARD)
@pytest.mark.parametrize(("clock", "good"), [(time(1, 0), "02:00"), (time(1, 30), "02:30"), (time(1, 59), "02:59")])
def test_a_time_that_never_comes_is_refused_with_the_next_good_one(day: date, clock: time, good: str) -> None:
    with pytest.raises(BadInput, match=rf"clocks go forward and there is no {say_clock(clock)}.*try {good}\."):
        at_wall(day, clock)


@pytest.mark.parametrize("day", BACK)
@pytest.mark.parametrize(("clock", "good"), [(time(1, 0), "02:00"), (time(1, 30), "02:30"), (time(1, 59), "02:59")])
def test_a_time_that_comes_twice_is_refused_with_the_next_good_one(day: date, clock: time, good: str) -> None:
    with pytest.raises(BadInput, match=rf"clocks go back and {say_clock(clock)} comes twice.*try {good}\."):
        at_wall(day, clock)


@pytest.mark.parametrize("day", [*FORWARD, *BACK])
def test_the_hours_around_a_change_are_good(day: date) -> None:
    assert [wall(at_wall(day, time(hour))).hour for hour in (0, 2, 3)] == [0, 2, 3]


def test_two_oclock_in_summer_is_one_oclock_in_utc() -> None:
    assert at_wall(date(2026, 7, 1), time(14)) == datetime(2026, 7, 1, 13, tzinfo=UTC)
    assert at_wall(date(2026, 12, 1), time(14)) == datetime(2026, 12, 1, 14, tzinfo=UTC)


@given(DAYS, MINUTES)
def test_a_time_is_kept_as_it_was_read_or_refused_on_a_day_of_change(day: date, clock: time) -> None:
    try:
        instant = at_wall(day, clock)
    except BadInput:
        assert (day.month in {3, 10}, day.weekday(), clock.hour) == (True, 6, 1)
        return
    assert (wall(instant).date(), wall(instant).time(), instant.utcoffset()) == (day, clock, timedelta())


@given(INSTANTS, st.integers(-400, 400))
def test_some_days_later_the_clock_on_the_wall_shows_the_same(instant: datetime, days: int) -> None:
    before, after = wall(instant), wall(add_days(instant, days))
    assert after.date() == before.date() + timedelta(days=days)
    missing = after.month == 3 and after.hour == 2 and before.hour == 1  # the hour that is left out that day
    assert missing or after.time() == before.time()


@pytest.mark.parametrize(
    ("start", "hours"),
    [(datetime(2026, 10, 20, 9, tzinfo=UTC), 7 * 24 + 1), (datetime(2027, 3, 23, 10, tzinfo=UTC), 7 * 24 - 1)],
)
def test_a_week_with_a_change_is_an_hour_longer_or_shorter(start: datetime, hours: int) -> None:
    assert add_days(start, 7) - start == timedelta(hours=hours)


@given(INSTANTS.map(lambda at: at.replace(second=0, microsecond=0)), st.integers(1, 600))
def test_the_quarter_hours_of_a_meeting_cover_it_and_no_more(start: datetime, length: int) -> None:
    taken = cells(start, length)
    begins, ends = start.timestamp(), start.timestamp() + length * 60
    assert list(taken) == list(range(taken[0], taken[-1] + 1))
    assert taken[0] * 900 <= begins < (taken[0] + 1) * 900
    assert taken[-1] * 900 < ends <= (taken[-1] + 1) * 900


def test_two_meetings_one_after_the_other_share_no_quarter_hour() -> None:
    first, second = datetime(2026, 12, 1, 14, tzinfo=UTC), datetime(2026, 12, 1, 15, tzinfo=UTC)
    assert set(cells(first, 60)) & set(cells(second, 60)) == set()
    assert len(cells(first, 60)) == 4


def test_a_time_is_said_as_the_wall_clock_shows_it() -> None:
    assert say(datetime(2026, 7, 1, 13, 5, tzinfo=UTC)) == "Wed 1 Jul at 14:05"
    assert say_day(date(2026, 12, 1)) == "Tue 1 Dec"
    assert say_clock(time(9, 5)) == "09:05"


def test_a_day_ends_at_midnight_in_london() -> None:
    late, later = datetime(2026, 7, 1, 22, 59, tzinfo=UTC), datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
    assert not same_day(late, later)
    assert same_day(later, datetime(2026, 7, 2, 22, 59, tzinfo=UTC))
