from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.meetings import Window
from bot.domain.times import wall
from bot.front.grammar import MONTHS, WEEKDAYS, read_clock, read_day, read_windows

MONDAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))
TIMES = st.integers(0, 24 * 60 - 1).map(lambda at: time(at // 60, at % 60))


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", MONDAY),
        ("tomorrow", date(2026, 12, 1)),
        ("mon", MONDAY),
        ("tue", date(2026, 12, 1)),
        ("Thurs", date(2026, 12, 3)),
        ("sunday", date(2026, 12, 6)),
        ("next mon", date(2026, 12, 7)),
        ("next  TUESDAY", date(2026, 12, 8)),
        ("1 dec", date(2026, 12, 1)),
        ("1st december", date(2026, 12, 1)),
        ("2nd Dec", date(2026, 12, 2)),
        ("3rd dec 2026", date(2026, 12, 3)),
        ("4th dec", date(2026, 12, 4)),
        ("1/12", date(2026, 12, 1)),
        ("01.12.2026", date(2026, 12, 1)),
        ("2026-12-01", date(2026, 12, 1)),
        ("30 nov", MONDAY),
        ("5 jan", date(2027, 1, 5)),
        ("5 sept 2027", date(2027, 9, 5)),
    ],
)
def test_a_day_is_read_as_people_type_it(words: str, day: date) -> None:
    assert read_day(words, MONDAY) == day


@pytest.mark.parametrize(
    "words",
    ["", "tu", "t", "someday", "next", "next week", "next tomorrow", "next 1 dec", "the 1st", "1", "12", "1 de",
     "31 nov", "0 dec", "32/12", "1/13", "1/0", "1/12/26", "1 mayor", "2026-13-01", "tue 1 dec", "29 feb"],
)  # fmt: skip
def test_a_day_that_is_not_certain_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match=r"I can't read the day '.*'\. Please write it like tue, 1 dec or 2026-12-01"):
        read_day(words, MONDAY)


@pytest.mark.parametrize("words", ["29 nov", "29/11", "1 sept"])
def test_a_day_that_has_just_passed_is_not_taken_for_next_years(words: str) -> None:
    with pytest.raises(BadInput, match=rf"'{words}' has already passed. If you mean next year, please write the year"):
        read_day(words, MONDAY)


@given(DAYS)
def test_a_day_written_in_full_is_that_day(day: date) -> None:
    written = [f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day.day}/{day.month}/{day.year}", day.isoformat()]
    assert [read_day(words, MONDAY) for words in written] == [day] * 3


@given(DAYS, st.integers(0, 182))
def test_a_day_without_its_year_is_the_next_one(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    words = f"{day.day} {MONTHS[day.month - 1][:3]}"
    if (day.month, day.day) != (2, 29):
        assert read_day(words, today) == day


@given(DAYS, st.integers(0, 6))
def test_a_weekday_is_in_this_week_and_next_is_in_the_next(today: date, weekday: int) -> None:
    soon, later = read_day(WEEKDAYS[weekday], today), read_day(f"next {WEEKDAYS[weekday]}", today)
    monday = today - timedelta(days=today.weekday())
    assert (soon.weekday(), later.weekday()) == (weekday, weekday)
    assert 0 <= (soon - today).days < 7
    assert 7 <= (later - monday).days < 14


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("14:00", time(14)),
        ("14.30", time(14, 30)),
        ("9:05", time(9, 5)),
        ("00:00", time(0)),
        ("2pm", time(14)),
        ("2 PM", time(14)),
        ("2:30 pm", time(14, 30)),
        ("2.30am", time(2, 30)),
        ("12pm", time(12)),
        ("12am", time(0)),
        ("12:15am", time(0, 15)),
    ],
)
def test_a_time_is_read_as_people_type_it(words: str, clock: time) -> None:
    assert read_clock(words) == clock


@pytest.mark.parametrize("words", ["", "2", "14", "noon", "2:5", "2:", "14:000", "14:00:00", "pm", "-2pm", "2xm"])
def test_a_time_that_is_not_certain_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match=r"I can't read the time '.*'\. Please write it like 14:00 or 2pm\."):
        read_clock(words)


