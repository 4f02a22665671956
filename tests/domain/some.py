"""Meetings for tests of the rules: one pair, unless told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Member, Side
from bot.domain.people import Person, PersonId

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
START = datetime(2026, 12, 2, 14, 0, tzinfo=UTC)
SAM, ALEX = PersonId(1), PersonId(2)
PAIR = (
    Member(side=Side.STUDENT, person=Person(id=SAM, first_name="Sam")),
    Member(side=Side.BUDDY, person=Person(id=ALEX, first_name="Alex")),
)
PLANNED = Meeting(
    id=MeetingId(7),
    link=LinkId(1),
    number=1,
    series="series",
    state=MeetingState.PLANNED,
    start=None,
    minutes=60,
    version=1,
    sequence=0,
    since=MONDAY,
    join_url=None,
    model="model",
    members=PAIR,
)


def in_state(state: MeetingState, *, start: datetime | None = START, since: datetime = MONDAY) -> Meeting:
    """The pair's meeting in this state."""
    return replace(PLANNED, state=state, start=start, since=since)


def confirmed(start: datetime = START, since: datetime = MONDAY) -> Meeting:
    """The pair's meeting, set for this time."""
    return in_state(MeetingState.CONFIRMED, start=start, since=since)


def group(*names: str | None, side: Side) -> Meeting:
    """A meeting with these people on one side."""
    people = tuple(
        Member(side=side, person=Person(id=PersonId(at), first_name=name)) for at, name in enumerate(names, 10)
    )
    return replace(PLANNED, members=people)


def minutes(many: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=many)
