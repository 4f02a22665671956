"""What use cases ask about the questions of before and after a series."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, Protocol

from bot.domain.cohorts import CohortId

Moment = Literal["before", "after"]


class Surveys(Protocol):
    """The actor's own answers; nobody else is shown them."""

    def put(self, cohort: CohortId, moment: Moment, answers: Mapping[str, int], *, day: date) -> bool:
        """Keeps the answers, by item; whether they are the first: later ones change nothing."""

    def answered(self, cohort: CohortId, moment: Moment) -> bool:
        """Whether the actor has answered."""
