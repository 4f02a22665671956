"""A card on which a coordinator presses for somebody else: each button says for whom."""

from __future__ import annotations

from bot.domain.people import PersonId
from bot.front.actions import ACTIONS
from bot.front.turn import Json

SAYS = "You answer this for somebody else. It will be marked as entered by you."


def for_somebody(card: dict[str, Json], person: PersonId) -> dict[str, Json]:
    """The card with `for` in what each button sends, without the buttons that are for the person alone."""
    body = card.get("body")
    first: Json = {"type": "TextBlock", "text": SAYS, "wrap": True, "isSubtle": True}
    marked = _marked(card, person)
    return {**marked, "body": [first, *_marked_list(body, person)]} if isinstance(body, list) else marked


def _marked(node: dict[str, Json], person: PersonId) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in node.items():
        match value:
            case dict():
                found[key] = _marked(value, person)
            case list():
                found[key] = _marked_list(value, person)
            case _:
                found[key] = value
    if node.get("type") == "Action.Execute":
        data = node.get("data")
        found["data"] = {**(data if isinstance(data, dict) else {}), "for": person}
    return found


def _marked_list(nodes: list[Json], person: PersonId) -> list[Json]:
    return [_marked(node, person) if isinstance(node, dict) else node for node in nodes if not _own(node)]


def _own(node: Json) -> bool:
    """A button that nobody can press for somebody else, or that opens a dialog."""
    if not (isinstance(node, dict) and node.get("type") == "Action.Execute"):
        return False
    action = ACTIONS.get(str(node.get("verb")))
    return action is None or action.own
