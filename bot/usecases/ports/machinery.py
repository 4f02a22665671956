"""What use cases ask of the machinery: what is to be said, and what a coordinator is about to do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.due import Due
from bot.domain.people import PersonId


class Proposals(Protocol):
    """What a coordinator was shown, to say yes or no to."""

    def add(self, body: str, *, now: datetime) -> int:
        """Keeps it; the number goes on the card."""

    def take(self, proposal: int) -> str | None:
        """The actor's own, once: None when it was answered before or is somebody else's."""

    def can_undo(self, what: str, body: str, *, until: datetime) -> int:
        """Keeps what would take back what the actor did; its number."""

    def take_back(self, number: int | None, *, now: datetime) -> tuple[str, Sequence[str]] | None:
        """The actor's own, once and in time: the one with this number, or the last one; None if there is none.

        With it come those of what anybody has done since, and not taken back.
        """


class DueWork(Protocol):
    """What is to be said, each thing once."""

    def record(self, dues: Iterable[Due], *, now: datetime, answered: PersonId | None = None) -> None:
        """Writes these down unless their keys are known. What `answered` would get, they have before their eyes."""

    def release(self, person: PersonId, *, now: datetime) -> None:
        """What waits for this person can go out now: they are here."""

    def nudged(self, person: PersonId, *, since: datetime) -> bool:
        """Whether this person was nudged since then."""

    def spoken_to(self, person: PersonId, *, since: datetime) -> bool:
        """Whether this person heard anything at all since then."""

    def said(self, key: str) -> datetime | None:
        """When the actor got the message with this key, or had it before their eyes; None if they did not yet."""
