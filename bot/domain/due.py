"""What is due, and when: the whole timetable of messages, derived from how things stand.

Nothing here is written ahead. A key holds what would make it a different message, so a meeting that moves is
reminded of again, and one that is cancelled yields nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import PersonId
from bot.domain.times import at_wall, wall


class Kind(StrEnum):
    """The kinds of message that the assistant sends without being asked in that moment."""

    WELCOME = "welcome"
    FREE = "free"
    PICK = "pick"
    CONFIRM = "confirm"
    BOOKED = "booked"
    MORNING = "morning"
    SOON = "soon"
    AFTER = "after"
    MOVED = "moved"
    MOVED_TODAY = "moved_today"
    SAVED = "saved"


REPEATABLE: dict[Kind, str] = {
    # Each may be sent a second time after a crash in the middle of sending, and why that does no harm.
    Kind.WELCOME: "reading a welcome twice does no harm; never being greeted does",
    Kind.FREE: "the card's version makes a second answer an answer to the same question",
    Kind.PICK: "the same",
    Kind.CONFIRM: "the same",
    Kind.BOOKED: "a second notice of the same time is better than none",
    Kind.MORNING: "the same",
    Kind.SOON: "the same",
    Kind.AFTER: "answers are kept once per person and meeting",
    Kind.MOVED: "the same",
    Kind.MOVED_TODAY: "someone who waits alone in a meeting is worse than two notices",
    Kind.SAVED: "shows the same card in the same place",
}

SOON = timedelta(minutes=10)
AFTER = timedelta(minutes=5)
MORNING = time(8, 30)
MORNING_LEAD = timedelta(hours=1)  # a meeting earlier than 9:30 is asked about an hour before
ASKED = frozenset({Kind.MORNING, Kind.SOON})  # not of a time that was settled only then
ASK_FOR = timedelta(days=21)  # an unanswered question is no longer news after this
AFTER_FOR = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One message to one person: due at `due_at`, never sent at or after `until` (both UTC).

    `key` is unique for ever; `subject` is the number of the thing it is about; `card_id` the message it replaces.
    """

    key: str
    kind: Kind
    person: PersonId
    subject: int
    due_at: datetime
    until: datetime
    card_id: str | None = None


def plan(meeting: Meeting) -> Iterator[Due]:
    """Everything that this meeting, as it stands, will make due, past and future."""
    match meeting.state:
        case MeetingState.PLANNED:
            yield from _ask(meeting, Kind.FREE, Side.BUDDY, meeting.since)
        case MeetingState.OFFERED:
            yield from _ask(meeting, Kind.PICK, Side.STUDENT, meeting.since)
        case MeetingState.HALF_CONFIRMED:
            yield from _ask(meeting, Kind.CONFIRM, Side.BUDDY, meeting.since)
        case MeetingState.CONFIRMED if meeting.start:
            yield from _booked(meeting, meeting.start)
            yield from _after(meeting, meeting.start)
        case MeetingState.HELD | MeetingState.HELD_SHORT if meeting.start:
            yield from _after(meeting, meeting.start)
        case _:
            return


def derive(meetings: Iterable[Meeting], now: datetime) -> list[Due]:
    """What is due now and not yet too late."""
    return [due for meeting in meetings for due in plan(meeting) if due.due_at <= now < due.until]


def next_due(meetings: Iterable[Meeting], now: datetime) -> datetime | None:
    """The next instant after now at which something becomes due."""
    return min((due.due_at for meeting in meetings for due in plan(meeting) if due.due_at > now), default=None)


def _ask(meeting: Meeting, kind: Kind, side: Side, at: datetime) -> Iterator[Due]:
    for person in meeting.people(side):
        key = f"{kind}:{meeting.id}:v{meeting.version}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=at, until=at + ASK_FOR)


def _booked(meeting: Meeting, start: datetime) -> Iterator[Due]:
    everyone, buddies = meeting.people(), meeting.people(Side.BUDDY)
    timetable = (
        (Kind.BOOKED, everyone, meeting.since, start),
        (Kind.MORNING, buddies, _morning(start), start - SOON),
        (Kind.SOON, everyone, start - SOON, start),
    )
    for kind, people, due_at, until in timetable:
        if kind not in ASKED or due_at > meeting.since:
            yield from _each(meeting, kind, people, due_at, until)


def _after(meeting: Meeting, start: datetime) -> Iterator[Due]:
    end = start + timedelta(minutes=meeting.minutes)
    yield from _each(meeting, Kind.AFTER, meeting.people(), end + AFTER, end + AFTER_FOR)


def _each(meeting: Meeting, kind: Kind, people: Iterable[PersonId], due_at: datetime, until: datetime) -> Iterator[Due]:
    for person in people:
        key = f"{kind}:{meeting.id}:{meeting.sequence}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=due_at, until=until)


def _morning(start: datetime) -> datetime:
    return min(at_wall(wall(start).date(), MORNING), start - MORNING_LEAD)
