"""Cards for link tutors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentRow:
    """One student of a tutor in one cohort, and how far they are."""

    who: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Students(Card):
    """Who took part and who has finished; nothing that anybody wrote. `next`: the next page, 0 for none."""

    template: ClassVar[str] = "tutors/students"
    rows: tuple[StudentRow, ...]
    none: bool = False
    next: int = 0
    left: int = 0
