"""What use cases ask when many people come in at once, or are taken out again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.joining import Registered, Step
from bot.domain.links import LinkState
from bot.domain.meetings import LinkId, Side
from bot.domain.people import Person, PersonId, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who is not on the list yet. Without an address (None) they are always somebody new."""

    first_name: str
    surname: str
    email: str | None = None
    line: str = ""
    university: str = ""
    discipline: str = ""
    contact: str = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a person is, and where they stand in a cohort (None: in none)."""

    person: PersonId
    role: Role
    cohort: CohortId | None = None
    state: EnrolmentState = EnrolmentState.INVITED


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidYes:
    """A yes that was given outside Teams, to exactly these lines; without lines there is none.

    `registered`: every step of it is done.
    """

    person: PersonId
    role: Role
    lines: tuple[str, ...]
    registered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLink:
    """A pair or group to be: active at once, or suggested and not asked about yet. `minutes`: of its first meeting."""

    cohort: CohortId
    label: str
    members: Mapping[PersonId, Side]
    active: bool
    minutes: int
    join_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLink:
    """A link that is there already."""

    id: LinkId
    people: frozenset[PersonId]
    state: LinkState
    join_url: str | None


class Rosters(Protocol):
    """Many people at once, in a number of statements that does not grow with them; for coordinators alone."""

    def links(self, labels: Collection[str]) -> Mapping[tuple[CohortId, str], KnownLink]:
        """The links with these labels, by cohort and label in small letters (casefold)."""

    def apart(self, people: Collection[PersonId]) -> Collection[frozenset[PersonId]]:
        """Which two of these people are not to be matched."""

    def ripe(self, *, after: LinkId) -> Sequence[LinkId]:
        """Links that nobody was asked about yet, and whose people have all they need: a page, by number."""

    def add_people(self, people: Sequence[Newcomer], *, now: datetime) -> Sequence[PersonId]:
        """Their numbers, in order: new ones, or those of people with these addresses."""

    def give_places(self, places: Sequence[Place], *, now: datetime) -> None:
        """Roles and places in cohorts. Who is there already stays, but nobody who is linked is only invited."""

    def said_yes(self, said: Sequence[SaidYes], *, now: datetime) -> None:
        """Keeps the yes of each, what they are registered for, and who entered it."""

    def add_links(self, links: Sequence[NewLink], *, now: datetime) -> Sequence[LinkId]:
        """Their numbers, in order; the active ones with their first meeting."""

    def unreached(self, people: Collection[PersonId]) -> int:
        """How many of them cannot be written to."""

    def registrations(self) -> Sequence[tuple[Person, Mapping[Step, Registered]]]:
        """Everybody who teaches and has not left, with the steps that were noted."""

    def take_place(self, person: PersonId, role: Role, cohort: CohortId | None, *, since: datetime) -> None:
        """Takes back a role, and a place in a cohort that was given then."""

    def take_out(
        self, people: Collection[PersonId], links: Collection[LinkId], *, since: datetime, now: datetime
    ) -> Collection[PersonId] | None:
        """Takes out these links, and these people with all that was written down of them since then.

        Those of them who have been written to: they can be told that it was a mistake, and then nothing of them is
        kept. None, and nothing is changed, when one of them has done something by now.
        """
