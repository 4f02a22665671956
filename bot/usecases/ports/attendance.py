"""What use cases ask about how meetings went: who was there, what moved, and what a coordinator has to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.cohorts import CohortId
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import PersonId

WITHOUT = "without"  # an event: a group meets, and somebody who teaches can't be there


class Asks(StrEnum):
    """Why a meeting needs a coordinator."""

    DECIDE = "decide"  # people may have said things of it that cannot all be true
    MARK = "mark"  # it is long over, and nobody has said how it went
    CALL = "call"  # a student wasn't able to come, and not for the first time
    MOVED = "moved"  # moved on its day, and the one before it too


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """One meeting with what each of its people said of the time that it is about; `times`: see `Asks`."""

    meeting: Meeting
    said: Mapping[PersonId, str]
    asks: Asks | None = None
    times: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of a meeting's history. Who caused it is written nowhere."""

    id: int
    meeting: MeetingId
    what: str
    at: datetime


class Attendance(Protocol):
    """How meetings went."""

    def needs(self, *, since: datetime, before: datetime) -> Sequence[Attended]:
        """The meetings that need a coordinator: by what happened since then, or over since before then."""

    def of_cohort(self, cohort: CohortId) -> Sequence[Attended]:
        """All meetings of a cohort, in order; for coordinators."""

    def events(self, *, since: datetime, until: datetime) -> Sequence[Event]:
        """What moved on its day, was missed or goes on `WITHOUT` one person; for coordinators and the assistant."""

    def missed(self, meeting: Meeting) -> int:
        """How often meetings of this link were missed so far; raises NotYours."""

    def note(self, meeting: Meeting, person: PersonId, said: str, *, now: datetime) -> None:
        """What a coordinator knows of one person's part in it, in place of their own answer."""
