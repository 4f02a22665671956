"""Sums of cohorts: three statements, whatever their number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import func, select

from bot.domain.cohorts import CohortId, EnrolmentState, Sums
from bot.domain.links import LinkState
from bot.domain.meetings import OPEN, MeetingState
from bot.domain.people import GIVERS, TAUGHT, Role
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.tables import enrolment, link, meeting, person_role

PEOPLE = (
    select(enrolment.c.cohort_id, enrolment.c.state, person_role.c.role, func.count().label("number"))
    .join(person_role, person_role.c.person_id == enrolment.c.person_id)
    .where(among(enrolment.c.cohort_id, "cohorts"))
    .group_by(enrolment.c.cohort_id, enrolment.c.state, person_role.c.role)
)
LINKS = (
    select(link.c.cohort_id, link.c.state, link.c.frozen, func.count().label("number"))
    .where(among(link.c.cohort_id, "cohorts"))
    .group_by(link.c.cohort_id, link.c.state, link.c.frozen)
)
MEETINGS = (
    select(link.c.cohort_id, meeting.c.state, func.count().label("number"))
    .join(link, link.c.id == meeting.c.link_id)
    .where(among(link.c.cohort_id, "cohorts"))
    .group_by(link.c.cohort_id, meeting.c.state)
)
OF_STUDENTS = {
    EnrolmentState.WAITING: "waiting",
    EnrolmentState.INVITED: "invited",
    EnrolmentState.COMPLETE: "complete",
}
OF_LINKS = {LinkState.ASKED: "asked", LinkState.AGREED: "asked", LinkState.ACTIVE: "active"}
HELD = frozenset({MeetingState.HELD, MeetingState.HELD_SHORT})


def sums_of(desk: Desk, cohorts: Collection[int]) -> Mapping[CohortId, Sums]:
    """How each of them stands. Who is a student and a Buddy too counts as both; who left counts as neither."""
    found: dict[CohortId, Counter[str]] = {CohortId(number): Counter() for number in cohorts}
    values = {"cohorts": list(cohorts)}
    for statement, named in ((PEOPLE, _people), (LINKS, _links), (MEETINGS, _meetings)):
        for row in desk.execute(statement, values).all():
            found[CohortId(row.cohort_id)].update(dict.fromkeys(named(row), row.number))
    return {number: Sums(**counted) for number, counted in found.items()}


def _people(row: Any) -> Iterator[str]:
    if row.state == EnrolmentState.LEFT:
        return
    if Role(row.role) in GIVERS:
        yield "givers"
    if Role(row.role) in TAUGHT:
        yield "students"
        if row.state in OF_STUDENTS:
            yield OF_STUDENTS[EnrolmentState(row.state)]


def _links(row: Any) -> Iterator[str]:
    if row.frozen and row.state != LinkState.ENDED:
        yield "frozen"
    elif row.state in OF_LINKS:
        yield OF_LINKS[LinkState(row.state)]


def _meetings(row: Any) -> Iterator[str]:
    if MeetingState(row.state) in HELD:
        yield "held"
    elif MeetingState(row.state) in OPEN:
        yield "planned"
