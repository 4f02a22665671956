"""Every card, drawn by Microsoft's own renderer as narrow as a phone shows it, can be read from edge to edge."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.easel import CARDS, THEMES, WIDTHS, Easel, drawn, sample
from tests.test_cards import card, faults

pytestmark = pytest.mark.asyncio(loop_scope="session")

LONG_NAME = "Bartholomew-Maximilian Featherstonehaugh-Cholmondeley Wright"
LONG_PLACE = "Sutton-under-Whitestonecliffe near Blakehopeburnhaugh"
FROM_PEOPLE = {
    "who": LONG_NAME,
    **dict.fromkeys(("name", "first_name", "student", "buddy", "other", "others", "tutor", "deputy"), LONG_NAME),
    **dict.fromkeys(("line", "hope", "needs", "placement", "team", "cohort", "university", "discipline"), LONG_PLACE),
}


def lengthened(data: Any, key: str = "") -> Any:  # noqa: ANN401 - JSON
    """A sample with long words wherever people wrote them, and with all that can be on the card."""
    match data:
        case bool():
            return True
        case dict():
            return {name: lengthened(value, name) for name, value in data.items()}
        case list():
            return [lengthened(value, key) for value in data]
        case str() if data:
            return FROM_PEOPLE.get(key, data)
        case _:
            return data


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("theme", THEMES)
async def test_nothing_of_any_card_is_cut_off(cards: Easel, theme: str, width: int) -> None:
    every = {name: drawn(name, sample(name)) for name in CARDS.templates}
    assert await cards.faults(every, theme=theme, width=width) == {}


@pytest.mark.parametrize("width", WIDTHS)
async def test_long_names_and_places_find_room(cards: Easel, width: int) -> None:
    every = {name: drawn(name, lengthened(sample(name))) for name in CARDS.templates}
    assert await cards.faults(every, theme="light", width=width) == {}
    assert {name: found for name, one in every.items() if (found := faults(one))} == {}


def button(title: str) -> dict[str, Any]:
    return {"type": "Action.Submit", "title": title}


def field(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"type": "Input.Text", "id": "a", "label": "A", **more}


def words(text: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


LONG = "These are more words than stand in one line of a card"
WIDE = {"type": "Column", "width": "600px", "items": [words("wide")]}
LIST = {"style": "compact", "type": "Input.ChoiceSet", "choices": [{"title": LONG, "value": "1"}]}
FAULTY = {
    "words that do not wrap": (card(body=[words(LONG, wrap=False)]), "cut off: These are more"),
    "words in fewer lines than they need": (card(body=[words(LONG * 3, maxLines=2)]), "cut off: These are more"),
    "a button's title": (card(actions=[button(LONG)]), "cut off: These are more"),
    "buttons that do not fit beside each other": (card(actions=[button("Talk to a person")] * 3), "cut off: Talk to"),
    "words within a field": (card(body=[field(placeholder=LONG)]), "cut off in its field: These are more"),
    "a choice in a list": (card(body=[field(**LIST)]), "cut off in its field: These are more"),
    "a column that is too wide": (card(body=[{"type": "ColumnSet", "columns": [WIDE]}]), "too wide: wide"),
    "behind a button": (
        card(actions=[{"type": "Action.ShowCard", "title": "More", "card": card(body=[words(LONG, wrap=False)])}]),
        "cut off: These are more",
    ),
    "an element that nobody knows": (card(body=[{"type": "TextBlok", "text": "a"}]), "TextBlok"),
    "an id twice": (card(body=[field(), field()]), "Duplicate"),
    "seven buttons": (card(actions=[button("a")] * 7), "actions"),
}


@pytest.mark.parametrize("what", FAULTY)
async def test_a_card_that_cannot_be_read_is_found(cards: Easel, what: str) -> None:
    faulty, why = FAULTY[what]
    found = await cards.faults({what: faulty}, theme="dark", width=280)
    assert any(why in fault for fault in found.get(what, []))


async def test_a_sound_card_is_left_alone(cards: Easel) -> None:
    sound = card(body=[words(LONG), field(placeholder="Day")], actions=[button("Send"), button("Not now")])
    assert await cards.faults({"sound": sound}, theme="dark", width=280) == {}
