"""Meetings in the calendar of the service mailbox: what came of asking it, and who has to hear of that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.domain.booking import (
    ASKED_ABOUT,
    DOWN_AFTER,
    LINK_TRIES,
    BookingState,
    Entry,
    Said,
    Step,
    Trouble,
    Wanted,
    look_again,
    look_for_link,
    state_of,
    try_again,
)
from bot.domain.due import NOTE_FOR, Due, Kind
from bot.domain.errors import NotThere
from bot.domain.meetings import Meeting, MeetingId, MeetingState
from bot.domain.people import PersonId
from bot.domain.times import cells, wall
from bot.usecases.ports import Work
from bot.usecases.ports.bookings import Found
from bot.usecases.times import tell

LEAVES = frozenset({Step.LOOK, Step.INVITE})  # the time of an event as it is
INVITES = frozenset({Step.BOOK, Step.MOVE, Step.INVITE})
OFTEN = frozenset({"grant", "mailbox", "down"})  # not about one meeting: told once a day


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What came of one question to the calendar: an entry, a trouble, or neither when it is not there any more."""

    meeting: int
    worker: str
    attempt: int
    step: Step
    before: BookingState
    asked: Wanted
    tries: int = 0
    entry: Entry | None = None
    trouble: Trouble | None = None
    after: float = 0.0
    code: str = ""
    sign: str = ""  # of those whom it was to invite


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What people's calendars say of the times that are on offer for a meeting, as it stood."""

    meeting: int
    version: int
    busy: frozenset[int]
    known: bool


def settle(work: Work, came: Came, now: datetime) -> None:
    """Writes down how the meeting stands in the calendar now, and tells whom it concerns."""
    found = _found(came, now)
    if not work.bookings.settle(MeetingId(came.meeting), found):
        return
    meeting = _meeting(work, came)
    if meeting is None:
        return
    if _touched(came, found):
        _still_on(work, meeting, meeting.people(), f"{found.state}{came.attempt}", now)
    if came.entry and found.state in {BookingState.BOOKED, BookingState.NO_LINK}:
        _seen(work, meeting, came.entry, now)
    if reason := _reason(came, found):
        _note(work, meeting, reason, came.attempt, now)


def _meeting(work: Work, came: Came) -> Meeting | None:
    """The meeting, if it is still set for the time that was asked for, or looked at."""
    try:
        meeting = work.meetings.get(MeetingId(came.meeting))
    except NotThere:
        return None
    return meeting if meeting.state is MeetingState.CONFIRMED and meeting.start == came.asked.start else None


def _found(came: Came, now: datetime) -> Found:
    if came.entry is not None:
        return _there(came, came.entry, now)
    if came.trouble is None:  # cancelled, or it never was there; whether it is wanted again is looked at next
        return _write(came, state=BookingState.OFF, event="", next_at=now, well=True, done=True)
    if came.trouble is Trouble.GONE and came.step in {Step.LOOK, Step.MOVE, Step.INVITE}:
        return _write(came, state=BookingState.GONE, event="", next_at=None, well=True, done=True)
    again = try_again(came.trouble, tries=came.tries, after=came.after, now=now)
    return _write(came, next_at=again, error=came.code)


def _there(came: Came, entry: Entry, now: datetime) -> Found:
    state = state_of(entry, came.asked)
    if state is BookingState.NO_LINK:
        again = look_for_link(came.asked.start, now, tries=came.tries)
        return _write(came, state=state, event=entry.id, next_at=again, done=came.step not in LEAVES)
    again = None if state is BookingState.GONE else look_again(came.asked.start, now)
    if came.step is Step.BOOK and not came.sign:
        again = now  # it was booked earlier, perhaps for others
    done = came.step not in LEAVES or state is BookingState.BOOKED
    return _write(came, state=state, event=entry.id, next_at=again, well=True, done=done)


def _write(
    came: Came,
    *,
    next_at: datetime | None,
    state: BookingState | None = None,
    event: str | None = None,
    well: bool = False,
    done: bool = False,
    error: str | None = None,
) -> Found:
    return Found(
        worker=came.worker,
        attempt=came.attempt,
        state=state,
        event=event,
        asked=(came.asked.start, came.asked.minutes) if came.entry else None,
        next_at=next_at,
        well=well,
        done=done,
        error=error,
        invited=came.sign if came.entry and came.step in INVITES else None,
    )


