"""What use cases ask about meetings in the calendar of the service mailbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.booking import BookingState, Reply
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How a meeting stands after the calendar was asked, as one worker writes it down.

    `asked`: the time that was asked for. `next_at`: when to look again, None for never. `well`: it went well.
    `done`: something was changed there, so that it no longer matters what was tried before. `invited`: the sign of
    those whom it invites from now on, None when that has not changed.
    """

    worker: str
    attempt: int
    state: BookingState | None = None
    event: str | None = None
    asked: tuple[datetime, int] | None = None
    next_at: datetime | None = None
    well: bool = False
    done: bool = False
    error: str | None = None
    invited: str | None = None


class Bookings(Protocol):
    """How meetings stand in the calendar."""

    def state(self, meeting: Meeting) -> BookingState | None:
        """Of a meeting that the actor was shown; None when it was never to be booked."""

    def settle(self, meeting: MeetingId, found: Found) -> bool:
        """Writes it down, for the assistant; False: somebody else holds it by now."""

    def link(self, meeting: Meeting, join_url: str, *, now: datetime) -> bool:
        """The meeting's own address, for the assistant; whether it is news. What waits for it is said at once."""

    def invited(self, meeting: Meeting, replies: Mapping[str, Reply]) -> Mapping[PersonId, Reply]:
        """Whose answers these are, by their addresses; for the assistant."""

    def agree(self, meeting: Meeting, *, now: datetime) -> bool:
        """The actor says that a meeting of theirs is still on. True when everybody of it has: it is put right."""

    def unchecked(self, meeting: Meeting) -> tuple[bool, bool]:
        """Of the times on offer: whether some are still to be looked at, and whether some could not be."""

    def checked(self, meeting: Meeting, starts: Collection[datetime], *, known: bool) -> None:
        """Only these times are still on offer; `known`: everybody's calendar was seen. For the assistant."""
