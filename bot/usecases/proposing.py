"""Nothing changes before a yes: what a coordinator is asked first, and what can be taken back afterwards.

What would be done is kept as the name of a deed and its request. The names stand in bot/front/deeds.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from bot.cards import Card
from bot.cards.staff import Done, Note, ShallI, Telling
from bot.usecases.ports import Work

UNDO_MINUTES = 10
hints = cache(get_type_hints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something to do: its name in the table of deeds, and its request (a frozen dataclass of plain values)."""

    name: str
    request: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a deed did, in words, and the deed that would take it back (None: it cannot be).

    `file` is the address of what it made, '' for nothing.
    """

    what: str
    notes: tuple[Note, ...] = ()
    back: Deed | None = None
    minutes: int = UNDO_MINUTES
    file: str = ""


def ask_first(
    work: Work,
    deed: Deed,
    *,
    what: str,
    now: datetime,
    notes: tuple[Note, ...] = (),
    telling: Sequence[Telling] = (),
    typed: str = "",
) -> Card:
    """Shows what would be done and who would be told, in which words. `typed` must be typed to go on."""
    body = json.dumps({"deed": deed.name, "typed": typed, **_kept(deed)})
    return ShallI(
        proposal=work.proposals.add(body, now=now),
        what=what,
        notes=notes,
        telling=tuple(telling),
        nobody=not telling,
        typed=typed,
    )


def done(work: Work, result: Result, now: datetime) -> Card:
    """Says what was done, and keeps the way back."""
    number = way_back(work, result.what, result.back, now, minutes=result.minutes) if result.back else 0
    return Done(what=result.what, notes=result.notes, undo=number, minutes=result.minutes, file=result.file)


def way_back(work: Work, what: str, back: Deed, now: datetime, *, minutes: int = UNDO_MINUTES) -> int:
    """Keeps the deed that would take back what was done; its number."""
    body = json.dumps({"deed": back.name, **_kept(back)})
    return work.proposals.can_undo(what, body, until=now + timedelta(minutes=minutes))


def _kept(deed: Deed) -> dict[str, Any]:
    return {"request": json.loads(json.dumps(asdict(deed.request), default=_plain))}


def _plain(value: object) -> object:
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    raise TypeError(type(value).__name__)


def request_from(kind: type[Any], kept: Mapping[str, Any]) -> Any:  # noqa: ANN401 - an instance of `kind`
    """A request of this kind as it was kept."""
    types = hints(kind)  # type: ignore[arg-type]  # mypy does not see that a class can be hashed
    return kind(**{name: _typed(types[name], value) for name, value in kept.items()})


def _typed(kind: Any, value: Any) -> Any:  # noqa: ANN401 - a type, and a value of it
    if value is None:
        return None
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], one) for one in value)
    kinds = [one for one in get_args(kind) or (kind,) if one is not type(None)]
    match kinds[0]:
        case one if one is datetime or one is date:
            return one.fromisoformat(value)
        case type() as one if issubclass(one, Enum):
            return one(value)
        case _:
            return value
