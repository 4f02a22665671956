"""What is to be done so that the calendar of the service mailbox says the same as the scheme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

JOIN_HOSTS: Final = frozenset({"teams.microsoft.com", "teams.live.com", "teams.cloud.microsoft"})
LONGEST_URL: Final = 2000
LINK_TRIES: Final = 5  # looks at an event whose link is still missing, before a person is asked for one
LINK_WAIT: Final = timedelta(minutes=2)  # for which the news of a meeting waits for its link
DOWN_AFTER: Final = 8  # tries in vain, some twenty minutes, before coordinators hear of it
LOOKS: Final = (
    (timedelta(days=7), timedelta(hours=12)),
    (timedelta(days=1), timedelta(hours=2)),
    (timedelta.min, timedelta(minutes=15)),
)
CHECK_WAIT: Final = timedelta(seconds=30)  # for which the question about times waits for people's calendars


class Said(StrEnum):
    """What an invited person has answered in their own calendar."""

    NOTHING = "nothing"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, and the time that the person proposes instead (UTC)."""

    said: Said
    proposed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as the calendar has it now.

    `join_url`: None while there is none. `foreign`: it has a link that leads to somebody else than Teams; that is not
    given away. `replies`: what invited people have answered in their own calendars, by address in small letters.
    """

    id: str
    start: datetime
    end: datetime
    join_url: str | None = None
    foreign: bool = False
    cancelled: bool = False
    replies: Mapping[str, Reply]


class Trouble(StrEnum):
    """Why the calendar could not be asked, or did not do it."""

    LATER = "later"  # busy or away: it is asked again
    GRANT = "grant"  # a grant or a consent is missing, or has run out
    MAILBOX = "mailbox"  # there is no such mailbox
    GONE = "gone"  # the event is not there any more
    NOT_TAKEN = "not_taken"  # not taken as it is


class BookingState(StrEnum):
    """How a meeting stands in the calendar."""

    WANTED = "wanted"  # to be booked; it may have been asked for already
    BOOKED = "booked"
    NO_LINK = "no_link"  # booked, and Teams has given no link so far
    GONE = "gone"  # somebody deleted it: its people are asked
    EDITED = "edited"  # somebody gave it another time: its people are asked
    OFF = "off"  # cancelled by us, or never there


IN_CALENDAR: Final = frozenset({BookingState.BOOKED, BookingState.NO_LINK, BookingState.EDITED})
ASKED_ABOUT: Final = frozenset({BookingState.GONE, BookingState.EDITED})


class Step(StrEnum):
    """What the calendar is to be asked for next."""

    BOOK = "book"
    MOVE = "move"
    CANCEL = "cancel"
    DROP = "drop"  # cancel it, if it is there at all: it was asked for, and the answer was lost
    LOOK = "look"
    INVITE = "invite"  # others meet than those whom it invites: who left is let go, and nothing else changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A meeting in the calendar, as far as we know.

    `start` and `minutes` are what was last asked for there. `event` is '' while nothing is known to be there. `tried`:
    it was asked for, whether or not an answer came. `agreed`: everybody of it says that it is still on. `invited`: it
    invites those who meet, and nobody else.
    """

    state: BookingState
    start: datetime
    minutes: int
    event: str = ""
    tried: bool = False
    agreed: bool = False
    invited: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """When the scheme wants the meeting to be."""

    start: datetime
    minutes: int


STEPS: Final[Mapping[BookingState, Callable[[Booking, bool], Step | None]]] = {
    BookingState.WANTED: lambda one, same: Step.BOOK if same or not one.tried else Step.DROP,
    BookingState.OFF: lambda _one, _same: Step.BOOK,
    BookingState.GONE: lambda one, same: Step.BOOK if one.agreed or not same else None,
    BookingState.EDITED: lambda one, same: Step.LOOK if same and not one.agreed else Step.MOVE,
}


def next_step(booking: Booking, wanted: Wanted | None) -> Step | None:
    """What brings the calendar nearer to what is wanted (None: no such meeting); None when nothing does.

    What a person deleted or moved there is left alone until its people have said that it is still on.
    """
    if wanted is None:
        return _away(booking)
    same = (booking.start, booking.minutes) == (wanted.start, wanted.minutes)
    step = STEPS[booking.state](booking, same) if booking.state in STEPS else Step.LOOK if same else Step.MOVE
    return Step.INVITE if step is Step.LOOK and not booking.invited else step


def _away(booking: Booking) -> Step | None:
    if booking.state is BookingState.WANTED and booking.tried:
        return Step.DROP
    return Step.CANCEL if booking.state in IN_CALENDAR else None


def state_of(entry: Entry, asked: Wanted) -> BookingState:
    """How an event stands that was asked for at this time."""
    if entry.cancelled:
        return BookingState.GONE
    if (entry.start, entry.end) != (asked.start, asked.start + timedelta(minutes=asked.minutes)):
        return BookingState.EDITED
    return BookingState.BOOKED if entry.join_url else BookingState.NO_LINK


def try_again(trouble: Trouble, *, tries: int, after: float, now: datetime) -> datetime:
    """When to ask again: soon at first, then less often. Nothing is given up before the meeting begins."""
    match trouble:
        case Trouble.LATER | Trouble.GONE:
            return now + timedelta(seconds=max(after, min(5.0 * 2 ** min(tries, 10), 600.0)))
        case _:
            return now + timedelta(minutes=15)


def look_again(start: datetime, now: datetime) -> datetime | None:
    """When to look at an event again, so that what people do with it is noticed; None once it has begun."""
    left = start - now
    wait = next(wait for more_than, wait in LOOKS if left > more_than)
    return now + wait if now + wait < start else None


def look_for_link(start: datetime, now: datetime, *, tries: int) -> datetime | None:
    """When to look whether the link has come."""
    at = now + timedelta(seconds=min(5.0 * 2 ** min(tries, 10), 600.0))
    return at if at < start else None


def is_join_url(url: str) -> bool:
    """Whether this leads to a meeting in Teams and nowhere else."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and len(url) <= LONGEST_URL
    return (
        plain
        and parts.scheme == "https"
        and parts.hostname in JOIN_HOSTS
        and port in {None, 443}
        and parts.username is None
        and len(parts.path) > 1
    )
