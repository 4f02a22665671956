"""What use cases ask for a link tutor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.cohorts import CohortId, EnrolmentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Tutee:
    """One student in one cohort, as the university may know of it; `since`: from when the state counts (UTC).

    `attended` counts meetings of the series, `reflections` those that are saved.
    """

    first_name: str | None
    course_id: str
    cohort: CohortId
    state: EnrolmentState
    since: datetime
    attended: int
    reflections: int


class Tutoring(Protocol):
    """How far students are, for their own tutor alone."""

    def students(self) -> Sequence[Tutee]:
        """The actor's own students, by name; nothing of anybody else's."""
