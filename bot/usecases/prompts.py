"""What each due message says, asked at the moment of sending, for the eyes of the person who gets it.

A prompt that returns None is not due any more: it is withdrawn and never sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bot.cards import Card
from bot.cards.meetings import Morning, Moved, Soon
from bot.domain.due import Kind
from bot.domain.errors import NotOnTheList, NotYours
from bot.domain.meetings import Meeting, MeetingId, MeetingState, Side
from bot.domain.people import Chat
from bot.domain.times import say_clock, wall
from bot.usecases.people import welcome_card
from bot.usecases.ports import Work
from bot.usecases.reflection import DONE, saved_card
from bot.usecases.showing import OTHER, after_card, booked_card, confirm_card, free_card, pick_card, side


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One message that is due. `key` says which state of things it belongs to."""

    kind: Kind
    subject: int
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A message as it would be sent now: nothing to say (None) is withdrawn, no chat (None) waits."""

    card: Card | None
    chat: Chat | None


def prepare(work: Work, prompt: Prompt, now: datetime) -> Ready:
    """The card that is due, if it still is, and where its reader can be written to now."""
    try:
        chat = work.people.chat_of(work.actor.id)
        if prompt.kind is Kind.WELCOME:
            return Ready(card=welcome_card(work, prompt.subject, now), chat=chat)
        meeting = work.meetings.get(MeetingId(prompt.subject))
    except (NotYours, NotOnTheList):  # the reader has no part in it any more
        return Ready(card=None, chat=None)
    return Ready(card=SAYS[prompt.kind](work, meeting, prompt, now), chat=chat)


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


Says = Callable[[Work, Meeting, Prompt, datetime], Card | None]
SAYS: Mapping[Kind, Says] = MappingProxyType(
    {
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
)
