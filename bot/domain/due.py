"""What is due, and when: the whole timetable of messages, derived from how things stand.

Nothing here is written ahead. A key holds what would make it a different message, so a meeting that moves is
reminded of again, and one that is cancelled yields nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.meetings import REST_DAYS, Meeting, MeetingState, Side
from bot.domain.people import PersonId
from bot.domain.quiet import Held, is_working_day
from bot.domain.times import add_days, at_wall, day_start, wall


class Kind(StrEnum):
    """The kinds of message that the assistant sends without being asked in that moment."""

    WELCOME = "welcome"
    GREETING = "greeting"  # the welcome of somebody who is here just now
    FREE = "free"
    PICK = "pick"
    CONFIRM = "confirm"
    BOOKED = "booked"
    MORNING = "morning"
    SOON = "soon"
    AFTER = "after"
    MOVED = "moved"
    MOVED_TODAY = "moved_today"
    SAVED = "saved"
    WORRY = "worry"
    WORRY_DEPUTY = "worry_deputy"
    WORRY_LEAD = "worry_lead"
    WORRY_WAITING = "worry_waiting"
    WORRY_SEEN = "worry_seen"
    NO_DUTY = "no_duty"
    FREE_NUDGE = "free_nudge"
    PICK_NUDGE = "pick_nudge"
    CONFIRM_NUDGE = "confirm_nudge"
    FREE_DRY = "free_dry"
    RESET = "reset"
    CALLED_OFF = "called_off"
    READY = "ready"
    DAY_BEFORE = "day_before"
    AFTER_NUDGE = "after_nudge"
    ANSWER_NUDGE = "answer_nudge"  # what waits for an answer, because a coordinator asks for it
    FORM_NUDGE = "form_nudge"  # the last form, in the same way
    MISSED = "missed"
    MOVED_NOTE = "moved_note"
    MISSED_NOTE = "missed_note"
    WELCOME_NUDGE = "welcome_nudge"
    WAITING_NEWS = "waiting_news"
    BEFORE = "before"
    BREAK_OVER = "break_over"
    REFLECT_1 = "reflect_1"
    REFLECT_2 = "reflect_2"
    REFLECT_LATER = "reflect_later"
    SHARED = "shared"
    PROMISE = "promise"
    END_FORM = "end_form"
    AFTER_SURVEY = "after_survey"
    NOTE_ASK = "note_ask"
    NOTE = "note"
    NOTE_BACK = "note_back"
    DONE = "done"
    LAST_ONE = "last_one"
    FOLLOW_UP = "follow_up"
    HOURS = "hours"
    HOURS_OK = "hours_ok"
    RETENTION_30 = "retention_30"
    RETENTION_7 = "retention_7"
    MATCH_ASK = "match_ask"
    MATCHED = "matched"
    MATCH_NUDGE = "match_nudge"
    MATCH_OFF = "match_off"
    LINKED = "linked"
    LINK_ENDED = "link_ended"
    LINK_ENDED_SOON = "link_ended_soon"
    REG_30 = "reg_30"
    REG_7 = "reg_7"
    COHORT_ENDED = "cohort_ended"
    YES_NEEDED = "yes_needed"
    LINK_HELD = "link_held"
    LINK_GOES_ON = "link_goes_on"
    STEPPED_OUT = "stepped_out"
    SORRY = "sorry"  # to somebody who was on the list by mistake and has been written to
    PLAN_READY = "plan_ready"
    LINK_HERE = "link_here"  # the link to join, for whoever was told of the meeting before there was one
    STILL_ON = "still_on"  # something was done with the meeting in a calendar
    CALENDAR_NOTE = "calendar_note"
    SEND_FAILED = "send_failed"
    BACK = "back"  # to somebody who had taken the assistant away, and is here again


# What may hold each kind back; whatever is not named here is held like any message that nobody asked for.
HELD: Mapping[Kind, Held] = {
    Kind.SAVED: Held.NEVER,
    Kind.WORRY: Held.NEVER,  # it comes in duty hours by itself
    Kind.WORRY_DEPUTY: Held.NEVER,
    Kind.WORRY_LEAD: Held.NEVER,
    Kind.WORRY_WAITING: Held.NEVER,  # news of their own note
    Kind.WORRY_SEEN: Held.NEVER,
    Kind.GREETING: Held.NEVER,  # the person has just opened the chat
    Kind.MOVED_TODAY: Held.NEVER,
    Kind.PLAN_READY: Held.NEVER,  # the coordinator has asked for it, and waits
    Kind.BACK: Held.NEVER,  # the person has just opened the chat
    Kind.BREAK_OVER: Held.NEVER,  # the person asked to be asked on that day; it waits for their hours by itself
    Kind.WELCOME_NUDGE: Held.NUDGE,
    Kind.WAITING_NEWS: Held.NUDGE,  # it can wait for a day on which nothing else is asked
    Kind.BEFORE: Held.NUDGE,
    Kind.FREE_DRY: Held.NUDGE,
    Kind.HOURS: Held.NUDGE,
    Kind.FOLLOW_UP: Held.NUDGE,
    Kind.SOON: Held.REMINDER,
    Kind.MORNING: Held.REMINDER,
    Kind.BOOKED: Held.CHANGE,
    Kind.LINK_HERE: Held.CHANGE,
    Kind.STILL_ON: Held.CHANGE,
    Kind.MOVED: Held.CHANGE,
    Kind.RESET: Held.CHANGE,
    Kind.CALLED_OFF: Held.CHANGE,
    Kind.LINK_HELD: Held.CHANGE,
    Kind.LINK_ENDED: Held.CHANGE,
    Kind.LINK_GOES_ON: Held.CHANGE,
    Kind.FREE_NUDGE: Held.NUDGE,
    Kind.PICK_NUDGE: Held.NUDGE,
    Kind.CONFIRM_NUDGE: Held.NUDGE,
    Kind.DAY_BEFORE: Held.REMINDER,
    Kind.AFTER_NUDGE: Held.NUDGE,
    Kind.ANSWER_NUDGE: Held.NUDGE,
    Kind.FORM_NUDGE: Held.NUDGE,
    # The cards at the end of a series come one a day.
    Kind.REFLECT_1: Held.NUDGE,
    Kind.REFLECT_2: Held.NUDGE,
    Kind.PROMISE: Held.NUDGE,
    Kind.END_FORM: Held.NUDGE,
    Kind.AFTER_SURVEY: Held.NUDGE,
    Kind.NOTE_ASK: Held.NUDGE,
    Kind.DONE: Held.NUDGE,
    Kind.LAST_ONE: Held.NUDGE,
    Kind.MATCH_NUDGE: Held.NUDGE,
    Kind.SORRY: Held.NEVER,  # they are on no list any more, so there is nothing that it could wait for
    Kind.LINK_ENDED_SOON: Held.NEVER,  # a meeting that was set would have begun before they may be written to
}

# What those do not get who wish for fewer messages, and why that does no harm.
LEFT_OUT: Mapping[Kind, str] = {
    Kind.WELCOME_NUDGE: "the welcome itself has come, and the coordinator sees who has not answered",
    Kind.WAITING_NEWS: "nothing has changed",
    Kind.BEFORE: "it can be typed",
    Kind.FREE_NUDGE: "the question itself has come, and the coordinator sees it after three days",
    Kind.PICK_NUDGE: "the same",
    Kind.CONFIRM_NUDGE: "the same",
    Kind.MATCH_NUDGE: "the same",
    Kind.AFTER_NUDGE: "the same",
    Kind.DAY_BEFORE: "the card of the morning says when and with whom",
    Kind.REFLECT_1: "the second reminder comes",
    Kind.AFTER_SURVEY: "the last questions come",
    Kind.NOTE_ASK: "a note is a gift, and nobody waits for it",
}

# What the subject of a message is the number of, where it is no person: what rests while a cohort is paused.
OF_MEETINGS = frozenset(
    {
        *(Kind.FREE, Kind.PICK, Kind.CONFIRM, Kind.FREE_NUDGE, Kind.PICK_NUDGE, Kind.CONFIRM_NUDGE),
        *(
            Kind.BOOKED,
            Kind.LINK_HERE,
            Kind.STILL_ON,
            Kind.MOVED,
            Kind.RESET,
            Kind.CALLED_OFF,
            Kind.READY,
            Kind.AFTER,
            Kind.AFTER_NUDGE,
            Kind.MISSED,
        ),
        *(Kind.REFLECT_1, Kind.REFLECT_2, Kind.REFLECT_LATER),
    }
)
OF_LINKS = frozenset(
    {Kind.PROMISE, Kind.END_FORM, Kind.AFTER_SURVEY, Kind.NOTE_ASK, Kind.DONE, Kind.LAST_ONE, Kind.LINKED}
)
OF_COHORTS = frozenset({Kind.BEFORE, Kind.WELCOME_NUDGE})

SOON = timedelta(minutes=10)
AFTER = timedelta(minutes=5)
MORNING = time(8, 30)
TEN = time(10)  # when people are written to about another day
AHEAD = timedelta(days=6)  # before a meeting: the working day before it, also over Christmas
READY_DAYS = 2  # before a meeting a student is helped to get ready
MORNING_LEAD = timedelta(hours=1)  # a meeting earlier than 9:30 is asked about an hour before
ASKED = frozenset({Kind.READY, Kind.DAY_BEFORE, Kind.MORNING, Kind.SOON})  # not of a time that was settled only then
SETTLED_BY = frozenset({Kind.MORNING, Kind.SOON})  # a meeting that needs a coordinator's yes has it by then, or moves
QUESTIONS = frozenset(  # about the time of a meeting
    {Kind.FREE, Kind.PICK, Kind.CONFIRM, Kind.FREE_NUDGE, Kind.PICK_NUDGE, Kind.CONFIRM_NUDGE}
)
# What people do with a time while their cohort rests: meetings that are set stay set, and somebody may wait alone.
NEWS_OF_A_TIME = frozenset({Kind.BOOKED, Kind.LINK_HERE, Kind.MOVED, Kind.MOVED_TODAY, Kind.RESET, Kind.CALLED_OFF})
REST_IN_BREAKS = QUESTIONS | {Kind.AFTER_NUDGE, Kind.REFLECT_1, Kind.REFLECT_2, Kind.REFLECT_LATER}
ASK_FOR = timedelta(days=21)  # an unanswered question is no longer news after this
AFTER_NUDGE = timedelta(hours=24)
UNMARKED = timedelta(hours=72)  # a meeting that nobody has answered for is the coordinator's then
NOTE_FOR = timedelta(days=4)  # a note to a coordinator, also over a long week-end
AFTER_FOR = timedelta(days=6)  # also when it waits for the end of a long week-end


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One message to one person: due at `due_at`, never sent at or after `until` (both UTC).

    `key` is unique for ever; `subject` is the number of the thing it is about; `card_id` the message it replaces.
    """

    key: str
    kind: Kind
    person: PersonId
    subject: int
    due_at: datetime
    until: datetime
    card_id: str | None = None


