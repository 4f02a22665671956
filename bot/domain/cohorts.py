"""Cohorts: a group of students who go through one series together, and where each person stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.errors import BadInput
from bot.domain.people import PersonId
from bot.domain.quiet import SATURDAY
from bot.domain.times import say_day, wall

CohortId = NewType("CohortId", int)
FARTHEST = timedelta(days=2 * 366)  # a later year is a slip of the finger
FIRST = "Buddy Scheme"  # the cohort of those who come in without one


class CohortState(StrEnum):
    """Where a cohort stands. While it is paused nothing is asked of anybody in it."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class EnrolmentState(StrEnum):
    """Where a person stands in a cohort."""

    INVITED = "invited"  # has not chosen yet
    WAITING = "waiting"  # has said yes, has no Buddy or no student yet
    LINKED = "linked"
    COMPLETE = "complete"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """One cohort. `version` names the content that it began with; `starts` and `ends` are days in London, included.

    `breaks`: those of its university, see bot/domain/breaks.py. `places`: see bot/domain/places.py.
    """

    id: CohortId
    name: str
    series: str
    model: str
    version: str
    discipline: str = ""
    university: str = ""
    starts: date | None = None
    ends: date | None = None
    breaks: str = ""
    places: str = ""
    state: CohortState = CohortState.OPEN
    closed_at: datetime | None = None
    paused_at: datetime | None = None

    @property
    def title(self) -> str:
        """How it is named: 'C-3 OT Autumn 26'."""
        return f"{cohort_number(self.id)} {self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One person in one cohort. `since` and `joined_at` are instants in UTC."""

    cohort: CohortId
    person: PersonId
    state: EnrolmentState
    since: datetime
    joined_at: datetime
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How a cohort stands, in numbers. `planned`: meetings to come, with a time or without."""

    students: int = 0
    givers: int = 0
    waiting: int = 0
    invited: int = 0
    complete: int = 0
    asked: int = 0
    active: int = 0
    frozen: int = 0
    held: int = 0
    planned: int = 0


def check_days(starts: date | None, ends: date | None, *, today: date) -> None:
    """Raises BadInput for days that cannot be those of a cohort."""
    if starts and ends and ends < starts:
        raise BadInput(f"It would end on {say_day(ends)}, before it starts. Please look at the days again.")
    if ends and ends < today:
        raise BadInput(f"{say_day(ends)} has already passed. Please give a later day for the end.")
    far = [day for day in (starts, ends) if day and day > today + FARTHEST]
    if far:
        raise BadInput(f"{say_day(far[0])} {far[0].year} is more than two years away. Please check the year.")


def days_off(starts: date, ends: date, closed: Container[date]) -> tuple[date, ...]:
    """The bank holidays from the first day to the last that are no Saturday or Sunday."""
    days = (starts + timedelta(days=ahead) for ahead in range((ends - starts).days + 1))
    return tuple(day for day in days if day.weekday() < SATURDAY and day in closed)


def last_safe_start(ends: date, *, meetings: int, gap_days: int) -> date:
    """The last day on which a series can begin and still come to its end in time, at its usual pace."""
    return ends - timedelta(days=meetings * gap_days)


def by_week(starts: Iterable[datetime]) -> dict[date, int]:
    """How many of these instants (UTC) fall into each week, by its Monday in London, in order."""
    days = sorted(wall(start).date() for start in starts)
    return dict(Counter(day - timedelta(days=day.weekday()) for day in days))


def cohort_number(cohort: CohortId | int) -> str:
    """'C-3': how a cohort is written where names have no place."""
    return f"C-{cohort}"
