"""What a command is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.people import ChatKind, Role
from bot.usecases.ports import Work

ANYONE = frozenset(Role)
COORDINATORS = frozenset({Role.COORDINATOR})
STAFF = frozenset({Role.COORDINATOR, Role.LEAD})
ALONE = frozenset({ChatKind.PERSONAL})
ANYWHERE = frozenset(ChatKind)


def rest_of(words: str, _now: datetime) -> str:
    """Arguments that are a text as it stands."""
    return words


def nothing(_words: str, _now: datetime) -> None:
    """A command that takes no arguments; words behind it are not minded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command. `name` and `also` are what starts it; `title` stands in Teams' menu if `menu` is set.

    `read` turns what follows the name into the request of `run` (raises BadInput); `file`: a file may hold it instead.
    """

    name: str
    title: str
    help: str
    example: str
    roles: frozenset[Role]
    run: Callable[[Work, Any, datetime], Any]  # a card, or what the front makes one of
    read: Callable[[str, datetime], Any] = nothing
    places: frozenset[ChatKind] = ALONE
    also: tuple[str, ...] = ()
    menu: bool = True
    file: bool = False
