"""Finding a time: a Buddy offers, a student picks, a Buddy says yes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.times import NoneFit, Offered, Picked
from bot.domain import due
from bot.domain.due import Kind
from bot.domain.errors import BadInput, NotYours
from bot.domain.free import single, weekly
from bot.domain.meetings import OPEN, Meeting, MeetingId, MeetingState, Side, Window, in_words, picks, slots
from bot.domain.offers import check_reach
from bot.domain.people import PersonId
from bot.domain.times import add_days, cells, say_day, wall
from bot.usecases.free import add, ask, keep
from bot.usecases.ports import Work
from bot.usecases.showing import booked_card, card_now, confirm_card, free_card, side, times

ASKING = frozenset({MeetingState.PLANNED, MeetingState.OFFERED, MeetingState.HALF_CONFIRMED})
ON_HOLD = "This is on hold just now, so I can't set a time. You don't need to do a thing."
NEXT_ASKED = 1  # days after a meeting before the next one is brought up


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """A meeting as a card knew it."""

    meeting: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer(Ref):
    """Up to three stretches of free time; `windows` as they were typed. `keep`: for each week from now on."""

    windows: tuple[Window, ...]
    keep: Literal["", "true", "false"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick(Ref):
    """The times that a student ticked (UTC)."""

    times: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm(Ref):
    """The time that a Buddy says yes to (UTC)."""

    time: datetime


def tell(work: Work, meeting: Meeting, now: datetime) -> None:
    """Writes down what the meeting, as it stands now, makes due; the actor has the answer before their eyes.

    Nobody else is asked for free times here: the assistant looks for stored ones first.
    """
    me = work.actor.id
    dues = [
        one
        for one in due.derive([meeting], now, closed=work.site.closed)
        if one.kind is not Kind.FREE or one.person == me
    ]
    work.due.record(dues, now=now, answered=me)


def bring_up_next(work: Work, held: Meeting, now: datetime, *, days: int = NEXT_ASKED) -> None:
    """The next meeting of the series, if there is one: its Buddy is asked so many days after this one."""
    if following := work.meetings.next_number(held.link, held.number + 1, now=add_days(held.end or now, days)):
        tell(work, following, now)


def mine(work: Work, ref: Ref, *sides: Side) -> tuple[Meeting, bool]:
    """The meeting, and whether the card is older than it; raises NotYours unless the actor is on one of these sides."""
    meeting = work.meetings.get(MeetingId(ref.meeting))
    if side(work, meeting) not in (sides or tuple(Side)):
        raise NotYours
    return meeting, meeting.version != ref.version


def free(work: Work, ref: Ref, now: datetime) -> Card:
    """A Buddy wants to give times, or other times than before."""
    meeting, _ = mine(work, ref, Side.BUDDY)
    return free_card(work, meeting, now) if meeting.state in ASKING else card_now(work, meeting, now, changed=True)


def offer(work: Work, request: Offer, now: datetime) -> Card:
    """A Buddy gives free times: the students are asked."""
    meeting, stale = mine(work, request, Side.BUDDY)
    if stale or meeting.state not in ASKING:
        return card_now(work, meeting, now, changed=True)
    _check_open(work, request.windows)
    starts = slots(request.windows, minutes=meeting.minutes, now=now)
    check_reach(meeting, starts)
    if request.keep == "true":
        add(work, work.actor.id, weekly(request.windows, now), now)
    meeting = work.meetings.change(meeting, MeetingState.OFFERED, now=now)
    work.meetings.offer(meeting.id, starts)
    tell(work, meeting, now)
    work.audit("times offered", meeting.id, now=now)
    student = meeting.names(Side.STUDENT)
    return Offered(meeting=meeting.id, version=meeting.version, student=student, times=times(starts))


def _check_open(work: Work, windows: tuple[Window, ...]) -> None:
    for day in (wall(one.start).date() for one in windows):
        if day in work.site.closed:
            raise BadInput(f"{say_day(day)} is a bank holiday. Please choose another day.")


def offer_next(work: Work, windows: tuple[Window, ...], now: datetime) -> Card:
    """The same, typed: for the Buddy's first meeting without a time. No times given: the card that asks for them."""
    open_ = [one for one in work.meetings.of(work.actor.id) if one.state in OPEN and side(work, one) is Side.BUDDY]
    asking = [one for one in open_ if one.state in ASKING]
    if not open_:
        return keep(work, single(windows), now) if windows else ask(work, None, now)
    if not asking:  # each has its time: here is the next one, with a button for another time
        return card_now(work, open_[0], now)
    ref = Ref(meeting=asking[0].id, version=asking[0].version)
    if not windows:
        return free(work, ref, now)
    return offer(work, Offer(meeting=ref.meeting, version=ref.version, windows=windows), now)


