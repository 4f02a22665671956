"""What use cases ask about duty: notes that ask for a call, and who is there to take them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.duty import OnDuty, Source, Staff, Worry, WorryId, WorryKind


class Duty(Protocol):
    """Notes, as far as they are for the actor's eyes, and the rota."""

    def ask(self, kind: WorryKind, source: Source, *, soon: bool, apart: bool, in_hours: bool, now: datetime) -> Worry:
        """A note of the actor's own; the same asked for again within a minute is the same note."""

    def get(self, worry: WorryId) -> Worry:
        """One note; raises NotThere or NotYours."""

    def mine(self, *, since: datetime) -> Sequence[Worry]:
        """The actor's own notes since then, the newest first."""

    def notes(self, *, since: datetime, only_open: bool, at_most: int) -> tuple[int, Sequence[Worry]]:
        """How many notes there are for the actor to take, and the first of them: those that wait, the oldest first.

        Of those that are closed only the ones sent since then. Raises NotYours.
        """

    def waiting(self, *, since: datetime) -> Sequence[Worry]:
        """The notes sent since then that nobody has taken; for those who see all of them."""

    def take(self, worry: WorryId, *, seen_as: str, now: datetime) -> bool:
        """The actor has it from now on; False when somebody has it already, or it is closed. Raises NotYours."""

    def close(self, worry: WorryId, *, reference: str, now: datetime) -> bool:
        """It is done, under the Trust's own number if there is one; False when it was already. Raises NotYours."""

    def reopen(self, worry: WorryId) -> None:
        """It is not done after all; raises NotYours."""

    def rota(self, first: date, last: date) -> Sequence[OnDuty]:
        """Who gets notes from one day to another, and who stands in for them."""

    def set(self, days: Collection[OnDuty]) -> None:
        """These people are there on these days, in place of others; for coordinators. Raises NotYours."""

    def clear(self, days: Collection[date], *, deputy: bool) -> None:
        """Nobody is there on these days; for coordinators. Raises NotYours."""

    def staff(self) -> Staff:
        """Who can take notes, by number; raises NotYours."""

    def has_lead(self) -> bool:
        """Whether there is somebody who can take a note that is not for the coordinator."""

    def count(self, pressed: str, *, day: date) -> None:
        """Counts that the question about safety was shown, or a button of it pressed: no person, no words."""
