"""The dry run: who would get what until a day, on the database of the site. It reads, and says nothing to anybody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from bot.domain.errors import BadInput
from bot.domain.people import PersonId
from bot.domain.times import at_wall
from bot.usecases import preview
from bot.usecases.ports import Work

USE = "python app.py preview --until 2026-12-24 [--names]"
Request = TypeVar("Request")
Reply = TypeVar("Reply")


class Reads(Protocol):
    """Where use cases that change nothing are run."""

    async def read(
        self, who: PersonId | None, use_case: Callable[[Work, Request, datetime], Reply], request: Request
    ) -> Reply:
        """Runs it for this person, or for the assistant itself."""


def asked(words: Sequence[str]) -> tuple[date, bool]:
    """The last day, and whether names are wanted; raises BadInput."""
    match [one for one in words if one != "--names"]:
        case ["--until", day]:
            try:
                return date.fromisoformat(day), "--names" in words
            except ValueError:
                raise BadInput(f"'{day[:20]}' is no day. Please write: {USE}") from None
    raise BadInput(f"Please write: {USE}")


async def lines(store: Reads, words: Sequence[str]) -> Sequence[str]:
    """What would be said until the end of that day, by day; people by number, unless names are wanted."""
    last, names = asked(words)
    found = await store.read(None, preview.coming, at_wall(last + timedelta(days=1), time(0)))
    who = await store.read(None, preview.a_coordinator, None) if names else None
    called = await store.read(who, preview.called, frozenset(one.person for one in found))
    return list(preview.in_lines(found, called)) or [f"Nothing is planned until {last}."]
