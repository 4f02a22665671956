"""A meeting from 'planned' to 'held', and what each side may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.errors import BadInput
from bot.domain.people import Person, PersonId
from bot.domain.rooms import Room, over
from bot.domain.times import MIN_NOTICE, say, wall

MeetingId = NewType("MeetingId", int)
LinkId = NewType("LinkId", int)

MAX_PICKS = 3  # times that a student may pick from those offered
MAX_SLOTS = 12  # times that one card shows; more are hard to choose from
A_WHILE = 10  # minutes in one room
REST_DAYS = 2  # nobody is asked for new times sooner after a move; the same whoever moved, so that it tells nothing
MAX_AHEAD = timedelta(days=366)  # a later year is a slip of the finger


class MeetingState(StrEnum):
    """Where a meeting stands. It is never deleted."""

    PLANNED = "planned"  # in the series; no time yet
    OFFERED = "offered"  # a Buddy gave free times
    HALF_CONFIRMED = "half_confirmed"  # a student picked among them
    CONFIRMED = "confirmed"  # a Buddy said yes to one
    HELD = "held"
    HELD_SHORT = "held_short"
    MISSED = "missed"
    CANCELLED = "cancelled"


MOVED, MARKED = "moved", "marked_"  # in a meeting's history: it lost its time; a coordinator said how it went
MISSED = frozenset({"missed", "marked_missed"})  # the same: the student wasn't able to come
TOOK_PLACE = frozenset({"held", "held_short", "marked_held", "marked_held_short"})
BACK = "taken_back"  # what a coordinator said of it
SETTLED = MISSED | TOOK_PLACE | {MOVED, BACK, "marked_off"}  # each takes the place of the one before, for one time

OPEN = frozenset({MeetingState.PLANNED, MeetingState.OFFERED, MeetingState.HALF_CONFIRMED, MeetingState.CONFIRMED})


class Side(StrEnum):
    """On which side of a link a person is: those who teach from their own life, and those who learn."""

    BUDDY = "buddy"
    STUDENT = "student"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a link, as the reader may see them."""

    side: Side
    person: Person


def in_words(names: Sequence[str]) -> str:
    """Names in a sentence: 'Alex', 'Alex and Kim', 'Alex, Kim and Robin'."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """People who meet each other."""

    members: tuple[Member, ...]

    def people(self, side: Side | None = None) -> tuple[PersonId, ...]:
        """The ids of the people on this side, or of all, in a steady order."""
        return tuple(sorted(one.person.id for one in self.members if side in (None, one.side)))

    def side_of(self, person: PersonId) -> Side | None:
        """The side on which this person is, None for somebody else."""
        return next((one.side for one in self.members if one.person.id == person), None)

    def names(self, side: Side) -> str:
        """The first names on this side, as words: 'Alex', 'Alex and Kim'."""
        return in_words([one.person.first_name or "someone" for one in self.members if one.side is side])

    def one_or_several(self, side: Side) -> tuple[str, str]:
        """The same for a sentence about one ('Alex wasn't there') or several; who is left out of it is ''."""
        match len(self.people(side)):
            case 1:
                return self.names(side), ""
            case 2:
                return "", self.names(side)
            case _:
                return "the group", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Together):
    """One meeting of a link's series, with the people of the link.

    `start` is an instant in UTC, None before a time is confirmed. `version` grows with every change and
    `sequence` with every change that calendars must hear of. `since`: from when the present state counts; nobody
    is asked before.
    `join_url`: where they meet: its own address (`own_link`), else the link's standing one, None while there is none.
    `last_day`: the last on which every Buddy of it is registered, None without an end. `breaks`: the days on which its
    university is closed. `kept`: a coordinator said yes to the time that it has.
    `to_agree`: the Buddies who take part now and have not said yes to the time that is asked about.
    """

    id: MeetingId
    link: LinkId
    number: int
    series: str
    state: MeetingState
    start: datetime | None
    minutes: int
    version: int
    sequence: int
    since: datetime
    join_url: str | None
    model: str
    content: str = ""  # the version of the series that the cohort began with
    cohort: str = ""  # its name, for those who take part in several
    held_back: bool = False  # the link is frozen or its cohort paused: nothing automatic is said of it
    on_hold: bool = False  # the link is frozen: nobody joins a meeting of it; those of a paused cohort stay set
    last_day: date | None = None
    breaks: frozenset[date] = frozenset()
    kept: bool = False
    own_link: bool = False
    to_agree: frozenset[PersonId] = frozenset()
    room: Room | None = None  # how its room was seen, at the time that it has
    goes_on: int | None = None  # where its link's series goes on after a short first meeting with a new Buddy

    @property
    def short_first(self) -> bool:
        """Whether it is a short first meeting with a new Buddy."""
        return self.goes_on is not None and self.number == 1

    @property
    def next_number(self) -> int:
        """The number of the meeting after it in the series."""
        return self.goes_on if self.goes_on and self.number == 1 else self.number + 1

    @property
    def end(self) -> datetime | None:
        """When it is planned to end (UTC), None before a time is confirmed."""
        return self.start + timedelta(minutes=self.minutes) if self.start else None

    @property
    def over_at(self) -> datetime | None:
        """When it counts as over (UTC): when its room was left if that is known, else by the clock."""
        return over(self.start, self.start + timedelta(minutes=self.minutes), self.room) if self.start else None

    @property
    def standing_url(self) -> str | None:
        """The link's own address, as far as it is known."""
        return None if self.own_link else self.join_url

    def can_be(self, start: datetime) -> bool:
        """Whether it may be set for that day: never when a Buddy's registration counts no more by then."""
        return self.last_day is None or wall(start).date() <= self.last_day

    @property
    def needs_yes(self) -> bool:
        """Whether it is set for a day on which a registration counts no more, and no coordinator said yes to that."""
        return self.start is not None and not self.kept and not self.can_be(self.start)

    @property
    def is_pair(self) -> bool:
        """Whether it is one person with one other."""
        return len(self.people(Side.BUDDY)) == len(self.people(Side.STUDENT)) == 1


