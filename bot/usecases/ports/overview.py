"""What use cases ask for coordinators: sums and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.cohorts import CohortId
from bot.domain.forms import FormSum
from bot.domain.meetings import Meeting


class Overview(Protocol):
    """Sums and lists for coordinators."""

    def counts(self, *, since: datetime) -> Mapping[str, int]:
        """How many people, pairs, held (meetings) and reflections (saved); and moved on their day since then."""

    def starting(self, *, since: datetime, until: datetime) -> Sequence[Meeting]:
        """Confirmed meetings that start in this time, in order."""

    def unsettled(self, *, before: datetime, at_most: int) -> tuple[int, Sequence[Meeting]]:
        """How many meetings have waited for somebody since before then, and the first of them."""

    def unregistered(self, *, until: datetime) -> Sequence[Meeting]:
        """Open meetings of Buddies whose registration runs out before then."""

    def without_link(self, *, now: datetime) -> int:
        """How many confirmed meetings to come have no address to join."""

    def form_sums(self, cohort: CohortId) -> Sequence[FormSum]:
        """What the cohort's anonymous forms add up to; nothing of fewer than five answers."""
