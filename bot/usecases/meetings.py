"""A meeting that is set: how it stands, and how it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.meetings import MoveDone, NothingToDo
from bot.domain.due import ASK_FOR, Due, Kind
from bot.domain.meetings import OPEN, REST_DAYS, Meeting, MeetingId, MeetingState, Side
from bot.domain.people import PersonId
from bot.domain.times import add_days, same_day
from bot.usecases import ending
from bot.usecases.ports import Work
from bot.usecases.resting import OneOf, not_today_card, rest, resting_until
from bot.usecases.showing import HELD, card_now, free_card, ready_card, side
from bot.usecases.times import ASKING, NEXT_ASKED, Ref, bring_up_next, mine, tell

REMEMBER = timedelta(days=30)  # a meeting that ended longer ago is not what 'next' means


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """What a calendar file of one meeting says. `start` and `end` are UTC; a cancelled one keeps its last time."""

    meeting: int
    sequence: int
    start: datetime
    end: datetime
    join_url: str | None
    cancelled: bool


def next_meeting(work: Work, _request: None, now: datetime) -> Card:
    """What the actor's next meeting asks of them; the news of it when nothing does."""
    meetings = [one for one in work.meetings.of(work.actor.id) if one.state in OPEN or _recent(one, now)]
    if not meetings:
        return NothingToDo(number=0, title="", other="", none=True)
    cards = [card_now(work, one, now) for one in meetings]
    return next((card for card in cards if not isinstance(card, NothingToDo)), cards[0])


def _recent(meeting: Meeting, now: datetime) -> bool:
    return bool(meeting.end and now - meeting.end < REMEMBER)


def good_today(work: Work, ref: Ref, now: datetime) -> Card:
    """Still good for today: how to get there."""
    meeting, stale = mine(work, ref)
    return card_now(work, meeting, now, changed=stale)


def ready(work: Work, ref: Ref, now: datetime) -> Card:
    """A student wants to get ready."""
    meeting, _ = mine(work, ref, Side.STUDENT)
    if meeting.state is MeetingState.CONFIRMED and meeting.start and now < meeting.start:
        return ready_card(work, meeting, meeting.start)
    return card_now(work, meeting, now, changed=True)


def not_today(work: Work, ref: Ref, now: datetime) -> Card:
    """A Buddy can't today: no reason, no trace of one, and the days of rest that the Buddy has set.

    It moves the meeting of a pair. A group that has another Buddy meets without this one, and the coordinator hears
    that it does. Pressed after the start it ends the meeting, which counts.
    """
    meeting, stale = mine(work, ref, Side.BUDDY)
    if stale and meeting.state is MeetingState.PLANNED:  # moved already, by whom ever: the answer is the same
        return not_today_card(work, meeting, now, rest(work, now), moved=True)
    if _stopped(meeting, now):
        return not_today_card(work, meeting, now, rest(work, now), stopped=True)
    if stale or not _can_move(meeting, now):
        return card_now(work, meeting, now, changed=True)
    if meeting.start and meeting.start <= now:
        return not_today_card(work, _stop(work, meeting, now), now, rest(work, now), stopped=True)
    if _goes_on(work, meeting):
        work.answers.put(meeting, took_place="absent_self", now=now)
        return not_today_card(work, meeting, now, rest(work, now), without=True)
    return not_today_card(work, move_away(work, meeting, now), now, rest(work, now), moved=True)


def _goes_on(work: Work, meeting: Meeting) -> bool:
    """Whether another Buddy of a group is still coming."""
    others = [one for one in meeting.people(Side.BUDDY) if one != work.actor.id]
    return bool(others) and not set(others) <= work.answers.took_place(meeting).keys()


def move(work: Work, ref: Ref, now: datetime) -> Card:
    """A student can't make it. For everybody else this is the same event as 'not today'."""
    meeting, stale = mine(work, ref, Side.STUDENT)
    if _stopped(meeting, now):
        return not_today_card(work, meeting, now, now, stopped=True)
    if stale or not _can_move(meeting, now):
        return card_now(work, meeting, now, changed=True)
    if meeting.start and meeting.start <= now:
        return not_today_card(work, _stop(work, meeting, now), now, now, stopped=True)
    meeting = move_away(work, meeting, now)
    return MoveDone(buddy=meeting.names(Side.BUDDY))


