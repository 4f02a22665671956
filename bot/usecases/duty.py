"""Somebody asks for a call, and somebody takes it: what each side is told, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.cards import Card
from bot.cards.duty import Passed, Taken, Talk, WorrySent
from bot.domain.due import Kind
from bot.domain.duty import OnDuty, Source, Worry, WorryId, WorryKind, there_from, told, worry_number
from bot.domain.errors import BadInput
from bot.domain.people import GIVERS, TAUGHT, Person
from bot.domain.times import say, wall
from bot.usecases.ports import Work

THE_LEAD = "the lead of the scheme"
NO_LEAD = (
    "Only the coordinator can take notes just now. Please untick 'Not to the coordinator', or press "
    "'Show me who can help'."
)
LOOK_AHEAD = timedelta(days=14)  # how far the rota is looked at
REMEMBERED = timedelta(days=90)  # how long a person's own notes are shown to them


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What is pressed on the worry card. Nobody has to say what it is about."""

    kind: Literal["", "safety", "wellbeing", "treated", "else"] = ""
    apart: Literal["", "true", "false"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A note as a card knows it."""

    worry: int


def talk(_work: Work, _request: None, _now: datetime) -> Card:
    """Asks what a call is wanted about."""
    return Talk()


def ask(work: Work, request: Ask, now: datetime) -> Card:
    """A call, asked for on the worry card; who is not in the scheme themselves is told whom to tell."""
    if not work.actor.is_a(GIVERS | TAUGHT):
        raise BadInput(f"Please tell the coordinator, and they will talk with you: {work.site.contact}")
    kind = WorryKind(request.kind or WorryKind.ELSE)
    worry = ask_for_call(work, kind=kind, source=Source.WORRY, soon=False, apart=request.apart == "true", now=now)
    return sent_card(work, worry, now)


def call_me(work: Work, _request: None, now: datetime) -> Card:
    """A call, asked for on any other card: every 'call me' is for whoever is on duty."""
    worry = ask_for_call(work, kind=WorryKind.ELSE, source=Source.CALL, soon=True, apart=False, now=now)
    return sent_card(work, worry, now)


def ask_for_call(work: Work, *, kind: WorryKind, source: Source, soon: bool, apart: bool, now: datetime) -> Worry:
    """Keeps that the actor wants a call; the timetable tells who is on duty. Raises BadInput where no lead is."""
    if apart and not work.duty.has_lead():
        raise BadInput(NO_LEAD)
    there = _there(work, now, apart=apart)
    return work.duty.ask(kind, source, soon=soon, apart=apart, in_hours=bool(there and there[0] == now), now=now)


def sent_card(work: Work, worry: Worry, now: datetime) -> WorrySent:
    """What the sender is told: who has the note now, or from when on somebody will."""
    there = _there(work, now, apart=worry.apart)
    if there is None:
        return WorrySent(nobody=True)
    return WorrySent(name=there[1]) if there[0] == now else WorrySent(until=say(there[0]))


def _there(work: Work, now: datetime, *, apart: bool) -> tuple[datetime, str] | None:
    """From when on somebody is there for the actor (now, or later), and by which name; None: nobody is set."""
    if apart:
        return work.site.hours.after(now), THE_LEAD
    rota = work.duty.rota(wall(now).date(), wall(now + LOOK_AHEAD).date())
    at = there_from(now, rota, work.site.hours, sender=work.actor.id)
    if at is None:
        return None
    return at, next(one.shown_as for one in rota if one.day == wall(at).date() and not one.deputy)


def mine(work: Work, now: datetime) -> Sequence[Worry]:
    """The actor's own notes of the last three months, the newest first: sent, or seen by whom."""
    return work.duty.mine(since=now - REMEMBERED)


def take(work: Work, request: Ref, now: datetime) -> Card:
    """The actor has the note, and its sender hears who will call; who comes second is told who has it."""
    worry = work.duty.get(WorryId(request.worry))
    name = _shown_as(work, now)
    if not work.duty.take(worry.id, seen_as=name, now=now):
        return _too_late(work, worry.id)
    if not worry.apart:  # the log is for coordinators
        work.audit("note taken", worry.id, now=now)
    work.due.record(told(worry.id, Kind.WORRY_SEEN, [worry.person.id], now), now=now)
    return _have_it(worry)


def _shown_as(work: Work, now: datetime) -> str:
    today = wall(now).date()
    names = [one.shown_as for one in work.duty.rota(today, today) if one.person == work.actor.id]
    return names[0] if names else work.actor.first_name or "Somebody"


def _too_late(work: Work, worry: WorryId) -> Taken:
    as_it_is = work.duty.get(worry)
    if as_it_is.closed_at or not as_it_is.seen_at:
        return Taken(closed=True)
    if as_it_is.seen_by == work.actor.id:
        return _have_it(as_it_is)
    return Taken(name=as_it_is.seen_as)


def _have_it(worry: Worry) -> Taken:
    return Taken(who=who(worry.person), number=worry_number(worry.id), mine=True)


def pass_on(work: Work, request: Ref, now: datetime) -> Card:
    """The deputy of the day is told at once; the note stays open until somebody has it."""
    worry = work.duty.get(WorryId(request.worry))
    if not worry.waits:
        return _too_late(work, worry.id)
    deputy = deputy_of(work, worry, now)
    if deputy is None:
        raise BadInput("There is no deputy today. Please press 'I have it', or talk to a colleague.")
    work.due.record(told(worry.id, Kind.WORRY_DEPUTY, [deputy.person], now), now=now)
    if not worry.apart:
        work.audit("note passed on", worry.id, now=now)
    return Passed(worry=worry.id, deputy=deputy.shown_as)


def deputy_of(work: Work, worry: Worry, now: datetime) -> OnDuty | None:
    """Today's deputy, unless that is the reader, or the note is for the lead or from the deputy."""
    if worry.apart:
        return None
    today, nobody = wall(now).date(), {work.actor.id, worry.person.id}
    return next(
        (one for one in work.duty.rota(today, today) if one.deputy and not one.away and one.person not in nobody), None
    )


def who(person: Person) -> str:
    """The whole name, for those who take the note."""
    return f"{person.first_name} {person.surname or ''}".strip()
