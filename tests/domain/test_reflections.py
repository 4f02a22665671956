from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.closed import bank_holidays
from bot.domain.due import HELD, Kind
from bot.domain.errors import BadInput
from bot.domain.quiet import Held, is_working_day
from bot.domain.reflections import (
    MAX_CHARS,
    Model,
    ModelField,
    ReflectionState,
    Unwritten,
    due_by,
    later_today,
    names_in,
    nudges,
    saved_state,
    without_names,
    written,
)
from bot.domain.times import wall
from tests.domain.some import MONDAY, SAM

CLOSED = bank_holidays()

MODEL = Model(
    key="model",
    title="What, so what, now what",
    minutes=10,
    fields=(
        ModelField(key="what", label="What", prompt="What happened?"),
        ModelField(key="so_what", label="So what", prompt="What did it mean?"),
    ),
)


def test_what_was_written_is_kept_without_empty_fields() -> None:
    assert written(MODEL, {"what": "  We met.\n", "so_what": " \n"}) == {"what": "We met."}


def test_fields_that_are_not_the_models_are_not_looked_at() -> None:
    assert written(MODEL, {"what": "We met.", "other": "x" * 9999}) == {"what": "We met."}


@pytest.mark.parametrize("nothing", [{}, {"what": "", "so_what": "\t"}, {"other": "words"}])
def test_nothing_written_is_said_to_be_nothing(nothing: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="Nothing is written yet"):
        written(MODEL, nothing)


def test_a_long_page_has_room_and_one_letter_more_has_not() -> None:
    assert len(written(MODEL, {"so_what": "x" * MAX_CHARS})["so_what"]) == MAX_CHARS
    with pytest.raises(BadInput, match=r"'So what' has 4001 letters. There is room for 4000"):
        written(MODEL, {"what": "short", "so_what": "x" * (MAX_CHARS + 1)})


@given(st.dictionaries(st.sampled_from(["what", "so_what", "other"]), st.text(max_size=20)))
def test_what_is_kept_is_what_was_written(fields: dict[str, str]) -> None:
    try:
        kept = written(MODEL, fields)
    except BadInput:
        assert not any(fields.get(field.key, "").strip() for field in MODEL.fields)
        return
    assert all(text and text == fields[key].strip() for key, text in kept.items())
    assert kept.keys() <= {"what", "so_what"}


def test_late_is_late_and_never_missing() -> None:
    tick = timedelta(microseconds=1)
    states = [saved_state(MONDAY, MONDAY + by) for by in (-tick, timedelta(), tick)]
    assert states == [ReflectionState.SAVED, ReflectionState.SAVED, ReflectionState.SAVED_LATE]


def instant(day: int, hour: int = 15, *, month: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("end", "due"),
    [
        (instant(1), instant(3)),
        (instant(3), instant(7, 12)),  # a Thursday: Saturday becomes Monday noon
        (instant(4), instant(7, 12)),
        (instant(23), instant(29, 12)),  # Christmas and the days after it
    ],
)
def test_it_is_asked_for_after_two_days_and_never_on_a_day_off(end: datetime, due: datetime) -> None:
    assert due_by(end, CLOSED) == due


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - UTC is added
def test_nobody_has_less_than_two_days(end: datetime) -> None:
    due = due_by(end, CLOSED)
    assert due - end >= timedelta(hours=48)
    assert is_working_day(wall(due).date(), CLOSED)


def test_the_hours_are_elapsed_hours_when_the_clocks_change() -> None:
    end = datetime(2026, 10, 23, 22, 30, tzinfo=UTC)  # a Friday before the clocks go back
    first, second = nudges(Unwritten(meeting=1, author=SAM, ended_at=end, due_at=due_by(end, CLOSED)))
    assert (first.due_at - end, second.due_at - end) == (timedelta(hours=24), timedelta(hours=44))


def test_there_are_two_reminders_and_the_first_makes_way_for_the_second() -> None:
    one = Unwritten(meeting=7, author=SAM, ended_at=instant(1), due_at=instant(3))
    first, second = nudges(one)
    assert (first.kind, first.due_at, first.until) == (Kind.REFLECT_1, instant(2), second.due_at)
    assert (second.kind, second.until) == (Kind.REFLECT_2, instant(8))
    assert {HELD[due.kind] for due in (first, second)} == {Held.NUDGE}


@pytest.mark.parametrize(
    ("now", "at"), [((1, 10), "14:00"), ((1, 15), "17:30"), ((1, 17), "17:30"), ((1, 20), "20:30")]
)
def test_later_today_is_before_the_evening(now: tuple[int, int], at: str) -> None:
    assert f"{later_today(instant(*now), 18 * 60):%H:%M}" == at


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("Alex told me. ALEX's garden.", "My Buddy told me. My Buddy's garden."),
        ("Alexander and relax", "Alexander and relax"),
        ("with alex", "with my Buddy"),
        ("Will said he will.", "My Buddy said he will."),
        ("Mary-Jane smiled", "My Buddy smiled"),
    ],
)
def test_a_name_is_left_out_as_a_whole_word(text: str, after: str) -> None:
    names = ("Alex", "Will", "Mary", "Mary-Jane", "")
    assert without_names({"heard": text}, names) == {"heard": after}
    assert names_in({"heard": text}, names) is (after != text)


@given(st.dictionaries(st.sampled_from(["a", "b"]), st.text(max_size=60)))
def test_without_a_name_in_it_a_text_stays_as_it_is(words: dict[str, str]) -> None:
    if not names_in(words, ["Alex"]):
        assert without_names(words, ["Alex"]) == words
    assert not names_in(without_names(words, ["Alex"]), ["Alex"])
