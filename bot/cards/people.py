"""Cards about who takes part: greetings, and bringing people in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultLine:
    """One line of such a card."""

    number: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowToImport(Card):
    """How to bring people in."""

    template: ClassVar[str] = "people/how_to_import"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview(Card):
    """What a roster would change, before anything does."""

    template: ClassVar[str] = "people/import"
    proposal: int
    new_people: int
    new_pairs: int
    starting: int
    asked: int
    new_links: int
    same: int
    fault_count: int
    faults: tuple[FaultLine, ...]
    more_faults: int
    changes: bool = False
    nothing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDropped(Card):
    """A roster that was not brought in."""

    template: ClassVar[str] = "people/import_dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported(Card):
    """What a roster changed."""

    template: ClassVar[str] = "people/imported"
    new_people: int
    new_pairs: int
    starting: int
    asked: int
    new_links: int
    unreached: int
    changes: bool = False
    nothing: bool = False
    undo: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Card):
    """For somebody who is not on the list."""

    template: ClassVar[str] = "people/unknown"
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeBuddy(Card):
    """The first card of a Buddy or carer."""

    template: ClassVar[str] = "people/welcome_buddy"
    first_name: str
    role: str
    buddy: bool = False
    carer: bool = False
    asked: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorry(Card):
    """To somebody who was on the list by mistake, and has been written to."""

    template: ClassVar[str] = "people/sorry"
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeCoordinator(Card):
    """The first card of a coordinator."""

    template: ClassVar[str] = "people/welcome_coordinator"
    first_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeStaff(Card):
    """The first card of a lead, a tutor or a supervisor."""

    template: ClassVar[str] = "people/welcome_staff"
    first_name: str
    lead: bool = False
    tutor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeStudent(Card):
    """The first card of a student."""

    template: ClassVar[str] = "people/welcome_student"
    first_name: str
    meetings: int
    role: str = "student"
    asked: bool = False
    joined: bool = False
