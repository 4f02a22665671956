"""Links: who meets whom."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, bindparam, select, update

from bot.domain.cohorts import CohortId, CohortState
from bot.domain.errors import NotThere, NotYours
from bot.domain.links import Link, LinkState, Said, link_number
from bot.domain.meetings import LinkId, MeetingState, Member, Side
from bot.domain.people import PersonId
from bot.domain.sight import Kept, Tie
from bot.store.desk import Desk, columns
from bot.store.tables import cohort, link, link_member, meeting, person

FIRST_COHORT = "Buddy Scheme"  # until a coordinator makes cohorts with names of their own
BY_LABEL = (
    select(link.c.id, link.c.label, link.c.join_url, link_member.c.person_id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .where(cohort.c.name == FIRST_COHORT, link.c.folded.in_(bindparam("labels", expanding=True)))
)

FACTS = [
    *columns(link, "id", "cohort_id", "label", "join_url", "state", "since", "frozen", "end_by", "ended_at"),
    *columns(link_member, "side", "said"),
    *columns(person, "id", "first_name", "line"),
]
LINKS: Select[Any] = (
    select(*FACTS)
    .join(link_member, link_member.c.link_id == link.c.id)
    .join(person, person.c.id == link_member.c.person_id)
    .order_by(link.c.id.desc(), person.c.id)
)
ONE = LINKS.where(link.c.id == bindparam("link"))
MINE = select(link_member.c.link_id).where(link_member.c.person_id == bindparam("person"))
STATES = link.c.state.in_(bindparam("states", expanding=True))
OF = LINKS.where(link.c.id.in_(MINE), STATES)
IN_COHORT = LINKS.where(link.c.cohort_id == bindparam("cohort"), STATES)
SINCE = LINKS.join(cohort, cohort.c.id == link.c.cohort_id).where(
    link.c.state == bindparam("state"),
    link.c.since.between(bindparam("after"), bindparam("until")),
    ~link.c.frozen,
    cohort.c.state == CohortState.OPEN,
)
ANSWER = (
    update(link_member)
    .where(link_member.c.link_id == bindparam("of_link"), link_member.c.person_id == bindparam("of_person"))
    .values(said=bindparam("said"), said_at=bindparam("now"))
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
        row |= {"since": now}
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

    def suggest(self, cohort_id: CohortId, members: Mapping[PersonId, Side], *, label: str = "", now: datetime) -> Link:
        """Named by its own number unless it has a label."""
        self._only_those_who_see_all()
        row = {"cohort_id": cohort_id, "state": LinkState.SUGGESTED, "since": now}
        wanted = label or f"new-{min(members)}-{now.timestamp()}"  # unique until its number is known
        row |= {"label": wanted, "folded": wanted.casefold()}
        number = LinkId(self._desk.execute(link.insert().returning(link.c.id), row).scalar_one())
        if not label:
            name = link_number(number)
            named = update(link).where(link.c.id == number).values(label=name, folded=name.casefold())
            self._desk.execute(named)
        asked = {"link_id": number, "said": Said.NOTHING}
        rows = [asked | {"person_id": one, "side": side} for one, side in sorted(members.items())]
        self._desk.execute(link_member.insert(), rows)
        return self.get(number)

    def get(self, link: LinkId) -> Link:
        """Whether it is not there or not the actor's looks the same from outside."""
        rows = self._desk.execute(ONE.with_for_update() if self._desk.writing else ONE, {"link": link}).all()
        if not rows:
            raise NotThere
        found = self._links(rows)
        if not found:
            raise NotYours
        return found[0]

    def of(self, person: PersonId, *states: LinkState) -> Sequence[Link]:
        """The actor's own, or anybody's for those who may see everybody's meetings."""
        if not self._desk.sees(Kept.MEETING, self._desk.tie(person)):
            raise NotYours
        return self._links(self._desk.execute(OF, {"person": person, "states": states or tuple(LinkState)}).all())

    def in_cohort(self, cohort: CohortId, *states: LinkState) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        values = {"cohort": cohort, "states": states or tuple(LinkState)}
        return self._links(self._desk.execute(IN_COHORT, values).all())

    def since(self, state: LinkState, *, since: datetime, until: datetime) -> Sequence[Link]:
        """For those who may see everybody's meetings."""
        self._only_those_who_see_all()
        return self._links(self._desk.execute(SINCE, {"state": state, "after": since, "until": until}).all())

    def change(
        self,
        before: Link,
        state: LinkState,
        *,
        now: datetime,
        frozen: bool | None = None,
        end_by: date | None = None,
    ) -> Link:
        """Of a link that the actor was shown."""
        self._allow(before)
        values: dict[str, Any] = {"state": state, "frozen": before.frozen if frozen is None else frozen}
        values |= {"since": now if state is not before.state else before.since, "end_by": end_by or before.end_by}
        if state is LinkState.ENDED:
            values["ended_at"] = now
        self._desk.execute(update(link).where(link.c.id == before.id).values(**values))
        return replace(before, **values)

    def answer(self, asked: Link, person: PersonId, said: Said, *, now: datetime) -> Link:
        """By the member, or by those who may see everybody's choices."""
        self._allow(asked)
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        self._desk.execute(ANSWER, {"of_link": asked.id, "of_person": person, "said": said, "now": now})
        return replace(asked, said={**asked.said, person: said})

    def begin(self, started: Link, *, now: datetime) -> None:
        """One that is there already is left as it is."""
        self._allow(started)
        series = self._desk.execute(select(cohort.c.series).where(cohort.c.id == started.cohort)).scalar_one()
        minutes = self._desk.site.library.series[series].minutes
        first = {"link_id": started.id, "number": 1, "state": MeetingState.PLANNED, "start": None, "since": now}
        row = first | {"minutes": minutes, "version": 1, "sequence": 0}
        self._desk.execute(self._desk.insert_new(meeting), row)

    def _links(self, rows: Iterable[Row[Any]]) -> list[Link]:
        """The links of rows that come one for each member, as the actor may see them; others are left out."""
        found = []
        for _, group in groupby(rows, key=lambda row: row.link_id):
            members = list(group)
            linked = any(row.person_id == self._desk.actor.id for row in members)
            if self._desk.sees(Kept.MEETING, Tie.LINK if linked else Tie.NONE):
                found.append(self._link(members, linked=linked))
                self._desk.shown[found[-1].id] = frozenset(found[-1].people())
        return found

    def _link(self, rows: Sequence[Row[Any]], *, linked: bool) -> Link:
        facts = self._desk.read(rows[0], Tie.LINK if linked else Tie.NONE)
        ties = [self._desk.tie(row.person_id, linked=linked) for row in rows]
        said = {
            PersonId(row.person_id): Said(row.link_member_said)
            for row, tie in zip(rows, ties, strict=True)
            if self._desk.sees(Kept.PROFILE, tie)
        }
        members = tuple(
            Member(side=Side(row.link_member_side), person=self._desk.person(row, tie))
            for row, tie in zip(rows, ties, strict=True)
        )
        return Link(
            id=LinkId(facts["link_id"]),
            cohort=CohortId(facts["link_cohort_id"]),
            label=facts["link_label"],
            state=LinkState(facts["link_state"]),
            since=facts["link_since"],
            frozen=facts["link_frozen"],
            members=members,
            said=said,
            join_url=facts["link_join_url"],
            end_by=facts["link_end_by"],
            ended_at=facts["link_ended_at"],
        )

    def _allow(self, one: Link) -> None:
        if one.id not in self._desk.shown:
            raise NotYours

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.MEETING):
            raise NotYours
