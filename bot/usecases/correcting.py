"""A coordinator puts right the hours that somebody gave, before they are approved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import notes
from bot.domain.errors import BadInput
from bot.domain.hours import (
    Claim,
    ClaimState,
    first_day,
    month_before,
    month_of,
    read_costs,
    read_minutes,
    say_month,
)
from bot.domain.people import PersonId, Role
from bot.usecases.finding import a_person, full_name
from bot.usecases.hours import SAID, figures
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first

READ_WHEN = "They read the new figures when you approve them. Please talk to them before."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHours:
    """Whose hours, of which month, and what is put right, as it was typed; '' leaves it as it is."""

    words: str
    month: str = ""
    minutes: str = ""
    prep: str = ""
    costs: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The same, once it is known: all figures of the month, costs in pence; and those that they take the place of."""

    person: PersonId
    month: str
    now: tuple[int, ...]
    was: tuple[int, ...]


def set_hours(work: Work, request: SetHours, now: datetime) -> Card:
    """What it is now and what it would be."""
    person = a_person(work, request.words, Role.BUDDY, Role.CARER)
    month = request.month or month_before(month_of(now))
    first_day(month)
    claim = work.hours.claim_of(person.id, month)
    if claim is None or claim.state is not ClaimState.GIVEN:
        raise BadInput(f"{full_name(person)}, {say_month(month)}: {SAID[claim.state if claim else None]}.")
    if person.id == work.actor.id:
        raise BadInput("These are your own. Please ask another coordinator.")
    after = _after(claim, request)
    if after == claim:
        raise BadInput("That changes nothing. Please give --minutes, --prep or --costs.")
    deed = Deed(name="hours_set", request=Figures(person=person.id, month=month, now=_plain(after), was=_plain(claim)))
    what = f"{full_name(person)}, {say_month(month)}: {figures(after)}"
    return ask_first(work, deed, what=what, notes=notes(f"It is now: {figures(claim)}", READ_WHEN), now=now)


def do_set_hours(work: Work, request: Figures, now: datetime) -> Result:
    """Puts it right, unless it has changed since; what was there can come back."""
    claim = work.hours.claim_of(request.person, request.month)
    if claim is None or claim.state is not ClaimState.GIVEN or _plain(claim) != request.was:
        raise BadInput("These hours have changed meanwhile. Please look again with 'hours show'.")
    minutes, prep, costs = request.now
    after = replace(claim, minutes=minutes, prep_minutes=prep, costs=costs)
    work.hours.correct(after, now=now)
    work.audit("hours set", request.person, now=now)
    back = replace(request, now=request.was, was=request.now)
    return Result(what=f"{say_month(request.month)}: {figures(after)}", back=Deed(name="hours_set", request=back))


def _after(claim: Claim, request: SetHours) -> Claim:
    return replace(
        claim,
        minutes=read_minutes(request.minutes, "for meetings") if request.minutes else claim.minutes,
        prep_minutes=read_minutes(request.prep, "to get ready") if request.prep else claim.prep_minutes,
        costs=read_costs(request.costs) if request.costs else claim.costs,
    )


def _plain(claim: Claim) -> tuple[int, ...]:
    return claim.minutes, claim.prep_minutes, claim.costs
