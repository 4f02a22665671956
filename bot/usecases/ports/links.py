"""What use cases ask about links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.cohorts import CohortId
from bot.domain.links import Link, LinkState, Said
from bot.domain.meetings import LinkId, Side
from bot.domain.people import PersonId


class Links(Protocol):
    """Who meets whom."""

    def find(self, labels: Collection[str]) -> Mapping[str, tuple[LinkId, frozenset[PersonId], str | None]]:
        """The links with these labels, by the label in small letters (casefold): number, members, join address."""

    def add(self, label: str, members: Mapping[PersonId, Side], *, join_url: str | None, now: datetime) -> LinkId:
        """A new link with the first meeting of its series."""

    def set_join_url(self, link: LinkId, join_url: str) -> None:
        """The link's standing join address."""

    def suggest(self, cohort: CohortId, members: Mapping[PersonId, Side], *, label: str = "", now: datetime) -> Link:
        """A new link that nobody was asked about yet; for coordinators."""

    def get(self, link: LinkId) -> Link:
        """One link with its members, as the actor may see it; raises NotThere or NotYours."""

    def of(self, person: PersonId, *states: LinkState) -> Sequence[Link]:
        """The links of one person in these states (all if none is named), the newest first; raises NotYours."""

    def in_cohort(self, cohort: CohortId, *states: LinkState) -> Sequence[Link]:
        """The links of a cohort in these states; for coordinators and the assistant."""

    def since(self, state: LinkState, *, since: datetime, until: datetime) -> Sequence[Link]:
        """The links in open cohorts, not frozen, that came to stand like this in that time; for the assistant."""

    def change(
        self,
        link: Link,
        state: LinkState,
        *,
        now: datetime,
        frozen: bool | None = None,
        end_by: date | None = None,
    ) -> Link:
        """How the link stands from now on; by its members, coordinators and the assistant."""

    def answer(self, link: Link, person: PersonId, said: Said, *, now: datetime) -> Link:
        """Notes what a member said when asked about the link."""

    def begin(self, link: Link, *, now: datetime) -> None:
        """The first meeting of the link's series, planned."""
