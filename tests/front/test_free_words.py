"""How people type when they are free: read when it is clear, refused with an example when it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.content.plain_english import faults
from bot.domain.errors import BadInput
from bot.domain.free import Free, FreeKind, say_free
from bot.front.free_words import read_away, read_times, read_weekly

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
AVOID = Library.read().avoid
READ = {
    "tue 10-12 weekly until 2026-12-15": "Tuesday 10:00 to 12:00, each week until Tue 15 Dec",
    "every tue 14:00 to 16:00": "Tuesday 14:00 to 16:00, each week until Mon 22 Feb",
    "Each Tuesday 2pm - 4pm, until 18 dec".replace(",", ""): "Tuesday 14:00 to 16:00, each week until Fri 18 Dec",
    "tuesdays 2.30pm\u20134pm every week until 18 dec": "Tuesday 14:30 to 16:00, each week until Fri 18 Dec",
    "2026-12-05 14:00-15:00": "Sat 5 Dec, 14:00 to 15:00",
    "5 dec 10-12": "Sat 5 Dec, 10:00 to 12:00",
    "tomorrow 9am to 11am": "Tue 1 Dec, 09:00 to 11:00",
}
UNCLEAR = ["tue", "tue 2-4", "every tue 14-25", "every day 10-12", "every 1 dec 10-12", "tue 10-12 until whenever"]


@pytest.mark.parametrize("words", READ)
def test_what_is_clear_is_read(words: str) -> None:
    assert [say_free(one) for one in read_times(words, NOW)] == [READ[words]]


def test_several_times_are_parted_by_commas_or_semicolons() -> None:
    found = read_weekly("tue 14-16 until 18 dec, thu 10am to 12pm; fri 9-11", NOW)
    assert [(one.kind, one.weekday) for one in found] == [
        (FreeKind.WEEKLY, 1),
        (FreeKind.ONCE, None),
        (FreeKind.ONCE, None),
    ]


@pytest.mark.parametrize("words", UNCLEAR)
def test_what_is_not_clear_is_refused_with_an_example(words: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_times(words, NOW)
    assert "Please write it like" in str(refusal.value)
    assert faults(str(refusal.value), AVOID) == []


def test_nothing_typed_asks_for_times() -> None:
    assert read_weekly(" ", NOW) == ()
    with pytest.raises(BadInput):
        read_times("", NOW)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("1 dec to 8 dec", date(2026, 12, 1), date(2026, 12, 8)),
        ("from 1 dec until 8 dec.", date(2026, 12, 1), date(2026, 12, 8)),
        ("tomorrow", date(2026, 12, 1), date(2026, 12, 1)),
    ],
)
def test_days_away_are_read(words: str, first: date, last: date) -> None:
    assert read_away(words, NOW) == Free(kind=FreeKind.AWAY, day=first, until=last)


def test_no_day_is_a_question_and_three_are_too_many() -> None:
    assert read_away("", NOW) is None
    with pytest.raises(BadInput):
        read_away("1 dec to 2 dec to 3 dec", NOW)


def read_or_refused(read: Callable[[str, datetime], object], words: str) -> object:
    try:
        return read(words, NOW)
    except BadInput as refusal:
        return str(refusal)


@given(st.text())
def test_any_words_are_read_or_refused(words: str) -> None:
    found = [read_or_refused(read, words) for read in (read_weekly, read_times, read_away)]
    assert all(isinstance(one, tuple | str | Free) or one is None for one in found)
