"""Told, asked, and a yes or a not now: how students, Buddies and carers come to take part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.joining import AskChoice, AskedIn, HowItWorks, NotNow, NotYet, Tick
from bot.cards.profile import HasLeft
from bot.domain.cohorts import Cohort, EnrolmentState
from bot.domain.duty import Source, WorryKind
from bot.domain.errors import BadInput, NotYours
from bot.domain.joining import ChoiceSaid, version_of
from bot.domain.people import GIVERS, PersonId, Role
from bot.usecases.content import content_of
from bot.usecases.duty import ask_for_call, mine, sent_card
from bot.usecases.people import Arrival
from bot.usecases.ports import Work
from bot.usecases.profile import TAKING_PART, first_step
from bot.usecases.profile_cards import all_set, has_left

Part = Literal["student", "buddy", "carer"]
AGE = "18 or over"  # in the line that nobody can take part without
HERE = frozenset({EnrolmentState.INVITED, EnrolmentState.WAITING, EnrolmentState.LINKED})
NOT_ALL = (
    "Please tick every line that you agree with. Still open: {left} of {all}. Nothing is lost. "
    "If one is not right for you, you can talk to us first."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class As:
    """In which role somebody presses."""

    role: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(As):
    """A yes: which lines the card showed, and what was ticked ('tick1': 'true')."""

    version: str
    ticks: Mapping[str, str]


def has_chosen(work: Work, person: PersonId, role: Role) -> bool:
    """Whether this person has said yes in this role, and not 'not now' since."""
    choice = work.joining.choice_of(person, role)
    return choice is not None and choice.said is ChoiceSaid.YES


def lines_for(work: Work, role: Role) -> tuple[str, ...]:
    """The lines that the actor ticks: those that their cohort began with, today's for somebody in none."""
    for enrolment in work.cohorts.enrolments(work.actor.id):
        if enrolment.state in HERE and (lines := _pinned(work, work.cohorts.get(enrolment.cohort), role)):
            return lines
    return work.site.library.agreements[role]


def _pinned(work: Work, cohort: Cohort, role: Role) -> tuple[str, ...]:
    return content_of(work, cohort).agreements.get(role, ())


def how(work: Work, request: As, _now: datetime) -> Card:
    """What taking part means."""
    role = _as(work, request.role)
    library = work.site.library
    meetings = len(library.series[library.default_series].themes)
    return HowItWorks(role=role, meetings=meetings, **_flags(role))


def join(work: Work, request: As, now: datetime) -> Card:
    """The lines to tick; how things stand for somebody who has said yes."""
    role = _as(work, request.role)
    if has_left(work):
        return left_card(work)
    if has_chosen(work, work.actor.id, role):
        return all_set(work, role, now)
    return _choice_card(work, role)


def join_typed(work: Work, _request: None, now: datetime) -> Card:
    """The same, typed: in the first role in which the actor has not said yes."""
    roles = [role for role in TAKING_PART if role in work.actor.roles]
    open_ = [role for role in roles if not has_chosen(work, work.actor.id, role)]
    return join(work, As(role=(open_ or roles)[0].value), now)  # type: ignore[arg-type]  # one of those who take part


def agree(work: Work, request: Agree, now: datetime) -> Card:
    """Keeps the yes with the very lines that were ticked; without all of them nothing is kept and nothing lost."""
    role = _as(work, request.role)
    if has_left(work):
        return left_card(work)
    if has_chosen(work, work.actor.id, role):
        return all_set(work, role, now, changed=True)
    lines = lines_for(work, role)
    if version_of(lines) != request.version:
        return _choice_card(work, role, changed=True)
    left = [number for number in range(1, len(lines) + 1) if request.ticks.get(f"tick{number}") != "true"]
    if [AGE in lines[number - 1] for number in left] == [True]:
        return _choice_card(work, role, age=True)  # a tick left out is no word about an age
    if left:
        raise BadInput(NOT_ALL.format(left=len(left), all=len(lines)))
    work.joining.choose(work.actor.id, role, ChoiceSaid.YES, lines, version=request.version, now=now)
    _now_waits(work, now)
    work.audit("chose to take part", work.actor.id, now=now)
    return first_step(work, role, now)


def under_age(work: Work, request: As, now: datetime) -> Card:
    """Who is not 18 can't take part, and a coordinator hears of it at once, so that nobody is left alone with a no."""
    role = _as(work, request.role)
    if has_left(work):
        return left_card(work)
    if has_chosen(work, work.actor.id, role):
        return all_set(work, role, now, changed=True)
    if not any(note.kind is WorryKind.AGE and not note.closed_at for note in mine(work, now)):
        ask_for_call(work, kind=WorryKind.AGE, source=Source.CALL, soon=True, apart=False, now=now)
    return NotYet(role=role)


def question(work: Work, request: As, now: datetime) -> Card:
    """A call before the choice, and the way back to it: asking something is no no."""
    role = _as(work, request.role)
    worry = ask_for_call(work, kind=WorryKind.ELSE, source=Source.CALL, soon=True, apart=False, now=now)
    return replace(sent_card(work, worry, now), back=role.value)


def not_now(work: Work, request: As, now: datetime) -> Card:
    """Kept as 'not now', and never asked again; somebody who said yes before is shown how to take a break."""
    role = _as(work, request.role)
    choice = work.joining.choice_of(work.actor.id, role)
    if choice and choice.said is ChoiceSaid.YES:
        return all_set(work, role, now, changed=True)
    if choice is None:
        work.joining.choose(work.actor.id, role, ChoiceSaid.NOT_NOW, (), version="", now=now)
        work.audit("chose not now", work.actor.id, now=now)
    return NotNow(role=role)


def take_part(work: Work, request: Arrival, now: datetime) -> Card:
    """Somebody on nobody's list would like to take part: the coordinator is told the name, and nothing else."""
    work.people.reach(request.account, request.chat, person=None, now=now)
    work.presence.ask_in(request.account, now=now)
    return AskedIn(contact=work.site.contact)


def on_the_list(work: Work, _request: None, now: datetime) -> Card:
    """The same button, pressed by somebody who is on the list by now: what they are asked."""
    if not work.actor.is_a(frozenset(TAKING_PART)):
        raise NotYours
    return join_typed(work, None, now)


def left_card(work: Work) -> Card:
    """For somebody who has left."""
    return HasLeft(contact=work.site.contact, no_contact=not work.site.contact)


def _choice_card(work: Work, role: Role, *, changed: bool = False, age: bool = False) -> Card:
    lines = lines_for(work, role)
    ticks = tuple(
        Tick(number=number, say=line, ticked="true" if age and AGE not in line else "false")
        for number, line in enumerate(lines, 1)
    )
    return AskChoice(role=role, version=version_of(lines), ticks=ticks, changed=changed, age=age, **_flags(role))


def _now_waits(work: Work, now: datetime) -> None:
    for enrolment in work.cohorts.enrolments(work.actor.id):
        if enrolment.state is EnrolmentState.INVITED:
            work.cohorts.set_state(enrolment.cohort, work.actor.id, EnrolmentState.WAITING, now=now)


def _as(work: Work, role: Part) -> Role:
    if (named := Role(role)) not in work.actor.roles:
        raise NotYours
    return named


def _flags(role: Role) -> dict[str, bool]:
    return {
        "student": role is Role.STUDENT,
        "giver": role in GIVERS,
        "buddy": role is Role.BUDDY,
        "carer": role is Role.CARER,
    }
