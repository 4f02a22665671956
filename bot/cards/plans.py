"""Cards for coordinators about a plan of a whole cohort."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card
from bot.cards.staff import Note, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Working(Card):
    """It is being worked out: who could meet whom (`pairs`), or how many (`outlook`).

    `lines`: how far it is, in words. `best` and `open`: places that are filled and that are not, as widths of a bar's
    parts; both 0 while that is not known.
    """

    template: ClassVar[str] = "plans/working"
    plan: int
    cohort: str
    pairs: bool = False
    outlook: bool = False
    lines: tuple[Note, ...] = ()
    best: int = 0
    open: int = 0


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
class Week:
    """What a week looks like, in words and as widths of a bar's parts.

    Who could start, who would wait, places for others, and what is left of the longest bar.
    """

    say: str
    start: int = 0
    wait: int = 0
    more: int = 0
    rest: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook(Card):
    """How many students a cohort can take: in words first, and then as a picture, a bar for each week."""

    template: ClassVar[str] = "plans/outlook"
    cohort: str
    lines: tuple[Note, ...]
    weeks: tuple[Week, ...] = ()
    has_weeks: bool = False


WHOLE, THIN = 100, 4  # widths: of the longest bar, and of a part that must still be seen


def widths(parts: Sequence[int], *, longest: int) -> tuple[int, ...]:
    """How wide the parts of a bar are, and what is left beside them of the longest one; a part of 0 has no width."""
    wide = [max(THIN, round(WHOLE * part / longest)) if part else 0 for part in parts]
    return (*wide, max(0, WHOLE - sum(wide)))
