"""A coordinator moves meetings and takes them off their time: everybody hears it, and is asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.cards import Card
from bot.cards.staff import Note, Telling, notes
from bot.cards.times import CalledOff, Reset
from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.meetings import Meeting, MeetingState, Side, meeting_number
from bot.domain.times import at_wall, say
from bot.usecases.finding import a_meeting
from bot.usecases.good_times import check
from bot.usecases.planning_meetings import At, as_shown, at_time, back_to, near, restoring
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.saying import Prompt
from bot.usecases.showing import OTHER, side
from bot.usecases.times import ASKING, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMeeting:
    """Which meeting, and to when."""

    meeting: str
    day: date
    time_of_day: time


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelMeeting:
    """Which meeting. Why is kept nowhere."""

    meeting: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Off:
    """The meeting as it stood."""

    meeting: int
    version: int


def propose_move(work: Work, request: MoveMeeting, now: datetime) -> Card:
    """Shows to when, and what everybody is told."""
    meeting = _set_meeting(work, request.meeting, now)
    start = at_wall(request.day, request.time_of_day)
    if start == meeting.start:
        raise BadInput(f"It is set for {say(start)} already.")
    check(work, meeting, start, now)
    return ask_first(
        work,
        Deed(name="meet_move", request=at_time(meeting, start)),
        what=f"Move {meeting_number(meeting.id)} to {say(start)}. Everybody is asked for a yes again.",
        notes=notes(*near(work, meeting, start, now)),
        telling=_telling(meeting, lambda mine: words_of(_reset(meeting, mine, start))),
        now=now,
    )


def _set_meeting(work: Work, words: str, now: datetime) -> Meeting:
    meeting = a_meeting(work, words)
    if meeting.state is not MeetingState.CONFIRMED or meeting.start is None:
        raise BadInput(f"{meeting_number(meeting.id)} has no set time just now, so there is nothing to change.")
    if meeting.start <= now:
        raise BadInput(f"{meeting_number(meeting.id)} has begun. Please say how it went: attend mark.")
    return meeting


def _telling(meeting: Meeting, words: Callable[[Side], str]) -> list[Telling]:
    return [Telling(who=meeting.names(mine), words=words(mine)) for mine in (Side.STUDENT, Side.BUDDY)]


def move_to(work: Work, request: At, now: datetime) -> Result:
    """Takes the meeting off its time and asks for a yes to the new one: the students first, then the Buddy."""
    before = as_shown(work, request.meeting, request.version)
    check(work, before, request.start, now)
    back = restoring(work, before)
    work.meetings.unbook(before.id)
    after = work.meetings.change(before, MeetingState.OFFERED, now=now)
    work.meetings.offer(after.id, (request.start,))
    work.due.record(_news(Kind.RESET, after, before.start or now, now), now=now)
    tell(work, after, now)
    work.audit("meeting moved by the team", after.id, now=now)
    what = f"{meeting_number(after.id)}: everybody is asked about {say(request.start)}."
    return Result(what=what, back=back_to(back, after))


def propose_cancel(work: Work, request: CancelMeeting, now: datetime) -> Card:
    """Shows what everybody is told."""
    if request.note:
        raise BadInput("I keep no reason why a meeting is off, so please leave out the note.")
    meeting = _set_meeting(work, request.meeting, now)
    return ask_first(
        work,
        Deed(name="meet_cancel", request=Off(meeting=meeting.id, version=meeting.version)),
        what=f"Take {meeting_number(meeting.id)} off {say(meeting.start or now)}, and look for a new time.",
        notes=(Note(say="The meeting stays in the history. This can't be taken back."),),
        telling=_telling(meeting, lambda mine: words_of(_called_off(meeting, mine))),
        now=now,
    )


def call_off(work: Work, request: Off, now: datetime) -> Result:
    """The meeting is without a time; a new one is looked for at once."""
    before = as_shown(work, request.meeting, request.version)
    work.meetings.unbook(before.id)
    work.meetings.offer(before.id, ())
    after = work.meetings.change(before, MeetingState.PLANNED, now=now, what=str(MeetingState.CANCELLED))
    work.due.record(_news(Kind.CALLED_OFF, after, before.start or now, now), now=now)
    tell(work, after, now)
    work.audit("meeting cancelled", after.id, now=now)
    return Result(what=f"{meeting_number(after.id)} is off its time. A new one is looked for.")


def _news(kind: Kind, meeting: Meeting, was: datetime, now: datetime) -> Iterator[Due]:
    """Before the time that it had: whoever is quiet until then is told at once."""
    for person in meeting.people():
        key = f"{kind}:{meeting.id}:{meeting.sequence}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=now, until=max(was, now))


def reset_card(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """A coordinator moves it; None when it is set again, and a card says so."""
    mine, was = side(work, meeting), work.meetings.last_start(meeting.id)
    if mine is None or was is None or prompt.key.split(":")[2] != str(meeting.sequence):
        return None
    asked = next((start for start, _ in work.meetings.slots(meeting.id) if start > now), None)
    return _reset(replace(meeting, start=was), mine, asked if meeting.state in ASKING else None)


def _reset(meeting: Meeting, mine: Side, asked: datetime | None) -> Reset:
    return Reset(
        number=meeting.number,
        other=meeting.names(OTHER[mine]),
        was=say(meeting.start) if meeting.start else "",
        now=say(asked) if asked else "",
    )


def called_off_card(work: Work, meeting: Meeting, prompt: Prompt, _now: datetime) -> Card | None:
    """A coordinator took it off its time; None when it is set again."""
    mine, was = side(work, meeting), work.meetings.last_start(meeting.id)
    if mine is None or was is None or prompt.key.split(":")[2] != str(meeting.sequence):
        return None
    return _called_off(replace(meeting, start=was), mine)


def _called_off(meeting: Meeting, mine: Side) -> CalledOff:
    was = say(meeting.start) if meeting.start else ""
    return CalledOff(number=meeting.number, other=meeting.names(OTHER[mine]), was=was)


def words_of(card: Reset | CalledOff) -> str:
    """What the card says, for the coordinator who is about to have it sent."""
    if isinstance(card, CalledOff):
        return (
            f"A change to your meeting. The team has to take meeting {card.number} with {card.other} "
            f"off {card.was} (UK time). "
            "This is not because of you. We will find a new time. It still counts."
        )
    return (
        f"Your meeting will move. The team has to move meeting {card.number} with {card.other}. "
        f"It was on {card.was} (UK time). You don't need to do a thing now. "
        f"I will ask you if {card.now} suits you. It still counts."
    )
