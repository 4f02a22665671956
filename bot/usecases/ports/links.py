"""What use cases ask about links."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.links import Learner, Link, LinkState, Said
from bot.domain.matching import Known
from bot.domain.meetings import LinkId, MeetingId, Side
from bot.domain.people import PersonId
from bot.domain.series import Ahead


class Links(Protocol):
    """Who meets whom."""

    def set_join_url(self, link: LinkId, join_url: str) -> None:
        """The link's standing join address."""

    def suggest(self, cohort: CohortId, members: Mapping[PersonId, Side], *, now: datetime) -> Link:
        """A new link that nobody was asked about yet; for coordinators."""

    def get(self, link: LinkId) -> Link:
        """One link with its members, as the actor may see it; raises NotThere or NotYours.

        Who was not asked about it yet is not shown it.
        """

    def of(self, person: PersonId, *states: LinkState) -> Sequence[Link]:
        """The links of one person in these states (all if none is named), the newest first; raises NotYours."""

    def in_cohort(self, cohort: CohortId, *states: LinkState) -> Sequence[Link]:
        """The links of a cohort in these states; for coordinators and the assistant."""

    def since(self, *states: LinkState, since: datetime, until: datetime) -> Sequence[Link]:
        """The links in open cohorts, not frozen, that came to stand like this in that time; for the assistant."""

    def needing(self, *, asked_before: datetime, ended_since: datetime, at_most: int) -> tuple[int, Sequence[Link]]:
        """How many links wait for a coordinator, and the first of them; for coordinators.

        They are on hold, were asked about before one instant without all answers, or ended with a no since another.
        """

    def several(self, links: Sequence[LinkId]) -> Sequence[Link]:
        """These links; for coordinators and the assistant."""

    def suggested(self, *, at_most: int) -> tuple[int, Sequence[Link]]:
        """How many links of open cohorts nobody was asked about yet, and the first of them."""

    def learners(self, link: Link) -> Sequence[Learner]:
        """What the students of a link say of themselves, as far as the actor may see it."""

    def known(
        self, cohort: CohortId, people: Collection[PersonId] | None = None, *, but: LinkId | None = None, now: datetime
    ) -> Known:
        """What counts before these people are asked to meet; None: all who teach, and all who wait in the cohort.

        Who is named cannot be asked by somebody else until the end of this unit of work. What the link `but` takes up
        does not count. Raises NotYours.
        """

    def stands(self, link: Link, *, now: datetime) -> bool:
        """Whether nothing has come in the way of the link. Its members may ask, and learn no more than that."""

    def apart(self, one: Link, *, now: datetime) -> bool:
        """Whether two of its people are not to be matched; nothing about whom, or why."""

    def by_answers(self, link: Link) -> LinkState:
        """Where the link stands by the answers of all its members, whoever may see them."""

    def asked_at(self, link: Link, person: PersonId) -> datetime | None:
        """When the last card that asks this person about the link went out; None if none did."""

    def change(
        self,
        link: Link,
        state: LinkState,
        *,
        now: datetime,
        frozen: bool | None = None,
        end_by: date | None = None,
        anew: bool = False,
    ) -> Link:
        """How the link stands from now on; by its members, coordinators and the assistant.

        `anew`: also since now, if it stood like this before. Who is asked now may see it from now on.
        """

    def hush(self, person: PersonId) -> None:
        """All links of somebody who is away quietly rest, except those that rest already."""

    def wake(self, person: PersonId) -> None:
        """Those that rest for nothing but this go on, unless another of their people is away quietly too."""

    def answer(self, link: Link, person: PersonId, said: Said, *, now: datetime) -> Link:
        """Notes what a member said when asked about the link."""

    def enrol(self, link: Link, state: EnrolmentState, *, now: datetime) -> None:
        """How the students of the link stand in its cohort; who waits again comes first, and keeps the old date."""

    def ahead(self, cohort: CohortId, students: Sequence[PersonId]) -> Ahead:
        """Which meetings of the cohort's series a link of these students would have: what they had counts."""

    def begin(self, link: Link, *, now: datetime) -> MeetingId | None:
        """The first meeting of the link, planned. It is short where its students have had a part of the series before.

        None when the link has a meeting already.
        """
