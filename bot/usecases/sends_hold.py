"""A coordinator holds messages back for a while, and lets them go again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.errors import BadInput
from bot.domain.sends import EVERYBODY
from bot.usecases.cohorts import an_open_cohort
from bot.usecases.finding import a_cohort
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.sends_news import whose

STILL_GO = "These still go out: answers, notes that ask for a call, and news of a meeting that changed."
NOTHING_LOST = "Nothing is lost. What would come too late is left out."
BIT_BY_BIT = "What waits goes out bit by bit, in each person's own hours. What would come too late is left out."
TWICE = "Messages {who} are held back already. To let them go: {command}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """A cohort as a coordinator writes it, or nothing for everybody."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """A cohort by its number, 0 for everybody."""

    cohort: int


def hold(work: Work, request: Which, now: datetime) -> Card:
    """What nobody asked for waits from then on."""
    words = request.words.strip()
    cohort = an_open_cohort(work, words).id if words else EVERYBODY
    who = whose(work, cohort)
    if cohort in work.sends.held():
        raise BadInput(TWICE.format(who=who, command=f"sends resume {words}".strip()))
    deed = Deed(name="sends_hold", request=Of(cohort=cohort))
    return ask_first(work, deed, what=f"I hold back messages {who}.", notes=notes(STILL_GO, NOTHING_LOST), now=now)


def do_hold(work: Work, request: Of, now: datetime) -> Result:
    """Holds them back; a second time changes nothing."""
    work.sends.hold(request.cohort, now=now)
    work.audit("messages held", request.cohort or None, now=now)
    back = Deed(name="sends_resume", request=request)
    return Result(what=f"Messages {whose(work, request.cohort)} are held back.", notes=notes(STILL_GO), back=back)


def resume(work: Work, request: Which, now: datetime) -> Card:
    """They go out again."""
    words = request.words.strip()
    cohort = a_cohort(work, words).id if words else EVERYBODY
    held, who = work.sends.held(), whose(work, cohort)
    if cohort not in held:
        others = ", ".join(whose(work, one) for one in held)
        raise BadInput(
            f"Messages {who} are not held back." + (f" What is held back: messages {others}." if others else "")
        )
    deed = Deed(name="sends_resume", request=Of(cohort=cohort))
    return ask_first(work, deed, what=f"I let messages {who} go out again.", notes=notes(BIT_BY_BIT), now=now)


def do_resume(work: Work, request: Of, now: datetime) -> Result:
    """Lets them go; a second time changes nothing."""
    work.sends.resume(request.cohort, now=now)
    work.audit("messages go on", request.cohort or None, now=now)
    back = Deed(name="sends_hold", request=request)
    return Result(what=f"Messages {whose(work, request.cohort)} go out again.", back=back)
