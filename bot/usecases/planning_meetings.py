"""A coordinator sets meetings: nothing is sure before the people in it say yes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.cards import Card
from bot.cards.staff import Telling, notes
from bot.domain.errors import BadInput, HasChanged
from bot.domain.links import link_number
from bot.domain.meetings import Meeting, MeetingId, MeetingState, Side, meeting_number
from bot.domain.times import at_wall, say
from bot.usecases.finding import a_link
from bot.usecases.good_times import check, open_meeting
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, ask_first
from bot.usecases.showing import theme
from bot.usecases.times import tell

SHORTEST, LONGEST = 15, 240  # minutes of one meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMeeting:
    """Which meeting of which pair, and when."""

    pair: str
    number: int
    day: date
    time_of_day: time
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """What was shown to the coordinator: the meeting as it stood, and its new time."""

    meeting: int
    version: int
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restore:
    """How a meeting stood before, and the version that it has since."""

    meeting: int
    version: int
    state: MeetingState
    start: datetime | None
    minutes: int
    slots: tuple[datetime, ...]
    picked: tuple[datetime, ...]


def propose_set(work: Work, request: SetMeeting, now: datetime) -> Card:
    """Shows what would be set; the Buddy is asked first, and the student hears when it is sure."""
    meeting = open_meeting(work, a_link(work, request.pair), request.number)
    start = at_wall(request.day, request.time_of_day)
    meeting = replace(meeting, minutes=_minutes(request, meeting))
    check(work, meeting, start, now)
    buddy, student = meeting.names(Side.BUDDY), meeting.names(Side.STUDENT)
    return ask_first(
        work,
        Deed(name="meet_set", request=at_time(meeting, start)),
        what=f"Ask {buddy} about {say(start)}, for meeting {meeting.number} of {link_number(meeting.link)}.",
        notes=notes(
            f"{student} is told when {buddy} has said yes. Nothing is booked before.", *near(work, meeting, start, now)
        ),
        telling=[Telling(who=buddy, words=words_of_question(work, meeting, start))],
        now=now,
    )


def near(work: Work, meeting: Meeting, start: datetime, now: datetime) -> list[str]:
    """Whose own limits would be reached."""
    last = work.meetings.last_ones(meeting, [start], now=now)
    return [f"With it {one.who} has {one.share} that week. That is the most they said." for one in last]


def _minutes(request: SetMeeting, meeting: Meeting) -> int:
    if request.minutes and not SHORTEST <= request.minutes <= LONGEST:
        raise BadInput(f"A meeting takes {SHORTEST} to {LONGEST} minutes. Please choose a length between them.")
    return request.minutes or meeting.minutes


def words_of_question(work: Work, meeting: Meeting, start: datetime) -> str:
    """What the card says that asks a Buddy for a yes."""
    about = f"It is about: {theme(work, meeting).title}. You can skip any part."
    with_whom = f"Meeting {meeting.number} with {meeting.names(Side.STUDENT)}, for {meeting.minutes} minutes."
    return f"Can you do this? {with_whom} {about} {say(start)}"


def at_time(meeting: Meeting, start: datetime) -> At:
    """The meeting as it stands, and this time."""
    return At(meeting=meeting.id, version=meeting.version, start=start, minutes=meeting.minutes)


def set_to(work: Work, request: At, now: datetime) -> Result:
    """Asks the Buddy about this one time."""
    before = as_shown(work, request.meeting, request.version)
    meeting = replace(before, minutes=request.minutes)
    check(work, meeting, request.start, now)
    back = restoring(work, before)
    after = work.meetings.change(before, MeetingState.HALF_CONFIRMED, now=now, minutes=request.minutes)
    work.meetings.offer(after.id, (request.start,))
    work.meetings.pick(after.id, (request.start,))
    tell(work, after, now)
    work.audit("meeting proposed", after.id, now=now)
    what = f"{meeting_number(after.id)}: {after.names(Side.BUDDY)} is asked about {say(request.start)}."
    return Result(what=what, back=back_to(back, after))


def as_shown(work: Work, number: int, version: int) -> Meeting:
    """The meeting, if it stands as it was shown; raises HasChanged."""
    meeting = work.meetings.get(MeetingId(number))
    if meeting.version != version:
        raise HasChanged("Please type the command again.")
    return meeting


def restoring(work: Work, meeting: Meeting) -> Restore:
    """How the meeting stands now, to come back to."""
    slots = work.meetings.slots(meeting.id)
    return Restore(
        meeting=meeting.id,
        version=meeting.version,
        state=meeting.state,
        start=meeting.start,
        minutes=meeting.minutes,
        slots=tuple(start for start, _ in slots),
        picked=tuple(start for start, picked in slots if picked),
    )


def back_to(before: Restore, after: Meeting) -> Deed:
    """The deed that brings the meeting back, if nobody does anything with it until then."""
    return Deed(name="meet_restore", request=replace(before, version=after.version))


def restore(work: Work, request: Restore, now: datetime) -> Result:
    """The meeting as it stood before, if nobody has done anything with it since."""
    meeting = as_shown(work, request.meeting, request.version)
    if meeting.start:
        work.meetings.unbook(meeting.id)
    if request.start and not work.meetings.book(meeting, request.start, now=now):
        raise BadInput(f"{say(request.start)} is taken by now. Please set another time.")
    after = work.meetings.change(meeting, request.state, now=now, start=request.start, minutes=request.minutes)
    work.meetings.offer(after.id, request.slots)
    work.meetings.pick(after.id, request.picked)
    tell(work, after, now)
    return Result(what=f"{meeting_number(after.id)} is as it was before. People are told how it stands now.")
