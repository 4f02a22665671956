"""Every card template, drawn with its sample, is one that Teams takes and that people can use."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest

from bot.front.render import FOLDER, Renderer

RENDERER = Renderer()
SCHEMA = json.loads(files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = jsonschema_rs.validator_for(SCHEMA)
LARGEST = 28 * 1024  # bytes that Teams takes
FOR_STAFF = frozenset(
    {
        "booking/note",
        "duty/no_duty",
        "duty/note",
        "duty/passed",
        "duty/taken",
        "duty/unseen",
        "meetings/missed_note",
        "meetings/moved_note",
        "ending/look_at_note",
        "ending/note_settled",
        "ending/notes_waiting",
        "people/how_to_import",
        "people/import",
        "people/import_dropped",
        "people/imported",
        "people/welcome_coordinator",
        "people/welcome_staff",
        "plans/failed",
        "plans/outlook",
        "plans/proposed",
        "plans/working",
        "reflection/read_shared",
        "registration/yes_needed",
        "reflection/shared_list",
        "reflection/shared_with_you",
        "sends/failed",
        "sends/sends",
        "staff/done",
        "staff/left_as_it_is",
        "staff/listing",
        "staff/shall_i",
        "today/today",
        "tutors/students",
    }
)
SAYS_IT_ITSELF = frozenset({"help/now"})
ASKS_ITSELF = frozenset({"duty/talk"})  # it is what 'Talk to a person' opens
FOR_STRANGERS = frozenset({"people/unknown"})  # nobody on duty knows them; they can say that they would like to join


def drawn(name: str) -> dict[str, Any]:
    """A template with its sample in it."""
    sample = json.loads((FOLDER / f"{name}.sample.json").read_text("utf-8"))
    return dict(RENDERER.render_template(name, sample))


def walk(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (any piece of a card's JSON)
    """Every object in a card."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from walk(child)


def faults(card: dict[str, Any]) -> list[str]:
    """What is wrong with a card, whoever it is for."""
    plain = {key: value for key, value in card.items() if key != "msteams"}  # the schema knows no Teams
    found = [f"{'/'.join(map(str, e.instance_path))}: {e.message}" for e in VALIDATOR.iter_errors(plain)]
    if len(json.dumps(card, ensure_ascii=False).encode()) > LARGEST:
        found.append("more than 28 KB")
    if any(len(node["actions"]) > 6 for node in walk(card) if "actions" in node):
        found.append("more than six actions in one place")
    twice = [name for name, times in Counter(node["id"] for node in walk(card) if "id" in node).items() if times > 1]
    found += [f"the id {name} twice" for name in twice]
    found += [f"{node['id']} has no label" for node in walk(card) if _is_input(node) and not node.get("label")]
    found += [
        f"no wrap: {node['text']}" for node in walk(card) if node.get("type") == "TextBlock" and not node.get("wrap")
    ]
    return found


def _is_input(node: dict[str, Any]) -> bool:
    return str(node.get("type", "")).startswith("Input.")


def offers_help(card: dict[str, Any]) -> bool:
    """Whether 'Need help now?' opens on the card itself, and names somebody to call."""
    shown = [node for node in card.get("actions", []) if node.get("type") == "Action.ShowCard"]
    return any(node["title"] == "Need help now?" and "999" in json.dumps(node["card"]) for node in shown)


@pytest.mark.parametrize("name", RENDERER.templates)
def test_a_card_is_one_that_teams_takes(name: str) -> None:
    assert faults(drawn(name)) == []


@pytest.mark.parametrize("name", sorted(set(RENDERER.templates) - FOR_STAFF - SAYS_IT_ITSELF))
def test_a_card_of_students_and_buddies_says_where_help_is(name: str) -> None:
    assert offers_help(drawn(name))


def buttons(card: dict[str, Any]) -> list[dict[str, Any]]:
    """The buttons of the card itself, row by row."""
    rows = [node["actions"] for node in card["body"] if node["type"] == "ActionSet"]
    return [button for row in (*rows, card.get("actions", [])) for button in row]


def offers_a_person(card: dict[str, Any]) -> bool:
    """Whether 'Talk to a person' stands on the card itself; a dialog knows no other button than Action.Submit."""
    talk = [node for node in buttons(card) if node.get("title") == "Talk to a person"]
    return any(
        node.get("verb") == "talk" and node.get("data") == {} and node.get("associatedInputs") == "none"
        if node["type"] == "Action.Execute"
        else node.get("data", {}).get("verb") in {"talk", "talk_keep"}
        for node in talk
    )


@pytest.mark.parametrize("name", sorted(set(RENDERER.templates) - FOR_STAFF - ASKS_ITSELF - FOR_STRANGERS))
def test_a_card_of_students_and_buddies_offers_a_person_to_talk_to(name: str) -> None:
    assert offers_a_person(drawn(name))


@pytest.mark.parametrize("name", RENDERER.templates)
def test_a_card_has_at_most_six_buttons_of_its_own(name: str) -> None:
    as_written = RENDERER.drawn(name, json.loads((FOLDER / f"{name}.sample.json").read_text("utf-8")))
    assert faults(dict(as_written)) == []


SHOWS_A_TIME = re.compile(r"\b\d{1,2}:\d{2}\b")


def said_on(card: dict[str, Any]) -> str:
    """All that stands on a card, without what 'Need help now?' opens."""
    apart = {**card, "actions": [one for one in card.get("actions", []) if one.get("type") != "Action.ShowCard"]}
    shown = [node.get(key, "") for node in walk(apart) for key in ("text", "title", "label")]
    return " ".join(one for one in shown if isinstance(one, str))


@pytest.mark.parametrize("name", sorted(set(RENDERER.templates) - FOR_STAFF - SAYS_IT_ITSELF))
def test_a_card_that_shows_a_time_names_the_zone(name: str) -> None:
    words = said_on(drawn(name))
    assert not SHOWS_A_TIME.search(words) or "UK time" in words


def test_every_sample_has_its_template() -> None:
    samples = {path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.sample.json")}
    assert samples == {f"{name}.sample.json" for name in RENDERER.templates}


def test_every_name_above_is_that_of_a_card() -> None:
    assert set(RENDERER.templates) > FOR_STAFF | SAYS_IT_ITSELF | ASKS_ITSELF | FOR_STRANGERS


def card(**parts: Any) -> dict[str, Any]:  # noqa: ANN401 (any piece of a card's JSON)
    return {"type": "AdaptiveCard", "version": "1.5", "body": [], **parts}


BUTTON = {"type": "Action.Submit", "title": "Go"}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (card(body=[{"type": "TextBlok", "text": "Hello", "wrap": True}]), "body"),
        (card(body=[{"type": "TextBlock", "text": "x" * LARGEST, "wrap": True}]), "28 KB"),
        (card(actions=[BUTTON] * 7), "six actions"),
        (card(body=[{"type": "Input.Text", "id": "a", "label": "A"}] * 2), "the id a twice"),
        (card(body=[{"type": "Input.Text", "id": "a"}]), "a has no label"),
        (card(body=[{"type": "TextBlock", "text": "Hello"}]), "no wrap: Hello"),
    ],
)
def test_a_faulty_card_is_found(wrong: dict[str, Any], why: str) -> None:
    assert any(why in fault for fault in faults(wrong))


def test_a_sound_card_is_left_alone() -> None:
    assert faults(card(msteams={"width": "Full"}, actions=[BUTTON])) == []


def test_help_that_names_nobody_is_no_help() -> None:
    empty = {"type": "Action.ShowCard", "title": "Need help now?", "card": card()}
    assert not offers_help(card(actions=[empty]))
