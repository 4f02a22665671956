"""What a coordinator sees of meetings, by short ids only; and a yes that somebody gave outside Teams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from bot.cards import Card
from bot.cards.meetings import Booked
from bot.cards.staff import Listing, Row
from bot.cards.times import Picked
from bot.domain.errors import BadInput
from bot.domain.links import link_number
from bot.domain.meetings import Meeting, MeetingState, Side, meeting_number
from bot.domain.times import at_wall, day_start, say
from bot.usecases.finding import a_link, a_meeting, a_person
from bot.usecases.planning_meetings import back_to, restoring
from bot.usecases.ports import Work
from bot.usecases.proposing import Result, done
from bot.usecases.times import Confirm, Pick, confirm, pick

SHOWN = 30
WEEK = 7  # days
STANDS = {
    MeetingState.PLANNED: "waits for free times",
    MeetingState.OFFERED: "waits for the student to pick",
    MeetingState.HALF_CONFIRMED: "waits for the Buddy to say yes",
    MeetingState.CONFIRMED: "set",
    MeetingState.HELD: "held",
    MeetingState.HELD_SHORT: "held short",
    MeetingState.MISSED: "missed",
    MeetingState.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMeetings:
    """Which meetings: those of the next seven days, if nothing is said."""

    today: bool = False
    week: bool = False
    unconfirmed: bool = False
    pair: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidYes:
    """Who said yes to which meeting, and how; `day` and `at` where there are several times."""

    meeting: str
    person: str = ""
    how: Literal["phone", "sms", "post"] = "phone"
    day: date | None = None
    at: time | None = None


def listing(work: Work, request: ListMeetings, now: datetime) -> Card:
    """A table with how each stands."""
    if request.pair:
        link = a_link(work, request.pair)
        return _table(f"Meetings of {link_number(link.id)}", work.meetings.of_link(link.id))
    if request.unconfirmed:
        total, found = work.overview.unsettled(before=now, at_most=SHOWN)
        return _table("Meetings without a set time", found, total)
    days = 1 if request.today else WEEK
    found = work.overview.starting(since=day_start(now), until=day_start(now, days=days))
    return _table("Meetings today" if request.today else "Meetings in the next seven days", found)


def _table(title: str, found: Sequence[Meeting], total: int | None = None) -> Listing:
    rows = tuple(Row(say=_row(one)) for one in found[:SHOWN])
    return Listing(
        title=title,
        rows=rows,
        more=(len(found) if total is None else total) - len(rows),
        nothing="" if rows else "There are none.",
        hint="Type: meet set, meet move or meet cancel." if rows else "",
    )


def _row(meeting: Meeting) -> str:
    when = f"{say(meeting.start)}, " if meeting.start else ""
    which = f"{meeting_number(meeting.id)}: {link_number(meeting.link)}, meeting {meeting.number}"
    return f"{which}: {when}{STANDS[meeting.state]}"


def said_yes(work: Work, request: SaidYes, now: datetime) -> Card:
    """Notes a yes that came by phone, text message or post, in that person's name and marked as entered."""
    meeting, person = a_meeting(work, request.meeting), a_person(work, request.person)
    mine = meeting.side_of(person.id)
    asked = {MeetingState.OFFERED: Side.STUDENT, MeetingState.HALF_CONFIRMED: Side.BUDDY}.get(meeting.state)
    if mine is None or mine is not asked:
        which, who = meeting_number(meeting.id), person.number
        raise BadInput(f"{which} is not waiting for a yes from {who}. It {_stands(meeting)}.")
    before, at = restoring(work, meeting), _time(work, request, meeting, now)
    theirs = work.for_somebody(person.id)
    ref = {"meeting": meeting.id, "version": meeting.version}
    if mine is Side.STUDENT:
        card = pick(theirs, Pick(**ref, times=(at,)), now)
    else:
        card = confirm(theirs, Confirm(**ref, time=at), now)
    if not isinstance(card, Picked | Booked):
        raise BadInput(f"{say(at)} has been taken by now. Please agree on another time.")
    work.audit(f"a yes by {request.how}", meeting.id, now=now)
    what = f"{person.number} said yes to {say(at)} by {request.how}, for {meeting_number(meeting.id)}."
    return done(work, Result(what=what, back=back_to(before, work.meetings.get(meeting.id))), now)


def _stands(meeting: Meeting) -> str:
    stands = STANDS[meeting.state]
    return stands if stands.startswith("waits") else f"is {stands}"


def _time(work: Work, request: SaidYes, meeting: Meeting, now: datetime) -> datetime:
    """The one time that was meant; raises BadInput while there are several."""
    picked_only = meeting.state is MeetingState.HALF_CONFIRMED
    slots = work.meetings.slots(meeting.id)
    open_ = [start for start, picked in slots if start > now and (picked or not picked_only)]
    if request.day and request.at:
        at = at_wall(request.day, request.at)
        if at not in open_:
            raise BadInput(f"{say(at)} is not among the times. They are: {_said(open_)}.")
        return at
    if len(open_) != 1:
        raise BadInput(f"Please add which time, such as --day 1 dec --at 14:00. They are: {_said(open_)}.")
    return open_[0]


def _said(starts: Sequence[datetime]) -> str:
    return ", ".join(say(one) for one in starts) or "none any more"
