"""Who would get what and when, as things stand, by the very plans that the worker follows. Nothing is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.domain import due
from bot.domain.due import HELD, LEFT_OUT, Due
from bot.domain.people import Person, PersonId, Standing
from bot.domain.quiet import Held
from bot.domain.quiet import not_before as may_write
from bot.domain.times import say_clock, say_day, wall
from bot.usecases.ports import Work
from bot.usecases.sends_words import KINDS
from bot.usecases.timetable import planned

LOOK_BACK = due.AFTER_FOR + timedelta(hours=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One message that would be sent: `at` in UTC; None while its reader takes a break."""

    at: datetime | None
    person: PersonId
    what: str


def coming(work: Work, until: datetime, now: datetime) -> Sequence[Coming]:
    """What waits, and what falls due until then; each thing once, by the time at which its reader may get it."""
    waiting = work.sends.to_come(until=until)
    known = {one.key for one in waiting}
    plans = [one for one in planned(work, (LOOK_BACK, until - now), now) if now < one.due_at <= until]
    dues = [*waiting, *(one for one in plans if one.key not in known)]
    people = work.people.several({one.person for one in dues}) if dues else {}
    found = [_coming(work, one, people[one.person], now) for one in dues]
    return sorted((one for one in found if one), key=lambda one: (one.at is None, one.at or now, one.person, one.what))


def _coming(work: Work, one: Due, person: Person, now: datetime) -> Coming | None:
    standing = person.standing or Standing()
    if standing.left_at or (standing.fewer and one.kind in LEFT_OUT):
        return None
    due_at = max(one.due_at, now)
    at = may_write(standing, HELD.get(one.kind, Held.UNASKED), due_at, closed=work.site.closed)
    return Coming(at=at, person=one.person, what=KINDS[one.kind])


def in_lines(found: Iterable[Coming], called: Mapping[PersonId, str]) -> Iterator[str]:
    """By day, in London's time."""
    for day, group in groupby(found, key=_day):
        yield say_day(day) + f" {day.year}" if day else "After a break"
        for one in group:
            clock = f"{say_clock(wall(one.at).time())}  " if one.at else ""
            yield f"  {clock}{called[one.person]}: {one.what}"


def _day(one: Coming) -> date | None:
    return wall(one.at).date() if one.at else None


def called(work: Work, people: Iterable[PersonId], _now: datetime) -> Mapping[PersonId, str]:
    """These people by number, with their names where the reader may see them."""
    found = work.people.several(set(people))
    return {
        one.id: " ".join(part for part in (one.number, one.first_name, one.surname) if part) for one in found.values()
    }


def a_coordinator(work: Work, _request: None, _now: datetime) -> PersonId | None:
    """Somebody who may see names."""
    return min(work.duty.staff().coordinators, default=None)