def plan(meeting: Meeting, *, closed: Container[date] = ()) -> Iterator[Due]:
    """Everything that this meeting, as it stands, will make due, past and future. `closed`: the bank holidays."""
    match meeting.state:
        case MeetingState.PLANNED:
            yield from _ask(meeting, Kind.FREE, Side.BUDDY, meeting.since)
        case MeetingState.OFFERED:
            yield from _ask(meeting, Kind.PICK, Side.STUDENT, meeting.since)
        case MeetingState.HALF_CONFIRMED:
            yield from _ask(meeting, Kind.CONFIRM, Side.BUDDY, meeting.since)
        case MeetingState.CONFIRMED if meeting.start and meeting.over_at:
            yield from _booked(meeting, meeting.start, closed)
            yield from _after(meeting, meeting.over_at, nudged=meeting.people())
        case MeetingState.HELD | MeetingState.HELD_SHORT if meeting.over_at:
            yield from _after(meeting, meeting.over_at, nudged=meeting.people(Side.STUDENT))
        case MeetingState.MISSED if meeting.over_at:
            yield from _after(meeting, meeting.over_at)
            yield from _ask(meeting, Kind.MISSED, Side.STUDENT, meeting.since)
            yield from _ask(meeting, Kind.FREE, Side.BUDDY, add_days(meeting.since, REST_DAYS))
        case _:
            return


