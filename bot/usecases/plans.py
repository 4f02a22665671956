"""A coordinator asks for a plan of a whole cohort: it is worked out apart, shown, and asked of people on a yes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.plans import Failed, Working, widths
from bot.cards.staff import Done, notes
from bot.domain.cohorts import Cohort, CohortId, CohortState
from bot.domain.errors import BadInput
from bot.domain.matching import CLOSED
from bot.domain.plans import OPEN_PLANS, Asked, PlanId, PlanState, View, ready
from bot.usecases.content import content_of
from bot.usecases.finding import a_cohort
from bot.usecases.outlook import outlook_card
from bot.usecases.plan_cards import field_of, plan_card, the_plan
from bot.usecases.plan_problem import Ground
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt

BEGINS = "It begins in a moment."
LOOKS = "I am looking at who can meet whom, and when."
REASONS = "I am writing down the reasons now."


@dataclass(frozen=True, slots=True, kw_only=True)
class OfCohort:
    """A coordinator asks for a plan of a cohort."""

    cohort: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A press on 'How far is it?', by somebody or by the card itself, or for another page."""

    plan: int
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePlan:
    """A press on 'Stop'."""

    plan: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What became of a plan, and who held it."""

    plan: PlanId
    state: PlanState
    found: str
    worker: str
    attempt: int


def match_all(work: Work, request: OfCohort, now: datetime) -> Card:
    """Asks for a plan of who could meet whom; nothing is sent to anybody."""
    return _ask(work, request, View.ALL, now)


def outlook(work: Work, request: OfCohort, now: datetime) -> Card:
    """Asks how many students the cohort can take."""
    return _ask(work, request, View.OUTLOOK, now)


def _ask(work: Work, request: OfCohort, view: View, now: datetime) -> Card:
    cohort = a_cohort(work, request.cohort)
    if cohort.state is not CohortState.OPEN:
        raise BadInput(CLOSED)
    asked = work.plans.ask(cohort.id, view, now=now)
    work.audit("asked for a plan", asked.id, now=now)
    return _working(asked, cohort, now)


def _working(asked: Asked, cohort: Cohort, now: datetime) -> Working:
    far = asked.far
    best, rest, _ = widths((far.best, far.most - far.best), longest=max(1, far.most))
    return Working(
        plan=asked.id,
        cohort=cohort.name,
        pairs=asked.view is View.ALL,
        outlook=asked.view is View.OUTLOOK,
        lines=notes(*_how_far(asked, now)),
        best=best,
        open=rest,
    )


def _how_far(asked: Asked, now: datetime) -> Iterator[str]:
    """As its row says it: nobody is asked, and no turn waits."""
    if not asked.until:
        yield BEGINS
        return
    left = math.ceil((asked.until - now).total_seconds())
    if asked.far.most:
        filled = "1 place is" if asked.far.best == 1 else f"{asked.far.best} places are"
        yield f"{filled} filled so far. There can be {asked.far.most} at most."
    else:
        yield LOOKS
    yield f"It takes {_seconds(left)} more at most." if left > 0 else REASONS


def _seconds(many: int) -> str:
    return "1 second" if many == 1 else f"{many} seconds"


def look(work: Work, request: Look, now: datetime) -> Card:
    """How far it is, or what was found."""
    asked = the_plan(work, request.plan)
    if asked.state is PlanState.STOPPED:
        raise BadInput("This was stopped. To start again, type: match all, and the cohort.")
    if asked.state in OPEN_PLANS:
        return _working(asked, work.cohorts.get(asked.cohort), now)
    return _shown(work, asked, now, page=max(1, request.page))


def _shown(work: Work, asked: Asked, now: datetime, *, page: int = 1) -> Card:
    if asked.state is PlanState.FAILED:
        return Failed(cohort=work.cohorts.get(asked.cohort).name)
    if asked.view is View.OUTLOOK:
        return outlook_card(work, asked, now)
    return plan_card(work, asked, now, page=page)


def stop(work: Work, request: OnePlan, now: datetime) -> Card:
    """It is worked out no further."""
    if not work.plans.stop(PlanId(request.plan)):
        return look(work, Look(plan=request.plan), now)
    work.audit("stopped a plan", request.plan, now=now)
    return Done(what="I have stopped. Nothing was sent to anybody.")


def say_ready(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """What was found, or that nothing could be."""
    asked = work.plans.get(PlanId(prompt.subject))
    return _shown(work, asked, now) if asked.state in {PlanState.READY, PlanState.FAILED} else None


def ground(work: Work, cohort: CohortId, now: datetime) -> Ground:
    """All that a plan is made of, in a number of statements that does not grow with the cohort."""
    field, here = field_of(work, cohort, now), work.cohorts.get(cohort)
    return Ground(
        field=field,
        brings=work.plans.brings(cohort, field.known.people.keys(), now=now),
        cohort=here,
        series=content_of(work, here).series,
        closed=work.site.closed,
    )


def settle(work: Work, request: Settled, now: datetime) -> None:
    """Keeps what was found, and lets whoever asked know; nothing if it was stopped, or is held by another."""
    who = work.plans.settle(request.plan, request.state, request.found, worker=request.worker, attempt=request.attempt)
    if who is not None:
        work.due.record([ready(request.plan, who, now)], now=now)
