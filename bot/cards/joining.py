"""Cards of joining: what it is, what is ticked, what comes next, and the news of those who wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One line to tick."""

    number: int
    say: str
    ticked: str = "false"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose:
    """One answer that can be chosen, and what is sent for it."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question of a form."""

    key: str
    text: str
    options: tuple[Choose, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedIn(Card):
    """The answer to somebody unknown who would like to take part."""

    template: ClassVar[str] = "joining/asked_in"
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HowItWorks(Card):
    """What taking part means. `giver`: a Buddy or carer."""

    template: ClassVar[str] = "joining/how"
    role: str
    meetings: int
    student: bool = False
    giver: bool = False
    buddy: bool = False
    carer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskChoice(Card):
    """The lines to tick before a yes; `version` names exactly these lines. `age`: only that tick is open."""

    template: ClassVar[str] = "joining/choice"
    role: str
    version: str
    ticks: tuple[Tick, ...]
    student: bool = False
    giver: bool = False
    buddy: bool = False
    carer: bool = False
    changed: bool = False
    age: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotYet(Card):
    """For somebody who is not 18 yet."""

    template: ClassVar[str] = "joining/not_yet"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNow(Card):
    """The answer to 'Not now'."""

    template: ClassVar[str] = "joining/not_now"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GettingReady(Card):
    """The steps of registering, done and to do. `then` says what follows."""

    template: ClassVar[str] = "joining/steps"
    done: str
    todo: str
    ready: bool
    then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AllSet(Card):
    """How somebody who said yes stands; `day` is when they did."""

    template: ClassVar[str] = "joining/all_set"
    day: str
    waiting: bool = False
    giver: bool = False
    to_do: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeNudge(Card):
    """The one nudge after an invitation without an answer."""

    template: ClassVar[str] = "joining/nudge"
    first_name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StillLooking(Card):
    """News for a student who waits."""

    template: ClassVar[str] = "joining/waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBefore(Card):
    """Offers the questions of before the series."""

    template: ClassVar[str] = "joining/before"
    cohort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyForm(Card):
    """The questions; `moment` is 'before' or 'after'."""

    template: ClassVar[str] = "joining/survey"
    cohort: int
    moment: str
    items: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyDone(Card):
    """Thanks for the answers, or takes note of 'later'."""

    template: ClassVar[str] = "joining/survey_done"
    kept: bool = False
    later: bool = False
