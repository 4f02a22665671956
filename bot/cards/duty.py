"""Cards about duty: asking for somebody, who has it, and the question that some words bring up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk(Card):
    """Asks what a call is wanted about: needs nothing, so it works without a database."""

    template: ClassVar[str] = "duty/talk"


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkBack(Card):
    """Nothing was asked for."""

    template: ClassVar[str] = "duty/back"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorrySent(Card):
    """A note was sent: to somebody who is there (`name`), or while nobody is, until then or for now.

    `back`: the role in which a choice is still open, and can be gone on with.
    """

    template: ClassVar[str] = "duty/sent"
    name: str = ""
    until: str = ""
    nobody: bool = False
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorryWaiting(Card):
    """Nobody has taken the note for two hours of duty."""

    template: ClassVar[str] = "duty/waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorrySeen(Card):
    """Who has the note."""

    template: ClassVar[str] = "duty/seen"
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyQuestion(Card):
    """The calm question that certain words bring up. `call`: the person can ask for one here."""

    template: ClassVar[str] = "duty/question"
    call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InThePast(Card):
    """The answer to 'It's about the past'."""

    template: ClassVar[str] = "duty/past"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Card):
    """A note for somebody on duty: who, about which kind of thing, and when. `deputy` is '' when there is none."""

    template: ClassVar[str] = "duty/note"
    worry: int
    who: str
    kind: str
    ago: str
    email: str = ""
    deputy: str = ""
    asked: bool = False
    respect: bool = False
    young: bool = False
    soon: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen(Card):
    """The same when nobody has taken it."""

    template: ClassVar[str] = "duty/unseen"
    worry: int
    who: str
    kind: str
    ago: str
    email: str = ""
    asked: bool = False
    respect: bool = False
    young: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken(Card):
    """Who has a note now: the reader, somebody else (`name`), or nobody any more."""

    template: ClassVar[str] = "duty/taken"
    who: str = ""
    number: str = ""
    mine: bool = False
    name: str = ""
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed(Card):
    """A note went to the deputy."""

    template: ClassVar[str] = "duty/passed"
    worry: int
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDuty(Card):
    """A day without anybody. `typed` is the day as a command takes it."""

    template: ClassVar[str] = "duty/no_duty"
    day: str
    typed: str
