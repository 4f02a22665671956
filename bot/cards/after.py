"""The one card that each side gets after a meeting, and its thanks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterBuddy(Card):
    """One tap for the Buddy, and a call for those who want one."""

    template: ClassVar[str] = "after/buddy"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    student: str
    other: str = ""
    others: str = ""
    buddy: bool = False
    carer: bool = False
    nudge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterStudent(Card):
    """Three taps for the student."""

    template: ClassVar[str] = "after/student"
    meeting: int
    version: int
    cohort: str = ""
    number: int
    title: str
    other: str = ""
    others: str = ""
    everyone: str = "both of you"
    nudge: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Thanks(Card):
    """Thanks, with what happens next."""

    template: ClassVar[str] = "after/thanks"
    respect: bool = False
    not_held: bool = False
    moved: bool = False
    held: bool = False
    nobody: bool = False
    waited: bool = False
    no_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskCall(Card):
    """Asks a Buddy who does not feel so well whether somebody should call."""

    template: ClassVar[str] = "after/call"
