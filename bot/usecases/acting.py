"""A coordinator acts for somebody who has no Teams, or who asks for it on the phone: that person's own cards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.domain.people import GIVERS, TAUGHT, PersonId, Role
from bot.usecases.finding import a_person
from bot.usecases.next import what_is_next
from bot.usecases.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class For:
    """Who is meant: a short id, an address or the beginning of a name."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSomebody:
    """Somebody's card, before the eyes of the coordinator who acts for them."""

    person: PersonId
    card: Card


def act_for(work: Work, request: For, now: datetime) -> ForSomebody:
    """What that person is asked just now. Reflections and anonymous forms are never among it."""
    person = a_person(work, request.person, *sorted(GIVERS | TAUGHT, key=list(Role).index))
    work.audit("acts for somebody", person.id, now=now)
    return ForSomebody(person=person.id, card=what_is_next(work.for_somebody(person.id), None, now))
