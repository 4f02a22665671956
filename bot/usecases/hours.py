"""A Buddy's hours: put down by themselves, asked about once a month, approved by a coordinator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.hours import AskHours, HoursApproved, HoursKept, HoursLine, HoursNow
from bot.cards.staff import Listing, Row, Telling
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.hours import (
    Claim,
    ClaimState,
    Worked,
    ask,
    asked_at,
    bounds,
    first_day,
    month_before,
    month_numbered,
    month_of,
    next_month,
    prefilled,
    read_costs,
    read_minutes,
    say_minutes,
    say_month,
    say_pounds,
)
from bot.domain.people import Person, PersonId, Role
from bot.domain.times import say, say_day, wall
from bot.usecases.finding import a_person, full_name
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.saying import Prompt

UNDO_MINUTES = 60
COPY_FOR = timedelta(days=14)
SHOWN = 40  # people on one card
SAID = {
    None: "not answered yet",
    ClaimState.GIVEN: "given, not approved yet",
    ClaimState.NONE: "does not want to claim",
    ClaimState.APPROVED: "approved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SaysHours:
    """What a Buddy says of a month, as it was typed."""

    month: str
    minutes: str
    prep: str
    costs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfMonth:
    """Which month."""

    month: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Whose hours, and of which month; nobody named means everybody's."""

    words: str
    month: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Whose hours of which month."""

    person: PersonId
    month: str


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """One question to each who had a meeting that counts in a month that is over."""
    month, last = month_before(month_of(since)), month_before(month_of(until))
    while month <= last:
        if since <= asked_at(month, work.site.closed) <= until:
            start, end = bounds(month)
            yield from ask(work.hours.busy(since=start, until=end), month, work.site.closed)
        month = next_month(month)


def say_hours(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Unless it was answered, or there is nothing to put down."""
    month = month_numbered(prompt.subject)
    worked = _worked(work, work.actor.id, month)
    if not worked or work.hours.claim_of(work.actor.id, month):
        return None
    claim = prefilled(work.actor.id, month, worked)
    meetings = "1 meeting" if len(worked) == 1 else f"{len(worked)} meetings"
    return AskHours(
        month=month,
        say=say_month(month),
        meetings=meetings,
        minutes=str(claim.minutes),
        prep=str(claim.prep_minutes),
    )


def give(work: Work, request: SaysHours, now: datetime) -> Card:
    """Keeps what the Buddy says: nobody knows it better."""
    _past(request.month, now)
    claim = Claim(
        person=work.actor.id,
        month=request.month,
        minutes=read_minutes(request.minutes, "for the meetings"),
        prep_minutes=read_minutes(request.prep, "to get ready"),
        costs=read_costs(request.costs),
        state=ClaimState.GIVEN,
    )
    work.hours.claim(claim, now=now)
    work.audit("hours given", None, now=now)
    return HoursKept(say=say_month(request.month), what=figures(claim), given=True)


def no_claim(work: Work, request: OfMonth, now: datetime) -> Card:
    """The time is known all the same; nothing is claimed for it."""
    _past(request.month, now)
    claim = prefilled(work.actor.id, request.month, _worked(work, work.actor.id, request.month))
    work.hours.claim(replace(claim, state=ClaimState.NONE), now=now)
    work.audit("no hours claimed", None, now=now)
    return HoursKept(say=say_month(request.month), none=True)


def running(work: Work, _request: None, now: datetime) -> Card:
    """How the running month stands."""
    month = month_of(now)
    worked = _worked(work, work.actor.id, month)
    claim = prefilled(work.actor.id, month, worked)
    return HoursNow(
        say=say_month(month),
        what=figures(claim),
        asked=say_day(wall(asked_at(month, work.site.closed)).date()),
        rows=tuple(HoursLine(say=f"{say(one.start)}: {one.minutes} minutes") for one in worked),
        none=not worked,
    )


def show(work: Work, request: Show, now: datetime) -> Card:
    """A month of one person, line by line, or of everybody."""
    month = request.month or month_of(now)
    first_day(month)
    if request.words:
        return _show_one(work, request.words, month)
    found = work.hours.of_month(month)
    start = max(0, request.page - 1) * SHOWN
    rows = tuple(_row(*one) for one in found[start : start + SHOWN])
    more = max(0, len(found) - start - len(rows))
    following = f"hours show --month {month} --page {request.page + 1}"
    return Listing(
        title=f"Hours: {say_month(month)}",
        rows=rows,
        more=more,
        hint=f"To see more: {following}" if more else f"hours show B-007 --month {month}",
        nothing="" if rows else "Nobody else is on this list." if found else "Nobody has answered for this month yet.",
    )


