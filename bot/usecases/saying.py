"""What a due message is, and what it becomes at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.cards import Card
from bot.domain.due import NEWS_OF_A_TIME, Kind, waits
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import Chat
from bot.domain.working_days import a_working_day_after
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
    """Nothing automatic is said about this for now: it waits, and is asked again later, or then (UTC)."""

    def __init__(self, until: datetime | None = None) -> None:
        self.until = until
        super().__init__()


def wait_since(
    asked: datetime | None, now: datetime, closed: Container[date], *, wait: timedelta = timedelta()
) -> None:
    """Raises HeldBack until a question, once it was really asked, has had a working day, and at least this time."""
    if asked is None:
        raise HeldBack
    at = max(asked + wait, a_working_day_after(asked, closed))
    if now < at:
        raise HeldBack(at)


Says = Callable[[Work, Prompt, datetime], Card | None]
SaysOfMeeting = Callable[[Work, Meeting, Prompt, datetime], Card | None]


def about_meeting(say: SaysOfMeeting) -> Says:
    """What is said of one of the reader's meetings; nothing while its link, its cohort or a registration rests.

    That a time is set or lost is news in a cohort that rests, too.
    """

    def says(work: Work, prompt: Prompt, now: datetime) -> Card | None:
        meeting = work.meetings.get(MeetingId(prompt.subject))
        held_back = meeting.on_hold or (meeting.held_back and prompt.kind not in NEWS_OF_A_TIME)
        if held_back or waits(meeting, prompt.kind, now):
            raise HeldBack
        return say(work, meeting, prompt, now)

    return says