def free_again(work: Work, ref: Ref, now: datetime) -> Card:
    """A Buddy would rather have another time, and gives it at once."""
    meeting, stale = mine(work, ref, Side.BUDDY)
    if stale or not (meeting.state in ASKING or _can_move(meeting, now)):
        return card_now(work, meeting, now, changed=True)
    if meeting.start and meeting.start <= now:
        return not_today_card(work, _stop(work, meeting, now), now, now, stopped=True)
    if meeting.start is None:
        return free_card(work, plan_anew(work, meeting, now, ask_again=now), now)
    return free_card(work, move_away(work, meeting, now), now, moved=True)


def keep(work: Work, request: OneOf, now: datetime) -> Card:
    """A Buddy keeps a meeting that falls into the days of rest: its reminders still come."""
    meeting, _ = mine(work, request, Side.BUDDY)
    kept = ",".join(part for part in (request.kept, str(meeting.id)) if part)
    return not_today_card(work, meeting, now, resting_until(work, now), kept=kept)


def move_too(work: Work, request: OneOf, now: datetime) -> Card:
    """A Buddy moves one of these as well."""
    meeting, stale = mine(work, request, Side.BUDDY)
    if stale or not _can_move(meeting, now) or (meeting.start and meeting.start <= now):
        return card_now(work, meeting, now, changed=True)
    meeting = move_away(work, meeting, now)
    return not_today_card(work, meeting, now, resting_until(work, now), moved=True, kept=request.kept)


def _can_move(meeting: Meeting, now: datetime) -> bool:
    return meeting.state is MeetingState.CONFIRMED and meeting.end is not None and now < meeting.end


def _stopped(meeting: Meeting, now: datetime) -> bool:
    """Somebody has said already that it took place or ends early, and it would still be going on."""
    return meeting.state in HELD and meeting.end is not None and now < meeting.end


def _stop(work: Work, meeting: Meeting, now: datetime) -> Meeting:
    """Pressed after the start: the meeting counts as held short, whoever pressed, and the series goes on."""
    meeting = count(work, meeting, MeetingState.HELD_SHORT, now, days=REST_DAYS)
    work.audit("moved", meeting.id, now=now)
    return meeting


def count(
    work: Work,
    meeting: Meeting,
    state: MeetingState,
    now: datetime,
    *,
    days: int = NEXT_ASKED,
    start: datetime | None = None,
    what: str | None = None,
) -> Meeting:
    """The meeting counts as held, at the time that it has or at `start`; the next one is brought up so much later."""
    held = work.meetings.change(meeting, state, now=now, start=start or meeting.start, what=what)
    bring_up_next(work, held, now, days=days)
    ending.after_held(work, held, now)
    return held


def move_away(work: Work, meeting: Meeting, now: datetime) -> Meeting:
    """Takes the meeting off its time; the others hear that it moves, and nothing else.

    One event, whoever moves it: new times are asked for after the same days.
    """
    was = meeting.start or now
    after = plan_anew(work, meeting, now, ask_again=add_days(now, REST_DAYS))
    tell_moved(work, after, was, by=work.actor.id, now=now)
    return after


def tell_moved(work: Work, after: Meeting, was: datetime, *, by: PersonId, now: datetime) -> None:
    """The others hear that the meeting, which was set for then, moves."""
    kind = Kind.MOVED_TODAY if same_day(was, now) else Kind.MOVED
    until = was if kind is Kind.MOVED and was > now else now + ASK_FOR  # whoever is quiet until then is told at once
    work.due.record((_news(after, kind, person, now, until) for person in after.people() if person != by), now=now)


def plan_anew(work: Work, meeting: Meeting, now: datetime, *, ask_again: datetime, what: str | None = None) -> Meeting:
    """The meeting without a time: its hours are free again, and a Buddy is asked for others from then on."""
    work.meetings.unbook(meeting.id)
    after = work.meetings.change(meeting, MeetingState.PLANNED, now=now, since=ask_again, what=what)
    tell(work, after, now)
    work.audit("planned anew" if meeting.state is MeetingState.MISSED else "moved", after.id, now=now)
    return after


def _news(meeting: Meeting, kind: Kind, person: PersonId, now: datetime, until: datetime) -> Due:
    key = f"{kind}:{meeting.id}:{meeting.sequence}:{person}"
    return Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=now, until=until)


def calendar_entry(work: Work, meeting: int, _now: datetime) -> CalendarEntry | None:
    """The calendar file of one of the actor's meetings; None while it never had a time."""
    found = work.meetings.get(MeetingId(meeting))
    start = found.start or work.meetings.last_start(found.id)
    if start is None or side(work, found) is None:
        return None
    return CalendarEntry(
        meeting=found.id,
        sequence=found.sequence,
        start=start,
        end=start + timedelta(minutes=found.minutes),
        join_url=found.join_url,
        cancelled=found.start is None,
    )
