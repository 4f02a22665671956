"""A coordinator writes down free times for somebody who gave them by phone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.cards import Card
from bot.cards.staff import Listing, Row, notes
from bot.domain.errors import BadInput
from bot.domain.free import Free, FreeKind, say_free
from bot.domain.people import Person, PersonId
from bot.usecases import free
from bot.usecases.finding import a_person, full_name
from bot.usecases.ports import Work
from bot.usecases.profile import MEMBERS
from bot.usecases.proposing import Deed, Result, done


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFree:
    """Whose times, and which."""

    person: str
    times: tuple[Free, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveFree:
    """Whose time, and its number as 'free show' says it."""

    person: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowFree:
    """Whose times."""

    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Times of one person, by number."""

    person: int
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """One time of one person, as it was."""

    person: int
    kind: FreeKind
    until: date
    day: date | None
    weekday: int | None
    from_minute: int
    to_minute: int


def _somebody(work: Work, words: str) -> Person:
    return a_person(work, words, *sorted(MEMBERS))


def add(work: Work, request: AddFree, now: datetime) -> Card:
    """Keeps them, marked as entered by the coordinator; a meeting that waits for a time is looked at again."""
    person = _somebody(work, request.person)
    numbers = free.add(work, person.id, request.times, now)
    waiting = free.look_again(work, person.id, now)
    back = Deed(name="free_take_back", request=TakeBack(person=person.id, numbers=tuple(numbers)))
    what = f"Kept for {person.number}: {'; '.join(say_free(one) for one in request.times)}."
    more = "A meeting waits for a time. It is offered now if one of these fits." if waiting else ""
    return done(work, Result(what=what, notes=notes(more), back=back if numbers else None), now)


def take_back(work: Work, request: TakeBack, now: datetime) -> Result:
    """Takes these times out again."""
    gone = work.free.remove(PersonId(request.person), request.numbers)
    work.audit("free time taken out", request.person, now=now)
    return Result(what=f"Taken out: {'; '.join(say_free(one) for one in gone) or 'nothing, they were gone'}.")


def remove(work: Work, request: RemoveFree, now: datetime) -> Card:
    """Takes one out; meetings that are set stay."""
    person = _somebody(work, request.person)
    gone = work.free.remove(person.id, [request.number])
    if not gone:
        raise BadInput(f"{person.number} has no time {request.number}. Type 'free show {person.number}' to see them.")
    work.audit("free time taken out", person.id, now=now)
    (one,) = gone
    back = PutBack(
        person=person.id,
        kind=one.kind,
        until=one.until,
        day=one.day,
        weekday=one.weekday,
        from_minute=one.from_minute,
        to_minute=one.to_minute,
    )
    what = f"Taken out for {person.number}: {say_free(one)}."
    return done(work, Result(what=what, back=Deed(name="free_put_back", request=back)), now)


def put_back(work: Work, request: PutBack, now: datetime) -> Result:
    """Keeps it again."""
    one = Free(
        kind=request.kind,
        until=request.until,
        day=request.day,
        weekday=request.weekday,
        from_minute=request.from_minute,
        to_minute=request.to_minute,
    )
    free.add(work, PersonId(request.person), [one], now)
    return Result(what=f"Kept again: {say_free(one)}.")


def show(work: Work, request: ShowFree, now: datetime) -> Card:
    """All that have not passed, each with its number."""
    person = _somebody(work, request.person)
    rows = tuple(Row(say=f"{one.id}: {say_free(one)}{_by(one)}") for one in free.current(work, person.id, now))
    return Listing(
        title=f"Free times of {full_name(person)}",
        rows=rows,
        nothing="" if rows else "There are none.",
        hint=f'free add {person.number} "tue 10-12 weekly until 18 dec", or free remove {person.number} and the number',
    )


def _by(one: Free) -> str:
    return " (entered by the team)" if one.entered_by else ""
