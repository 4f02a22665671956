"""What use cases ask about when people are free."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.free import Free
from bot.domain.meetings import Meeting
from bot.domain.people import PersonId


class FreeTimes(Protocol):
    """When people are free, or away. Nobody sees it of those they meet: they are shown times on offer."""

    def of(self, person: PersonId) -> Sequence[Free]:
        """What is kept of this person, in order; raises NotYours."""

    def add(self, person: PersonId, times: Sequence[Free]) -> Sequence[int]:
        """Keeps these times of the person; their numbers. Raises NotYours."""

    def remove(self, person: PersonId, numbers: Sequence[int]) -> Sequence[Free]:
        """Takes away those with these numbers, if they are the person's; what they were. Raises NotYours."""

    def usual(self, people: Collection[PersonId], *, on: date) -> Mapping[PersonId, Sequence[Free]]:
        """The weekly times of these people that count on this day or later; for coordinators and the assistant."""

    def ending(self, *, since: date, until: date) -> Sequence[tuple[PersonId, date]]:
        """Whose last weekly time ends on one of these days, and when; for the assistant and coordinators."""

    def given_by_all(self, meeting: Meeting, *, on: date) -> bool:
        """Whether each Buddy of a meeting that the actor was shown has given times that count on this day or later.

        Whose times they are, and which, is not told. Raises NotYours.
        """

    def passed(self, *, until: datetime) -> Sequence[tuple[Meeting, datetime]]:
        """Meetings that wait for an answer about times of which the last comes by then; for the assistant: no names."""