def _seen(work: Work, meeting: Meeting, entry: Entry, now: datetime) -> None:
    """The link, if it is news, and what people have answered in their own calendars."""
    if entry.join_url and work.bookings.link(meeting, entry.join_url, now=now):
        work.due.record(_link_news(meeting, now), now=now)
    for person, reply in work.bookings.invited(meeting, entry.replies).items():
        if reply.proposed:
            _still_on(work, meeting, (person,), f"other{int(reply.proposed.timestamp())}", now)
        elif reply.said is Said.NO:
            _still_on(work, meeting, (person,), "no", now)


def _link_news(meeting: Meeting, now: datetime) -> Iterator[Due]:
    """The instant is part of the key: whoever reads the link on the card of the booking need not hear of it again."""
    for person in meeting.people():
        key = f"{Kind.LINK_HERE}:{meeting.id}:{meeting.sequence}:{person}:{int(now.timestamp() * 1_000_000)}"
        until = meeting.start or now
        yield Due(key=key, kind=Kind.LINK_HERE, person=person, subject=meeting.id, due_at=now, until=until)


def _still_on(work: Work, meeting: Meeting, people: Iterable[PersonId], why: str, now: datetime) -> None:
    kind, until = Kind.STILL_ON, meeting.start or now
    work.due.record(
        (
            Due(
                key=f"{kind}:{meeting.id}:{meeting.sequence}:{person}:{why}",
                kind=kind,
                person=person,
                subject=meeting.id,
                due_at=now,
                until=until,
            )
            for person in people
        ),
        now=now,
    )


def _touched(came: Came, found: Found) -> bool:
    """Whether somebody has deleted or changed it since we last looked."""
    return found.state in ASKED_ABOUT and found.state is not came.before


def _reason(came: Came, found: Found) -> str:
    """What coordinators have to know, '' when nothing."""
    match came.trouble:
        case Trouble.GRANT | Trouble.MAILBOX | Trouble.NOT_TAKEN:
            return str(came.trouble)
        case Trouble.LATER if came.tries + 1 >= DOWN_AFTER:
            return "down"
        case _ if _touched(came, found):
            return str(found.state)
        case _ if came.entry and came.entry.foreign:
            return "foreign"
        case _ if found.state is BookingState.NO_LINK and came.tries + 1 >= LINK_TRIES:
            return "no_link"
        case _:
            return ""


def _note(work: Work, meeting: Meeting, reason: str, attempt: int, now: datetime) -> None:
    """Coordinators hear once of each meeting, and once a day of what stops them all."""
    often = reason in OFTEN
    event = f"{wall(now):%Y%m%d}" if often else str(meeting.sequence)
    event += f".{attempt}" if reason in {"gone", "edited"} else ""
    subject = 0 if often else meeting.id
    work.due.record(
        (
            Due(
                key=f"{Kind.CALENDAR_NOTE}:{subject}:{event}:{person}:{reason}",
                kind=Kind.CALENDAR_NOTE,
                person=person,
                subject=subject,
                due_at=now,
                until=now + NOTE_FOR,
            )
            for person in sorted(work.duty.staff().coordinators)
        ),
        now=now,
    )


def checked(work: Work, looked: Looked, now: datetime) -> None:
    """Takes back the times that clash; when none is left, others are looked for."""
    meeting = work.meetings.get(MeetingId(looked.meeting))
    if meeting.state is not MeetingState.OFFERED or meeting.version != looked.version:
        return
    starts = [start for start, _ in work.meetings.slots(meeting.id)]
    free = [start for start in starts if looked.busy.isdisjoint(cells(start, meeting.minutes))]
    work.bookings.checked(meeting, free, known=looked.known)
    if not free:
        tell(work, work.meetings.change(meeting, MeetingState.PLANNED, now=now), now)
        work.audit("no time is free", meeting.id, now=now)
