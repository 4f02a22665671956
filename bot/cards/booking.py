"""Cards about meetings in the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class StillOn(Card):
    """Asks whether a meeting is still on, after something was done with it in a calendar."""

    template: ClassVar[str] = "booking/still_on"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    other: str
    when: str
    proposed: str = ""
    changed: bool = False
    said_no: bool = False
    buddy: bool = False
    student: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarNote(Card):
    """Tells a coordinator what is wrong with the calendar: of one meeting, or of all of them ('')."""

    template: ClassVar[str] = "booking/note"
    meeting: str = ""
    when: str = ""
    grant: bool = False
    mailbox: bool = False
    down: bool = False
    no_link: bool = False
    foreign: bool = False
    not_taken: bool = False
    gone: bool = False
    edited: bool = False
    standing: bool = False
    nothing: bool = False
    all: bool = False
