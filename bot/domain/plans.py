"""A plan of who might meet whom, as a coordinator asked for it and as it was worked out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.free import Free
from bot.domain.meetings import Window
from bot.domain.people import PersonId

PlanId = NewType("PlanId", int)
KEPT_FOR = timedelta(days=1)  # what it says is old by then


class PlanState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    DOING = "doing"
    READY = "ready"
    STOPPED = "stopped"
    FAILED = "failed"


OPEN_PLANS = (PlanState.WAITING, PlanState.DOING)


class View(StrEnum):
    """What the coordinator wants to see of it."""

    ALL = "all"  # who with whom
    OUTLOOK = "outlook"  # how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Far:
    """How far the search for a plan is: places that are filled in the best one so far, and the most that there can be.

    Both 0: that is not known yet.
    """

    best: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A plan that was asked for. `found` holds what was worked out, as text; '' until then.

    `until`: when the search comes to an end at the latest; None while nobody has begun.
    """

    id: PlanId
    cohort: CohortId
    view: View
    state: PlanState
    asked_at: datetime
    found: str = ""
    far: Far = Far()
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Brings:
    """What counts of one person's time: free times, meetings that are set, and how much is right for a Buddy.

    `had`: how far a student has come in the cohort's series, with whomever.
    """

    times: tuple[Free, ...] = ()
    booked: tuple[Window, ...] = ()
    meetings_week: int = 2
    minutes_week: int | None = None
    rest_days: int = 2
    had: int = 0


def ready(plan: PlanId, person: PersonId, now: datetime) -> Due:
    """It is worked out, or could not be: whoever asked for it hears so."""
    key = f"{Kind.PLAN_READY}:{plan}"
    return Due(key=key, kind=Kind.PLAN_READY, person=person, subject=plan, due_at=now, until=now + KEPT_FOR)
