from __future__ import annotations

from typing import Any

import pytest

from bot.domain.errors import BadInput
from bot.web.form import Press, pressed, typed_in, wrong
from tests.web.fakes import card, field_of


def press(*names: str, **data: Any) -> Press:  # noqa: ANN401 - JSON
    return Press(type="Action.Execute", verb="v", data=data, inputs=names)


def test_what_was_typed_goes_over_the_data_and_empty_fields_are_left_out() -> None:
    typed = {"a": "new", "b": "", "c": "not of this button"}
    assert press("a", "b", a="old", b="kept", id=7).merged(typed) == {"a": "new", "b": "kept", "id": 7}


@pytest.mark.parametrize(
    "value",
    [
        "",
        "[]",
        "7",
        "{}",
        '{"type": "Action.Execute", "verb": "v", "data": 7, "inputs": []}',
        '{"type": "Action.Delete", "verb": "v", "data": {}, "inputs": []}',
    ],
)
def test_a_button_that_no_page_of_ours_made_is_refused_kindly(value: str) -> None:
    with pytest.raises(BadInput, match="open the page again"):
        pressed(value)


def test_fields_of_other_cards_and_files_are_left_alone() -> None:
    fields: list[tuple[str, object]] = [
        ("p.one.a", "1"),
        ("p.many.b", ""),
        ("p.many.b", "x"),
        ("p.many.b", "y"),
        ("p.one.t", "false"),
        ("p.one.t", "true"),
        ("p.one.with.dots", "a\r\nb"),
        ("other.one.a", "2"),
        ("p.one.file", object()),
    ]
    assert typed_in(fields, prefix="p") == {"a": "1", "b": "x,y", "t": "true", "with.dots": "a\nb"}


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (field_of("Text", "x"), "", None),
        (field_of("Text", "x", isRequired=True), " \n", "Please fill this in."),
        (field_of("Text", "x", isRequired=True, errorMessage="Write a word."), "", "Write a word."),
        (field_of("Text", "x", isRequired=True), "word", None),
        (field_of("Text", "x", maxLength=3), "four", "Please use at most 3 characters."),
        (field_of("Number", "x", min=1, max=5), "5", None),
        (field_of("Number", "x", min=1, max=5), "6", "Please give a number that fits."),
        (field_of("Number", "x", errorMessage="A number, please."), "many", "A number, please."),
        (field_of("Toggle", "x", title="T", isRequired=True), "false", "Please fill this in."),
        (field_of("Toggle", "x", title="T", isRequired=True), "true", None),
    ],
)
def test_what_keeps_a_form_from_being_sent(field: dict[str, Any], typed: str, said: str | None) -> None:
    assert wrong(card(field), press=press("x"), typed={"x": typed}) == ({"x": said} if said else {})


def test_a_button_that_sends_no_fields_minds_none() -> None:
    assert wrong(card(field_of("Text", "x", isRequired=True)), press=press(), typed={}) == {}
