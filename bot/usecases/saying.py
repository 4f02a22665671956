"""What a due message is, and what it becomes at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Card
from bot.domain.due import Kind
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import Chat
from bot.usecases.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One message that is due, never to be sent at or after `until`. `key` says which state of things it belongs to."""

    kind: Kind
    subject: int
    key: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A message as it would be sent now: nothing to say (None) is withdrawn, no chat (None) waits.

    `not_before`: it may not be sent now, for the sake of its reader, and is asked again then.
    """

    card: Card | None
    chat: Chat | None
    not_before: datetime | None = None


class HeldBack(Exception):
    """Nothing automatic is said about this for now: it waits, and is asked again later."""


Says = Callable[[Work, Prompt, datetime], Card | None]
SaysOfMeeting = Callable[[Work, Meeting, Prompt, datetime], Card | None]


def about_meeting(say: SaysOfMeeting) -> Says:
    """What is said of one of the reader's meetings; nothing while its link is frozen or its cohort paused."""

    def says(work: Work, prompt: Prompt, now: datetime) -> Card | None:
        meeting = work.meetings.get(MeetingId(prompt.subject))
        if meeting.held_back:
            raise HeldBack
        return say(work, meeting, prompt, now)

    return says
