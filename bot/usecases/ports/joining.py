"""What use cases ask about what people chose, did and set before they can be matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.joining import Choice, ChoiceSaid, Conflict, Limits, Registered, Step
from bot.domain.people import PersonId, Role


class Joining(Protocol):
    """Choices, limits, steps of registration, and who is not to be matched with whom. Each raises NotYours."""

    def choose(
        self, person: PersonId, role: Role, said: ChoiceSaid, lines: Sequence[str], *, version: str, now: datetime
    ) -> None:
        """Keeps what the person chose, with the lines that were ticked."""

    def choice_of(self, person: PersonId, role: Role) -> Choice | None:
        """The last thing that the person chose in this role."""

    def limits_of(self, person: PersonId, *, now: datetime) -> Limits:
        """How much is right for this Buddy now; what was raised counts as soon as its time has come."""

    def set_limits(self, person: PersonId, limits: Limits) -> None:
        """All of them; the Buddy's own alone."""

    def steps_of(self, person: PersonId) -> Mapping[Step, Registered]:
        """The steps that were noted."""

    def set_step(self, person: PersonId, step: Step, registered: Registered) -> None:
        """How one step stands; for coordinators."""

    def expiring(self, *, since: date, until: date) -> Sequence[tuple[PersonId, Step, date]]:
        """The steps whose last day lies in this time; for coordinators and the assistant."""

    def conflicts_of(self, person: PersonId) -> Sequence[Conflict]:
        """With whom this person is not to be matched, from both sides; for coordinators and the assistant."""

    def conflict(self, person: PersonId, *, other: PersonId | None = None, team: str = "", now: datetime) -> int:
        """Notes one, by whoever is concerned or a coordinator; its number. One that is there already stays."""

    def forget_conflict(self, conflict: int) -> None:
        """Takes one back; for coordinators."""
