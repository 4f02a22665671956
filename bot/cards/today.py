"""The coordinator's day on one card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of such a card."""

    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One sort of thing that needs a coordinator; `more` counts the entries that are not shown."""

    title: str
    more: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today(Card):
    """How things stand today. `stuck`: what is wrong with sending, '' while it goes well; then `sending` says so."""

    template: ClassVar[str] = "today/today"
    day: str
    people: int
    pairs: int
    held: int
    reflections: int
    lines: tuple[Section, ...]
    stuck: str = ""
    sending: str = ""
    nothing: bool = False
