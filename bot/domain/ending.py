"""The end of a series: when it is complete, what is sent then, and how long the words are kept."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.links import Link
from bot.domain.meetings import LinkId, MeetingState, Side
from bot.domain.people import Person, PersonId
from bot.domain.times import at_wall, wall
from bot.domain.working_days import working_day_after

MORNING = time(10)
ASKED_FOR = timedelta(days=30)  # an unanswered card of the end is no longer news after this
FOLLOWED_FOR = timedelta(days=60)
KEPT_DAYS = 90  # reflections, after the series
NOTICES = {Kind.RETENTION_30: KEPT_DAYS - 30, Kind.RETENTION_7: KEPT_DAYS - 7}  # days after the end
NOTICED_FOR = timedelta(days=60)
LAST_NOTICE = timedelta(days=7)  # nothing is deleted sooner after the last notice
PROMISE_MONTHS = 6
MAX_WORDS = 1000  # of a promise or a note, in letters
# One a day at most, in this order.
FOR_STUDENTS = (Kind.PROMISE, Kind.END_FORM, Kind.AFTER_SURVEY, Kind.NOTE_ASK, Kind.DONE)
FOR_BUDDIES = (Kind.LAST_ONE, Kind.END_FORM)


class Outcome(StrEnum):
    """What became of one meeting of the series for one student."""

    ATTENDED = "attended"
    MISSED = "missed"  # by the student
    LOST = "lost"  # by the Buddy or the scheme


def outcome(state: MeetingState, own: str | None) -> Outcome | None:
    """What a meeting was for one student, who said this of it. None: it is still to come.

    A group meets without somebody who can't come; a pair does not, and its meeting is missed.
    """
    match state:
        case MeetingState.HELD | MeetingState.HELD_SHORT:
            return Outcome.MISSED if own == "absent_self" else Outcome.ATTENDED
        case MeetingState.MISSED:
            return Outcome.MISSED
        case MeetingState.CANCELLED:
            return Outcome.LOST
        case _:
            return None


def best(found: Iterable[tuple[int, Outcome | None]]) -> dict[int, Outcome]:
    """What became of each number, of all that happened under it in order: attended once is attended."""
    outcomes: dict[int, Outcome] = {}
    for number, one in found:
        if one and outcomes.get(number) is not Outcome.ATTENDED:
            outcomes[number] = one
    return outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What makes a series complete: so many meetings, those with these numbers among them."""

    attended: int
    must: tuple[int, ...] = ()


def completed(rule: Rule, outcomes: Mapping[int, Outcome]) -> bool:
    """Whether the series is complete for a student, by what became of each number.

    A meeting that the Buddy or the scheme lost is left out of the rule: it is neither needed nor counted. At least
    one meeting must have been attended.
    """
    attended = {number for number, one in outcomes.items() if one is Outcome.ATTENDED}
    lost = {number for number, one in outcomes.items() if one is Outcome.LOST}
    needed = max(rule.attended - len(lost), 1)
    return len(attended) >= needed and set(rule.must) - lost <= attended


def last_cards(link: Link, at: datetime, closed: Container[date]) -> Iterator[Due]:
    """What the end of a link's series makes due: each person gets one card a working day."""
    for side, kinds in ((Side.STUDENT, FOR_STUDENTS), (Side.BUDDY, FOR_BUDDIES)):
        for count, kind in enumerate(kinds, start=1):
            due_at = at_wall(working_day_after(wall(at).date(), count, closed), MORNING)
            for person in link.people(side):
                key = f"{kind}:{link.id}:{person}"
                yield Due(key=key, kind=kind, person=person, subject=link.id, due_at=due_at, until=due_at + ASKED_FOR)


def six_months_after(day: date) -> date:
    """The same day of the month, or the last one of a shorter month."""
    year, month = divmod(day.month - 1 + PROMISE_MONTHS, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """That somebody made a promise, and the day on which they are asked about it."""

    cohort: CohortId
    person: PersonId
    ask_on: date


def follow_up(one: Promised) -> Due:
    """The one question about a promise."""
    due_at = at_wall(one.ask_on, MORNING)
    key = f"{Kind.FOLLOW_UP}:{one.cohort}:{one.person}"
    return Due(
        key=key,
        kind=Kind.FOLLOW_UP,
        person=one.person,
        subject=one.cohort,
        due_at=due_at,
        until=due_at + FOLLOWED_FOR,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """A person's series that is over, with reflections that are still kept; `ended_at` in UTC."""

    cohort: CohortId
    person: PersonId
    ended_at: datetime


def notices(one: Over) -> Iterator[Due]:
    """Two notices before the words are deleted."""
    day = wall(one.ended_at).date()
    for kind, days in NOTICES.items():
        due_at = at_wall(day + timedelta(days=days), MORNING)
        key = f"{kind}:{one.cohort}:{one.person}:{day:%Y%m%d}"
        yield Due(key=key, kind=kind, person=one.person, subject=one.cohort, due_at=due_at, until=due_at + NOTICED_FOR)


def delete_on(ended_at: datetime, today: date) -> date:
    """The day on which the words go, for a notice that is sent today: never sooner than a week from it."""
    return max(wall(ended_at).date() + timedelta(days=KEPT_DAYS), today + LAST_NOTICE)


class NoteState(StrEnum):
    """Where a student's thank-you note stands."""

    WAITING = "waiting"  # a coordinator has not looked yet
    PASSED = "passed"  # the Buddy can read it
    BACK = "back"  # the student is asked to change it


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A student's thank-you note, as the reader may see it."""

    link: LinkId
    author: Person
    state: NoteState
    words: str


def mark(words: str) -> str:
    """A short sign of these words and no others: for a card that must not be about words that were changed since."""
    return sha256(words.encode()).hexdigest()[:16]
