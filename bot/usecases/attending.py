"""What coordinators are told of how meetings went, and what they have to decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.meetings import MissedNote, MovedNote
from bot.domain import due
from bot.domain.due import UNMARKED, Due, Kind
from bot.domain.links import link_number
from bot.domain.meetings import (
    MISSED,
    Meeting,
    MeetingId,
    MeetingState,
    Side,
    meeting_number,
    seen_otherwise,
    two_answers,
)
from bot.domain.times import say
from bot.usecases.ports import Work
from bot.usecases.ports.attendance import Asks, Attended
from bot.usecases.saying import Prompt

CALL_AT, FREEZE_AT = 2, 3  # times in one series that a student wasn't able to come
LOOK_BACK = timedelta(days=7)
Titles = tuple[str, str]
TITLES: Mapping[Asks, Titles] = {
    Asks.DECIDE: ("meeting has two answers", "meetings have two answers"),
    Asks.MARK: ("meeting to mark", "meetings to mark"),
    Asks.CALL: ("student to call", "students to call"),
    Asks.MOVED: ("pair moved twice in a row", "pairs moved twice in a row"),
}


def planned(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    """Tells coordinators what moved on its day, was missed, or goes on without somebody."""
    events = work.attendance.events(since=since, until=until)
    if not events:
        return []
    staff = sorted(work.duty.staff().coordinators)
    return [
        one
        for event in events
        for one in due.note(
            Kind.MISSED_NOTE if event.what in MISSED else Kind.MOVED_NOTE, event.meeting, event.id, event.at, staff
        )
    ]


def say_moved(work: Work, prompt: Prompt, _now: datetime) -> Card:
    """The same words whoever moved it; a meeting that goes on without somebody has a number below nought."""
    meeting = work.meetings.get(MeetingId(prompt.subject))
    without = int(prompt.key.split(":")[2]) < 0
    return MovedNote(
        meeting=meeting_number(meeting.id), link=link_number(meeting.link), moved=not without, without=without
    )


def say_missed(work: Work, prompt: Prompt, _now: datetime) -> Card | None:
    """Nothing once it turns out that it took place."""
    meeting = work.meetings.get(MeetingId(prompt.subject))
    if meeting.state in {MeetingState.HELD, MeetingState.HELD_SHORT}:
        return None
    times = work.attendance.missed(meeting)
    return MissedNote(
        meeting=meeting_number(meeting.id),
        student=" and ".join(work.people.get(one).number for one in meeting.people(Side.STUDENT)),
        number=meeting.number,
        times=times,
        call=times >= CALL_AT,
        frozen=meeting.held_back,
    )


def sections(work: Work, now: datetime) -> Iterator[tuple[str, str, Sequence[str]]]:
    """What a coordinator has to decide about meetings: the title for one, for several, and a line for each."""
    found = work.attendance.needs(since=now - LOOK_BACK, before=now - UNMARKED)
    for asks, titles in TITLES.items():
        yield *titles, [LINES[asks](one) for one in found if one.asks is asks and _counts(one, now)]


def _counts(one: Attended, now: datetime) -> bool:
    match one.asks:
        case Asks.DECIDE:
            return two_answers(one.said, one.meeting) or seen_otherwise(one.said, one.meeting)
        case Asks.MARK:
            return one.meeting.end is not None and one.meeting.end <= now - UNMARKED
        case _:
            return True


def who(meeting: Meeting) -> str:
    """'Sam with Alex, meeting 1 (M-14)'."""
    names = f"{meeting.names(Side.STUDENT)} with {meeting.names(Side.BUDDY)}"
    return f"{names}, meeting {meeting.number} ({meeting_number(meeting.id)})"


def _mark(one: Attended) -> str:
    when = f" on {say(one.meeting.start)}" if one.meeting.start else ""
    return f"{who(one.meeting)}{when}: please mark it"


def _call(one: Attended) -> str:
    return f"{one.meeting.names(Side.STUDENT)} ({link_number(one.meeting.link)}) wasn't able to come {one.times} times"


def _but(one: Attended) -> str:
    """What Teams saw, where nobody says that it took place."""
    people = one.meeting.room.people if one.meeting.room else None
    return f" (Teams saw {people} people there)" if seen_otherwise(one.said, one.meeting) else ""


LINES: Mapping[Asks, Callable[[Attended], str]] = {
    Asks.DECIDE: lambda one: f"{who(one.meeting)}: please decide{_but(one)}",
    Asks.MARK: _mark,
    Asks.CALL: _call,
    Asks.MOVED: lambda one: (
        f"{one.meeting.names(Side.STUDENT)} with {one.meeting.names(Side.BUDDY)}: {one.times} times"
    ),
}
