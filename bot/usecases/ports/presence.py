"""What use cases ask about who would like to come, has not answered yet, takes a break, or wants to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.domain.cohorts import CohortId
from bot.domain.people import Account, Person, PersonId


class Presence(Protocol):
    """Comings and goings; for coordinators and the assistant, each raises NotYours for everybody else."""

    def ask_in(self, account: Account, *, now: datetime) -> None:
        """Somebody on nobody's list would like to take part: the name is kept, once for each account; for anybody."""

    def asked_in(self, *, at_most: int) -> tuple[int, Sequence[str]]:
        """How many asked to take part and are on the list of nobody yet, and the first names of them."""

    def greeted(self, *, since: datetime, until: datetime) -> Sequence[tuple[CohortId, PersonId, datetime]]:
        """Who was greeted in that time, in which open cohort, and has said neither yes nor not now."""

    def unanswered(self, *, before: datetime, at_most: int) -> tuple[int, Sequence[Person]]:
        """How many people were invited before then and have said nothing, and the first of them."""

    def breaks_ending(self, *, since: date, until: date) -> Sequence[Person]:
        """Who takes a break and wished to be asked again on one of these days."""

    def to_plan(self, *, at_most: int) -> tuple[int, Sequence[Person]]:
        """How many people on a break have a link that goes on, and the first of them."""

    def first_in_line(self, *, at_most: int) -> tuple[int, Sequence[Person]]:
        """How many students wait once more and are in no question to a Buddy now, and the first of them."""

    def noted(self, what: str, *, settled: str, since: datetime, at_most: int) -> tuple[int, Sequence[Person]]:
        """How many people did this since then and are not settled, by the audit log, and the first of them."""

    def erase(self, person: PersonId) -> None:
        """Takes away what somebody wrote and said; that they took part stays; for coordinators."""

    def forget(self, person: PersonId) -> None:
        """Takes away name, address and account of somebody who has left, and what they said of themselves."""

    def everything(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """All that is kept about the actor and is for the actor's eyes, row by row, by table; for anybody."""
