"""What use cases ask about plans that are worked out apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.cohorts import CohortId
from bot.domain.people import PersonId
from bot.domain.plans import Asked, Brings, PlanId, PlanState, View


class Plans(Protocol):
    """Plans of who might meet whom."""

    def ask(self, cohort: CohortId, view: View, *, now: datetime) -> Asked:
        """Asks for one, for coordinators; the one that the actor waits for already, if there is one."""

    def get(self, plan: PlanId) -> Asked:
        """One plan; for coordinators. Raises NotThere for one that is kept no more."""

    def stop(self, plan: PlanId) -> bool:
        """Whether it had not come to an end; it is worked out no further."""

    def settle(self, plan: PlanId, state: PlanState, found: str, *, worker: str, attempt: int) -> PersonId | None:
        """Writes what was found, for the assistant, and says who asked for it. None: somebody else holds it by now."""

    def brings(self, cohort: CohortId, people: Collection[PersonId], *, now: datetime) -> Mapping[PersonId, Brings]:
        """What counts of the time of these people for this cohort, from now on; for the assistant alone."""
