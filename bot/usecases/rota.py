"""Who is on duty on which day: set, shown, and pointed out when nobody is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cards import Card
from bot.cards.duty import NoDuty
from bot.cards.staff import Listing, Row
from bot.domain.due import Due
from bot.domain.duty import OnDuty, gaps, warnings
from bot.domain.errors import BadInput
from bot.domain.people import Person, PersonId, Role
from bot.domain.times import say_day, wall
from bot.usecases.finding import a_person
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, done
from bot.usecases.saying import Prompt

SHOWN = timedelta(days=13)  # two weeks with today
LONGEST = timedelta(days=92)  # what is set at once
LOOK_BACK = timedelta(days=60)  # a site that has set nobody for so long has no rota
HOW_TO_SET = "To set somebody, type: duty set Jo 1 dec..5 dec. For the deputy, put --deputy behind it."


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDuty:
    """Somebody, from one day to another (both included), as the one on duty or as the deputy."""

    person: str
    first: date
    last: date
    deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """Who was there on these days, 0 for nobody."""

    days: tuple[date, ...]
    people: tuple[int, ...]
    deputy: bool


def set_duty(work: Work, request: SetDuty, now: datetime) -> Card:
    """Puts a coordinator or lead on duty, on the working days among these."""
    if request.last < request.first or request.last - request.first > LONGEST:
        raise BadInput("The last day must come after the first, and within three months of it.")
    if request.first < wall(now).date():
        raise BadInput(f"{say_day(request.first)} has already passed. Please choose a later day.")
    days = gaps((), request.first, request.last, work.site.hours)
    if not days:
        raise BadInput("There is no working day among these. Please choose others.")
    somebody = a_person(work, request.person, Role.COORDINATOR, Role.LEAD)
    before = {one.day: one.person for one in work.duty.rota(days[0], days[-1]) if one.deputy == request.deputy}
    _put(work, days, somebody, deputy=request.deputy)
    work.audit("duty set", somebody.id, now=now)
    was = Before(days=days, people=tuple(before.get(day, 0) for day in days), deputy=request.deputy)
    what = f"{somebody.first_name} is {'the deputy' if request.deputy else 'on duty'} {_say(days)}."
    return done(work, Result(what=what, back=Deed(name="duty_back", request=was)), now)


def duty_back(work: Work, request: Before, now: datetime) -> Result:
    """Everything as it was before."""
    was: dict[int, list[date]] = {}
    for day, person in zip(request.days, request.people, strict=True):
        was.setdefault(person, []).append(day)
    work.duty.clear(was.pop(0, []), deputy=request.deputy)
    for person, days in was.items():
        _put(work, days, work.people.get(PersonId(person)), deputy=request.deputy)
    work.audit("duty set", now=now)
    return Result(what="The rota is as it was before.")


def _put(work: Work, days: Sequence[date], somebody: Person, *, deputy: bool) -> None:
    shown = somebody.first_name or somebody.number
    work.duty.set([OnDuty(day=day, person=somebody.id, shown_as=shown, deputy=deputy) for day in days])


def _say(days: Sequence[date]) -> str:
    return f"on {say_day(days[0])}" if len(days) == 1 else f"from {say_day(days[0])} to {say_day(days[-1])}"


def show_duty(work: Work, _request: None, now: datetime) -> Card:
    """The next two weeks; a day without anybody says so."""
    first = wall(now).date()
    rota = {(one.day, one.deputy): _shown(one) for one in work.duty.rota(first, first + SHOWN)}
    days = gaps((), first, first + SHOWN, work.site.hours)
    return Listing(
        title="Who is on duty",
        rows=tuple(Row(say=f"{say_day(day)}: {_there(rota, day)}") for day in days),
        hint=HOW_TO_SET if work.actor.is_a(frozenset({Role.COORDINATOR})) else "",
    )


def _shown(one: OnDuty) -> str:
    return f"{one.shown_as}, who is away" if one.away else one.shown_as


def _there(rota: dict[tuple[date, bool], str], day: date) -> str:
    deputy = f", deputy {rota[day, True]}" if (day, True) in rota else ""
    return rota.get((day, False), "nobody") + deputy


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """Tells of the days to come without anybody, where a rota is kept at all."""
    first, last = wall(since).date(), wall(min(until, since + 2 * SHOWN)).date() + timedelta(days=7)
    rota = work.duty.rota(first - LOOK_BACK, last)
    days = gaps(rota, first, last, work.site.hours) if rota else ()
    return warnings(days, work.duty.staff(), work.site.hours) if days else ()


def say_no_duty(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Nobody is set for that day, still."""
    day = date.fromordinal(prompt.subject)
    return (
        NoDuty(day=say_day(day), typed=f"{day}") if gaps(work.duty.rota(day, day), day, day, work.site.hours) else None
    )
