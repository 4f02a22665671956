from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.reflections import MAX_CHARS, Model, ModelField, ReflectionState, saved_state, written
from tests.domain.some import MONDAY

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
