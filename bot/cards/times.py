"""Cards with which a time is found: free times, picks, yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One time that can be chosen: in words, and as an instant in UTC ('2026-12-01T14:00Z')."""

    say: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOfWeek:
    """A time with which the own limit of that week is reached: '2 of 2 meetings'."""

    say: str
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskConfirm(Card):
    """Asks a Buddy to say yes to one of the student's picks."""

    template: ClassVar[str] = "times/confirm"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    title: str
    student: str
    minutes: int
    first: str
    times: tuple[Time, ...]
    last: tuple[LastOfWeek, ...] = ()
    changed: bool = False
    taken: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFree(Card):
    """Asks a Buddy for free times. `earliest` is a date (YYYY-MM-DD)."""

    template: ClassVar[str] = "times/free"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    title: str
    student: str
    minutes: int
    earliest: str
    changed: bool = False
    moved: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledOff(Card):
    """A coordinator took a meeting off its time; a new one is found."""

    template: ClassVar[str] = "times/called_off"
    number: int
    other: str
    was: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoneFit(Card):
    """Takes note that no time suits."""

    template: ClassVar[str] = "times/none_fit"
    buddy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered(Card):
    """Thanks a Buddy for free times."""

    template: ClassVar[str] = "times/offered"
    meeting: int
    version: int
    student: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPick(Card):
    """Asks a student to pick among the free times."""

    template: ClassVar[str] = "times/pick"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    title: str
    buddy: str
    times: tuple[Time, ...]
    not_checked: bool = False
    changed: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked(Card):
    """Thanks a student for the picks."""

    template: ClassVar[str] = "times/picked"
    buddy: str
    times: tuple[Time, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(Card):
    """A coordinator moves a meeting. `now`: the time that is asked about, '' when the reader is not asked yet."""

    template: ClassVar[str] = "times/reset"
    number: int
    other: str
    was: str
    now: str = ""
