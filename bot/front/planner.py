"""Plans to be worked out, as a planner sees them: the port that a store fills."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.domain.cohorts import CohortId
from bot.domain.plans import Far, PlanId, PlanState, View
from bot.planning import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A plan that a planner holds, until its lease runs out. `attempt` counts from 1."""

    id: PlanId
    cohort: CohortId
    attempt: int
    view: View


class PlansToDo(Protocol):
    """What is to be worked out, each plan by one planner at a time."""

    async def take(self, *, lease: timedelta, within: timedelta) -> Taken | None:
        """The next plan that nobody holds, to be looked for no longer than `within`; None when there is none."""

    async def problem(self, taken: Taken) -> Problem:
        """What the plan is made of, as things stand now."""

    async def hold(self, taken: Taken, far: Far, *, lease: timedelta) -> bool:
        """Holds it for longer, and notes how far it is. False: it was stopped, or somebody else holds it by now."""

    async def settle(self, taken: Taken, state: PlanState, found: str) -> None:
        """Writes what was found and tells whoever asked, unless it is held no more."""
