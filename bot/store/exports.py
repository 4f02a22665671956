"""Whole lists of a cohort, for coordinators alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, or_, select

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.errors import NotYours
from bot.domain.hours import Claim
from bot.domain.people import GIVERS, TAUGHT, Person, PersonId, Role
from bot.domain.sight import Kept
from bot.store.desk import Desk, columns
from bot.store.hours import claim_in
from bot.store.tables import audit, claim, enrolment, person, person_role
from bot.usecases.ports.exports import Listed, Noted

NAMES = columns(person, "id", "first_name", "surname", "email", "line")
OF_COHORT = enrolment.c.cohort_id == bindparam("cohort")
ROSTER = (
    select(
        *NAMES,
        *columns(person, "contact", "university", "discipline", "course_id"),
        *columns(person_role, "role"),
        *columns(enrolment, "state", "since"),
    )
    .join(enrolment, enrolment.c.person_id == person.c.id)
    .join(person_role, person_role.c.person_id == person.c.id)
    .where(OF_COHORT, person_role.c.role.in_(sorted(GIVERS | TAUGHT)))
    .order_by(person.c.id, person_role.c.role)
)
HOURS = (
    select(*(one for one in claim.columns if one is not claim.c.person_id), *NAMES)
    .join(person, person.c.id == claim.c.person_id)
    .join(enrolment, enrolment.c.person_id == person.c.id)
    .where(OF_COHORT)
    .order_by(person.c.id, claim.c.month)
)
COORDINATES = select(person_role.c.person_id).where(person_role.c.role == Role.COORDINATOR)
LOG = (
    select(*columns(audit, "at", "person_id", "entered_by", "what", "subject", "door"))
    .where(
        audit.c.at.between(bindparam("since"), bindparam("until")),
        or_(audit.c.person_id.in_(COORDINATES), audit.c.entered_by.is_not(None)),
    )
    .order_by(audit.c.at, audit.c.id)
)
ALL_OF = (Kept.CONTACT, Kept.PROFILE, Kept.MEETING, Kept.HOURS, Kept.RECORD)


class SqlExports:
    """Whole lists of a cohort; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def roster(self, cohort: CohortId) -> Sequence[Listed]:
        """In one statement, through the eyes of the actor."""
        self._only_those_who_see_all()
        found = []
        for row in self._desk.execute(ROSTER, {"cohort": cohort}).all():
            seen = self._desk.read(row, self._desk.tie(row.person_id))
            role = Role(seen["person_role_role"])
            listed = Listed(
                person=replace(self._person(row), roles=frozenset({role})),
                role=role,
                state=EnrolmentState(seen["enrolment_state"]),
                since=seen["enrolment_since"],
                contact=seen["person_contact"],
                university=seen["person_university"],
                discipline=seen["person_discipline"],
                course_id=seen["person_course_id"],
            )
            found.append(listed)
        return found

    def hours(self, cohort: CohortId) -> Sequence[tuple[Person, Claim]]:
        """In one statement."""
        self._only_those_who_see_all()
        rows = self._desk.execute(HOURS, {"cohort": cohort}).all()
        return [(replace(self._person(row), roles=frozenset({Role.BUDDY})), claim_in(row)) for row in rows]

    def log(self, *, since: datetime, until: datetime) -> Sequence[Noted]:
        """What people who take part did themselves is not in it."""
        self._only_those_who_see_all()
        return [
            Noted(
                at=row.audit_at,
                person=PersonId(row.audit_person_id),
                entered_by=PersonId(row.audit_entered_by) if row.audit_entered_by else None,
                what=row.audit_what,
                subject=row.audit_subject,
                door=row.audit_door,
            )
            for row in self._desk.execute(LOG, {"since": since, "until": until}).all()
        ]

    def _person(self, row: Row[Any]) -> Person:
        return self._desk.person(row, self._desk.tie(row.person_id))

    def _only_those_who_see_all(self) -> None:
        if self._desk.entered_by is not None or not all(self._desk.sees(one) for one in ALL_OF):
            raise NotYours
