"""What somebody must have chosen, done and set before they can be matched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.domain.people import PersonId, Role


class Step(StrEnum):
    """The steps of registering as a volunteer, in their usual order. What a check said is never kept."""

    ASKED = "asked"
    APPLIED = "applied"
    REFERENCES = "references"
    CHECKS = "checks"
    HEALTH = "health"
    IDENTITY = "identity"
    TRAINING = "training"
    AGREEMENT = "agreement"


class StepState(StrEnum):
    """How a step stands."""

    TODO = "todo"
    DONE = "done"
    NA = "na"  # this role does not need it
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """One step of one person: days in London; `expires` is the last day on which it counts."""

    state: StepState
    done_on: date | None = None
    expires: date | None = None


def ready(steps: Mapping[Step, Registered], on: date) -> bool:
    """Whether every step is done, or not needed, and still counts on this day."""
    return all(_counts(steps.get(step), on) for step in Step)


def to_do(steps: Mapping[Step, Registered], on: date) -> tuple[Step, ...]:
    """The steps that are still to do on this day, in order."""
    return tuple(step for step in Step if not _counts(steps.get(step), on))


def _counts(one: Registered | None, on: date) -> bool:
    if one is None or one.state not in {StepState.DONE, StepState.NA}:
        return False
    return one.expires is None or on <= one.expires


class ChoiceSaid(StrEnum):
    """What somebody said to taking part."""

    YES = "yes"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one person chose in one role: the version of the text, the very lines that were ticked, and when (UTC)."""

    role: Role
    said: ChoiceSaid
    version: str
    lines: tuple[str, ...]
    at: datetime


def version_of(lines: Iterable[str]) -> str:
    """A short name for exactly these lines."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is right for a Buddy. `rest_days` and `rest_days_after` are None for everybody but the Buddy.

    `slowly`: the Buddy's own rule that what is raised counts only after seven days; until `raised_at` (UTC) the new
    limits wait in `raised`.
    """

    students: int = 1
    meetings_week: int = 2
    minutes_week: int | None = None
    rest_days: int | None = 2
    rest_days_after: int | None = 3
    slowly: bool = False
    raised: Mapping[str, int] = field(default_factory=dict)
    raised_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two people, or a person and a team, who are not to be matched. Why is written nowhere."""

    id: int
    person: PersonId
    other: PersonId | None
    team: str
