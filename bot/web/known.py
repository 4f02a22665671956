"""What the page can show of an Adaptive Card: anything else is refused by name, never left out in silence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

Node = dict[str, Any]

SIZES = frozenset({"spacing", "separator", "height", "width", "minHeight", "bleed", "wrap", "size", "maxLines"})
TONES = frozenset({"weight", "color", "isSubtle", "fontType", "style", "mode", "iconUrl", "tooltip"})
PLACES = frozenset({"horizontalAlignment", "verticalContentAlignment"})
LOOKS = frozenset({"type", "id", "fallback", "requires"}) | SIZES | TONES | PLACES
FIELD = frozenset({"label", "isRequired", "errorMessage", "value", "placeholder"})
BUTTON = frozenset({"title", "isEnabled", "associatedInputs", "data"})
CARD = frozenset({"$schema", "version", "body", "actions", "fallbackText", "lang", "speak", "msteams", "refresh"})
MEANS = {  # what each element may say besides its looks
    "AdaptiveCard": CARD,
    "TextBlock": frozenset({"text"}),
    "FactSet": frozenset({"facts"}),
    "Container": frozenset({"items"}),
    "ColumnSet": frozenset({"columns"}),
    "Column": frozenset({"items"}),
    "ActionSet": frozenset({"actions"}),
    "Input.Text": FIELD | {"isMultiline", "maxLength"},
    "Input.Date": FIELD | {"min", "max"},
    "Input.Time": FIELD | {"min", "max"},
    "Input.Number": FIELD | {"min", "max"},
    "Input.Toggle": FIELD | {"title", "valueOn", "valueOff"},
    "Input.ChoiceSet": FIELD | {"choices", "isMultiSelect"},
    "Action.Execute": BUTTON | {"verb"},
    "Action.Submit": BUTTON,
    "Action.OpenUrl": frozenset({"title", "url"}),
    "Action.ShowCard": frozenset({"title", "card"}),
}
HOLDS = ("body", "items", "columns", "actions")  # in reading order
SCHEMES = frozenset({"https", "http", "mailto", "tel"})
FETCH = "task/fetch"


class CannotShow(Exception):
    """The card holds something that the page does not know: a fault of the card, found before anybody sees it."""


def check(card: Node) -> None:
    """Refuses a card that the page would show in part only."""
    if card.get("type") != "AdaptiveCard":
        raise CannotShow("This is not an Adaptive Card.")
    seen: set[str] = set()
    for node in walk(card, nested=True):
        _check_node(node)
        if is_input(node):
            _check_input(node, seen)


def walk(node: Node, *, nested: bool = False) -> Iterator[Node]:
    """The node and all it holds, in reading order; cards behind a 'show' button only when `nested`."""
    yield node
    for held in HOLDS:
        for child in node.get(held, ()):
            yield from walk(child, nested=nested)
    if nested and node.get("type") == "Action.ShowCard":
        yield from walk(node["card"], nested=True)


def is_input(node: Node) -> bool:
    """Whether people type or choose here."""
    return str(node.get("type", "")).startswith("Input.")


def inputs(card: Node, *, nested: bool = False) -> list[Node]:
    """The fields of a card, in reading order."""
    return [node for node in walk(card, nested=nested) if is_input(node)]


def _check_node(node: Node) -> None:
    kind = node.get("type")
    if kind not in MEANS:
        raise CannotShow(f"The page cannot show the element '{kind}'.")
    unknown = sorted(node.keys() - MEANS[kind] - LOOKS)
    if unknown:
        raise CannotShow(f"The page does not know '{unknown[0]}' of {kind}.")
    if kind == "Action.OpenUrl" and urlsplit(node["url"]).scheme not in SCHEMES:
        raise CannotShow(f"The page does not open '{node['url']}'.")
    if kind in ("Action.Execute", "Action.Submit"):
        _check_data(kind, node.get("data", {}))


def _check_data(kind: str, data: object) -> None:
    if not isinstance(data, dict):
        raise CannotShow(f"The data of {kind} must be an object.")
    teams = data.get("msteams")
    if teams is not None and (kind, teams) != ("Action.Submit", {"type": FETCH}):
        raise CannotShow(f"The page does not know msteams {teams} of {kind}.")


def _check_input(node: Node, seen: set[str]) -> None:
    kind, name = node["type"], node.get("id")
    if not name:
        raise CannotShow(f"{kind} has no id.")
    if name in seen:
        raise CannotShow(f"Two fields have the id '{name}'.")
    if not node.get("title" if kind == "Input.Toggle" else "label"):
        raise CannotShow(f"The field '{name}' has no label.")
    seen.add(name)
