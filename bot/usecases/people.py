"""People come, are greeted once, and go."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.people import Unknown, WelcomeBuddy, WelcomeCoordinator, WelcomeStaff, WelcomeStudent
from bot.domain.due import Due, Kind
from bot.domain.joining import ChoiceSaid
from bot.domain.people import GIVERS, TAUGHT, Account, Came, Chat, PersonId, Role
from bot.domain.sends import welcome_back
from bot.usecases.ports import Work

WELCOME_FOR = timedelta(days=90)
SORRY_FOR = timedelta(days=14)  # after that it would only stir things up again


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An account, and where it can be written to."""

    account: Account
    chat: Chat


def arrive(work: Work, request: Arrival, now: datetime) -> Card | None:
    """Somebody of ours opened the chat: what waits for them goes out, with one welcome. Says nothing itself."""
    came = work.people.reach(request.account, request.chat, person=work.actor.id, now=now)
    greeting = replace(welcome(work.actor.id, now), kind=Kind.GREETING)
    back = came is Came.BACK and work.due.said(greeting.key) is not None
    before = now - timedelta(seconds=1)  # it comes before what waits
    work.due.record([welcome_back(work.actor.id, before) if back else greeting], now=before if back else now)
    work.due.release(work.actor.id, now=now)
    return None


def stranger(work: Work, request: Arrival, now: datetime) -> tuple[Card, bool]:
    """What somebody who is not on the list is told, and whether it is news.

    A fingerprint of the address is kept, so that a roster that comes later can be matched.
    """
    new = bool(work.people.reach(request.account, request.chat, person=None, now=now))
    return Unknown(contact=work.site.contact), new


def left(work: Work, request: Arrival, now: datetime) -> None:
    """Somebody removed or blocked the assistant: nothing is sent until they come back."""
    work.people.lost(request.account, now=now)


def welcome_card(work: Work, _subject: int, _now: datetime) -> Card:
    """The first card, by role."""
    me = work.actor
    if Role.COORDINATOR in me.roles:
        return WelcomeCoordinator(first_name=me.first_name or "")
    if not me.is_a(GIVERS | TAUGHT):
        return WelcomeStaff(first_name=me.first_name or "", lead=Role.LEAD in me.roles, tutor=Role.TUTOR in me.roles)
    role = next((role for role in (Role.BUDDY, Role.CARER) if role in me.roles), Role.STUDENT)
    choice = work.joining.choice_of(me.id, role)
    joined = choice is not None and choice.said is ChoiceSaid.YES
    name = me.first_name or ""
    if me.is_a(GIVERS):
        buddy = role is Role.BUDDY
        return WelcomeBuddy(first_name=name, role=role, buddy=buddy, carer=not buddy, asked=not joined, joined=joined)
    library = work.site.library
    meetings = len(library.series[library.default_series].themes)
    return WelcomeStudent(first_name=name, meetings=meetings, asked=not joined, joined=joined)


def ensure_coordinator(work: Work, email: str, now: datetime) -> None:
    """Somebody is a coordinator: the person named in the settings, while nobody else is."""
    if not work.people.with_role(Role.COORDINATOR):
        name = re.split(r"[.@]", email)[0].capitalize()  # all that is known of them until they say otherwise
        person = work.people.add(first_name=name, surname="", email=email.lower(), line="", now=now)
        work.people.give_role(person, Role.COORDINATOR)
        work.due.record([welcome(person, now)], now=now)


def sorry(person: PersonId, now: datetime) -> Due:
    """To somebody who was welcomed by mistake."""
    key = f"{Kind.SORRY}:{person}"
    return Due(key=key, kind=Kind.SORRY, person=person, subject=person, due_at=now, until=now + SORRY_FOR)


def welcome(person: PersonId, now: datetime) -> Due:
    """The one welcome of somebody new, in their own hours; at once when they come."""
    key = f"{Kind.WELCOME}:{person}"
    return Due(key=key, kind=Kind.WELCOME, person=person, subject=person, due_at=now, until=now + WELCOME_FOR)
