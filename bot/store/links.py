"""Links: who meets whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.domain.errors import NotYours
from bot.domain.meetings import LinkId, MeetingState, Side
from bot.domain.people import PersonId
from bot.domain.sight import Kept
from bot.store.desk import Desk
from bot.store.tables import cohort, link, link_member, meeting

FIRST_COHORT = "Buddy Scheme"  # until a coordinator makes cohorts with names of their own
BY_LABEL = (
    select(link.c.id, link.c.label, link.c.join_url, link_member.c.person_id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .where(cohort.c.name == FIRST_COHORT, link.c.folded.in_(bindparam("labels", expanding=True)))
)


class SqlLinks:
    """Who meets whom; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def find(self, labels: Collection[str]) -> Mapping[str, tuple[LinkId, frozenset[PersonId], str | None]]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        found: dict[str, tuple[LinkId, frozenset[PersonId], str | None]] = {}
        for row in self._desk.execute(BY_LABEL, {"labels": [label.casefold() for label in labels]}).all():
            _, members, _ = found.get(row.label.casefold(), (None, frozenset(), None))
            found[row.label.casefold()] = (LinkId(row.id), members | {PersonId(row.person_id)}, row.join_url)
        return found

    def add(self, label: str, members: Mapping[PersonId, Side], *, join_url: str | None, now: datetime) -> LinkId:
        """In the first cohort, which pins the series and the reflection model of the day it was made."""
        self._only_those_who_see_all()
        row = {"cohort_id": self._cohort(), "label": label, "folded": label.casefold(), "join_url": join_url}
        number = LinkId(self._desk.execute(link.insert().returning(link.c.id), row).scalar_one())
        rows = [{"link_id": number, "person_id": person, "side": side} for person, side in sorted(members.items())]
        self._desk.execute(link_member.insert(), rows)
        series = self._desk.site.library.series[self._desk.site.library.default_series]
        first = {"link_id": number, "number": 1, "state": MeetingState.PLANNED, "start": None, "since": now}
        self._desk.execute(meeting.insert(), first | {"minutes": series.minutes, "version": 1, "sequence": 0})
        return number

    def _cohort(self) -> int:
        library = self._desk.site.library
        row = {"name": FIRST_COHORT, "series": library.default_series, "model": library.default_model}
        self._desk.execute(self._desk.insert_new(cohort), row)
        number: int = self._desk.execute(select(cohort.c.id).where(cohort.c.name == FIRST_COHORT)).scalar_one()
        return number

    def set_join_url(self, link_id: LinkId, join_url: str) -> None:
        """For everybody in the link, from the next card on."""
        self._only_those_who_see_all()
        self._desk.execute(update(link).where(link.c.id == link_id).values(join_url=join_url))

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.MEETING):
            raise NotYours