@pytest.mark.parametrize("words", ["24:00", "25:00", "12:60", "13pm", "0pm", "14:30pm", "99:99"])
def test_a_time_that_no_clock_shows_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match=rf"There is no time '{words}'"):
        read_clock(words)


@given(TIMES)
def test_a_time_is_read_as_it_is_written(clock: time) -> None:
    half = f"{clock:%I:%M%p}".lstrip("0")
    assert [read_clock(f"{clock:%H:%M}"), read_clock(f"{clock:%H.%M}"), read_clock(half)] == [clock] * 3


TWO, FOUR = datetime(2026, 12, 1, 14, tzinfo=UTC), datetime(2026, 12, 1, 16, tzinfo=UTC)
TUESDAY = Window(start=TWO, end=FOUR)


@pytest.mark.parametrize(
    "words",
    ["tue 14:00-16:00", "Tue  14:00 - 16:00", "tue 2pm to 4pm", "tue 2 pm until 4 pm", "tue 14:00\u201316:00",
     "tue 14.00\u201416.00", "1 dec 2pm-4pm", "tomorrow 14:00-16:00.", " \u201ctue 14:00-16:00\u201d! ",
     "tue\u00a014:00-16:00", ",tue 14:00-16:00,"],
)  # fmt: skip
def test_free_hours_are_read_as_people_type_them(words: str) -> None:
    assert read_windows(words, NOW) == (TUESDAY,)


def test_several_days_are_divided_by_commas() -> None:
    days = [wall(window.start).day for window in read_windows("tue 14:00-16:00, thu 2pm to 4pm,fri 9:00-10:00", NOW)]
    assert days == [1, 3, 4]


def test_nothing_typed_is_nothing_given() -> None:
    assert read_windows(" , ", NOW) == ()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("tue", "I can't read 'tue'. Please write a day, a time from and a time to: free tue 14:00-16:00"),
        ("tue 14:00", "I can't read 'tue 14:00'"),
        ("14:00-16:00", "I can't read '14:00-16:00'"),
        ("tue 14:00-16:00, later", "I can't read 'later'"),
        ("tue 2-4pm", "I can't read the time '2'"),
        ("someday 14:00-16:00", "I can't read the day 'someday'"),
        ("tue from 14:00 to 16:00", "I can't read the day 'tue from'"),
        ("tue 14:00-16:00 thu 14:00-16:00", "I can't read the day 'tue 14:00-16:00 thu'"),
        ("x" * 500, f"I can't read '{'x' * 40}'."),
    ],
)
def test_hours_that_are_not_certain_are_refused_with_the_part(words: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_windows(words, NOW)
    assert str(refused.value).startswith(why)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("29 mar 1:00-3:00", "On Sun 29 Mar the clocks go forward and there is no 01:00. Please try 02:00."),
        ("25 oct 0:30-1:30", "On Sun 25 Oct the clocks go back and 01:30 comes twice. Please try 02:30."),
    ],
)
def test_hours_when_the_clocks_change_are_refused(words: str, why: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_windows(words, datetime(2026, 3, 1, tzinfo=UTC))
    assert str(refused.value) == why


def test_hours_across_a_change_last_as_long_as_they_do() -> None:
    spring, autumn = read_windows("29 mar 0:30-3:00, 25 oct 0:30-3:00", datetime(2026, 3, 1, tzinfo=UTC))
    assert (spring.end - spring.start, autumn.end - autumn.start) == (timedelta(hours=1.5), timedelta(hours=3.5))


@given(st.text(st.sampled_from("tue nxdc0123456789:.-,/apm\u2013"), max_size=40) | st.text())
def test_any_words_are_hours_or_refused(words: str) -> None:
    try:
        found = read_windows(words, NOW)
    except BadInput as refused:
        said = len(str(refused))
        assert said < 250
        return
    assert all(isinstance(window, Window) for window in found)


@pytest.mark.parametrize("odd", [" ", "1", "1 ", " 1", "tue ", "1-", "14:00 ", "to "])
def test_a_long_text_is_refused_at_once(odd: str) -> None:
    with pytest.raises(BadInput):
        read_windows("x" + odd * (20_000 // len(odd)) + "1" + odd * (20_000 // len(odd)) + "x", NOW)
