"""What somebody must have chosen, done and set before they can be matched."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.errors import BadInput
from bot.domain.people import PersonId, Role
from bot.domain.quiet import EARLIEST, LATEST

HOUR = 60
SHORTEST = HOUR  # minutes a day in which somebody can be written to
MOST_STUDENTS, MOST_MEETINGS, MOST_HOURS, MOST_REST = 3, 7, 40, 30


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
    raised: Mapping[str, int | None] = field(default_factory=dict)
    raised_at: datetime | None = None


RAISABLE = ("students", "meetings_week", "minutes_week")
SLOWLY = timedelta(days=7)


def changed(before: Limits, wanted: Limits, now: datetime) -> Limits:
    """The limits after a Buddy asked for these: what is lower counts at once.

    What is higher counts at once too, unless the Buddy had switched the rule of seven days on. Who asks again for
    what waits already does not wait longer for it.
    """
    raised = {name: getattr(wanted, name) for name in RAISABLE if _more(getattr(wanted, name), getattr(before, name))}
    if not before.slowly or not raised:
        return replace(wanted, raised={}, raised_at=None)
    since = before.raised_at if before.raised == raised else None
    kept = {name: getattr(before, name) for name in raised}
    return replace(wanted, **kept, raised=raised, raised_at=since or now + SLOWLY)


def _more(new: int | None, old: int | None) -> bool:
    """None is as much as there is."""
    return old is not None and (new is None or new > old)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two people, or a person and a team, who are not to be matched. Why is written nowhere."""

    id: int
    person: PersonId
    other: PersonId | None
    team: str


def writing_hours(first: time, last: time) -> tuple[int, int]:
    """From when until when somebody may be written to, in minutes after midnight; raises BadInput."""
    start, end = first.hour * 60 + first.minute, last.hour * 60 + last.minute
    if start < EARLIEST or end > LATEST:
        raise BadInput("I write between 06:00 and 22:00 at most. Please choose times in between.")
    if end - start < SHORTEST:
        raise BadInput("'Write until' must be at least one hour later than 'Write from'. Please choose again.")
    return start, end


def checked(limits: Limits) -> Limits:
    """The limits, if each is a number that can be kept; raises BadInput."""
    rest = (limits.rest_days or 0, limits.rest_days_after or 0)
    if not (1 <= limits.students <= MOST_STUDENTS and 1 <= limits.meetings_week <= MOST_MEETINGS):
        raise BadInput("You can have 1 to 3 students at once, and 1 to 7 meetings a week. Please choose again.")
    if limits.minutes_week is not None and not HOUR <= limits.minutes_week <= MOST_HOURS * HOUR:
        raise BadInput("Please give 1 to 40 hours a week, or leave it empty for no limit.")
    if not all(0 <= days <= MOST_REST for days in rest):
        raise BadInput("You can have up to 30 days of rest. Please choose again.")
    return limits
