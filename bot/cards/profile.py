"""Cards of a person's own: what they set, what is kept about them, their breaks, and leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing and how it stands."""

    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """One line of what is kept."""

    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is kept of one sort."""

    title: str
    lines: tuple[KeptLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNeeds(Card):
    """What would make it easier. Here and below, `then` says what follows: a role while joining, or 'me'."""

    template: ClassVar[str] = "profile/needs"
    needs: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskQuiet(Card):
    """When somebody may be written to ('09:00')."""

    template: ClassVar[str] = "profile/quiet"
    first: str
    last: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPlacement(Card):
    """Where a student is on placement; days as YYYY-MM-DD."""

    template: ClassVar[str] = "profile/placement"
    team: str
    first: str
    last: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskHope(Card):
    """A student's hope in one line."""

    template: ClassVar[str] = "profile/hope"
    hope: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLine(Card):
    """A Buddy's own line."""

    template: ClassVar[str] = "profile/line"
    line: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLimits(Card):
    """How much is right for a Buddy. `hours_week` is '' without a limit of hours, `raised` a day or ''."""

    template: ClassVar[str] = "profile/limits"
    students: int
    meetings_week: int
    hours_week: str
    rest_days: int
    rest_days_after: int
    slowly: str
    raised: str
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyChoices(Card):
    """All that can be changed, and how it stands."""

    template: ClassVar[str] = "profile/choices"
    facts: tuple[Fact, ...]
    saved: bool = False
    usual: bool = False
    fewer: bool = False
    student: bool = False
    giver: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Me(Card):
    """Who somebody is in the scheme, and what comes next for them."""

    template: ClassVar[str] = "profile/me"
    facts: tuple[Fact, ...]
    member: bool = False
    active: bool = False
    resting: bool = False
    staying: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MyData(Card):
    """What is kept, in general, and what can be done about it."""

    template: ClassVar[str] = "profile/data"
    member: bool = False
    student: bool = False
    staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AllKept(Card):
    """One page of all that is kept, in words."""

    template: ClassVar[str] = "profile/kept"
    page: int
    pages: int
    parts: tuple[Part, ...]
    next_page: int
    many: bool = False
    more: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy(Card):
    """The same as a text to copy."""

    template: ClassVar[str] = "profile/copy"
    page: int
    pages: int
    text: str
    next_page: int
    many: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteAsked(Card):
    """The wish to have it deleted was passed on."""

    template: ClassVar[str] = "profile/delete_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRest(Card):
    """Asks how long a break may be."""

    template: ClassVar[str] = "profile/rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting(Card):
    """A break has begun; `until` is the day of the next question, `open` means none."""

    template: ClassVar[str] = "profile/resting"
    until: str
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakOver(Card):
    """Asks whether somebody would like to come back, on the day that they named."""

    template: ClassVar[str] = "profile/break_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Back(Card):
    """Somebody came back, or was not away."""

    template: ClassVar[str] = "profile/back"
    came: bool = False
    here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskLeave(Card):
    """Leaving: what to do."""

    template: ClassVar[str] = "profile/leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class SureToLeave(Card):
    """Asks once more."""

    template: ClassVar[str] = "profile/leave_sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class HasLeft(Card):
    """Somebody has left."""

    template: ClassVar[str] = "profile/left"
    contact: str
    no_contact: bool = False
