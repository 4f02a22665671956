"""An Adaptive Card as accessible HTML: the same JSON that Teams shows, as a form that needs no script."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from markupsafe import Markup

from bot.web.known import Node, check, inputs
from bot.web.shell import rendered

DEEPEST_HEADING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How one card stands on a page.

    prefix: before every id and field name, so that several cards live on one page.
    level: of the card's headings.
    action: where its buttons send the form, when not where the form says.
    typed, wrong: what people typed so far, and what is amiss with it, by field.
    ids: the fields that travel with the buttons.
    """

    prefix: str
    level: int = 2
    action: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()

    def holding(self, card: Node) -> Sheet:
        """The sheet for the card itself: its own fields travel too."""
        return replace(self, ids=self.ids + tuple(node["id"] for node in inputs(card)))

    def nested(self, card: Node) -> Sheet:
        """The sheet for a card behind a 'show' button: fields of the outer card travel along, as in Teams."""
        return replace(self.holding(card), level=min(self.level + 1, DEEPEST_HEADING))

    def is_open(self, card: Node) -> bool:
        """Whether a card behind a 'show' button stands open: somebody changed something there, or it is amiss."""
        nodes = inputs(card, nested=True)
        return any(self.value(node) != _beginning(node) or node["id"] in self.wrong for node in nodes)

    def id(self, node: Node) -> str:
        """The field's id on the page."""
        return f"{self.prefix}-{node['id']}"

    def name(self, node: Node) -> str:
        """The field's name in the form; 'many' tells that several values belong together."""
        many = "many" if node["type"] == "Input.ChoiceSet" and node.get("isMultiSelect") else "one"
        return f"{self.prefix}.{many}.{node['id']}"

    def value(self, node: Node) -> str:
        """What was typed, or else what the card begins with."""
        return self.typed.get(node["id"], _beginning(node))

    def chosen(self, node: Node) -> list[str]:
        """What was chosen, or else what the card begins with."""
        return self.value(node).split(",")

    def hint(self, node: Node) -> str:
        """What helps to fill the field in. A placeholder goes when people type, so it is shown as words instead."""
        placeholder = "" if node["type"] == "Input.ChoiceSet" else str(node.get("placeholder", ""))
        most = f"At most {node['maxLength']} characters." if "maxLength" in node else ""
        ended = placeholder if placeholder.endswith((".", "?", "!")) or not placeholder else f"{placeholder}."
        return f"{ended} {most}".strip()

    def notes(self, node: Node) -> str:
        """The ids of the words that belong to a field: its hint and its error."""
        hint = [f"{self.id(node)}-hint"] if self.hint(node) else []
        error = [f"{self.id(node)}-error"] if node["id"] in self.wrong else []
        return " ".join(hint + error)

    def press(self, action: Node) -> str:
        """What a button sends: all that the assistant needs to know of it."""
        alone = str(action.get("associatedInputs", "auto")).lower() == "none"
        sent = {
            "type": action["type"],
            "verb": action.get("verb", ""),
            "data": action.get("data", {}),
            "inputs": [] if alone else list(self.ids),
        }
        return json.dumps(sent, sort_keys=True)


def _beginning(node: Node) -> str:
    untouched = node.get("valueOff", "false") if node["type"] == "Input.Toggle" else ""
    return str(node.get("value", untouched))


def is_heading(block: Node) -> bool:
    """Whether a text block heads what follows."""
    large = str(block.get("size", "")).lower() in ("large", "extralarge")
    return str(block.get("style", "")).lower() == "heading" or (
        large and str(block.get("weight", "")).lower() == "bolder"
    )


def inside(card: Node, sheet: Sheet) -> Markup:
    """The card's contents, to stand in a form that is already there. Raises CannotShow, naming the element."""
    check(card)
    return rendered("card.html", card=card, on=sheet.holding(card), is_heading=is_heading)


def html(
    card: Node,
    *,
    action: str,
    hidden: Mapping[str, str],
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
) -> Markup:
    """The card as a form of its own. Raises CannotShow, naming the element."""
    sheet = Sheet(prefix="card", typed=typed, wrong=wrong or {})
    return rendered("form.html", inside=inside(card, sheet), action=action, hidden=hidden)
