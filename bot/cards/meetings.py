"""Cards about one meeting: set, soon, moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked(Card):
    """A meeting is set: when, where, and how to move it."""

    template: ClassVar[str] = "meetings/booked"
    meeting: int
    version: int
    number: int
    title: str
    other: str
    when: str
    minutes: int
    join_url: str
    ics_url: str
    teams_url: str
    prepare: str
    changed: bool = False
    no_link: bool = False
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning(Card):
    """Asks a Buddy on the day whether it is still good."""

    template: ClassVar[str] = "meetings/morning"
    meeting: int
    version: int
    time: str
    student: str
    join_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDone(Card):
    """The answer to a student who moves a meeting."""

    template: ClassVar[str] = "meetings/move_done"
    buddy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Card):
    """Tells the others that a meeting moves, and nothing else."""

    template: ClassVar[str] = "meetings/moved"
    number: int
    other: str
    today: bool = False
    later: bool = False
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotToday(Card):
    """The answer to 'Not today'."""

    template: ClassVar[str] = "meetings/not_today"
    meeting: int
    version: int
    moved: bool = False
    stopped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToDo(Card):
    """Nothing to do just now, and why."""

    template: ClassVar[str] = "meetings/nothing"
    number: int
    title: str
    other: str
    waiting: bool = False
    done: bool = False
    none: bool = False
    no_reflection: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon(Card):
    """Minutes before a meeting."""

    template: ClassVar[str] = "meetings/soon"
    meeting: int
    version: int
    minutes: int
    time: str
    other: str
    join_url: str
    no_link: bool = False
    buddy: bool = False
    student: bool = False
