"""What use cases ask when one person stands on the list twice."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from bot.domain.people import PersonId


class Differ(StrEnum):
    """Why two records cannot be of one person, or cannot become one."""

    ACCOUNTS = "accounts"  # each has an account of its own, or the words of one would come to the account of another
    TOGETHER = "together"  # they are, or were, in one pair or group
    APART = "apart"  # they are not to be matched with each other
    BUSY = "busy"  # both are booked at one time
    WORDS = "words"  # the one that would go has sealed words, which stay with the record they were written under


class Merging(Protocol):
    """Two records of one person become one; for coordinators alone."""

    def why_not(self, keep: PersonId, drop: PersonId) -> Differ | None:
        """Why the second cannot become part of the first; None when it can."""

    def merge(self, keep: PersonId, drop: PersonId) -> None:
        """All that the second has is the first's from now on, and the second is gone; raises HasChanged."""
