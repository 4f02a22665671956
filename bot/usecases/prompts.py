"""What each due message says, asked at the moment of sending, for the eyes of the person who gets it.

A prompt that returns None is not due any more: it is withdrawn and never sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from bot.cards import Card
from bot.cards.meetings import Morning, Moved, Soon
from bot.domain.due import HELD, Kind
from bot.domain.errors import NotOnTheList, NotYours
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Standing
from bot.domain.quiet import Held
from bot.domain.quiet import not_before as may_write
from bot.domain.times import day_start, say_clock, wall
from bot.usecases.people import welcome_card
from bot.usecases.ports import Work
from bot.usecases.reflection import DONE, saved_card
from bot.usecases.saying import HeldBack, Prompt, Ready, Says, SaysOfMeeting, about_meeting
from bot.usecases.showing import OTHER, after_card, booked_card, confirm_card, free_card, pick_card, side

LATER = timedelta(hours=12)  # who takes a break, or whose link rests, is asked about again then


def prepare(work: Work, prompt: Prompt, now: datetime) -> Ready:
    """The card that is due, if it still is, and where and from when its reader can be written to."""
    try:
        card = SAYS[prompt.kind](work, prompt, now)
        chat = work.people.chat_of(work.actor.id)
    except (NotYours, NotOnTheList):  # the reader has no part in it any more
        return Ready(card=None, chat=None)
    except HeldBack:
        return Ready(card=None, chat=None, not_before=now + LATER)
    if card is None:
        return Ready(card=None, chat=chat)
    return Ready(card=card, chat=chat, not_before=not_before(work, prompt.kind, prompt.until, now))


def not_before(work: Work, kind: Kind, until: datetime, now: datetime) -> datetime:
    """From when on the reader may get a message of this kind; what would come too late is sent at once if it must."""
    held = HELD.get(kind, Held.UNASKED)
    at = may_write(work.actor.standing or Standing(), held, now, closed=work.site.closed)
    if at is None:
        return now + LATER
    if held is Held.NUDGE and work.due.nudged(work.actor.id, since=day_start(now)):
        return max(at, day_start(now, days=1))
    return now if held is Held.CHANGE and at >= until else at


def _about(meeting: Meeting, prompt: Prompt) -> bool:
    """Whether the prompt is about the meeting as it stands: its key names the version or the sequence."""
    mark = prompt.key.split(":")[2]
    return mark in {f"v{meeting.version}", str(meeting.sequence)}


def _free(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    asked = meeting.state is MeetingState.PLANNED and _about(meeting, prompt)
    return free_card(work, meeting, now) if asked else None


def _pick(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    asked = meeting.state is MeetingState.OFFERED and _about(meeting, prompt)
    return pick_card(work, meeting, now) if asked else None


def _confirm(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    if meeting.state is not MeetingState.HALF_CONFIRMED or not _about(meeting, prompt):
        return None
    return confirm_card(work, meeting, now) or free_card(work, meeting, now, changed=True)


def _set(meeting: Meeting, prompt: Prompt, now: datetime) -> datetime | None:
    """When the meeting starts, if it is set for the time that the prompt was about and has not begun."""
    right = meeting.state is MeetingState.CONFIRMED and _about(meeting, prompt)
    return meeting.start if right and meeting.start and now < meeting.start else None


def _booked(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    start = _set(meeting, prompt, now)
    return booked_card(work, meeting, start) if start else None


def _morning(_work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    if not (start := _set(meeting, prompt, now)):
        return None
    return Morning(
        meeting=meeting.id,
        version=meeting.version,
        time=say_clock(wall(start).time()),
        student=meeting.names(Side.STUDENT),
        join_url=meeting.join_url or "",
    )


def _soon(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    start, mine = _set(meeting, prompt, now), side(work, meeting)
    if not start or not mine:
        return None
    return Soon(
        meeting=meeting.id,
        version=meeting.version,
        minutes=max(1, round((start - now).total_seconds() / 60)),
        time=say_clock(wall(start).time()),
        other=meeting.names(OTHER[mine]),
        join_url=meeting.join_url or "",
        no_link=not meeting.join_url,
        buddy=mine is Side.BUDDY,
        student=mine is Side.STUDENT,
    )


def _after(work: Work, meeting: Meeting, prompt: Prompt, _now: datetime) -> Card | None:
    over = meeting.state in {MeetingState.CONFIRMED, MeetingState.HELD, MeetingState.HELD_SHORT}
    if not over or not _about(meeting, prompt) or work.actor.id in work.answers.took_place(meeting):
        return None
    return after_card(work, meeting)


def _moved(work: Work, meeting: Meeting, prompt: Prompt, _now: datetime) -> Card | None:
    mine = side(work, meeting)
    if meeting.state is MeetingState.CONFIRMED or not mine:
        return None  # it is set again, and a card says so
    today = prompt.kind is Kind.MOVED_TODAY
    return Moved(
        number=meeting.number,
        other=meeting.names(OTHER[mine]),
        today=today,
        later=not today,
        buddy=mine is Side.BUDDY,
        student=mine is Side.STUDENT,
    )


def _saved(work: Work, meeting: Meeting, _prompt: Prompt, _now: datetime) -> Card | None:
    mine = work.reflections.get(meeting.id)
    return saved_card(work, meeting, mine) if mine and mine.state in DONE else None


OF_MEETINGS: Mapping[Kind, SaysOfMeeting] = {
    Kind.FREE: _free,
    Kind.PICK: _pick,
    Kind.CONFIRM: _confirm,
    Kind.BOOKED: _booked,
    Kind.MORNING: _morning,
    Kind.SOON: _soon,
    Kind.AFTER: _after,
    Kind.MOVED: _moved,
    Kind.MOVED_TODAY: _moved,
    Kind.SAVED: _saved,
}
SAYS: Mapping[Kind, Says] = MappingProxyType(
    {kind: about_meeting(say) for kind, say in OF_MEETINGS.items()}
    | {
        Kind.WELCOME: lambda work, prompt, now: welcome_card(work, prompt.subject, now),
    }
)
