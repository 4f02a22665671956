from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.meetings import Window
from bot.domain.times import at_wall, wall
from bot.front.actions import ACTIONS, DIALOGS, Action
from bot.front.fields import BIGGEST, LONGEST, BadCard, Fields, instant, instants, read, text, whole, windows, written
from bot.front.turn import Json

pytestmark = pytest.mark.untraced  # it takes long, and others run the same lines

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """A request with one field of each kind."""

    number: int
    time: datetime
    times: tuple[datetime, ...]
    windows: tuple[Window, ...]
    answer: Literal["", "yes", "no"]
    note: str
    words: Mapping[str, str]


GOOD: dict[str, Json] = {
    "number": "7",
    "time": "2026-12-01T12:00Z",
    "times": "2026-12-01T12:00Z,2026-12-01T12:00Z",
    "day1": "2026-12-01",
    "from1": "12:00",
    "to1": "13:00",
    "answer": "yes",
    "note": "  Hello\n",
}


def test_each_kind_of_field_is_read() -> None:
    request = read(Everything, GOOD)
    assert (request.number, request.time, request.times) == (7, NOON, (NOON, NOON))
    assert request.windows == (Window(start=NOON, end=NOON.replace(hour=13)),)
    assert (request.answer, request.note) == ("yes", "Hello")
    assert request.words == {name: str(value).strip() for name, value in GOOD.items()}


def test_what_was_left_empty_is_empty() -> None:
    request = read(Everything, {"number": 7, "time": "2026-12-01T12:00Z"})
    assert (request.times, request.windows, request.answer, request.note) == ((), (), "", "")


@pytest.mark.parametrize("value", [7, "7", "007"])
def test_a_number_of_ours_is_read(value: Json) -> None:
    assert whole({"number": value}, "number") == 7


ODD: list[Json] = [
    None,
    True,
    False,
    -1,
    1.5,
    7.0,
    "",
    "-1",
    "1.0",
    "1e3",
    " 7",
    "\u0667",
    "\u00b2",
    "x",
    [7],
    {"a": 7},
]


@pytest.mark.parametrize("value", [*ODD, BIGGEST, str(BIGGEST), 10**30, "9" * 5000, float("inf")], ids=repr)
def test_anything_else_is_no_number(value: Json) -> None:
    with pytest.raises(BadCard):
        whole({"number": value}, "number")


def test_numbers_go_as_far_as_they_can_be_written_down() -> None:
    assert whole({"number": BIGGEST - 1}, "number") == BIGGEST - 1
    assert whole({"number": 0}, "number") == 0


@pytest.mark.parametrize(
    "value", [None, 7, True, ["x"], {"a": "x"}, "x" * (LONGEST + 1), "a\0b", "a\ud800b"], ids=lambda one: repr(one)[:20]
)
def test_what_no_person_types_is_no_text(value: Json) -> None:
    with pytest.raises(BadCard):
        text({"note": value}, "note")


def test_a_long_text_is_read_whole() -> None:
    assert len(text({"note": "x" * LONGEST}, "note")) == LONGEST


@pytest.mark.parametrize(
    "words",
    ["", "2026-12-01", "2026-12-01T12:00", "2026-12-01T12:00:00Z", "2026-13-01T12:00Z", "2026-12-01T24:00Z",
     "2026-12-01T12:00+01:00", "0000-12-01T12:00Z", "2026-12-01T12:00Z\n", "12:00"],
)  # fmt: skip
def test_an_instant_is_written_in_one_way_only(words: str) -> None:
    with pytest.raises(BadCard):
        instant(words, "time")


@given(st.lists(st.datetimes(datetime(1, 1, 1), timezones=st.just(UTC)), max_size=5))  # noqa: DTZ001 - a bound
def test_ticked_times_are_read_as_cards_write_them(times: list[datetime]) -> None:
    ticked = [one.replace(second=0, microsecond=0) for one in times]
    words = ",".join(f"{one:%Y-%m-%d}T{one:%H:%M}Z".rjust(17, "0") for one in ticked)
    assert instants({"times": words}, "times") == tuple(ticked)


