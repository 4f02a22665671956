"""Anybody can read what Buddy says: every card with its sample, and all content that people are shown."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.content.library import Library
from bot.content.plain_english import avoided, faults, grade, sentences, syllables, words
from bot.front.render import FOLDER
from tests.test_cards import FOR_STAFF, RENDERER, drawn

LIBRARY = Library.read(contact="Sam Reed, 01234 567890", office_hours="Monday to Friday, 9 to 5")
READ = ("text", "title", "label", "placeholder", "errorMessage", "altText", "fallbackText", "speak")
BOT = Path(__file__).parents[1] / "bot"
MANIFEST = BOT.parent / "manifest" / "manifest.json"
ROOMS = ("calendar", "domain", "front", "teams", "usecases", "web")  # whose words people see
OF_STAFF = ("content", "planning", "settings.py")  # whose words are for those who run or plan the scheme
# No grade is asked of what only staff read, nor of what nobody reads.
FOR_STAFF_ALONE = ("usecases/match_words.py", "web/listening.py", "domain/due.py", "domain/tiers.py", *OF_STAFF)
FILLED_IN = re.compile(r"\$\{[^}]*\}")
WORDS = re.compile(r"[A-Za-z'] [A-Za-z']")
NO_WORDS = re.compile(r"\(\?|\[--|'none'|'self'")  # a pattern, how a command is written, or what a browser reads
VALUE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
SPOKEN = re.compile(r'(?:aria-label|placeholder|title|alt)="([^"]*)"')
IN_THEIR_OWN_WORDS = (
    ".models.nmc_account.fields",
)  # the regulator's questions, word for word: no grade is asked of them


def texts(node: Any, inside: str = "") -> Iterator[str]:  # noqa: ANN401 (any piece of a card's JSON)
    """What a person reads on a card. The value of a fact is read, that of a choice is sent."""
    if isinstance(node, list):
        for child in node:
            yield from texts(child, inside)
    elif isinstance(node, dict):
        read = (*READ, "value") if inside == "facts" else READ
        yield from (value for key, value in node.items() if key in read and isinstance(value, str))
        for key, child in node.items():
            yield from texts(child, key)


def content(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Where each text of the library stands, and the text."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from content(item, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from content(item, f"{path}[{index}]")
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in {"key", "avoid", "default_series", "default_model"}:
                yield from content(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, str):
        yield path, value


def messages(tree: ast.Module) -> Iterator[str]:
    """The sentences that stand in the code for somebody to read, with a name in place of each value."""
    blocks = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    first = (node.body[0] for node in ast.walk(tree) if isinstance(node, blocks) and node.body)
    skip = {id(one.value) for one in first if isinstance(one, ast.Expr)}
    filled = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    skip |= {id(part) for node in filled for part in ast.walk(node) if part is not node}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in skip:
                yield text
            case ast.JoinedStr(values=parts) if id(node) not in skip:
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "Sam" for part in parts)


def without_grade(found: list[str]) -> list[str]:
    return [fault for fault in found if not fault.startswith("reading grade")]


@pytest.mark.parametrize("name", RENDERER.templates)
def test_a_card_is_easy_to_read(name: str) -> None:
    found = [fault for text in texts(drawn(name)) for fault in faults(text, LIBRARY.avoid)]
    assert (without_grade(found) if name in FOR_STAFF else found) == []


@pytest.mark.parametrize("name", RENDERER.templates)
def test_a_card_is_easy_to_read_also_where_its_sample_does_not_show_it(name: str) -> None:
    template = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    shown = [FILLED_IN.sub("Sam", text) for text in texts(template)]
    found = [fault for text in shown for fault in faults(text, LIBRARY.avoid)]
    assert (without_grade(found) if name in FOR_STAFF else found) == []


def in_the_code(room: str) -> list[tuple[str, str]]:
    """The words in the code of a room, each with the file in which they stand."""
    paths = sorted((BOT / room).rglob("*.py")) if (BOT / room).is_dir() else [BOT / room]
    return [
        (path.relative_to(BOT).as_posix(), text)
        for path in paths
        for text in messages(ast.parse(path.read_text("utf-8")))
        if WORDS.search(text) and len(words(text)) > 2 and not NO_WORDS.search(text)
    ]


def on_a_page(template: str) -> list[str]:
    """What a person reads or hears on a page, with a name in place of each value."""
    filled = re.sub(r"\{[%#].*?[%#]\}", "\n", VALUE.sub("Sam", template), flags=re.DOTALL)
    found = [*SPOKEN.findall(filled), *re.sub(r"<[^>]*>", "\n", filled).splitlines()]
    return [text.strip() for text in found if len(words(text)) > 1]


@pytest.mark.parametrize("room", [*ROOMS, *OF_STAFF])
def test_every_message_in_the_code_is_easy_to_read(room: str) -> None:
    shown = in_the_code(room)
    found = [(name, fault) for name, text in shown for fault in faults(text, LIBRARY.avoid)]
    graded = [(name, fault) for name, fault in found if not name.startswith(FOR_STAFF_ALONE) or without_grade([fault])]
    assert graded == []
    assert len(shown) > 2


def test_every_page_is_easy_to_read() -> None:
    pages = sorted((BOT / "web" / "templates").glob("*.html"))
    shown = [(page.name, text) for page in pages for text in on_a_page(page.read_text("utf-8"))]
    assert [(name, fault) for name, text in shown for fault in faults(text, LIBRARY.avoid)] == []
    assert len(shown) > 10


def test_what_teams_shows_before_anybody_joins_is_easy_to_read() -> None:
    manifest = json.loads(MANIFEST.read_text("utf-8"))
    shown = [*manifest["name"].values(), *manifest["description"].values()]
    assert [fault for text in shown for fault in faults(text, LIBRARY.avoid)] == []


def test_messages_are_found_in_code_and_docstrings_are_not() -> None:
    code = '"""A promise."""\ndef a(b):\n    """Another."""\n    return f"I see {b}. " "That is all.", "one"\n'
    assert list(messages(ast.parse(code))) == ["I see Sam. That is all.", "one"]


def test_the_content_is_easy_to_read() -> None:
    shown = dict(content(LIBRARY))
    found = {path: faults(text, LIBRARY.avoid) for path, text in shown.items()}
    found |= {path: without_grade(found[path]) for path in found if path.startswith(IN_THEIR_OWN_WORDS)}
    assert len(shown) > 20
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_what_is_read_on_a_card_is_found() -> None:
    card = {
        "body": [
            {"type": "TextBlock", "text": "one"},
            {"type": "FactSet", "facts": [{"title": "two", "value": "three"}]},
            {"type": "Input.ChoiceSet", "label": "four", "value": "x", "choices": [{"title": "five", "value": "y"}]},
        ],
        "actions": [{"title": "six", "card": {"body": [{"type": "TextBlock", "text": "seven"}]}}],
    }
    assert list(texts(card)) == ["one", "two", "three", "four", "five", "six", "seven"]


@pytest.mark.parametrize(
    ("word", "count"),
    [("the", 1), ("time", 1), ("whole", 1), ("asked", 1), ("notes", 1), ("14:00", 1), ("little", 2), ("wanted", 2),
     ("boxes", 2), ("meeting", 2), ("wasn't", 1), ("Saturday", 3)],
)  # fmt: skip
def test_syllables_are_counted_nearly_as_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


def test_sentences_end_at_a_stop_or_a_line_and_addresses_do_not_count() -> None:
    text = "You met at 14.30. Did it go well?\n- Yes\nSee https://buddy.example.org/a.b?c now!"
    assert sentences(text) == ["You met at 14.30", "Did it go well", "- Yes", "See  now"]


def test_numbers_and_short_forms_are_one_word_each() -> None:
    assert words("It wasn't 14:00, or 3 March - but well-being.") == [
        "It", "wasn't", "14:00", "or", "3", "March", "but", "well-being",
    ]  # fmt: skip


def test_a_known_text_has_its_known_grade() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert grade("") == 0


def test_words_to_avoid_are_whole_words() -> None:
    avoid = {"suffer": "lives with", "DNA": "wasn't able to come"}
    assert avoided("Some Suffer.", avoid) == ["suffer"]
    assert avoided("A sufferance of dna", avoid) == []
    assert avoided("DNA", avoid) == ["DNA"]


def test_each_fault_says_what_to_do() -> None:
    assert faults("He suffers.", {"suffers": "lives with"}) == ["'suffers': say instead: lives with"]
    assert "make two of it" in faults("so " * 26, {})[0]
    hard = "Organisational responsibilities necessitate comprehensive documentation of individual considerations here."
    assert faults(hard, {}) == []
    assert "use shorter words" in faults(f"{hard} {hard}", {})[0]
    assert faults("We will ask you how it went. Then you can write what you learned.", {}) == []
