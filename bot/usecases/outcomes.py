"""What the answers of its people make of a meeting: held, missed, or planned anew."""

from __future__ import annotations

from datetime import datetime

from bot.cards import Card
from bot.cards.after import Thanks
from bot.domain import due
from bot.domain.due import Kind
from bot.domain.meetings import Meeting, MeetingState, Side, outcome
from bot.domain.times import add_days
from bot.usecases.meetings import count, move_away, plan_anew
from bot.usecases.ports import Work
from bot.usecases.showing import HELD, card_now, missed_card
from bot.usecases.times import NEXT_ASKED, Ref, mine, tell

FREEZE_AT = 3  # times in one series that a student wasn't able to come: a person talks with them before it goes on


def settle(work: Work, meeting: Meeting, about: Meeting, now: datetime) -> Meeting:
    """What the answers make of the meeting. `about`: the same at the time that was asked about.

    Whoever says first that it did not take place, a yes makes it held, unless it has a new time by then.
    """
    work.audit("answers given", meeting.id, now=now)
    if meeting.state in HELD:
        return meeting
    said = work.answers.took_place(about)
    becomes = outcome(said, meeting)
    if about is not meeting:
        return meeting if meeting.start or becomes not in HELD else hold(work, meeting, about, becomes, now)
    if becomes is MeetingState.PLANNED and "moved" in said.values():  # among themselves: both know
        return plan_anew(work, meeting, now, ask_again=add_days(now, NEXT_ASKED))
    return _become(work, meeting, becomes, now)


def _become(work: Work, meeting: Meeting, state: MeetingState | None, now: datetime) -> Meeting:
    match state:
        case MeetingState.PLANNED:
            return move_away(work, meeting, now)
        case MeetingState.MISSED if meeting.state is not MeetingState.MISSED:
            return miss(work, meeting, now)
        case MeetingState.HELD | MeetingState.HELD_SHORT:
            return hold(work, meeting, meeting, state, now)
        case _:
            return meeting


def hold(
    work: Work, meeting: Meeting, about: Meeting, state: MeetingState, now: datetime, *, what: str | None = None
) -> Meeting:
    """Held, at the time that was asked about; who has answered for that time is not asked once more."""
    held = count(work, meeting, state, now, start=about.start, what=what)
    if held.sequence != about.sequence:
        asked = [one for one in due.plan(held) if one.kind in {Kind.AFTER, Kind.AFTER_NUDGE}]
        for person in work.answers.took_place(about):
            work.due.record([one for one in asked if one.person == person], now=now, answered=person)
    return held


def miss(
    work: Work, meeting: Meeting, now: datetime, *, start: datetime | None = None, what: str | None = None
) -> Meeting:
    """The student wasn't able to come: asked kindly, and not the Buddy's to rearrange.

    After the third time in a series the link rests until a coordinator has talked with the student.
    """
    missed = work.meetings.change(meeting, MeetingState.MISSED, now=now, start=start or meeting.start, what=what)
    if work.attendance.missed(missed) >= FREEZE_AT:
        link = work.links.get(missed.link)
        work.links.change(link, link.state, now=now, frozen=True)
        work.audit("link rests", link.id, now=now)
        return work.meetings.get(missed.id)
    tell(work, missed, now)
    return missed


def new_time(work: Work, ref: Ref, now: datetime) -> Card:
    """A student who wasn't able to come would like to find a new time: the same meeting is planned anew."""
    meeting, stale = mine(work, ref, Side.STUDENT)
    if stale or meeting.state is not MeetingState.MISSED:
        return card_now(work, meeting, now, changed=True)
    if meeting.held_back:
        return missed_card(work, meeting)
    plan_anew(work, meeting, now, ask_again=now)
    return Thanks(moved=True)
