"""Steps that several conversations on the demo's page share."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import World
from tests.web.fakes import card, execute, field_of, says_card, submit, text
from tests.web.look import Element, Look

PICK = card(
    text("Pick a time", style="heading"),
    field_of("ChoiceSet", "times", choices=[{"title": t, "value": t} for t in ("tue", "wed")], isMultiSelect=True),
    field_of("Text", "why", isRequired=True, errorMessage="Please write a word."),
    actions=(execute("Send", "pick", meeting=1), submit("Longer", verb="longer", msteams={"type": "task/fetch"})),
)
FORM = card(
    field_of("Text", "more", isMultiline=True, isRequired=True), actions=(submit("Save", verb="save", meeting=1),)
)
SAVED = card(text("Saved", style="heading"))


def to(page: Look, path: str) -> Element:
    """The page's button that sends its form there."""
    return page.one("button", formaction=f"/demo/{path}")


def alert(page: Look) -> str:
    return page.one("p", role="alert").words


async def shown(world: World, what: dict[str, Any], *, who: int = 0) -> Look:
    """The page after the bot has sent this card to somebody."""
    assert (await world.bot.say(says_card(what), to=world.bot.got[who]))[0] == 201
    return await world.browser.open("/")


def to_card(page: Look, title: str, *, which: int = 0) -> Element:
    cards = [one for one in page.all("button", name="press") if one.words.strip() == title]
    return cards[which]


async def message_ids(world: World) -> list[str]:
    """The ids that the connector gave, found by putting a new text in the place of each message."""
    found = []
    for number in range(1, 40):
        status, _ = await world.bot.call("PUT", f"activities/id-{number}", says_card(SAVED), to=world.bot.got[0])
        found += [f"id-{number}"] if status == 200 else []
    return found
