"""A meeting that is set: how it stands, and how it moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.meetings import MoveDone, NothingToDo, NotToday
from bot.domain.due import ASK_FOR, Due, Kind
from bot.domain.meetings import OPEN, Meeting, MeetingId, MeetingState, Side
from bot.domain.people import PersonId
from bot.domain.times import add_days, same_day
from bot.usecases.ports import Work
from bot.usecases.showing import HELD, card_now, free_card, side
from bot.usecases.times import ASKING, Ref, bring_up_next, mine, tell

REST_DAYS = (
    2  # after a move nobody is asked for new times before then; the same whoever moved, so that it tells nothing
)
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


def not_today(work: Work, ref: Ref, now: datetime) -> Card:
    """A Buddy can't today: no reason, no trace of one, and some days of quiet."""
    meeting, stale = mine(work, ref, Side.BUDDY)
    quiet_until = add_days(now, REST_DAYS)
    if stale and meeting.state is MeetingState.PLANNED:
        return _rest(work, meeting, now, quiet_until)
    if _stopped(meeting, now):
        return NotToday(meeting=meeting.id, version=meeting.version, stopped=True)
    if stale or not _can_move(meeting, now):
        return card_now(work, meeting, now, changed=True)
    if meeting.start and meeting.start <= now:
        return _stop(work, meeting, now)
    meeting = _move(work, meeting, now, ask_again=quiet_until)
    return NotToday(meeting=meeting.id, version=meeting.version, moved=True)


def move(work: Work, ref: Ref, now: datetime) -> Card:
    """A student can't make it. For everybody else this is the same event as 'not today'."""
    meeting, stale = mine(work, ref, Side.STUDENT)
    if _stopped(meeting, now):
        return NotToday(meeting=meeting.id, version=meeting.version, stopped=True)
    if stale or not _can_move(meeting, now):
        return card_now(work, meeting, now, changed=True)
    if meeting.start and meeting.start <= now:
        return _stop(work, meeting, now)
    meeting = _move(work, meeting, now, ask_again=add_days(now, REST_DAYS))
    return MoveDone(buddy=meeting.names(Side.BUDDY))


def free_again(work: Work, ref: Ref, now: datetime) -> Card:
    """A Buddy would rather have another time, and gives it at once."""
    meeting, stale = mine(work, ref, Side.BUDDY)
    if stale or not (meeting.state in ASKING or _can_move(meeting, now)):
        return card_now(work, meeting, now, changed=True)
    if meeting.start and meeting.start <= now:
        return _stop(work, meeting, now)
    was_set = meeting.start is not None
    return free_card(work, _move(work, meeting, now, ask_again=now), now, moved=was_set)


def _can_move(meeting: Meeting, now: datetime) -> bool:
    return meeting.state is MeetingState.CONFIRMED and meeting.end is not None and now < meeting.end


def _rest(work: Work, meeting: Meeting, now: datetime, until: datetime) -> Card:
    """Pressed again, or moved by somebody else already: the answer and the days of quiet are the same."""
    if meeting.since < until - timedelta(hours=1):
        meeting = work.meetings.change(meeting, MeetingState.PLANNED, now=now, since=until)
    return NotToday(meeting=meeting.id, version=meeting.version, moved=True)


def _stopped(meeting: Meeting, now: datetime) -> bool:
    """Somebody has said already that it took place or ends early, and it would still be going on."""
    return meeting.state in HELD and meeting.end is not None and now < meeting.end


def _stop(work: Work, meeting: Meeting, now: datetime) -> Card:
    """Pressed after the start: the meeting counts as held short, whoever pressed, and the series goes on."""
    meeting = work.meetings.change(meeting, MeetingState.HELD_SHORT, now=now, start=meeting.start)
    bring_up_next(work, meeting, now, days=REST_DAYS)
    work.audit("moved", meeting.id, now=now)
    return NotToday(meeting=meeting.id, version=meeting.version, stopped=True)


def _move(work: Work, meeting: Meeting, now: datetime, *, ask_again: datetime) -> Meeting:
    """Takes the meeting off its time; the others hear that it moves, and nothing else."""
    was = meeting.start
    after = plan_anew(work, meeting, now, ask_again=ask_again)
    if was:
        kind = Kind.MOVED_TODAY if same_day(was, now) else Kind.MOVED
        others = (person for person in after.people() if person != work.actor.id)
        work.due.record((_news(after, kind, person, now) for person in others), now=now)
    return after


def plan_anew(work: Work, meeting: Meeting, now: datetime, *, ask_again: datetime) -> Meeting:
    """The meeting without a time: its hours are free again, and a Buddy is asked for others from then on."""
    work.meetings.unbook(meeting.id)
    work.meetings.offer(meeting.id, ())
    after = work.meetings.change(meeting, MeetingState.PLANNED, now=now, since=ask_again)
    tell(work, after, now)
    work.audit("moved", after.id, now=now)
    return after


def _news(meeting: Meeting, kind: Kind, person: PersonId, now: datetime) -> Due:
    key = f"{kind}:{meeting.id}:{meeting.sequence}:{person}"
    return Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=now, until=now + ASK_FOR)


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
