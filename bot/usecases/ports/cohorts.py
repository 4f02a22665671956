"""What use cases ask about cohorts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.domain.cohorts import Cohort, CohortId, Enrolment, EnrolmentState
from bot.domain.people import PersonId


class Cohorts(Protocol):
    """Cohorts, and who is in them."""

    def add(
        self,
        name: str,
        *,
        series: str,
        model: str,
        discipline: str = "",
        university: str = "",
        starts: date | None = None,
        ends: date | None = None,
    ) -> Cohort:
        """A new cohort, with today's content, which it keeps; raises BadInput if there is one of this name."""

    def get(self, cohort: CohortId) -> Cohort:
        """One cohort; raises NotThere."""

    def named(self, words: str) -> Sequence[Cohort]:
        """Who is meant by a short id ('C-3'), a name, or the beginning of one."""

    def all(self, *, closed: bool = False) -> Sequence[Cohort]:
        """The cohorts that are open or paused, or all of them; the newest first, at most fifty."""

    def change(self, cohort_id: CohortId, **values: Any) -> None:  # noqa: ANN401 - a column's own type
        """Changes what is kept of a cohort, by column; never the content that it began with."""

    def remove(self, cohort_id: CohortId) -> None:
        """Takes back a cohort that has nobody in it; raises BadInput for any other."""

    def enrol(self, cohort: CohortId, person: PersonId, state: EnrolmentState, *, now: datetime) -> None:
        """The person is in the cohort; somebody who is already stays as they are."""

    def set_state(
        self,
        cohort: CohortId,
        person: PersonId,
        state: EnrolmentState,
        *,
        now: datetime,
        first: bool = False,
    ) -> None:
        """How the person stands in the cohort from now on."""

    def enrolments(self, person: PersonId) -> Sequence[Enrolment]:
        """The person's own places in cohorts, the newest first; raises NotYours."""

    def members(self, cohort: CohortId) -> Sequence[Enrolment]:
        """Everybody in the cohort; for coordinators and the assistant; raises NotYours."""

    def standing_since(self, state: EnrolmentState, *, since: datetime, until: datetime) -> Sequence[Enrolment]:
        """Those in open cohorts who came to stand like this in that time; for coordinators and the assistant."""
