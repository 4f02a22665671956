"""A cohort comes to its end: nothing is closed over the heads of people who still have a meeting to come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cards import Card
from bot.cards.cohorts import RoundEnded
from bot.cards.staff import Telling, notes
from bot.domain.cohorts import Cohort, CohortId, CohortState, EnrolmentState, cohort_number
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.links import Link, LinkState, link_number
from bot.domain.meetings import OPEN, Meeting, MeetingState, Side
from bot.domain.people import TAUGHT, Person
from bot.domain.times import say, say_day, wall
from bot.usecases import ending, matching
from bot.usecases.cohorts import an_open_cohort
from bot.usecases.finding import a_link, full_name
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.saying import Prompt

BEFORE = (LinkState.SUGGESTED, LinkState.ASKED, LinkState.AGREED)
TOLD_FOR = timedelta(days=30)
SHOWN = 10
LAST = "Those who still meet get their last cards, one a day. Reflections are kept 90 days from then on."
SORRY_STUDENT = (
    "I did not find a Buddy for you in time, and I am sorry. This is not because of you. "
    "The coordinator will tell you about the next round. You don't need to do a thing."
)
SORRY_BUDDY = (
    "There was no student for you this time. This is not because of you. "
    "The coordinator will tell you about the next round. You don't need to do a thing."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """Which cohort is to close."""

    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The same, once it is known."""

    cohort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """A pair or group that goes on longer than its cohort, and its last day."""

    pair: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """The same, once it is known; None: no longer than its cohort."""

    link: int
    until: date | None


def close(work: Work, request: Close, now: datetime) -> Card:
    """Who is not complete and what would happen; the short id must be typed to go on."""
    one = an_open_cohort(work, request.words)
    links = work.links.in_cohort(one.id, *BEFORE, LinkState.ACTIVE)
    _refuse_too_soon(work, links, now)
    waiting = _waiting(work, one)
    active = [link for link in links if link.state is LinkState.ACTIVE]
    facts = [
        f"Pairs and groups that end: {len(active)}.",
        *(
            f"{link_number(link.id)}: {link.names(Side.STUDENT)} with {link.names(Side.BUDDY)}"
            for link in active[:SHOWN]
        ),
        f"Not begun, and called off: {len(links) - len(active)}." if len(links) > len(active) else "",
        _not_complete(work, one),
        LAST,
        "This can't be taken back.",
    ]
    deed = Deed(name="cohort_close", request=Closing(cohort=one.id))
    telling = list(_told(waiting))
    what = f"I close {one.title}."
    return ask_first(work, deed, what=what, notes=notes(*facts), telling=telling, now=now, typed=cohort_number(one.id))


def do_close(work: Work, request: Closing, now: datetime) -> Result:
    """Ends what still runs, and tells those who still wait."""
    one = work.cohorts.get(CohortId(request.cohort))
    if one.state is CohortState.CLOSED:
        raise BadInput(f"{one.title} is closed already.")
    links = work.links.in_cohort(one.id, *BEFORE, LinkState.ACTIVE)
    _refuse_too_soon(work, links, now)
    waiting = _waiting(work, one)
    for link in links:
        _end(work, link, now)
    ended = ending.close_cohort(work, one.id, now)
    work.due.record((_sorry(one, person, now) for person in waiting), now=now)
    work.cohorts.change(one.id, state=CohortState.CLOSED, closed_at=now, paused_at=None)
    work.audit("cohort closed", one.id, now=now)
    return Result(what=f"{one.title} is closed.", notes=notes(f"Pairs and groups that ended: {ended}."))


def extend(work: Work, request: Extend, now: datetime) -> Card:
    """One pair goes on for longer than its cohort."""
    link = a_link(work, request.pair)
    if link.state is LinkState.ENDED or request.until <= wall(now).date():
        raise BadInput("That pair has ended, or that day has passed. Please look at it again.")
    day = f"{say_day(request.until)} {request.until.year}"
    what = f"{link_number(link.id)} may go on until {day}. Its cohort stays open until then."
    deed = Deed(name="link_until", request=Until(link=link.id, until=request.until))
    return ask_first(work, deed, what=what, now=now)


def do_extend(work: Work, request: Until, now: datetime) -> Result:
    """Keeps the day; what it was before can come back."""
    link = a_link(work, link_number(request.link))
    work.links.change(link, link.state, now=now, end_by=request.until)
    work.audit("link extended", link.id, now=now)
    back = Deed(name="link_until", request=Until(link=link.id, until=link.end_by)) if link.end_by else None
    return Result(what=f"Noted for {link_number(link.id)}.", back=back)


def say_ended(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """That the round is over, for those who waited; nothing if they are in another link by now."""
    places = [one for one in work.cohorts.enrolments(work.actor.id) if one.cohort == prompt.subject]
    if not any(one.state is EnrolmentState.WAITING for one in places):
        return None
    student = work.actor.is_a(TAUGHT)
    return RoundEnded(student=student, buddy=not student)


def _refuse_too_soon(work: Work, links: Iterable[Link], now: datetime) -> None:
    """Raises BadInput while a meeting is set, or a pair goes on for longer."""
    later = [one for one in links if one.end_by and one.end_by >= wall(now).date()]
    if later:
        day = say_day(later[0].end_by or wall(now).date())
        raise BadInput(f"{link_number(later[0].id)} goes on until {day}. Please close the cohort after that.")
    ids = {one.id for one in links}
    found = work.overview.starting(since=now, until=now + timedelta(days=400))
    booked = [one for one in found if one.link in ids]
    if booked:
        raise BadInput(
            f"{_booked(booked[0])} is still to come. Please wait for it, or type: meet cancel M-{booked[0].id}"
        )


def _booked(one: Meeting) -> str:
    return f"M-{one.id} on {say(one.start)}" if one.start else f"M-{one.id}"


def _end(work: Work, link: Link, now: datetime) -> None:
    """What was asked is called off, and what was planned is cancelled: it counts as lost by the scheme."""
    if link.state is not LinkState.ACTIVE:
        matching.end(work, link, now, rematch=False)
        return
    for one in work.meetings.of(link.people()[0]):
        if one.link == link.id and one.state in OPEN and not one.start:
            work.meetings.offer(one.id, ())
            work.meetings.change(one, MeetingState.CANCELLED, now=now)


def _waiting(work: Work, one: Cohort) -> list[Person]:
    """Those who said yes and have nobody to meet."""
    members = work.cohorts.members(one.id)
    return [work.people.get(place.person) for place in members if place.state is EnrolmentState.WAITING]


def _not_complete(work: Work, one: Cohort) -> str:
    places = [place for place in work.cohorts.members(one.id) if place.state is EnrolmentState.LINKED]
    people = [work.people.get(place.person) for place in places[:SHOWN]]
    students = [full_name(person) for person in people if person.is_a(TAUGHT)]
    return f"Students who are not complete: {', '.join(students)}." if students else ""


def _told(waiting: Iterable[Person]) -> Iterator[Telling]:
    for person in waiting:
        words = SORRY_STUDENT if person.is_a(TAUGHT) else SORRY_BUDDY
        yield Telling(who=full_name(person), words=words)


def _sorry(one: Cohort, person: Person, now: datetime) -> Due:
    key = f"{Kind.COHORT_ENDED}:{one.id}:{person.id}"
    return Due(key=key, kind=Kind.COHORT_ENDED, person=person.id, subject=one.id, due_at=now, until=now + TOLD_FOR)
