"""Sums and lists for coordinators. Everybody else is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, distinct, func, or_, select

from bot.domain.errors import NotYours
from bot.domain.meetings import OPEN, Meeting, MeetingState
from bot.domain.reflections import ReflectionState
from bot.domain.sight import Kept
from bot.store.desk import Desk, columns
from bot.store.meetings import NAMES, STARTING, meetings_from
from bot.store.tables import answer, due_work, history, link, meeting, person, reflection
from bot.usecases.ports import Flag

HELD = (MeetingState.HELD, MeetingState.HELD_SHORT)
SAVED = (ReflectionState.SAVED, ReflectionState.SAVED_LATE)
COUNTS = select(
    select(func.count()).select_from(person).scalar_subquery().label("people"),
    select(func.count()).select_from(link).scalar_subquery().label("pairs"),
    select(func.count()).select_from(meeting).where(meeting.c.state.in_(HELD)).scalar_subquery().label("held"),
    select(func.count())
    .select_from(reflection)
    .where(reflection.c.state.in_(SAVED))
    .scalar_subquery()
    .label("reflections"),
)
WAITING = and_(meeting.c.state.in_(OPEN - {MeetingState.CONFIRMED}), meeting.c.since < bindparam("before"))
LONGEST = (
    select(meeting.c.id, func.count().over().label("total"))
    .where(WAITING)
    .order_by(meeting.c.since, meeting.c.id)
    .limit(bindparam("at_most"))
    .subquery("longest")
)
UNSETTLED = NAMES.add_columns(LONGEST.c.total).join(LONGEST, LONGEST.c.id == meeting.c.id)
FLAGS = (
    select(
        *columns(answer, "meeting_id", "person_id", "call", "respect", "took_place"),
        *columns(person, "id", "first_name", "surname", "email", "line"),
    )
    .join(person, person.c.id == answer.c.person_id)
    .where(
        answer.c.at >= bindparam("since"),
        or_(
            answer.c.call.in_(("today", "soon")),
            answer.c.respect == "no",
            answer.c.took_place.in_(("moved", "absent_self", "absent_other")),
        ),
    )
    .order_by(answer.c.at)
    .limit(50)
)
MOVED = select(func.count(distinct(history.c.meeting_id))).where(
    history.c.at >= bindparam("since"), history.c.what == "moved", history.c.same_day
)
WITHOUT_LINK = (
    select(func.count())
    .select_from(meeting)
    .join(link, link.c.id == meeting.c.link_id)
    .where(meeting.c.state == MeetingState.CONFIRMED, meeting.c.start > bindparam("now"), link.c.join_url.is_(None))
)
FAILED = select(func.count()).select_from(due_work).where(due_work.c.state == "failed")


class SqlOverview:
    """Sums and lists for coordinators; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def counts(self) -> Mapping[str, int]:
        """In one statement."""
        self._only_those_who_see_all()
        return dict(self._desk.execute(COUNTS).one()._mapping)

    def starting(self, *, since: datetime, until: datetime) -> Sequence[Meeting]:
        """By their start."""
        self._only_those_who_see_all()
        found = meetings_from(self._desk, self._desk.execute(STARTING, {"since": since, "until": until}).all())
        return sorted(found, key=lambda one: (one.start or one.since, one.id))

    def unsettled(self, *, before: datetime, at_most: int) -> tuple[int, Sequence[Meeting]]:
        """The longest waiting first."""
        self._only_those_who_see_all()
        rows = self._desk.execute(UNSETTLED, {"before": before, "at_most": at_most}).all()
        total = rows[0].total if rows else 0
        return total, sorted(meetings_from(self._desk, rows), key=lambda one: (one.since, one.id))

    def flags(self, *, since: datetime) -> Sequence[Flag]:
        """At most fifty, in the order in which they came."""
        self._only_those_who_see_all()
        found = []
        for row in self._desk.execute(FLAGS, {"since": since}).all():
            tie = self._desk.tie(row.person_id)
            seen = self._desk.read(row, tie)
            found.append(
                Flag(
                    meeting=seen["answer_meeting_id"],
                    person=self._desk.person(row, tie),
                    call=seen["answer_call"],
                    respect=seen["answer_respect"],
                    took_place=seen["answer_took_place"],
                )
            )
        return found

    def moved(self, *, since: datetime) -> int:
        """Whoever moved it."""
        self._only_those_who_see_all()
        count: int = self._desk.execute(MOVED, {"since": since}).scalar_one()
        return count

    def without_link(self, *, now: datetime) -> int:
        """Only meetings to come."""
        self._only_those_who_see_all()
        count: int = self._desk.execute(WITHOUT_LINK, {"now": now}).scalar_one()
        return count

    def failed(self) -> int:
        """Dead letters."""
        self._only_those_who_see_all()
        count: int = self._desk.execute(FAILED).scalar_one()
        return count

    def _only_those_who_see_all(self) -> None:
        if not (self._desk.sees(Kept.MEETING) and self._desk.sees(Kept.PROFILE) and self._desk.sees(Kept.RECORD)):
            raise NotYours
