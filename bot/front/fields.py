"""What came with a button, read strictly: a missing or odd field is a card that cannot be used, never a crash."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from bot.domain.errors import BadInput
from bot.domain.meetings import Window
from bot.domain.times import at_wall
from bot.front.turn import Json

Fields = Mapping[str, Json]
ROWS = (1, 2, 3)  # of the card that asks for free times
LONGEST = 100_000  # letters of one field; more was not typed by a person
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z")
CLOCK = re.compile(r"\d{2}:\d{2}(:00)?")  # as clients send it; the times that we offer have no seconds
NEVER_TYPED = re.compile(r"[\0\ud800-\udfff]")  # what no database keeps
hints = cache(get_type_hints)  # the names and types of a request's attributes
BIGGEST = 2**53  # numbers of rows stay far below


class BadCard(BadInput):
    """A card's fields are not what its form sends: an old card, or no card at all."""

    code = "bad_card"

    def __init__(self, name: str) -> None:
        super().__init__("I can't use that card. Please type 'next' and I will show you how things are now.")
        self.name = name


def text(fields: Fields, name: str) -> str:
    """What was typed; '' when nothing was."""
    value = fields.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST or NEVER_TYPED.search(value):
        raise BadCard(name)
    return value.strip()


def whole(fields: Fields, name: str) -> int:
    """A whole number of ours, from 0."""
    value = fields.get(name)
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < len(str(BIGGEST)):
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < BIGGEST:
        raise BadCard(name)
    return value


def instant(words: str, name: str) -> datetime:
    """An instant as our cards write it: 2026-12-01T14:00Z."""
    if not INSTANT.fullmatch(words):
        raise BadCard(name)
    try:
        return datetime.fromisoformat(words)  # the pattern leaves no room for another zone than UTC
    except ValueError:
        raise BadCard(name) from None


def instants(fields: Fields, name: str) -> tuple[datetime, ...]:
    """Ticked times, joined by commas as Teams does."""
    return tuple(instant(part, name) for part in text(fields, name).split(",") if part)


def windows(fields: Fields) -> tuple[Window, ...]:
    """The rows of a day, a time from and a time to that have anything in them."""
    found = []
    for row in ROWS:
        day, start, end = (text(fields, f"{name}{row}") for name in ("day", "from", "to"))
        if not (day or start or end):
            continue
        if not (day and start and end):
            raise BadInput("Please give the day, the time from and the time to in each row that you use.")
        found.append(Window(start=_at(day, start, row), end=_at(day, end, row)))
    return tuple(found)


def _at(day: str, clock: str, row: int) -> datetime:
    try:
        if CLOCK.fullmatch(clock):
            return at_wall(date.fromisoformat(day), time.fromisoformat(clock))
    except ValueError:
        pass
    raise BadInput(f"I can't read the day or the times in row {row}. Please choose them again.")


def written(fields: Fields) -> dict[str, str]:
    """Everything that was typed, by the name of its input."""
    return {name: text(fields, name) for name, value in fields.items() if isinstance(value, str)}


def read(kind: type[Any], fields: Fields) -> Any:  # noqa: ANN401 - an instance of `kind`
    """A request of this kind, from fields with the names of its attributes."""
    return kind(**{name: _one(hint, fields, name) for name, hint in hints(kind).items()})  # type: ignore[arg-type]  # mypy does not see that a class can be hashed


def _one(hint: Any, fields: Fields, name: str) -> Any:  # noqa: ANN401 - a type, and a value of it
    if hint is int:
        return whole(fields, name)
    if hint is datetime:
        return instant(text(fields, name), name)
    if get_origin(hint) is tuple:
        return windows(fields) if get_args(hint)[0] is Window else instants(fields, name)
    if get_origin(hint) is not None and str not in get_args(hint):  # Literal['a', 'b']
        if (value := text(fields, name)) not in get_args(hint):
            raise BadCard(name)
        return value
    return text(fields, name) if hint is str else written(fields)
