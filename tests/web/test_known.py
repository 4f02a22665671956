from __future__ import annotations

from typing import Any

import pytest

from bot.web.known import CannotShow, check, inputs
from tests.web.fakes import card, execute, field_of, submit, text


@pytest.mark.parametrize(
    ("element", "named"),
    [
        ({"type": "Media"}, "Media"),
        ({"items": []}, "None"),
        (text("x", isVisible=False), "isVisible"),
        ({"type": "Container", "items": [{"type": "Table"}]}, "Table"),
        ({"type": "ColumnSet", "columns": [{"items": []}]}, "None"),
        ({"type": "Input.Text", "label": "x"}, "no id"),
        ({"type": "Input.Text", "id": "x"}, "no label"),
        ({"type": "Input.Toggle", "id": "x", "label": "x"}, "no label"),
        ({"type": "ActionSet", "actions": [{"type": "Action.ToggleVisibility"}]}, "ToggleVisibility"),
        ({"type": "ActionSet", "actions": [{"type": "Action.OpenUrl", "url": "javascript:alert(1)"}]}, "javascript"),
        ({"type": "ActionSet", "actions": [{"type": "Action.Submit", "title": "x", "data": "words"}]}, "object"),
        ({"type": "ActionSet", "actions": [submit("x", msteams={"type": "imBack"})]}, "imBack"),
        ({"type": "ActionSet", "actions": [execute("x", "v", msteams={"type": "task/fetch"})]}, "task/fetch"),
    ],
)
def test_what_the_page_cannot_show_is_named(element: dict[str, Any], named: str) -> None:
    with pytest.raises(CannotShow, match=named):
        check(card(element))


def test_something_else_than_a_card_is_refused() -> None:
    with pytest.raises(CannotShow, match="not an Adaptive Card"):
        check({"type": "Container"})


def test_two_fields_of_one_name_are_refused_even_behind_a_button() -> None:
    hidden = {"type": "Action.ShowCard", "title": "More", "card": card(field_of("Text", "same"))}
    with pytest.raises(CannotShow, match="Two fields have the id 'same'"):
        check(card(field_of("Text", "same"), actions=(hidden,)))


def test_a_fault_behind_a_button_is_found() -> None:
    hidden = {"type": "Action.ShowCard", "title": "More", "card": card({"type": "Media"})}
    with pytest.raises(CannotShow, match="Media"):
        check(card(actions=(hidden,)))


def test_fields_come_in_reading_order_and_those_behind_a_button_only_when_asked() -> None:
    hidden = {"type": "Action.ShowCard", "title": "More", "card": card(field_of("Text", "c"))}
    boxed = {"type": "Container", "items": [field_of("Text", "a")]}
    whole = card(boxed, field_of("Text", "b"), actions=(hidden,))
    assert [node["id"] for node in inputs(whole)] == ["a", "b"]
    assert [node["id"] for node in inputs(whole, nested=True)] == ["a", "b", "c"]
