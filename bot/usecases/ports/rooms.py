"""What use cases ask about the rooms of meetings in Teams."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.meetings import Meeting


class Rooms(Protocol):
    """How the rooms of meetings were seen."""

    def near(self, *, since: datetime, until: datetime) -> Sequence[Meeting]:
        """The meetings that start in this time, without names; for those who see every meeting."""

    def entered(self, meeting: Meeting, at: datetime) -> None:
        """Somebody came into the empty room; of a meeting that the actor was shown."""

    def left(self, meeting: Meeting, at: datetime) -> None:
        """The last one left it; the same."""

    def heard(self, *, since: datetime, until: datetime) -> bool:
        """Whether a room of a meeting of this time told that somebody came in."""

    def agreement(self) -> tuple[datetime | None, str]:
        """Until when Graph tells us of changes (UTC), and what was wrong the last time, '' for nothing."""

    def reported(self, meeting: Meeting, *, people: int, minutes: int) -> None:
        """What a report says of it takes the place of an earlier one; the same."""
