"""A coordinator says how a meeting went, where its people could not agree or did not say; and who was where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.cards.staff import Listing, Row, notes
from bot.domain.errors import BadInput
from bot.domain.meetings import BACK, MARKED, Meeting, MeetingId, MeetingState, Side, meeting_number
from bot.domain.people import Person, PersonId
from bot.domain.times import add_days, say
from bot.usecases.after import about_time
from bot.usecases.attending import who
from bot.usecases.finding import a_cohort, a_meeting, a_person
from bot.usecases.meetings import plan_anew
from bot.usecases.outcomes import hold, miss
from bot.usecases.ports import Work
from bot.usecases.ports.attendance import Attended
from bot.usecases.proposing import Deed, Result, done
from bot.usecases.showing import HELD
from bot.usecases.times import NEXT_ASKED

BACK_FOR = 60  # minutes
A_PAIR = 2
SHOWN = 40  # people of one list
USE = "Please write held, short, missed:<person> or off. For example: attend mark M-34 held"
MARKS = {"held": MeetingState.HELD, "short": MeetingState.HELD_SHORT}
SAID = {MeetingState.HELD: "held", MeetingState.HELD_SHORT: "held, shorter"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Which meeting, and how it went, as it was typed."""

    meeting: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """How a meeting stood before it was marked; `version` is the one that it had afterwards."""

    meeting: int
    version: int
    state: MeetingState
    start: datetime | None
    frozen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Whose attendance: a cohort, as it was typed."""

    words: str


def mark(work: Work, request: Mark, now: datetime) -> Card:
    """Notes how it went, in place of what the answers made of it; it can be taken back for an hour."""
    meeting = a_meeting(work, request.meeting)
    at = _time_of(work, meeting, now)
    how, _, name = request.words.strip().partition(":")
    match how.strip().lower():
        case "held" | "short" as how_:
            after = hold(work, meeting, at, MARKS[how_], now, what=f"{MARKED}{MARKS[how_]}")
        case "off":
            after = plan_anew(work, meeting, now, ask_again=add_days(now, NEXT_ASKED), what=f"{MARKED}off")
        case "missed" if name.strip():
            after = _missed(work, meeting, at, a_person(work, name.strip()), now)
        case _:
            raise BadInput(USE)
    work.audit("attendance marked", meeting.id, now=now)
    return done(work, _result(meeting, after, how.strip().lower()), now)


def _time_of(work: Work, meeting: Meeting, now: datetime) -> Meeting:
    """The meeting at the time that is meant; raises BadInput for one that has not begun, or has a new time."""
    number, at = meeting_number(meeting.id), about_time(work, meeting, now)
    if at is None:
        raise BadInput(f"{number} has not begun yet, so there is nothing to mark.")
    if meeting.start and meeting.start > now:
        raise BadInput(f"{number} has a new time, {say(meeting.start)}. It can be marked when that has begun.")
    if meeting.state is MeetingState.CANCELLED:
        raise BadInput(f"{number} was cancelled, so there is nothing to mark.")
    return at


def _result(meeting: Meeting, after: Meeting, how: str) -> Result:
    back = Before(
        meeting=meeting.id,
        version=after.version,
        state=meeting.state,
        start=meeting.start,
        frozen=meeting.held_back,
    )
    told = "The student is asked kindly whether that is right." if after.state is MeetingState.MISSED else ""
    again = "We look for a new time. It counts against nobody." if how == "off" else ""
    return Result(
        what=f"{who(meeting)} is marked: {how}.",
        notes=notes(told, again),
        back=None if how == "missed" and not meeting.is_pair else Deed(name="attend_back", request=back),
        minutes=BACK_FOR,
    )


def _missed(work: Work, meeting: Meeting, at: Meeting, person: Person, now: datetime) -> Meeting:
    """A student wasn't able to come. In a group that is noted for the one student alone."""
    if meeting.side_of(person.id) is not Side.STUDENT:
        number = meeting_number(meeting.id)
        raise BadInput(f"Only a student of {number} can be marked like this. If a Buddy could not come, use 'off'.")
    if not meeting.is_pair:
        work.attendance.note(at, person.id, "absent_self", now=now)
        return work.meetings.change(meeting, meeting.state, now=now, start=meeting.start, what=f"{MARKED}one")
    return miss(work, meeting, now, start=at.start, what=f"{MARKED}missed")


def restore(work: Work, request: Before, now: datetime) -> Result:
    """Takes the mark back, unless the meeting has changed since."""
    meeting = work.meetings.get(MeetingId(request.meeting))
    number = meeting_number(meeting.id)
    if meeting.version != request.version:
        raise BadInput(f"{number} has changed since, so I can't take that back. You can mark it again.")
    if request.start and request.start != meeting.start and not work.meetings.book(meeting, request.start, now=now):
        raise BadInput(f"Somebody in {number} is booked at that time now, so I can't take that back.")
    work.meetings.change(meeting, request.state, now=now, start=request.start, what=BACK)
    if meeting.held_back and not request.frozen:
        link = work.links.get(meeting.link)
        work.links.change(link, link.state, now=now, frozen=False)
    return Result(what=f"{number} is as it was before.", notes=notes("A card that went out can't be called back."))


def show(work: Work, request: Show, now: datetime) -> Card:
    """Who was where: a line for each person of a cohort, with all meetings in order."""
    cohort = a_cohort(work, request.words)
    found = work.attendance.of_cohort(cohort.id)
    people: dict[PersonId, list[str]] = {}
    names: dict[PersonId, str] = {}
    for one in found:
        for member in one.meeting.members:
            people.setdefault(member.person.id, []).append(_cell(one, member.person.id, now))
            names[member.person.id] = f"{member.person.first_name} {member.person.surname}".strip()
    rows = _rows(people, names)
    return Listing(
        title=f"{cohort.name}: who was there",
        rows=rows[:SHOWN],
        more=max(0, len(rows) - SHOWN),
        nothing="" if rows else "No meetings yet.",
        hint="Type 'attend mark M-34 held' to say how a meeting went." if rows else "",
    )


def _rows(people: Mapping[PersonId, Iterable[str]], names: Mapping[PersonId, str]) -> tuple[Row, ...]:
    ordered = sorted(people, key=lambda person: (names[person], person))
    return tuple(Row(say=names[person], more=". ".join(people[person])) for person in ordered)


def _cell(one: Attended, person: PersonId, now: datetime) -> str:
    """'1 (M-34): held'."""
    meeting = one.meeting
    went = how(meeting, one.said.get(person, ""), now)
    return f"{meeting.number} ({meeting_number(meeting.id)}): {went}{_seen(meeting)}"


def _seen(meeting: Meeting) -> str:
    """What Teams says of it: nothing about one person, and no answer in place of theirs."""
    if meeting.room is None or meeting.room.minutes is None:
        return ""
    people, minutes = meeting.room.people or 0, meeting.room.minutes
    if people < A_PAIR or not minutes:
        return f" (Teams saw {people or 'nobody'} there)"
    return f" (Teams saw {people} people there, together for {minutes} minutes)"


def how(meeting: Meeting, said: str, now: datetime) -> str:
    """How it went for somebody who said this of it, or how it stands. Who moved it is known to nobody."""
    if meeting.state in HELD:
        return "not there" if said == "absent_self" and not meeting.is_pair else SAID[meeting.state]
    if meeting.state is MeetingState.MISSED:
        return "student not there"
    if meeting.state is MeetingState.CONFIRMED and meeting.start:
        return say(meeting.start) if meeting.start > now else "not marked"
    return "cancelled" if meeting.state is MeetingState.CANCELLED else "no time yet"
