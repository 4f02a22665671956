"""Cards about a Buddy's hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHours(Card):
    """Asks once a month whether the hours are right."""

    template: ClassVar[str] = "hours/ask"
    month: str
    say: str
    meetings: str
    minutes: str
    prep: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursKept(Card):
    """What was said of a month."""

    template: ClassVar[str] = "hours/kept"
    say: str
    what: str = ""
    given: bool = False
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """One meeting that counts."""

    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursNow(Card):
    """How the running month stands."""

    template: ClassVar[str] = "hours/now"
    say: str
    what: str
    asked: str
    rows: tuple[HoursLine, ...]
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursApproved(Card):
    """A copy of what was approved."""

    template: ClassVar[str] = "hours/approved"
    words: str
