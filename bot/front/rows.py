"""Puts a card's buttons into rows that a phone shows whole: Teams cuts off or hides what does not fit in one row."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from bot.front.turn import Json

ROOM = 248  # points that the narrowest card leaves for a row
LETTER, EDGE, GAP = 8.5, 24, 8  # points: of a letter in a wide font, of a button's edges, between two buttons

Buttons = list[dict[str, Any]]


class Same(dict[str, Any]):
    """A piece that is the same on every card, so that its rows need to be found but once."""

    @cached_property
    def inside(self) -> Any:  # noqa: ANN401 - any piece of a card's JSON
        """The piece with its rows."""
        return _inside(dict(self))


def in_rows(card: dict[str, Json]) -> dict[str, Json]:
    """The card with no row wider than the narrowest card. The last row, with 'Need help now?', stays at its end."""
    inside: dict[str, Any] = _inside(card)
    *before, last = _rows(inside.get("actions", []))
    if not before:
        return inside
    sets = [_set(row, first=index == 0) for index, row in enumerate(before)]
    return {**inside, "body": [*inside.get("body", []), *sets], "actions": last}


def _rows(buttons: Buttons) -> list[Buttons]:
    rows: list[Buttons] = [[]]
    for button in buttons:
        if rows[-1] and _width([*rows[-1], button]) > ROOM:
            rows.append([])
        rows[-1].append(button)
    return rows


def _width(row: Buttons) -> float:
    return sum(LETTER * len(button["title"]) + EDGE + GAP for button in row) - GAP


def _set(row: Buttons, *, first: bool) -> dict[str, Any]:
    return {"type": "ActionSet", "spacing": "medium" if first else "small", "actions": row}


def _inside(node: Any) -> Any:  # noqa: ANN401 - any piece of a card's JSON
    if isinstance(node, Same):
        return node.inside
    if isinstance(node, list):
        return [one for child in node for one in _spread(child)]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "Action.ShowCard":
        return {**node, "card": in_rows(node["card"])}
    lists = {key: _inside(value) for key, value in node.items() if isinstance(value, list)}
    return {**node, **lists} if lists else node


def _spread(node: Any) -> list[Any]:  # noqa: ANN401 - the same
    if isinstance(node, dict) and node.get("type") == "ActionSet":
        rows = _rows(_inside(node["actions"]))
        return [{**node, **({"spacing": "small"} if index else {}), "actions": row} for index, row in enumerate(rows)]
    return [_inside(node)]
