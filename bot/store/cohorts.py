"""Cohorts, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, or_, select, update

from bot.content.pinned import Pinned
from bot.domain.cohorts import Cohort, CohortId, CohortState, Enrolment, EnrolmentState, Sums
from bot.domain.errors import BadInput, NotThere, NotYours
from bot.domain.meetings import LinkId, MeetingState
from bot.domain.people import PersonId, Role
from bot.domain.sight import Kept
from bot.store.among import among
from bot.store.content import keep, pinned
from bot.store.desk import Desk
from bot.store.pauses import go_on
from bot.store.sums import sums_of
from bot.store.tables import cohort, enrolment, link, meeting
from bot.usecases.ports.cohorts import Progress

NUMBER = re.compile(r"c-?0*(\d{1,12})", re.IGNORECASE)
MOST = 50
ALL = select(cohort)
ONE = ALL.where(cohort.c.id == bindparam("number"))
NAMED = ALL.where(func.lower(cohort.c.name).startswith(bindparam("start"))).order_by(cohort.c.id.desc()).limit(10)
LISTED = ALL.where(or_(bindparam("closed"), cohort.c.state != CohortState.CLOSED)).order_by(cohort.c.id.desc())
OWN = select(enrolment).where(enrolment.c.person_id == bindparam("person")).order_by(enrolment.c.joined_at.desc())
MEMBERS = select(enrolment).where(enrolment.c.cohort_id == bindparam("cohort")).order_by(enrolment.c.person_id)
SINCE = (
    select(enrolment)
    .join(cohort, cohort.c.id == enrolment.c.cohort_id)
    .where(
        enrolment.c.state == bindparam("state"),
        enrolment.c.since.between(bindparam("after"), bindparam("until")),
        cohort.c.state == CohortState.OPEN,
    )
)
PLACES = (
    select(enrolment.c.person_id, cohort.c.name, enrolment.c.state)
    .join(cohort, cohort.c.id == enrolment.c.cohort_id)
    .where(among(enrolment.c.person_id, "people"))
    .order_by(enrolment.c.person_id, enrolment.c.joined_at.desc())
)
PROGRESS = (
    select(meeting.c.link_id, meeting.c.state, meeting.c.start, meeting.c.since)
    .join(link, link.c.id == meeting.c.link_id)
    .where(link.c.cohort_id == bindparam("cohort"))
    .order_by(meeting.c.link_id, meeting.c.number)
)
STAFF = frozenset({Role.COORDINATOR, Role.LEAD})
STAND = (
    update(enrolment)
    .where(enrolment.c.cohort_id == bindparam("of_cohort"), enrolment.c.person_id == bindparam("of_person"))
    .values(state=bindparam("to"), since=bindparam("now"), first=bindparam("front"))
)
EMPTY = ~or_(
    select(enrolment.c.person_id).where(enrolment.c.cohort_id == cohort.c.id).exists(),
    select(link.c.id).where(link.c.cohort_id == cohort.c.id).exists(),
)


class SqlCohorts:
    """Cohorts, and who is in them; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(
        self,
        name: str,
        *,
        series: str,
        model: str,
        discipline: str = "",
        university: str = "",
        starts: date | None = None,
        ends: date | None = None,
    ) -> Cohort:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        row = {"name": name, "series": series, "model": model, "discipline": discipline, "university": university}
        row |= {"version": keep(self._desk, Pinned.today(self._desk.site.library, series=series, model=model))}
        row |= {"starts": starts, "ends": ends}  # type: ignore[dict-item]  # days beside texts
        statement = self._desk.insert_new(cohort, "name", returning=cohort.c.id)
        number = self._desk.execute(statement, row).scalar()
        if number is None:
            raise BadInput(f"There is a cohort called '{name}' already. Please choose another name.")
        return self.get(CohortId(number))

    def content(self, version: str) -> Pinned:
        """There is nothing about a person in it."""
        return pinned(self._desk, version)

    def get(self, cohort: CohortId) -> Cohort:
        """There is nothing about a person in it."""
        row = self._desk.execute(ONE, {"number": cohort}).first()
        if row is None:
            raise NotThere
        return _cohort(row)

    def named(self, words: str) -> Sequence[Cohort]:
        """The one with exactly this name, if there is one, alone. For those who run the scheme."""
        self._only_staff()
        if found := NUMBER.fullmatch(words.strip()):
            return [_cohort(row) for row in self._desk.execute(ONE, {"number": int(found[1])}).all()]
        start = " ".join(words.lower().split()).replace("%", "").replace("_", "")
        if not start:
            return []
        cohorts = [_cohort(row) for row in self._desk.execute(NAMED, {"start": start}).all()]
        return [one for one in cohorts if one.name.lower() == start] or cohorts

    def all(self, *, closed: bool = False) -> Sequence[Cohort]:
        """By their numbers. For those who run the scheme."""
        self._only_staff()
        return [_cohort(row) for row in self._desk.execute(LISTED.limit(MOST), {"closed": closed}).all()]

    def change(self, cohort_id: CohortId, **values: Any) -> None:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        self._desk.execute(update(cohort).where(cohort.c.id == cohort_id).values(**values))

    def go_on(self, cohort: CohortId, *, paused_at: datetime, now: datetime) -> None:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        go_on(self._desk, cohort, paused_at=paused_at, now=now)

    def remove(self, cohort_id: CohortId) -> None:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        if self._desk.execute(delete(cohort).where(cohort.c.id == cohort_id, EMPTY)).rowcount != 1:
            raise BadInput("Somebody is in this cohort by now, so it stays. You can close it instead.")

    def set_state(
        self,
        cohort: CohortId,
        person: PersonId,
        state: EnrolmentState,
        *,
        now: datetime,
        first: bool = False,
    ) -> None:
        """By the person, by those whom a link joins to them, and by those who may see everybody's roles."""
        tied = any(person in people for people in (*self._desk.given.values(), *self._desk.shown.values()))
        if not (tied or self._desk.sees(Kept.PROFILE, self._desk.tie(person))):
            raise NotYours
        values = {"of_cohort": cohort, "of_person": person, "to": state, "now": now, "front": first}
        self._desk.execute(STAND, values)

    def enrolments(self, person: PersonId) -> Sequence[Enrolment]:
        """The actor's own, or anybody's for those who may see everybody's roles."""
        if not self._desk.sees(Kept.PROFILE, self._desk.tie(person)):
            raise NotYours
        return [_enrolment(row) for row in self._desk.execute(OWN, {"person": person}).all()]

    def members(self, cohort: CohortId) -> Sequence[Enrolment]:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        return [_enrolment(row) for row in self._desk.execute(MEMBERS, {"cohort": cohort}).all()]

    def places(self, people: Collection[PersonId]) -> Sequence[tuple[PersonId, str, EnrolmentState]]:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        rows = self._desk.execute(PLACES, {"people": list(people)}).all()
        return [(PersonId(row.person_id), row.name, EnrolmentState(row.state)) for row in rows]

    def sums(self, cohorts: Collection[CohortId]) -> Mapping[CohortId, Sums]:
        """For those who run the scheme: there is nothing about one person in it."""
        self._only_staff()
        return sums_of(self._desk, cohorts)

    def progress(self, cohort: CohortId) -> Sequence[Progress]:
        """For those who run the scheme."""
        self._only_staff()
        rows = self._desk.execute(PROGRESS, {"cohort": cohort}).all()
        return [
            Progress(link=LinkId(row.link_id), state=MeetingState(row.state), start=row.start, since=row.since)
            for row in rows
        ]

    def standing_since(self, state: EnrolmentState, *, since: datetime, until: datetime) -> Sequence[Enrolment]:
        """For those who may see everybody's roles."""
        self._only_those_who_see_all()
        rows = self._desk.execute(SINCE, {"state": state, "after": since, "until": until}).all()
        return [_enrolment(row) for row in rows]

    def _only_staff(self) -> None:
        if not (self._desk.actor.is_a(STAFF) or self._desk.sees(Kept.PROFILE)):
            raise NotYours

    def _only_those_who_see_all(self) -> None:
        if not self._desk.sees(Kept.PROFILE):
            raise NotYours


def _cohort(row: Row[Any]) -> Cohort:
    own = {"id": CohortId(row.id), "state": CohortState(row.state), "places": row.places or ""}
    return Cohort(**{**row._mapping, **own})


def _enrolment(row: Row[Any]) -> Enrolment:
    return Enrolment(
        cohort=CohortId(row.cohort_id),
        person=PersonId(row.person_id),
        state=EnrolmentState(row.state),
        since=row.since,
        joined_at=row.joined_at,
        first=row.first,
    )
