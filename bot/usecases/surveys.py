"""'Where are you now?': the same plain questions before and after a series, each answer free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.joining import Asked, Choose, SurveyDone, SurveyForm
from bot.content.questions import Instrument
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.errors import BadInput, NotYours
from bot.domain.times import wall
from bot.usecases.content import content_of
from bot.usecases.ports import Work

KEY = "bs_prepost"
Moment = Literal["before", "after"]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A cohort."""

    cohort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers(About):
    """What was chosen, by item; an item without an answer is left out."""

    moment: Moment
    chosen: Mapping[str, str]


def start(work: Work, request: About, _now: datetime) -> Card:
    """The questions of before."""
    return form(work, CohortId(request.cohort), "before")


def form(work: Work, cohort: CohortId, moment: Moment) -> Card:
    """The questions, unless the actor has answered them; raises NotYours for a cohort that is not the actor's."""
    _mine(work, cohort)
    if work.surveys.answered(cohort, moment):
        return SurveyDone(kept=True)
    items = tuple(
        Asked(
            key=item.key,
            text=item.text,
            options=tuple(Choose(label=one.label, value=str(one.value)) for one in item.options),
        )
        for item in _instrument(work, cohort).items
    )
    return SurveyForm(cohort=cohort, moment=moment, items=items)


def later(work: Work, request: About, _now: datetime) -> Card:
    """Not now: never asked again by itself."""
    _mine(work, CohortId(request.cohort))
    return SurveyDone(later=True)


def save(work: Work, request: Answers, now: datetime) -> Card:
    """Keeps the answers, once; they are shown to nobody but the person."""
    cohort = CohortId(request.cohort)
    _mine(work, cohort)
    answers = _read(_instrument(work, cohort), request.chosen)
    if not answers:
        raise BadInput("Please choose at least one answer, or press 'Later'.")
    work.surveys.put(cohort, request.moment, answers, day=wall(now).date())
    work.audit(f"questions {request.moment}", cohort, now=now)
    return SurveyDone(kept=True)


def newest(work: Work, _request: None, _now: datetime) -> Card:
    """The same, typed: of the actor's newest cohort in which a series goes on."""
    linked = [one for one in work.cohorts.enrolments(work.actor.id) if one.state is EnrolmentState.LINKED]
    if not linked:
        raise BadInput("There are no questions for you just now. I will ask when you have a Buddy.")
    return form(work, linked[0].cohort, "before")


def _mine(work: Work, cohort: CohortId) -> None:
    if not any(one.cohort == cohort for one in work.cohorts.enrolments(work.actor.id)):
        raise NotYours


def _instrument(work: Work, cohort: CohortId) -> Instrument:
    pinned = content_of(work, work.cohorts.get(cohort)).instruments
    return pinned.get(KEY) or work.site.library.instruments[KEY]


def _read(instrument: Instrument, chosen: Mapping[str, str]) -> dict[str, int]:
    """Only what the form has: an answer that is none of those shown counts as none."""
    found = {}
    for item in instrument.items:
        known = {str(one.value): one.value for one in item.options}
        if (value := chosen.get(item.key, "")) in known:
            found[item.key] = known[value]
    return found