def derive(meetings: Iterable[Meeting], now: datetime, *, closed: Container[date] = ()) -> list[Due]:
    """What these meetings make due now and not yet too late."""
    return due_now((due for meeting in meetings for due in plan(meeting, closed=closed)), now)


def note(kind: Kind, subject: int, event: int, at: datetime, people: Iterable[PersonId]) -> Iterator[Due]:
    """News of one event in a meeting's history, for coordinators."""
    for person in people:
        key = f"{kind}:{subject}:{event}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=subject, due_at=at, until=at + NOTE_FOR)


def waits(meeting: Meeting, kind: Kind, now: datetime) -> bool:
    """Whether nothing of this kind is said of it for now.

    A registration has run out, or will have by then; or its university is closed.
    """
    if kind in REST_IN_BREAKS and wall(now).date() in meeting.breaks:
        return True
    return meeting.needs_yes if kind in ASKED else kind in QUESTIONS and not meeting.can_be(now)


def yes_needed(meeting: Meeting, people: Iterable[PersonId]) -> Iterator[Due]:
    """That a set meeting needs a coordinator's yes, in time for one."""
    if meeting.start:
        yield from _each(meeting, Kind.YES_NEEDED, people, _days_before(meeting.start, READY_DAYS), meeting.start)


def due_now(planned: Iterable[Due], now: datetime) -> list[Due]:
    """What of it is due now and not yet too late."""
    return [due for due in planned if due.due_at <= now < due.until]


