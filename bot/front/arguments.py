"""What follows a command's name: words in order, then --options; read strictly, refused with what was expected.

A request's fields without a default are given in order; those with one are options ('until' is --until). A field
called `words` takes all that is left. A quoted text is one word. Some keyboards turn '--' into a dash: it counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from bot.domain.errors import BadInput
from bot.domain.times import wall
from bot.front.grammar import read_clock, read_day

WORD = re.compile(r"[\"\u201c\u201d](?P<quoted>[^\"\u201c\u201d]*)[\"\u201c\u201d]|(?P<plain>\S+)")
OPTION = re.compile(r"(?:--|\u2014|\u2013)(?P<name>[a-z][a-z-]*)", re.IGNORECASE)
ASKED = re.compile(r"[a-z ]+<")  # a command that is nothing without what follows its name
COHORTS = "To see the numbers of the cohorts, type: cohort list"
LONGEST_DAY = 2  # words: 'next tue', '1 dec'
hints = cache(get_type_hints)
Read = Callable[[str, datetime], Any]


def arguments(kind: type[Any], *, use: str, example: str) -> Read:
    """Reads a request of this kind; what cannot be read is refused with how it is written and an example."""
    first = next((field for field in fields(kind) if field.default is MISSING), None)
    needed = bool(first and first.name == "words" and ASKED.match(use))
    numbers = f" {COHORTS}" if "<cohort>" in use else ""

    def read(words: str, now: datetime) -> Any:  # noqa: ANN401 - an instance of `kind`
        try:
            return _request(kind, _not_empty(words) if needed else words, wall(now).date())
        except BadInput as fault:
            which = "" if words.strip() else numbers
            raise BadInput(f"{fault} Please write: {use}. For example: {example}{which and '.'}{which}") from None

    return read


def _not_empty(words: str) -> str:
    if not words.strip():
        raise BadInput("Something is missing.")
    return words


def _request(kind: type[Any], words: str, today: date) -> Any:  # noqa: ANN401 - an instance of `kind`
    plain, options = _split(words)
    types: dict[str, Any] = hints(kind)  # type: ignore[arg-type]  # mypy does not see that a class can be hashed
    values: dict[str, Any] = {}
    for field in fields(kind):
        if field.default is not MISSING:
            if field.name in options:
                values[field.name] = _option(types[field.name], field.name, options.pop(field.name), today)
        elif field.name == "words":
            values["words"], plain = " ".join(plain), []
        else:
            values[field.name], plain = _next(types[field.name], field.name, plain, today)
    if options:
        raise BadInput(f"I don't know '--{next(iter(options))}' here.")
    if plain:
        raise BadInput(f"I don't know what to do with '{' '.join(plain)[:40]}'.")
    return kind(**values)


def _split(words: str) -> tuple[list[str], dict[str, list[str]]]:
    plain: list[str] = []
    options: dict[str, list[str]] = {}
    into = plain
    for found in WORD.finditer(words):
        option = OPTION.fullmatch(found["plain"] or "")
        if option:
            into = options.setdefault(option["name"].lower().replace("-", "_"), [])
        else:
            into.append(found["quoted"] if found["plain"] is None else found["plain"])
    return plain, options


def _next(kind: Any, name: str, words: list[str], today: date) -> tuple[Any, list[str]]:  # noqa: ANN401 - a type, and a value of it
    """One value from the beginning of the words, and the words that are left."""
    if not words:
        raise BadInput(f"The {name.replace('_', ' ')} is missing.")
    if get_origin(kind) is tuple:
        return tuple(words), []
    if kind is date:
        for length in range(min(LONGEST_DAY, len(words)), 1, -1):
            try:
                return read_day(" ".join(words[:length]), today), words[length:]
            except BadInput:
                continue
    return _one(kind, name, words[0], today), words[1:]


def _option(kind: Any, name: str, words: list[str], today: date) -> Any:  # noqa: ANN401 - a type, and a value of it
    if kind is bool:
        if words:
            raise BadInput(f"'--{name.replace('_', '-')}' stands alone.")
        return True
    if not words:
        raise BadInput(f"'--{name.replace('_', '-')}' needs a value.")
    return _one(kind, name, " ".join(words), today)


def _one(kind: Any, name: str, word: str, today: date) -> Any:  # noqa: ANN401 - a type, and a value of it
    kinds = [one for one in get_args(kind) or (kind,) if one is not type(None)]
    if kinds[0] is date:
        return read_day(word, today)
    if kinds[0] is time:
        return read_clock(word)
    if kinds[0] is int:
        if not (word.isascii() and word.isdecimal() and len(word) < len("10000")):
            raise BadInput(f"The {name.replace('_', ' ')} must be a number, not '{word[:40]}'.")
        return int(word)
    if get_origin(kind) is not None and str not in get_args(kind) and all(isinstance(one, str) for one in kinds):
        if word.lower() not in kinds:  # Literal['a', 'b']
            raise BadInput(f"The {name.replace('_', ' ')} must be one of: {', '.join(kinds)}.")
        return word.lower()
    return word
