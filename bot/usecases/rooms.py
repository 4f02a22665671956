"""The room of a meeting is entered or left, as Teams tells: a hint when people can be asked how it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.rooms import Agenda, Aim
from bot.domain.meetings import Meeting, MeetingState
from bot.domain.rooms import EARLY, LATE, is_room
from bot.usecases.ports import Work
from bot.usecases.showing import theme


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomSeen:
    """The first came into a room, or the last left it.

    `at`: when (UTC), None if that was not said; '' stands for an address or a chat that is not known.
    """

    what: Literal["entered", "left"]
    at: datetime | None
    join_url: str
    thread: str


def room_seen(work: Work, request: RoomSeen, now: datetime) -> Card | None:
    """Keeps it, and gives the agenda when a set meeting begins; nothing for a meeting that is not ours."""
    at = now if request.at is None else min(request.at, now)  # another clock may be ahead of ours
    meeting = _the_one(work, request, at)
    if meeting is None:
        return None
    if request.what == "left":
        work.rooms.left(meeting, at)
        return None
    work.rooms.entered(meeting, at)
    first = meeting.room is None or meeting.room.began is None
    return _agenda(work, meeting) if first and meeting.state is MeetingState.CONFIRMED else None


def _the_one(work: Work, seen: RoomSeen, at: datetime) -> Meeting | None:
    """Of those in that room, the one that is nearest to its time: a pair may have one address for all its meetings."""
    found = [
        (abs(at - one.start), one)
        for one in work.rooms.near(since=at - LATE, until=at + EARLY)
        if one.start and one.join_url and is_room(one.join_url, join_url=seen.join_url, thread=seen.thread)
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _agenda(work: Work, meeting: Meeting) -> Card | None:
    if meeting.held_back:
        return None
    about = theme(work, meeting)
    return Agenda(number=meeting.number, title=about.title, aims=tuple(Aim(say=one) for one in about.aims))
