"""Cards about a cohort as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEnded(Card):
    """For somebody who still waits when a cohort closes."""

    template: ClassVar[str] = "cohorts/ended"
    student: bool = False
    buddy: bool = False
