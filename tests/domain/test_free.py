"""When people are free: the same hour on the wall, whatever the season."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.content.plain_english import faults
from bot.domain.errors import BadInput
from bot.domain.free import DAY, Free, FreeKind, check, common, dry_days, good_times, say_free, windows
from bot.domain.meetings import Window
from bot.domain.times import wall
from tests.domain.some import MONDAY

AVOID = Library.read().avoid
XMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})
OPEN: frozenset[date] = frozenset()
TUESDAYS = Free(kind=FreeKind.WEEKLY, weekday=1, from_minute=14 * 60, to_minute=16 * 60, until=date(2027, 12, 31))
CHANGES = (date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
STARTS = st.integers(0, 450 * 24 * 60).map(
    lambda minutes: datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def weekly(weekday: int, start: int, end: int, until: date = date(2027, 12, 31)) -> Free:
    return Free(kind=FreeKind.WEEKLY, weekday=weekday, from_minute=start * 60, to_minute=end * 60, until=until)


def once(day: date, start: int, end: int) -> Free:
    return Free(kind=FreeKind.ONCE, day=day, from_minute=start * 60, to_minute=end * 60, until=day)


def away(first: date, last: date) -> Free:
    return Free(kind=FreeKind.AWAY, day=first, until=last)


def said(times: list[Free], since: datetime, days: int, closed: frozenset[date] = OPEN) -> list[str]:
    found = windows(times, since=since, until=since + timedelta(days=days), closed=closed)
    return [f"{wall(one.start):%a %d %b %H:%M}-{wall(one.end):%H:%M}" for one in found]


@pytest.mark.parametrize("change", CHANGES)
def test_a_weekly_time_keeps_its_hour_when_the_clocks_change(change: date) -> None:
    since = datetime.combine(change - timedelta(days=7), time(), UTC)

    found = windows([TUESDAYS], since=since, until=since + timedelta(days=14), closed=OPEN)

    assert [wall(one.start).hour for one in found] == [14, 14]
    assert [wall(one.end) - wall(one.start) for one in found] == [timedelta(hours=2)] * 2
    before, after = found
    assert abs((after.start - before.start) - timedelta(days=7)) == timedelta(hours=1)


@given(weekday=st.integers(0, 4), start=st.integers(0, DAY - 30), length=st.integers(30, 600), since=STARTS)
@example(weekday=4, start=0, length=60, since=datetime(2026, 10, 23, tzinfo=UTC))
@example(weekday=0, start=0, length=60, since=datetime(2027, 3, 28, 23, tzinfo=UTC))
def test_each_window_begins_and_ends_at_the_hour_on_the_wall(
    weekday: int, start: int, length: int, since: datetime
) -> None:
    one = Free(
        kind=FreeKind.WEEKLY,
        weekday=weekday,
        from_minute=start,
        to_minute=min(DAY, start + length),
        until=date(2027, 12, 31),
    )

    found = windows([one], since=since, until=since + timedelta(days=40), closed=OPEN)

    whole = [each for each in found if since < each.start and each.end < since + timedelta(days=40)]
    assert 4 <= len(whole) <= 6
    for each in whole:
        first, last = wall(each.start), wall(each.end)
        assert (first.weekday(), first.hour * 60 + first.minute) == (weekday, start)
        assert (last.hour * 60 + last.minute) % DAY == one.to_minute % DAY


def test_free_time_leaves_out_bank_holidays_days_away_and_what_has_ended() -> None:
    times = [weekly(4, 10, 12, until=date(2027, 1, 8)), away(date(2027, 1, 1), date(2027, 1, 1))]

    assert said(times, datetime(2026, 12, 16, tzinfo=UTC), 40, XMAS) == [
        "Fri 18 Dec 10:00-12:00",
        "Fri 08 Jan 10:00-12:00",
    ]


def test_a_weekend_counts_only_when_it_was_given_as_one_day() -> None:
    saturday = date(2026, 12, 5)
    assert said([weekly(5, 10, 12)], MONDAY, 14) == []
    assert said([once(saturday, 10, 12)], MONDAY, 14) == ["Sat 05 Dec 10:00-12:00"]
    assert said([once(saturday, 10, 12)], MONDAY, 14, frozenset({saturday})) == []


def test_times_that_meet_are_one_and_what_lies_outside_is_cut_off() -> None:
    day = date(2026, 12, 1)
    assert said([once(day, 10, 12), once(day, 11, 13), once(day, 13, 14)], MONDAY, 3) == ["Tue 01 Dec 10:00-14:00"]
    assert said([once(day, 0, 24)], MONDAY + timedelta(days=1, hours=1), 1) == ["Tue 01 Dec 10:00-00:00"]
    assert said([once(day, 7, 8)], MONDAY + timedelta(days=1), 1) == []


def test_two_buddies_are_free_when_both_are() -> None:
    def stretch(*hours: tuple[int, int]) -> list[Window]:
        return [Window(start=MONDAY.replace(hour=first), end=MONDAY.replace(hour=last)) for first, last in hours]

    assert list(common(stretch((9, 12), (14, 16)), stretch((11, 15)))) == stretch((11, 12), (14, 15))
    assert common(stretch((9, 10)), stretch((10, 11))) == ()


WRONG = {
    "has already passed": replace(TUESDAYS, until=date(2026, 11, 29)),
    "more than a year away": replace(TUESDAYS, until=date(2028, 1, 1)),
    "must be later than the time from": once(date(2026, 12, 1), 14, 14),
    "at least half an hour": replace(TUESDAYS, until=date(2026, 12, 8), to_minute=14 * 60 + 15),
    "Weekly times are from Monday to Friday": weekly(6, 10, 12, until=date(2026, 12, 31)),
    "There is no Tuesday before Mon 30 Nov": replace(TUESDAYS, until=date(2026, 11, 30)),
    "is a bank holiday": once(date(2026, 12, 25), 10, 12),
    "at 08:00 has already passed": once(date(2026, 11, 30), 8, 12),
    "there is no 01:00": once(date(2027, 3, 28), 1, 3),
    "comes twice": once(date(2027, 10, 31), 1, 3),
    "must not be before the first": away(date(2026, 12, 8), date(2026, 12, 1)),
    "more than a year. Please": away(date(2026, 11, 1), date(2027, 11, 29)),
}


@pytest.mark.parametrize("why", WRONG)
def test_a_time_that_cannot_be_is_refused_with_what_to_do(why: str) -> None:
    with pytest.raises(BadInput) as refusal:
        check(WRONG[why], now=MONDAY, closed=XMAS)
    assert why in str(refusal.value)
    assert faults(str(refusal.value), AVOID) == []


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (weekly(1, 14, 16, date(2026, 12, 15)), "Tuesday 14:00 to 16:00, each week until Tue 15 Dec"),
        (once(date(2026, 12, 5), 10, 24), "Sat 5 Dec, 10:00 to 24:00"),
        (away(date(2026, 12, 1), date(2026, 12, 8)), "Away Tue 1 Dec to Tue 8 Dec"),
        (away(date(2026, 12, 1), date(2026, 12, 1)), "Away Tue 1 Dec"),
    ],
)
def test_a_good_time_is_taken_as_it_is_and_said_in_words(one: Free, words: str) -> None:
    assert check(one, now=MONDAY, closed=XMAS) is one
    assert say_free(one) == words


def test_the_next_good_time_is_on_a_working_day_at_the_same_hour() -> None:
    friday = datetime(2026, 12, 25, 14, tzinfo=UTC)
    found = good_times(friday, now=MONDAY, closed=XMAS)
    assert [f"{next(found):%a %d %b %H}" for _ in range(2)] == ["Tue 29 Dec 14", "Wed 30 Dec 14"]
    gone = good_times(MONDAY - timedelta(days=9), now=MONDAY, closed=XMAS)
    assert next(gone) == MONDAY + timedelta(days=1)
    clocks = good_times(datetime(2027, 3, 27, 1, 30, tzinfo=UTC), now=MONDAY, closed=OPEN)
    assert next(clocks) == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


def test_who_runs_dry_is_asked_ten_days_ahead_and_once_more_a_week_later() -> None:
    assert dry_days(date(2026, 12, 18)) == (date(2026, 12, 8), date(2026, 12, 15))
