"""What a coordinator sees of messages: which wait, are late or stuck, who cannot be reached, and what may be held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain import due
from bot.domain.delivery import SendState, Trouble
from bot.domain.due import HELD, NOTE_FOR, Due, Kind
from bot.domain.people import Away, PersonId
from bot.domain.quiet import Held
from bot.domain.times import wall

LATE = timedelta(minutes=10)  # a message that could have gone out so long ago is late
SWEPT_WITHIN = timedelta(minutes=5)  # the machinery looks several times a minute
AT_ONCE = 3  # messages that nobody asked for, in one hour: who comes back is not flooded
APART = timedelta(hours=1)
LONG_AGO = timedelta(hours=18)  # longer than a night
EVERYBODY = 0  # in the place of a cohort's number
STUCK = frozenset({SendState.FAILED, SendState.UNSURE})
# What each kind is about, where it is not the person alone: whose cohort decides whether it is held back.
OF_MEETINGS = frozenset(
    {
        *(Kind.FREE, Kind.PICK, Kind.CONFIRM, Kind.FREE_NUDGE, Kind.PICK_NUDGE, Kind.CONFIRM_NUDGE, Kind.ANSWER_NUDGE),
        *(Kind.READY, Kind.DAY_BEFORE, Kind.MORNING, Kind.SOON, Kind.AFTER, Kind.AFTER_NUDGE, Kind.MISSED),
        *(Kind.REFLECT_1, Kind.REFLECT_2, Kind.REFLECT_LATER),
    }
)
OF_LINKS = due.OF_LINKS | {
    Kind.MATCH_ASK,
    Kind.MATCHED,
    Kind.MATCH_NUDGE,
    Kind.MATCH_OFF,
    Kind.LINK_ENDED,
    Kind.STEPPED_OUT,
}
TO_STAFF = frozenset(
    {
        *(Kind.MOVED_NOTE, Kind.MISSED_NOTE, Kind.NO_DUTY, Kind.YES_NEEDED, Kind.PLAN_READY, Kind.SEND_FAILED),
        Kind.CALENDAR_NOTE,
    }
)


class Shelf(StrEnum):
    """Where a coordinator finds a message that has not arrived."""

    UNSURE = "unsure"
    FAILED = "failed"
    LATE = "late"
    WAITING = "waiting"


class Reach(StrEnum):
    """Whether somebody can be written to in Teams, and if not, why."""

    HERE = "here"
    OTHERWISE = "otherwise"  # they wished to be reached in another way
    NEVER = "never"  # they have not opened the chat yet
    GUEST = "guest"  # the same, and nobody here can add it for them
    REMOVED = "removed"
    BLOCKED = "blocked"


def may_hold(kind: Kind) -> bool:
    """Whether a coordinator can hold back messages of this kind.

    Never what a person asks for, notes that ask for a call, and news of a change: somebody may wait alone.
    """
    return HELD.get(kind, Held.UNASKED) not in {Held.NEVER, Held.CHANGE} and kind not in TO_STAFF


def bit_by_bit(kind: Kind, *, due_at: datetime, said: int, now: datetime) -> datetime:
    """From when on a message may go to somebody who got so many in the last hour.

    What comes late, after a break of any sort, comes a few at a time; what is new, or about a time, comes as it is due.
    """
    waits_its_turn = HELD.get(kind, Held.UNASKED) is Held.UNASKED and kind not in TO_STAFF
    return now + APART if waits_its_turn and due_at <= now - LONG_AGO and said >= AT_ONCE else now


def trouble_of(error: str | None) -> Trouble | None:
    """What went wrong, from the reason that is kept; a reason that nobody knows is a fault of ours."""
    if not error:
        return None
    word = error.partition(":")[0]
    return Trouble(word) if word in set(Trouble) else Trouble.BUG


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of how to reach somebody: the addresses, and how the last chat stands."""

    contact: str
    came: bool
    open: bool
    away: Away | None
    email: str | None


def reach_of(known: Known, home: str) -> Reach:
    """`home`: the organisation that runs the scheme, as the part of its addresses behind the @."""
    if known.open:
        return Reach.HERE
    if known.contact != "teams":
        return Reach.OTHERWISE
    if known.came:
        return Reach(known.away or Away.REMOVED)
    elsewhere = known.email is not None and known.email.rpartition("@")[2].lower() != home.lower()
    return Reach.GUEST if elsewhere else Reach.NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A message that has come to an end without surely arriving, by number alone."""

    trouble: Trouble
    at: datetime


def failures(stuck: Iterable[Stuck], coordinators: Iterable[PersonId]) -> Iterator[Due]:
    """News of messages that are stuck: for each coordinator once a day and reason, however many there are."""
    first: dict[tuple[Trouble, str], datetime] = {}
    for one in stuck:
        reason = one.trouble, wall(one.at).date().isoformat()
        first[reason] = min(one.at, first.get(reason, one.at))
    staff = tuple(coordinators)
    for (trouble, day), at in sorted(first.items()):
        for person in staff:
            key = f"{Kind.SEND_FAILED}:{trouble.name.lower()}:{day}:{person}"
            yield Due(key=key, kind=Kind.SEND_FAILED, person=person, subject=0, due_at=at, until=at + NOTE_FOR)


def trouble_in(key: str) -> Trouble:
    """Which reason such news is about."""
    return Trouble[key.split(":")[1].upper()]


def welcome_back(person: PersonId, now: datetime) -> Due:
    """To somebody who had removed or blocked the assistant, and is here again."""
    key = f"{Kind.BACK}:{person}:{now:%Y%m%dT%H%M%S}"
    return Due(key=key, kind=Kind.BACK, person=person, subject=person, due_at=now, until=now + APART)
