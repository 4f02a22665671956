"""How a meeting's room in Teams was seen: a hint beside the clock. What its people say is the record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import unquote, urlsplit

EARLY: Final = timedelta(minutes=30)  # before its time somebody may look in
LATE: Final = timedelta(hours=6)  # after its start its room may still be in use
SETTLED: Final = timedelta(minutes=15)  # who leaves sooner may only have tried the room, or waited in vain
OVERRUN: Final = timedelta(minutes=15)  # a meeting that still runs is not asked about before this; an end may get lost
THREAD: Final = "19:meeting_"  # how the chat of a meeting is called


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """When it was first entered, last entered and last left (UTC), in whatever order that became known.

    `people` and `minutes`: how many there were and how long two of them were there, as a report of Teams says.
    """

    began: datetime | None = None
    entered: datetime | None = None
    left: datetime | None = None
    people: int | None = None
    minutes: int | None = None

    @property
    def empty(self) -> bool:
        """Whether the last that was seen is that everybody left."""
        return self.left is not None and (self.entered is None or self.left >= self.entered)


def over(start: datetime, end: datetime, room: Room | None) -> datetime:
    """When a meeting counts as over: when its room was left, as far as that is known, else by the clock."""
    if room is None:
        return end
    if room.left is not None and room.empty:
        return room.left if room.left >= start + SETTLED else end
    return end + OVERRUN if room.entered is not None and room.entered >= start - EARLY else end


def is_room(url: str, *, join_url: str, thread: str) -> bool:
    """Whether the meeting at this address is the one with that address, or with that chat."""
    path = _path(url)
    chat = thread.partition(";")[0].lower()
    return bool(path) and (path == _path(join_url) or (chat.startswith(THREAD) and chat in path.split("/")))


def _path(url: str) -> str:
    try:
        return unquote(urlsplit(url).path).strip("/").lower()
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Somebody was in the room for this time (UTC)."""

    who: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """How many were in a room, and for how many whole minutes at least two of them at once."""

    people: int
    minutes: int


def together(stays: Iterable[Stay]) -> Together:
    """Over all times that somebody came back, also under several reports; who is there twice counts once."""
    all_ = list(stays)
    moments = sorted([(one.since, 1, one.who) for one in all_] + [(one.until, -1, one.who) for one in all_])
    there: Counter[str] = Counter()
    spent, before = timedelta(), None
    for at, change, who in moments:
        if before and len(+there) > 1:
            spent += at - before
        there[who] += change
        before = at
    return Together(people=len({one.who for one in all_}), minutes=int(spent / timedelta(minutes=1)))
