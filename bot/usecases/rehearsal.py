"""A journey played with made-up people: who would get what and when, by the plans that the worker follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.cards.staff import Listing, Row
from bot.domain import due, ending, offers, reflections
from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.links import Link, LinkState
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Member, Side
from bot.domain.people import Person, PersonId, Role
from bot.domain.times import add_days, say
from bot.usecases.ports import Work
from bot.usecases.sends_words import KINDS

SAM = Person(id=PersonId(1), roles=frozenset({Role.STUDENT}), first_name="Sam")
ALEX = Person(id=PersonId(2), roles=frozenset({Role.BUDDY}), first_name="Alex")
PEOPLE = {SAM.id: "Sam, a student", ALEX.id: "Alex, a Buddy"}
BOTH = (Member(side=Side.STUDENT, person=SAM), Member(side=Side.BUDDY, person=ALEX))
MADE_UP = "Sam and Alex are made up, and nothing is sent. Each message also keeps to its reader's own hours."
UNANSWERED = dict.fromkeys(
    (Kind.FREE_NUDGE, Kind.PICK_NUDGE, Kind.CONFIRM_NUDGE, Kind.AFTER_NUDGE), "there is no answer"
)
ONLY_IF = UNANSWERED | dict.fromkeys((Kind.REFLECT_1, Kind.REFLECT_2), "nothing is saved")
AHEAD = 7  # days from the first question to the meeting
Plan = Callable[[Work, datetime], Iterator[Due]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A journey by its name."""

    words: str


def meeting(state: MeetingState, since: datetime, start: datetime | None = None) -> Meeting:
    """The first meeting of two made-up people, as it stands since then."""
    waits = frozenset({ALEX.id}) if state is MeetingState.HALF_CONFIRMED else frozenset()
    return Meeting(
        id=MeetingId(1),
        link=LinkId(1),
        members=BOTH,
        number=1,
        series="",
        state=state,
        start=start,
        minutes=60,
        version=list(MeetingState).index(state),
        sequence=1,
        since=since,
        join_url=None,
        model="",
        to_agree=waits,
    )


def first_meeting(work: Work, now: datetime) -> Iterator[Due]:
    """From the first question until they meet, each answering after a day; what is asked again is asked if not."""
    steps = (MeetingState.PLANNED, MeetingState.OFFERED, MeetingState.HALF_CONFIRMED)
    for days, state in enumerate(steps):
        asked = meeting(state, add_days(now, days))
        yield from due.plan(asked, closed=work.site.closed)
        yield from offers.nudges(asked)
    booked = meeting(MeetingState.CONFIRMED, add_days(now, len(steps)), add_days(now, AHEAD))
    yield from (one for one in due.plan(booked, closed=work.site.closed) if one.due_at <= add_days(now, AHEAD))


def after_meeting(work: Work, now: datetime) -> Iterator[Due]:
    """A meeting that took place just now, and the reflection that follows."""
    held = meeting(MeetingState.HELD, now, now - timedelta(minutes=60))
    yield from due.plan(held, closed=work.site.closed)
    asked = reflections.due_by(now, work.site.closed)
    unwritten = reflections.Unwritten(meeting=held.id, author=SAM.id, ended_at=now, due_at=asked)
    yield from reflections.nudges(unwritten, work.site.closed)


def missed(work: Work, now: datetime) -> Iterator[Due]:
    """A meeting that the student was not able to come to."""
    yield from due.plan(meeting(MeetingState.MISSED, now, now - timedelta(minutes=60)), closed=work.site.closed)


def the_end(work: Work, now: datetime) -> Iterator[Due]:
    """The last cards of a series."""
    link = Link(
        id=LinkId(1),
        cohort=CohortId(1),
        label="",
        state=LinkState.ENDED,
        since=now,
        frozen=False,
        members=BOTH,
    )
    yield from ending.last_cards(link, now, work.site.closed)


FLOWS: Mapping[str, Plan] = MappingProxyType(
    {"first meeting": first_meeting, "after meeting": after_meeting, "missed": missed, "end": the_end}
)


def rehearse(work: Work, request: Flow, now: datetime) -> Listing:
    """The journey, message by message."""
    name = " ".join(request.words.lower().split())
    if name not in FLOWS:
        raise BadInput(f"I know these journeys: {', '.join(FLOWS)}. Please type one, for example: test flow missed")
    seen: dict[str, Due] = {}
    for one in FLOWS[name](work, now):
        seen.setdefault(one.key, one)
    dues = sorted(seen.values(), key=lambda one: (one.due_at, one.person))
    rows = tuple(Row(say=f"{say(one.due_at)}: {PEOPLE[one.person]}", more=_what(one.kind)) for one in dues)
    return Listing(title=f"What would be sent: {name}", rows=rows, hint=MADE_UP)


def _what(kind: Kind) -> str:
    return KINDS[kind] + (f", if {ONLY_IF[kind]} by then" if kind in ONLY_IF else "")
