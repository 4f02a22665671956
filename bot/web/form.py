"""What comes back from a card's form: which button was pressed, what was typed, what is still missing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.front.turn import Json
from bot.web.known import FETCH, Node, inputs

BUTTONS = ("Action.Execute", "Action.Submit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that was pressed, and the fields that travel with it."""

    type: str
    verb: str
    data: dict[str, Json]
    inputs: tuple[str, ...]

    @property
    def opens_dialog(self) -> bool:
        """Whether the button asks for a dialog."""
        return self.data.get("msteams") == {"type": FETCH}

    def merged(self, typed: Mapping[str, str]) -> dict[str, Json]:
        """The button's data with what was typed over it; empty fields are left out, as Teams does."""
        return self.data | {name: typed[name] for name in self.inputs if typed.get(name)}


def pressed(value: str) -> Press:
    """The button behind a form's `press` field; BadInput if no page of ours made it."""
    try:
        sent = json.loads(value)
        press = Press(
            type=sent["type"], verb=str(sent["verb"]), data=dict(sent["data"]), inputs=tuple(map(str, sent["inputs"]))
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("I could not read that button. Please open the page again.") from error
    if press.type not in BUTTONS:
        raise BadInput("I could not read that button. Please open the page again.")
    return press


def typed_in(fields: Iterable[tuple[str, object]], *, prefix: str) -> dict[str, str]:
    """What was typed in the card with this prefix, as Teams would send it: several choices joined by commas."""
    typed: dict[str, str] = {}
    for key, value in fields:
        whose, _, rest = key.partition(".")
        many, _, name = rest.partition(".")
        if whose != prefix or not isinstance(value, str):
            continue
        before = typed.get(name) if many == "many" else None
        typed[name] = ",".join(filter(None, (before, value.replace("\r\n", "\n"))))
    return typed


def wrong(card: Node, *, press: Press, typed: Mapping[str, str]) -> dict[str, str]:
    """What keeps the form from being sent, by field, in the card's own words."""
    travelling = [node for node in inputs(card, nested=True) if node["id"] in press.inputs]
    return {node["id"]: said for node in travelling if (said := _amiss(node, typed.get(node["id"], "")))}


def _amiss(node: Node, value: str) -> str:
    empty = not value.strip() or (node["type"] == "Input.Toggle" and value == node.get("valueOff", "false"))
    if empty:
        return _words(node, "Please fill this in.") if node.get("isRequired") else ""
    if len(value) > node.get("maxLength", len(value)):
        return f"Please use at most {node['maxLength']} characters."
    if node["type"] == "Input.Number" and not _fits(node, value):
        return _words(node, "Please give a number that fits.")
    return ""


def _words(node: Node, otherwise: str) -> str:
    return str(node.get("errorMessage") or otherwise)


def _fits(node: Node, value: str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    return bool(node.get("min", number) <= number <= node.get("max", number))