def row(number: int, day: str, start: str, end: str) -> dict[str, Json]:
    return {f"day{number}": day, f"from{number}": start, f"to{number}": end}


def test_rows_that_are_empty_are_not_minded() -> None:
    fields = row(1, "", "", "") | row(3, "2026-12-01", "12:00:00", "13:00")
    assert [window.start for window in windows(fields)] == [NOON]


@pytest.mark.parametrize("half", [("2026-12-01", "12:00", ""), ("2026-12-01", "", "13:00"), ("", "12:00", "13:00")])
def test_a_row_that_is_half_filled_is_refused(half: tuple[str, str, str]) -> None:
    with pytest.raises(BadInput, match="give the day, the time from and the time to in each row"):
        windows(row(2, *half))


@pytest.mark.parametrize(
    ("day", "clock"),
    [("tomorrow", "12:00"), ("2026-02-30", "12:00"), ("2026-12-01", "noon"), ("2026-12-01", "25:00"),
     ("2026-12-01", "12:00Z"), ("2026-12-01", "12:00+05:00"), ("2026-12-01", "12:00:30"), ("2026-12-01", "12"),
     ("2026-12-01", "1200")],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_named(day: str, clock: str) -> None:
    with pytest.raises(BadInput, match=r"I can't read the day or the times in row 2\."):
        windows(row(2, day, clock, "23:00"))


def test_a_time_that_comes_twice_is_refused_in_a_row_too() -> None:
    with pytest.raises(BadInput, match="comes twice"):
        windows(row(1, "2026-10-25", "01:30", "03:00"))


@given(st.dates(date(2026, 1, 1)), st.integers(2, 23), st.integers(0, 59))
def test_a_row_is_read_as_it_was_chosen(day: date, hour: int, minute: int) -> None:
    clock = time(hour, minute)
    (window,) = windows(row(1, day.isoformat(), f"{clock:%H:%M}", "23:59"))
    assert (window.start, wall(window.start).time()) == (at_wall(day, clock), clock)


def test_all_that_was_typed_is_kept_by_name() -> None:
    assert written({"w_what": " We met. ", "meeting": 7, "x": None}) == {"w_what": "We met."}


JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.text("\0\ud800x0:-TZ,"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
NAMES = ["meeting", "version", "proposal", "time", "times", "took_place", "useful", "respect", "how", "call", "card"]
NAMES += [f"{name}{row}" for name in ("day", "from", "to") for row in (1, 2, 3)] + ["w_what", "words"]
REQUESTS = [one.request for table in (ACTIONS, DIALOGS) for one in table.values() if one.request is not type(None)]
NAMES += sorted({name for request in REQUESTS for name in get_type_hints(request)} - set(NAMES))
LIKELY: st.SearchStrategy[Json] = st.sampled_from(
    ["7", 7, "held", "yes", "2026-12-01", "0001-01-01", "9999-12-31", "23:59", "00:00", "2026-12-01T14:00Z", ""]
)
EVERY = [*ACTIONS.items(), *DIALOGS.items()]


@pytest.mark.parametrize(("verb", "action"), EVERY, ids=[verb for verb, _ in EVERY])
@settings(max_examples=20)  # for each of the many buttons
@given(fields=st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), LIKELY | JSON, max_size=14))
def test_whatever_a_card_sends_is_a_request_or_refused(verb: str, action: Action, fields: Fields) -> None:
    try:
        request = action.read(fields)
    except BadInput as refusal:
        said = str(refusal)
        assert said, verb
        return
    assert isinstance(request, action.request)


def nested(depth: int) -> Json:
    value: Json = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(("verb", "action"), EVERY, ids=[verb for verb, _ in EVERY])
def test_a_field_that_is_deep_is_refused_or_not_minded(verb: str, action: Action) -> None:
    fields = dict.fromkeys(NAMES, nested(5000))
    if action.request is type(None):
        assert action.read(fields) is None
        return
    with pytest.raises(BadCard, match="I can't use that card"):
        action.read(fields)
    assert verb in {*ACTIONS, *DIALOGS}
