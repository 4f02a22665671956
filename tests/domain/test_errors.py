from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from bot.content.library import Library
from bot.content.plain_english import faults
from bot.domain.errors import BadInput, BuddyError, HasChanged, NotForYou, NotThere, NotYours
from bot.front.fields import BadCard

ROOT = Path(__file__).parents[2]
AVOID = Library.read().avoid
FILES = sorted((ROOT / "bot").rglob("*.py"))


def modules() -> Iterator[str]:
    """Every module of the product that defines or raises a refusal."""
    for path in FILES:
        if "migrations" not in path.parts and "BuddyError" in path.read_text("utf-8"):
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts)


def below(kind: type[BuddyError]) -> Iterator[type[BuddyError]]:
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


for name in modules():
    import_module(name)
REFUSALS = sorted({*below(BuddyError), BuddyError}, key=lambda kind: kind.__name__)


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.__dict__.get("code") for kind in REFUSALS]
    assert len(set(codes)) == len(codes) > 6
    assert [code for code in codes if not (isinstance(code, str) and re.fullmatch(r"[a-z_]+", code))] == []


@pytest.mark.parametrize(
    "refusal",
    [NotForYou(), NotYours(), NotThere(), HasChanged(), HasChanged("Sam picked."), BadCard("time")],
    ids=repr,
)
def test_a_refusal_is_easy_to_read(refusal: BuddyError) -> None:
    assert str(refusal)
    assert faults(str(refusal), AVOID) == []


def test_what_is_not_there_is_refused_like_what_is_not_yours() -> None:
    assert str(NotThere()) == str(NotYours())
    assert isinstance(NotThere(), NotYours)


def test_a_change_may_be_told_or_not() -> None:
    assert str(HasChanged()) == "This has changed since I sent it."
    assert str(HasChanged("It is on Tuesday.")) == "This has changed since I sent it. It is on Tuesday."


def test_a_card_that_cannot_be_used_remembers_the_field() -> None:
    assert BadCard("time").name == "time"
    assert isinstance(BadCard("time"), BadInput)


NAMES = frozenset(kind.__name__ for kind in REFUSALS) - {"BadCard"}  # which is given the name of a field


def said(source: str) -> Iterator[str]:
    """The words with which a source file refuses; what is filled in counts as one word."""
    if not any(f"{name}(" in source for name in NAMES):  # most files refuse nothing, and to take one apart is slow
        return
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=kind), args=[words]) if kind in NAMES:
                yield from _words(words)


def _words(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(words)):
            yield words
        case ast.JoinedStr(values=parts):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "this" for part in parts)


def test_the_words_of_a_refusal_are_found() -> None:
    source = "raise BadInput('No.')\nraise HasChanged(f'It {is_} so.')\nraise ValueError('x')\nraise BadInput(words)"
    assert list(said(source)) == ["No.", "It this so."]


REASONS = [(path.name, words) for path in FILES for words in said(path.read_text("utf-8"))]


@pytest.mark.parametrize(("file", "words"), REASONS, ids=[f"{file}-{words[:24]}" for file, words in REASONS])
def test_every_reason_in_the_product_is_easy_to_read(file: str, words: str) -> None:
    assert [f"{file}: {fault}" for fault in faults(words, AVOID) if not fault.startswith("reading grade")] == []


def test_there_are_reasons_to_read() -> None:
    assert len(REASONS) > 20