def meeting_number(meeting: MeetingId | int) -> str:
    """'M-34': how a meeting is written where names have no place."""
    return f"M-{meeting}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of time in which a Buddy is free: two instants in UTC."""

    start: datetime
    end: datetime


def slots(windows: Iterable[Window], *, minutes: int, now: datetime) -> tuple[datetime, ...]:
    """The starts (UTC, in order, none twice) of meetings of this length that fit one after another into the windows.

    Raises BadInput for a window that ends before it starts, has passed, is too short or a year away; for none or too
    many.
    """
    length = timedelta(minutes=minutes)
    found: set[datetime] = set()
    for window in windows:
        _check(window, length=length, now=now)
        start = window.start
        while start + length <= window.end:
            found.add(start)
            start += length
    if not found:
        raise BadInput("Please give at least one day, with a time from and a time to.")
    if len(found) > MAX_SLOTS:
        raise BadInput(f"That makes {len(found)} times, and there is room for {MAX_SLOTS}. Please give fewer hours.")
    return tuple(sorted(found))


def _check(window: Window, *, length: timedelta, now: datetime) -> None:
    if window.end <= window.start:
        raise BadInput(f"The time to must be later than the time from. Please look again at {say(window.start)}.")
    if window.start < now:
        raise BadInput(f"{say(window.start)} has already passed. Please choose a later time.")
    if window.start < now + MIN_NOTICE:
        raise BadInput(f"{say(window.start)} is very soon. Please choose a time at least two hours from now.")
    if window.start > now + MAX_AHEAD:
        raise BadInput(f"{say(window.start)} is more than a year away. Please check the year.")
    if window.end - window.start < length:
        takes = f"A meeting takes {int(length.total_seconds() // 60)} minutes"
        raise BadInput(f"{takes}, and {say(window.start)} leaves less. Please give more time.")


def picks(wanted: Iterable[datetime], *, offered: Iterable[datetime]) -> tuple[datetime, ...]:
    """The times a student picks, in order; raises BadInput for none, for more than three, or for one not offered."""
    chosen = sorted(set(wanted))
    if not chosen:
        raise BadInput("Please tick at least one time, or press 'None of these work'.")
    if len(chosen) > MAX_PICKS:
        raise BadInput(f"Please tick at most {MAX_PICKS} times. You ticked {len(chosen)}.")
    if not set(chosen) <= set(offered):
        raise BadInput("One of these times is not on offer any more. Please choose again.")
    return tuple(chosen)


THERE = frozenset({"held", "held_short"})  # answers that say it took place


def outcome(said: Mapping[PersonId, str], meeting: Meeting) -> MeetingState | None:
    """What a meeting becomes by the answers of its people to 'Did it take place?'. None: not known yet.

    One person's yes is enough, and somebody who says that it was moved beats any "they didn't come". A pair's meeting
    is missed when the student could not come. When the Buddy could not, it is planned anew: lost by the scheme, and
    held against nobody. A group goes on without one person, so it is planned anew only when nobody says yes.
    """
    answers = list(said.values())
    for state in (MeetingState.HELD, MeetingState.HELD_SHORT):
        if state in answers:
            return state
    if "moved" in answers:
        return MeetingState.PLANNED
    if meeting.is_pair:
        return _of_a_pair(said, meeting)
    return MeetingState.PLANNED if len(answers) >= len(meeting.members) else None


def _of_a_pair(said: Mapping[PersonId, str], meeting: Meeting) -> MeetingState | None:
    answers = {meeting.side_of(person): answer for person, answer in said.items()}
    if answers.get(Side.BUDDY) == "absent_self" or answers.get(Side.STUDENT) == "absent_other":
        return MeetingState.PLANNED
    return MeetingState.MISSED if answers else None


def two_answers(said: Mapping[PersonId, str], meeting: Meeting) -> bool:
    """Whether what people say of one meeting cannot all be true, so that a coordinator has to decide."""
    answers = set(said.values())
    alone = {meeting.side_of(person) for person, answer in said.items() if answer == "absent_other"}
    against = {"moved", "absent_other"} | ({"absent_self"} if meeting.is_pair else set())
    return len(alone) > 1 or not (answers.isdisjoint(THERE) or answers.isdisjoint(against))


def seen_otherwise(said: Mapping[PersonId, str], meeting: Meeting) -> bool:
    """Whether nobody says that it took place, and Teams saw two people there for a while: a coordinator has a look.

    The other way round people are believed: they may have met by telephone, or in another room.
    """
    minutes = meeting.room.minutes if meeting.room else None
    return bool(said) and THERE.isdisjoint(said.values()) and minutes is not None and minutes >= A_WHILE