def next_due(planned: Iterable[Due], now: datetime) -> datetime | None:
    """The next instant after now at which something of it becomes due."""
    return min((due.due_at for due in planned if due.due_at > now), default=None)


def _ask(meeting: Meeting, kind: Kind, side: Side, at: datetime) -> Iterator[Due]:
    until = at + ASK_FOR + timedelta(days=len(meeting.breaks))  # a question waits for the end of a break
    for person in meeting.people(side):
        key = f"{kind}:{meeting.id}:v{meeting.version}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=at, until=until)


def _booked(meeting: Meeting, start: datetime, closed: Container[date]) -> Iterator[Due]:
    everyone, buddies, students = meeting.people(), meeting.people(Side.BUDDY), meeting.people(Side.STUDENT)
    timetable = (
        (Kind.BOOKED, everyone, meeting.since, start),
        (Kind.READY, students, _days_before(start, READY_DAYS), start - SOON),
        (Kind.DAY_BEFORE, buddies, _working_day_before(start, closed), day_start(start)),
        (Kind.MORNING, buddies, _morning(start), start - SOON),
        (Kind.SOON, everyone, start - SOON, start),
    )
    for kind, people, due_at, until in timetable:
        if kind not in ASKED or due_at > meeting.since:
            yield from _each(meeting, kind, people, due_at, until)


def _after(meeting: Meeting, end: datetime, *, nudged: Iterable[PersonId] = ()) -> Iterator[Due]:
    yield from _each(meeting, Kind.AFTER, meeting.people(), end + AFTER, end + AFTER_FOR)
    yield from _each(meeting, Kind.AFTER_NUDGE, nudged, end + AFTER_NUDGE, end + AFTER_FOR)


def _each(meeting: Meeting, kind: Kind, people: Iterable[PersonId], due_at: datetime, until: datetime) -> Iterator[Due]:
    for person in people:
        key = f"{kind}:{meeting.id}:{meeting.sequence}:{person}"
        yield Due(key=key, kind=kind, person=person, subject=meeting.id, due_at=due_at, until=until)


def _morning(start: datetime) -> datetime:
    return min(at_wall(wall(start).date(), MORNING), start - MORNING_LEAD)


def _days_before(start: datetime, days: int) -> datetime:
    return at_wall(wall(start).date() - timedelta(days=days), TEN)


def _working_day_before(start: datetime, closed: Container[date]) -> datetime:
    day = wall(start).date() - timedelta(days=1)
    while not is_working_day(day, closed):
        day -= timedelta(days=1)
    return at_wall(day, TEN)