def approve(work: Work, request: Show, now: datetime) -> Card:
    """Asks first; the Buddy gets a copy in an hour, when it can't be taken back any more."""
    person = a_person(work, request.words, Role.BUDDY, Role.CARER)
    month = request.month or month_before(month_of(now))
    claim = work.hours.claim_of(person.id, month)
    if claim is None or claim.state is not ClaimState.GIVEN:
        raise BadInput(f"{full_name(person)}, {say_month(month)}: {SAID[claim.state if claim else None]}.")
    return ask_first(
        work,
        Deed(name="hours_approve", request=Settled(person=person.id, month=month)),
        what=f"Approve the hours of {full_name(person)} for {say_month(month)}: {figures(claim)}",
        telling=[Telling(who=full_name(person), words=_copy(claim))],
        now=now,
    )


def do_approve(work: Work, request: Settled, now: datetime) -> Result:
    """Approves what was given, as it stands now."""
    claim = work.hours.claim_of(request.person, request.month)
    if claim is None or claim.state is not ClaimState.GIVEN:
        raise BadInput("These hours have changed meanwhile. Please look again with 'hours show'.")
    work.hours.settle(request.person, request.month, ClaimState.APPROVED, now=now)
    at = now + timedelta(minutes=UNDO_MINUTES)
    key = f"{Kind.HOURS_OK}:{request.month}:{request.person}:{int(now.timestamp())}"
    number = int(request.month.replace("-", ""))
    copy = Due(key=key, kind=Kind.HOURS_OK, person=request.person, subject=number, due_at=at, until=at + COPY_FOR)
    work.due.record([copy], now=now)
    work.audit("hours approved", request.person, now=now)
    back = Deed(name="hours_reopen", request=request)
    return Result(what=f"The hours for {say_month(request.month)} are approved.", back=back, minutes=UNDO_MINUTES)


def do_reopen(work: Work, request: Settled, now: datetime) -> Result:
    """Takes the approval back."""
    work.hours.settle(request.person, request.month, ClaimState.GIVEN, now=now)
    work.audit("hours not approved", request.person, now=now)
    return Result(what=f"The hours for {say_month(request.month)} are not approved any more.")


def say_copy(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """The copy, while it is approved."""
    claim = work.hours.claim_of(work.actor.id, month_numbered(prompt.subject))
    if claim is None or claim.state is not ClaimState.APPROVED:
        return None
    return HoursApproved(words=_copy(claim))


def _past(month: str, now: datetime) -> None:
    if first_day(month) > first_day(month_of(now)):
        raise BadInput("That month is still to come.")


def _worked(work: Work, person: PersonId, month: str) -> tuple[Worked, ...]:
    start, end = bounds(month)
    return tuple(work.hours.worked(person, since=start, until=end))


def _show_one(work: Work, words: str, month: str) -> Listing:
    person = a_person(work, words, Role.BUDDY, Role.CARER)
    worked = _worked(work, person.id, month)
    claim = work.hours.claim_of(person.id, month) or prefilled(person.id, month, worked)
    rows = [Row(say=f"{say(one.start)}: {one.minutes} minutes") for one in worked]
    rows.append(Row(say=f"In all: {figures(claim)}", more=SAID[claim.state]))
    return Listing(
        title=f"Hours: {full_name(person)}, {say_month(month)}",
        rows=tuple(rows),
        hint=f"hours approve {person.number} --month {month}" if claim.state is ClaimState.GIVEN else "",
    )


def _row(person: Person, claim: Claim) -> Row:
    return Row(say=f"{full_name(person)}: {figures(claim)}", more=SAID[claim.state])


def figures(claim: Claim) -> str:
    """The figures of a month in words."""
    parts = f"{say_minutes(claim.minutes)} for meetings, {say_minutes(claim.prep_minutes)} to get ready"
    return f"{parts}, costs {say_pounds(claim.costs)} pounds." if claim.costs else f"{parts}."


def _copy(claim: Claim) -> str:
    return f"Your time for {say_month(claim.month)} is approved: {figures(claim)} Thank you for it."
