"""Duty: worries and calls that people ask for, who is there to take them, and who hears of them next."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.due import Due, Kind
from bot.domain.people import Person, PersonId
from bot.domain.quiet import after_working, is_working_day
from bot.domain.times import at_wall, wall

WorryId = NewType("WorryId", int)

DEPUTY_AFTER, LEAD_AFTER = 60, 120  # minutes of duty hours that nobody took a note
TOLD_FOR = timedelta(days=14)  # a note that nobody could be told of by then is in the list all the same
ONE_TAP = timedelta(minutes=1)  # the same asked for twice within this is one note


class WorryKind(StrEnum):
    """What somebody asks a call about: as much as is ever asked, and all that is kept."""

    SAFETY = "safety"  # someone's safety
    WELLBEING = "wellbeing"  # my own wellbeing
    TREATED = "treated"  # how I was treated
    ELSE = "else"  # something else
    AGE = "age"  # not 18 yet, told when they were asked to agree: nobody asked for a call, a coordinator gets in touch


class Source(StrEnum):
    """Where it was asked for."""

    WORRY = "worry"  # the worry card
    CALL = "call"  # a 'call me' button on another card
    RESPECT = "respect"  # 'respectful? no' after a meeting: a call is offered, nobody asked for one yet
    WORDS = "words"  # the question that certain words bring up


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """One duty item, as the reader may see it: instants in UTC, `seen_at` None until somebody has it.

    `seen_as` is the name of who has it, as the person who asked is told. `apart`: for the lead alone.
    """

    id: WorryId
    person: Person
    kind: WorryKind
    source: Source
    soon: bool
    apart: bool
    sent_at: datetime
    in_hours: bool
    seen_at: datetime | None = None
    seen_by: PersonId | None = None
    seen_as: str = ""
    closed_at: datetime | None = None
    reference: str = ""

    @property
    def asked(self) -> bool:
        """Whether its sender asked for a call; else a call is offered."""
        return self.source is not Source.RESPECT and self.kind is not WorryKind.AGE

    @property
    def waits(self) -> bool:
        """Whether nobody has taken it yet."""
        return self.seen_at is None and self.closed_at is None


def worry_number(worry: WorryId | int) -> str:
    """'W-7': how a note is written where names have no place."""
    return f"W-{worry}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnDuty:
    """Who gets the notes of one day (London), or stands in for them; `shown_as` is the name that others are told.

    `away`: they were set, and rest now, have left, or take notes no more.
    """

    day: date
    person: PersonId
    shown_as: str
    deputy: bool = False
    away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Those who can take notes at all: neither resting nor gone."""

    coordinators: frozenset[PersonId] = frozenset()
    leads: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """When somebody may be on duty, on London's clock; `closed` holds the bank holidays."""

    opens: time
    closes: time
    closed: Container[date]

    def after(self, instant: datetime, minutes: int = 0) -> datetime:
        """When so many minutes of duty hours have passed; for 0 the first instant from this one on within them."""
        return after_working(instant, minutes, opens=self.opens, closes=self.closes, closed=self.closed)

    def working(self, day: date) -> bool:
        """Whether there are duty hours on this day."""
        return is_working_day(day, self.closed)


def there_from(instant: datetime, rota: Iterable[OnDuty], hours: Hours, *, sender: PersonId) -> datetime | None:
    """From when on somebody else than the sender is on duty: the instant itself if they are; None: nobody is set."""
    there = (one.day for one in rota if not (one.deputy or one.away or one.person == sender))
    days = sorted({day for day in there if hours.working(day)})
    open_ = (day for day in days if at_wall(day, hours.closes) > instant)
    return next((max(instant, at_wall(day, hours.opens)) for day in open_), None)


def plan(worry: Worry, rota: Collection[OnDuty], staff: Staff, hours: Hours) -> Iterator[Due]:
    """Who hears of a note that nobody has, and when. The clock of one sent out of hours starts at the next opening.

    Nobody waits for an offer that they did not ask for, so the sender of one hears of no delay.
    """
    if not worry.waits:
        return
    begins = hours.after(worry.sent_at)
    on_the_day = [one for one in rota if one.day == wall(begins).date()]
    first, second, third = _takers(worry, on_the_day, staff)
    sender = frozenset() if worry.source is Source.RESPECT else frozenset({worry.person.id})
    steps = (
        (Kind.WORRY, first, 0),
        (Kind.WORRY_DEPUTY, second, DEPUTY_AFTER),
        (Kind.WORRY_LEAD, third, LEAD_AFTER),
        (Kind.WORRY_WAITING, sender, LEAD_AFTER),
    )
    for kind, people, minutes in steps:
        yield from told(worry.id, kind, people, hours.after(begins, minutes))


def told(worry: WorryId, kind: Kind, people: Iterable[PersonId], at: datetime) -> Iterator[Due]:
    """One message of this kind about a note to each of these people."""
    for person in sorted(people):
        key = f"{kind}:{worry}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=worry, due_at=at, until=at + TOLD_FOR)


def _takers(worry: Worry, rota: Iterable[OnDuty], staff: Staff) -> tuple[frozenset[PersonId], ...]:
    """Who is told first, as deputy, and last; never the sender, and one after the other where that is possible."""
    sender = frozenset({worry.person.id})
    everyone, leads = staff.coordinators - sender, staff.leads - sender
    if worry.apart:
        return leads, leads, leads
    set_ = {one.deputy: frozenset({one.person}) & (everyone | leads) for one in rota}
    first = set_.get(False) or everyone or leads
    second = (set_.get(True, frozenset()) - first) or (everyone - first) or (leads - first)
    return first, second, leads or everyone


def gaps(rota: Iterable[OnDuty], first: date, last: date, hours: Hours) -> tuple[date, ...]:
    """The working days from the first to the last on which nobody is set to get notes."""
    taken = {one.day for one in rota if not (one.deputy or one.away)}
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if hours.working(day) and day not in taken)


def warnings(days: Iterable[date], staff: Staff, hours: Hours) -> Iterator[Due]:
    """Tells coordinators and leads of each of these days without anybody, on the working day before."""
    for day in days:
        before = day - timedelta(days=1)
        while not hours.working(before):
            before -= timedelta(days=1)
        at, until = at_wall(before, hours.opens), at_wall(day, hours.closes)
        for person in sorted(staff.coordinators | staff.leads):
            key, subject = f"{Kind.NO_DUTY}:{day}:{person}", day.toordinal()
            yield Due(key=key, kind=Kind.NO_DUTY, person=person, subject=subject, due_at=at, until=until)
