"""How far students are, for their own tutor: three statements, whatever their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.ending import Outcome, best, outcome
from bot.domain.meetings import MeetingState, Side
from bot.domain.people import Role
from bot.domain.reflections import ReflectionState
from bot.domain.sight import Kept, Tie
from bot.store.desk import Desk, columns
from bot.store.tables import answer, enrolment, link, link_member, meeting, person, person_role, reflection
from bot.usecases.ports.tutoring import Tutee

OWN = person.c.tutor_id == bindparam("tutor")
STUDENTS = (
    select(
        *columns(person, "id", "first_name", "course_id"), enrolment.c.cohort_id, enrolment.c.state, enrolment.c.since
    )
    .join(enrolment, enrolment.c.person_id == person.c.id)
    .join(person_role, and_(person_role.c.person_id == person.c.id, person_role.c.role == Role.STUDENT))
    .where(OWN)
    .order_by(enrolment.c.cohort_id.desc(), person.c.first_name, person.c.id)
)
COURSE = (
    select(link.c.cohort_id, link_member.c.person_id, meeting.c.number, meeting.c.state, answer.c.took_place)
    .select_from(person)
    .join(link_member, and_(link_member.c.person_id == person.c.id, link_member.c.side == Side.STUDENT))
    .join(link, link.c.id == link_member.c.link_id)
    .join(meeting, meeting.c.link_id == link.c.id)
    .outerjoin(
        answer,
        and_(
            answer.c.meeting_id == meeting.c.id,
            answer.c.person_id == person.c.id,
            answer.c.sequence == meeting.c.sequence,
        ),
    )
    .where(OWN)
    .order_by(link.c.cohort_id, link_member.c.person_id, meeting.c.id)
)
WRITTEN = (
    select(link.c.cohort_id, reflection.c.person_id, func.count().label("number"))
    .select_from(person)
    .join(reflection, reflection.c.person_id == person.c.id)
    .join(meeting, meeting.c.id == reflection.c.meeting_id)
    .join(link, link.c.id == meeting.c.link_id)
    .where(OWN, reflection.c.state.in_((ReflectionState.SAVED, ReflectionState.SAVED_LATE)))
    .group_by(link.c.cohort_id, reflection.c.person_id)
)
Places = Mapping[tuple[int, int], int]


class SqlTutoring:
    """How far students are; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def students(self) -> Sequence[Tutee]:
        """What the university may know of them, and numbers."""
        if self._desk.entered_by is not None or not self._desk.sees(Kept.COURSE, Tie.TUTEE):
            return []
        mine = {"tutor": self._desk.actor.id}
        rows = self._desk.execute(STUDENTS, mine).all()
        attended, written = (self._attended(mine), self._written(mine)) if rows else ({}, {})
        found = []
        for row in rows:
            seen, place = self._desk.read(row, Tie.TUTEE), (row.cohort_id, row.person_id)
            one = Tutee(
                first_name=seen["person_first_name"],
                course_id=seen["person_course_id"],
                cohort=CohortId(row.cohort_id),
                state=EnrolmentState(row.state),
                since=row.since,
                attended=attended.get(place, 0),
                reflections=written.get(place, 0),
            )
            found.append(one)
        return found

    def _attended(self, mine: Mapping[str, Any]) -> Places:
        """By the rule of completion: each number of the series counts once."""
        rows = self._desk.execute(COURSE, mine).all()
        found = {}
        for place, group in groupby(rows, key=lambda row: (row.cohort_id, row.person_id)):
            outcomes = best((row.number, outcome(MeetingState(row.state), row.took_place)) for row in group)
            found[place] = sum(one is Outcome.ATTENDED for one in outcomes.values())
        return found

    def _written(self, mine: Mapping[str, Any]) -> Places:
        return {(row.cohort_id, row.person_id): row.number for row in self._desk.execute(WRITTEN, mine).all()}
