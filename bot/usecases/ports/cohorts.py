"""What use cases ask about cohorts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.content.pinned import Pinned
from bot.domain.cohorts import Cohort, CohortId, Enrolment, EnrolmentState, Sums
from bot.domain.meetings import LinkId, MeetingState
from bot.domain.people import PersonId


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """One meeting without its people: whose it is, its state, its start, and from when the state counts (UTC)."""

    link: LinkId
    state: MeetingState
    start: datetime | None
    since: datetime


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

    def content(self, version: str) -> Pinned:
        """The content that a cohort began with, by its version; raises NotThere."""

    def get(self, cohort: CohortId) -> Cohort:
        """One cohort; raises NotThere."""

    def named(self, words: str) -> Sequence[Cohort]:
        """Who is meant by a short id ('C-3'), a name, or the beginning of one."""

    def all(self, *, closed: bool = False) -> Sequence[Cohort]:
        """The cohorts that are open or paused, or all of them; the newest first, at most fifty."""

    def change(self, cohort_id: CohortId, **values: Any) -> None:  # noqa: ANN401 - a column's own type
        """Changes what is kept of a cohort, by column; never the content that it began with."""

    def go_on(self, cohort: CohortId, *, paused_at: datetime, now: datetime) -> None:
        """All that waits in it moves on by the time that it rested; nothing that ran out in that time is lost."""

    def remove(self, cohort_id: CohortId) -> None:
        """Takes back a cohort that has nobody in it; raises BadInput for any other."""

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

    def places(self, people: Collection[PersonId]) -> Sequence[tuple[PersonId, str, EnrolmentState]]:
        """The cohort, by name, and the state of each place of these people; for coordinators."""

    def sums(self, cohorts: Collection[CohortId]) -> Mapping[CohortId, Sums]:
        """How these cohorts stand, in numbers; for coordinators and leads."""

    def progress(self, cohort: CohortId) -> Sequence[Progress]:
        """Every meeting of the cohort; for coordinators and leads."""

    def standing_since(self, state: EnrolmentState, *, since: datetime, until: datetime) -> Sequence[Enrolment]:
        """Those in open cohorts who came to stand like this in that time; for coordinators and the assistant."""
