"""Every button of every card does something, and what the card sends can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people import Role
from bot.front.actions import ACTIONS, DIALOGS, Action
from bot.front.render import FOLDER, Renderer
from bot.front.safety import AT_ONCE
from bot.front.turn import Json

RENDERER = Renderer()
SAY: dict[str, Json] = {"Input.Date": "2026-12-01", "Input.Text": "words", "Input.Number": 3, "Input.Toggle": "true"}


@dataclass(frozen=True)
class Button:
    """One button of a card, with all that is sent when it is pressed."""

    card: str
    verb: str
    in_dialog: bool
    fields: dict[str, Json]

    @property
    def action(self) -> Action | None:
        return (DIALOGS if self.in_dialog else ACTIONS).get(self.verb)


def filled(node: dict[str, Any]) -> Json:
    """What somebody puts into an input."""
    match node["type"]:
        case "Input.ChoiceSet":
            return str(node["choices"][-1]["value"])
        case "Input.Time":
            return "12:00" if node["id"].startswith("from") else "13:00"
        case kind:
            return SAY[str(kind)]


def walk(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (any piece of a card's JSON)
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(child)


def without_conditions(node: Any) -> Any:  # noqa: ANN401 (any piece of a card's JSON)
    """A template that shows everything that it has."""
    if isinstance(node, dict):
        return {key: without_conditions(value) for key, value in node.items() if key != "$when"}
    return [without_conditions(value) for value in node] if isinstance(node, list) else node


def on(card: str, drawn: dict[str, Any]) -> Iterator[Button]:
    """The buttons of a card, as they are pressed with every input filled in."""
    inputs = {node["id"]: filled(node) for node in walk(drawn) if str(node.get("type", "")).startswith("Input.")}
    for node in walk(drawn):
        if node.get("type") not in {"Action.Execute", "Action.Submit"}:
            continue
        sent = dict(node.get("data", {}))
        verb = node["verb"] if node["type"] == "Action.Execute" else sent.pop("verb")
        typed = {} if node.get("associatedInputs") == "none" else inputs
        sent.pop("msteams", None)
        yield Button(card, verb, in_dialog=node["type"] == "Action.Submit", fields={**typed, **sent})


def every_button(folder: Path) -> list[Button]:
    """Every button of every card, drawn with the card's sample; the folder takes the templates."""
    for name in RENDERER.templates:
        path = folder / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(without_conditions(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))))
    renderer = Renderer(folder)
    samples = {name: json.loads((FOLDER / f"{name}.sample.json").read_text("utf-8")) for name in RENDERER.templates}
    return [button for name, data in samples.items() for button in on(name, dict(renderer.render_template(name, data)))]


@pytest.fixture(scope="module")
def buttons(tmp_path_factory: pytest.TempPathFactory) -> list[Button]:
    """Every button of every card."""
    return every_button(tmp_path_factory.mktemp("cards"))


def test_every_button_does_something(buttons: list[Button]) -> None:
    assert [(one.card, one.verb) for one in buttons if one.action is None and one.verb not in AT_ONCE] == []


def test_what_every_button_sends_can_be_read(buttons: list[Button]) -> None:
    read = [(one, one.action.read({"card": "", **one.fields})) for one in buttons if one.action]
    assert [one.verb for one, request in read if one.action and not isinstance(request, one.action.request)] == []
    assert len(read) > 30


def test_every_verb_is_on_some_card(buttons: list[Button]) -> None:
    assert {one.verb for one in buttons if not one.in_dialog} == ACTIONS.keys() | AT_ONCE.keys()
    assert {one.verb for one in buttons if one.in_dialog} - AT_ONCE.keys() == DIALOGS.keys()


def test_what_is_typed_reaches_the_use_case(buttons: list[Button]) -> None:
    by_verb = {(one.verb, one.in_dialog): one for one in buttons if one.fields}
    requests = {key: one.action.read({"card": "", **one.fields}) for key, one in by_verb.items() if one.action}
    assert len(requests["offer", False].windows) == 3
    assert len(requests["pick", False].times) == 1
    assert requests["after_student", False].useful == "10"
    assert requests["after_buddy", False].how == "skip"
    assert "words" in requests["save_reflection", False].words.values()
    assert "words" in requests["keep_draft", True].words.values()


def test_words_of_a_reflection_are_shown_in_dialogs_alone() -> None:
    assert all(action.dialog for action in DIALOGS.values())
    assert [verb for verb, action in ACTIONS.items() if action.dialog] == []


@pytest.mark.parametrize("verb", ["save_reflection", "after_student", "pick", "move"])
def test_a_coordinator_presses_nothing_for_a_student(verb: str) -> None:
    assert Role.COORDINATOR not in ACTIONS[verb].roles
    assert ACTIONS[verb].roles == {Role.STUDENT}


def test_nobody_but_a_student_opens_a_reflection_and_a_tutor_what_is_shared() -> None:
    roles = {verb: action.roles for verb, action in DIALOGS.items() if not verb.endswith("_note")}
    assert roles.pop("read_shared") == {Role.TUTOR}
    assert {role for some in roles.values() for role in some} == {Role.STUDENT}
    assert DIALOGS["read_note"].roles == {Role.BUDDY, Role.CARER}
    assert {verb for verb, action in DIALOGS.items() if Role.COORDINATOR in action.roles} == {
        "look_note",
        "pass_note",
        "back_note",
    }
