"""Cards about when a Buddy is free, and away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One time that is kept: its number, and in words."""

    number: int
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A meeting that is set on a day away."""

    meeting: int
    version: int
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenFree(Card):
    """Asks a Buddy when they are free. `earliest` and `until` are dates (YYYY-MM-DD); `dry`: the last day, in words."""

    template: ClassVar[str] = "free/ask"
    earliest: str
    until: str
    dry: str = ""
    has_last: bool = False
    nothing_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenUsual(Card):
    """Asks a student when they are usually free. `earliest` and `until` are dates (YYYY-MM-DD)."""

    template: ClassVar[str] = "free/usual"
    earliest: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeKept(Card):
    """What was kept. `student`: whose meeting waits for a time, '' if none does."""

    template: ClassVar[str] = "free/kept"
    times: tuple[Kept, ...]
    student: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTimes(Card):
    """All times of somebody, each with a button that takes it out. `giver`: a Buddy or carer."""

    template: ClassVar[str] = "free/mine"
    times: tuple[Kept, ...]
    none: bool = False
    taken_out: str = ""
    giver: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenAway(Card):
    """Asks for the first and the last day away."""

    template: ClassVar[str] = "free/away"
    earliest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayKept(Card):
    """Days away are kept; the meetings that are set on them stay unless they are moved."""

    template: ClassVar[str] = "free/away_kept"
    days: str
    meetings: tuple[Then, ...] = ()
    has_meetings: bool = False
