"""Cards for coordinators about a plan of a whole cohort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card
from bot.cards.staff import Note, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Working(Card):
    """It is being worked out: who could meet whom (`pairs`), or how many (`outlook`)."""

    template: ClassVar[str] = "plans/working"
    plan: int
    cohort: str
    pairs: bool = False
    outlook: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Card):
    """It could not be worked out."""

    template: ClassVar[str] = "plans/failed"
    cohort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed(Card):
    """One page of a plan. `ask`: how many pairs of this page can be asked; `next_page`: 0 for none."""

    template: ClassVar[str] = "plans/proposed"
    plan: int
    page: int
    cohort: str
    summary: tuple[Note, ...]
    pairs: tuple[Row, ...] = ()
    without: tuple[Row, ...] = ()
    more: int = 0
    ask: int = 0
    next_page: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook(Card):
    """How many students a cohort can take: in words first, and then as a bar of two parts.

    `served` and `left` are the parts, as widths; either may be 0.
    """

    template: ClassVar[str] = "plans/outlook"
    cohort: str
    lines: tuple[Note, ...]
    served: int = 0
    left: int = 0
