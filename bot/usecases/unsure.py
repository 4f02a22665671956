"""Meetings that a registration does not reach: none is set anew, and one that is set needs a yes from the team."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.registration import YesNeeded
from bot.cards.staff import Row, notes
from bot.domain import due
from bot.domain.due import SETTLED_BY, Due
from bot.domain.errors import BadInput
from bot.domain.meetings import OPEN, Meeting, MeetingId, MeetingState, Side, meeting_number
from bot.domain.people import PersonId
from bot.domain.times import say
from bot.usecases.finding import a_meeting
from bot.usecases.meetings import plan_anew, tell_moved
from bot.usecases.ports import Work
from bot.usecases.proposing import Deed, Result, done
from bot.usecases.saying import Prompt

FAR = timedelta(days=366)
SOON = timedelta(days=30)
NOBODY = PersonId(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Which meeting is to take place all the same."""

    meeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The same, at the time that it had; and whether there is a yes to it."""

    meeting: int
    sequence: int
    yes: bool


def keep(work: Work, request: Keep, now: datetime) -> Card:
    """A coordinator's yes to a meeting that is set for a day on which a registration counts no more."""
    meeting = a_meeting(work, request.meeting)
    if meeting.state is not MeetingState.CONFIRMED or not meeting.needs_yes:
        raise BadInput(f"{meeting_number(meeting.id)} needs no yes from you just now.")
    return done(work, note(work, Kept(meeting=meeting.id, sequence=meeting.sequence, yes=True), now), now)


def note(work: Work, request: Kept, now: datetime) -> Result:
    """The yes, or that there is none any more; reminders go out again, or wait."""
    meeting = work.meetings.get(MeetingId(request.meeting))
    if meeting.sequence != request.sequence:
        raise BadInput(f"{meeting_number(meeting.id)} has another time by now. Type 'today' to see how things are.")
    work.meetings.keep(meeting, yes=request.yes)
    for person in meeting.people():
        work.due.release(person, now=now)
    work.audit("kept by the team" if request.yes else "not kept by the team", meeting.id, now=now)
    back = Deed(name="meet_keep", request=Kept(meeting=meeting.id, sequence=meeting.sequence, yes=not request.yes))
    if not request.yes:
        return Result(what=f"{meeting_number(meeting.id)} waits for a yes again.", back=back)
    what = f"{meeting_number(meeting.id)} takes place on {say(meeting.start or now)}."
    return Result(what=what, notes=notes("Its reminders go out. The registration still has to be renewed."), back=back)


def renewed(work: Work, person: PersonId, now: datetime) -> None:
    """A Buddy is registered again: what waited for it is asked anew, and reminders go out."""
    for meeting in work.meetings.of(person):
        if meeting.side_of(person) is not Side.BUDDY or meeting.state not in OPEN or meeting.since > now:
            continue
        if meeting.state is not MeetingState.CONFIRMED:  # cards that went out before may have run out unseen
            work.meetings.change(meeting, meeting.state, now=now)
        for one in meeting.people():
            work.due.release(one, now=now)


def beyond(work: Work, now: datetime, *, of: PersonId | None = None) -> list[Meeting]:
    """Meetings that are set and wait for a coordinator's yes, the soonest first."""
    found = work.overview.unregistered(until=now + FAR)
    return [one for one in found if one.needs_yes and _to_come(one, now) and (of is None or of in one.people())]


def _to_come(meeting: Meeting, now: datetime) -> bool:
    return meeting.state is MeetingState.CONFIRMED and meeting.start is not None and meeting.start > now


def row(meeting: Meeting) -> Row:
    """One of them, with what to do."""
    return Row(say=_which(meeting), more="Registration does not last until then. Renew it, or move it.")


def _which(meeting: Meeting) -> str:
    when = f" on {say(meeting.start)}" if meeting.start else ""
    return f"{meeting_number(meeting.id)}, {meeting.names(Side.STUDENT)} with {meeting.names(Side.BUDDY)}{when}"


def sections(work: Work, now: datetime) -> Iterator[tuple[str, str, Sequence[str]]]:
    """For the coordinator's day: what needs a yes, and what finds no time before a registration is renewed."""
    found = work.overview.unregistered(until=now + SOON)
    yes = [_ask(one) for one in found if one.needs_yes and _to_come(one, now)]
    yield "meeting needs your yes", "meetings need your yes", yes
    open_ = OPEN - {MeetingState.CONFIRMED}
    waits = [f"{_which(one)}. Type: reg show" for one in found if one.state in open_ and not one.can_be(now)]
    yield "meeting waits for a registration", "meetings wait for a registration", waits


def _ask(meeting: Meeting) -> str:
    number = meeting_number(meeting.id)
    return f"{_which(meeting)}: not registered by then. Type: meet keep {number}, or meet cancel {number}"


def planned(work: Work, need_yes: Iterable[Meeting]) -> Iterator[Due]:
    """Tells coordinators, two days before each of these at the latest, that it needs a yes."""
    unsure = [one for one in need_yes if one.state is MeetingState.CONFIRMED]
    if unsure:
        staff = sorted(work.duty.staff().coordinators)
        yield from (one for meeting in unsure for one in due.yes_needed(meeting, staff))


def say_needed(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """Which meeting it is, while it still needs a yes."""
    meeting = work.meetings.get(MeetingId(prompt.subject))
    if not meeting.needs_yes or not _to_come(meeting, now):
        return None
    return YesNeeded(meeting=meeting_number(meeting.id), when=say(meeting.start or now))


def let_go(work: Work, dues: Sequence[Due], now: datetime) -> list[Due]:
    """What of it is still to be said, after meetings that found no yes by their own day have lost their time.

    Nobody is reminded of such a meeting, so nobody may be left to wait in it alone: everybody hears that it moves.
    """
    gone = {one.subject for one in dues if one.kind in SETTLED_BY and _let_go(work, MeetingId(one.subject), now)}
    return [one for one in dues if one.kind not in SETTLED_BY or one.subject not in gone]


def _let_go(work: Work, number: MeetingId, now: datetime) -> bool:
    meeting = work.meetings.get(number)
    if not meeting.needs_yes or not _to_come(meeting, now) or meeting.held_back:
        return False
    after = plan_anew(work, meeting, now, ask_again=now)
    tell_moved(work, after, meeting.start or now, by=NOBODY, now=now)
    return True