def pick(work: Work, request: Pick, now: datetime) -> Card:
    """A student picks up to three of them: the Buddy is asked."""
    meeting, stale = mine(work, request, Side.STUDENT)
    if stale or meeting.state is not MeetingState.OFFERED:
        return card_now(work, meeting, now, changed=True)
    offered = [start for start, _ in work.meetings.slots(meeting.id) if start > now]
    chosen = picks(request.times, offered=offered)
    check_reach(meeting, chosen)
    meeting = work.meetings.change(meeting, MeetingState.HALF_CONFIRMED, now=now)
    work.meetings.pick(meeting.id, chosen)
    tell(work, meeting, now)
    work.audit("times picked", meeting.id, now=now)
    return Picked(buddy=meeting.names(Side.BUDDY), times=times(chosen))


def none_fit(work: Work, ref: Ref, now: datetime) -> Card:
    """No time suits: the Buddy is asked for others."""
    meeting, stale = mine(work, ref, Side.STUDENT)
    if stale or meeting.state is not MeetingState.OFFERED:
        return card_now(work, meeting, now, changed=True)
    tell(work, work.meetings.change(meeting, MeetingState.PLANNED, now=now), now)
    work.audit("no time fits", meeting.id, now=now)
    return NoneFit(buddy=meeting.names(Side.BUDDY))


def confirm(work: Work, request: Confirm, now: datetime) -> Card:
    """A Buddy says yes: everybody's time is booked, or nobody's. Of several Buddies each is asked."""
    meeting, stale = mine(work, request, Side.BUDDY)
    if stale or meeting.state is not MeetingState.HALF_CONFIRMED:
        return card_now(work, meeting, now, changed=True)
    if meeting.on_hold:
        raise BadInput(ON_HOLD)
    if request.time <= now:
        raise BadInput("That time has already passed. Please choose another one, or press 'Another time'.")
    if (request.time, True) not in work.meetings.slots(meeting.id):
        raise BadInput("That time is not among the picks. Please choose one that is shown.")
    check_reach(meeting, [request.time])
    if meeting.to_agree - {work.actor.id}:  # the meeting is ours to change now: a yes of the same moment is seen
        meeting = work.meetings.get(meeting.id)
    if others := meeting.to_agree - {work.actor.id}:
        return _one_of_several(work, meeting, request.time, others, now)
    if not work.meetings.book(meeting, request.time, now=now):
        return _taken(work, meeting, now)
    meeting = work.meetings.change(meeting, MeetingState.CONFIRMED, now=now, start=request.time)
    tell(work, meeting, now)
    work.audit("meeting confirmed", meeting.id, now=now)
    return booked_card(work, meeting, request.time)


def _taken(work: Work, meeting: Meeting, now: datetime) -> Card:
    return confirm_card(work, meeting, now, taken=True) or free_card(work, meeting, now, changed=True)


def _one_of_several(work: Work, meeting: Meeting, time: datetime, others: frozenset[PersonId], now: datetime) -> Card:
    """The first yes settles which time the others are asked about; nothing is booked before the last."""
    if work.meetings.taken(meeting.people(), cells(time, meeting.minutes)):
        return _taken(work, meeting, now)
    if [start for start, picked in work.meetings.slots(meeting.id) if picked] != [time]:
        meeting = work.meetings.change(meeting, MeetingState.HALF_CONFIRMED, now=now)
        work.meetings.pick(meeting.id, [time])
        tell(work, meeting, now)
    work.meetings.agree(meeting)
    work.audit("a yes of several", meeting.id, now=now)
    names = in_words([one.person.first_name or "" for one in meeting.members if one.person.id in others])
    return Picked(buddy=names, times=times([time]))
