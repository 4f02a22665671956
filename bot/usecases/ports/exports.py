"""What use cases ask for files that a coordinator takes out of the scheme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.hours import Claim
from bot.domain.people import Person, PersonId, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One person in a cohort, in one role; `since`: from when the state counts (UTC)."""

    person: Person
    role: Role
    state: EnrolmentState
    since: datetime
    contact: str
    university: str
    discipline: str
    course_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One line of the log; `at` in UTC, `subject` the number of what it was done to."""

    at: datetime
    person: PersonId
    entered_by: PersonId | None
    what: str
    subject: int | None
    door: str


class Exports(Protocol):
    """Whole lists, for coordinators alone. Nothing that somebody wrote, felt or said of another is in any of them."""

    def roster(self, cohort: CohortId) -> Sequence[Listed]:
        """Everybody who takes part in the cohort, once for each role."""

    def hours(self, cohort: CohortId) -> Sequence[tuple[Person, Claim]]:
        """What the Buddies and carers of the cohort said of each month."""

    def log(self, *, since: datetime, until: datetime) -> Sequence[Noted]:
        """What coordinators did in this time, in order, for themselves or for somebody."""
