"""Cohorts: a group of students who go through one series together, and where each person stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from bot.domain.people import PersonId

CohortId = NewType("CohortId", int)


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
    """One cohort. `version` names the content that it began with; `starts` and `ends` are days in London, included."""

    id: CohortId
    name: str
    series: str
    model: str
    version: str
    discipline: str = ""
    university: str = ""
    starts: date | None = None
    ends: date | None = None
    state: CohortState = CohortState.OPEN
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """One person in one cohort. `since` and `joined_at` are instants in UTC."""

    cohort: CohortId
    person: PersonId
    state: EnrolmentState
    since: datetime
    joined_at: datetime
    first: bool = False


def cohort_number(cohort: CohortId | int) -> str:
    """'C-3': how a cohort is written where names have no place."""
    return f"C-{cohort}"
