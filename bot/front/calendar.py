"""The calendar of the service mailbox, as the worker that keeps it sees it: the port that Microsoft Graph fills."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.booking import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A meeting to be booked. `key` is the same each time that the same booking is asked for; times are UTC."""

    key: str
    start: datetime
    end: datetime
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Which of the quarter hours that were asked about are busy for somebody, and of whom nothing is known."""

    busy: frozenset[int] = frozenset()
    unknown: frozenset[str] = frozenset()


class Calendar(Protocol):
    """Everything raises a GraphFault (bot/front/beyond.py) when it cannot be done now."""

    async def book(self, wish: Wish) -> Entry:
        """Books it, once for each key."""

    async def find(self, wish: Wish) -> Entry | None:
        """The event that was booked with this key at this time, if it is there."""

    async def look(self, event: str) -> Entry:
        """The event as it is now; raises Gone."""

    async def move(self, event: str, *, start: datetime, end: datetime, people: Sequence[str] | None = None) -> Entry:
        """Moves it, and nothing else; with `people` it invites these and nobody else from now on; raises Gone."""

    async def invite(self, event: str, people: Sequence[str]) -> Entry:
        """It invites these and nobody else; who goes or comes hears of it, the others do not; raises Gone."""

    async def cancel(self, event: str, words: str) -> None:
        """Takes it off everybody's calendar, with these words; nothing happens when it is not there any more."""

    async def guard(self, join_url: str) -> None:
        """Nothing of the meeting is recorded or written down, and whoever is invited need not wait outside."""

    async def hours(self, people: Sequence[str], cells: Collection[int]) -> Hours:
        """What is known of these people's quarter hours. Never raises: what cannot be asked is unknown."""
