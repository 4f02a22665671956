"""Sums and lists for coordinators. Everybody else is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam, distinct, func, or_, select

from bot.domain.cohorts import CohortId, CohortState
from bot.domain.errors import NotYours
from bot.domain.forms import FormSum
from bot.domain.links import LinkState
from bot.domain.meetings import OPEN, Meeting, MeetingState, Side
from bot.domain.reflections import ReflectionState
from bot.domain.sight import Kept
from bot.domain.times import wall
from bot.store.desk import Desk
from bot.store.forms import form_sums
from bot.store.meeting_rows import meetings_from
from bot.store.meetings import COUNTS as COUNTS_AS_DONE
from bot.store.meetings import NAMES, STARTING
from bot.store.tables import cohort, history, link, link_member, meeting, person, reflection, registration

HELD = (MeetingState.HELD, MeetingState.HELD_SHORT)
SAVED = (ReflectionState.SAVED, ReflectionState.SAVED_LATE)
MOVED = select(func.count(distinct(history.c.meeting_id))).where(
    history.c.at >= bindparam("since"), history.c.what == "moved", history.c.same_day
)
COUNTS = select(
    MOVED.scalar_subquery().label("moved"),
    select(func.count()).select_from(person).scalar_subquery().label("people"),
    select(func.count()).select_from(link).scalar_subquery().label("pairs"),
    select(func.count()).select_from(meeting).where(meeting.c.state.in_(HELD)).scalar_subquery().label("held"),
    select(func.count())
    .select_from(reflection)
    .where(reflection.c.state.in_(SAVED))
    .scalar_subquery()
    .label("reflections"),
)
WAITING = and_(
    meeting.c.state.in_(OPEN - {MeetingState.CONFIRMED} | {MeetingState.MISSED}), meeting.c.since < bindparam("before")
)
LONGEST = (
    select(meeting.c.id, func.count().over().label("total"))
    .join(link, link.c.id == meeting.c.link_id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .where(WAITING, cohort.c.state == CohortState.OPEN)
    .order_by(meeting.c.since, meeting.c.id)
    .limit(bindparam("at_most"))
    .subquery("longest")
)
UNSETTLED = NAMES.add_columns(LONGEST.c.total).join(LONGEST, LONGEST.c.id == meeting.c.id)
# Whose registration runs out before then, whatever the day of the meeting: the meeting itself knows the rest.
LAPSING = (
    select(link_member.c.link_id)
    .join(registration, registration.c.person_id == link_member.c.person_id)
    .where(link_member.c.side == Side.BUDDY, or_(~COUNTS_AS_DONE, registration.c.expires < bindparam("day")))
)
UNREGISTERED = NAMES.where(
    meeting.c.state.in_(OPEN),
    meeting.c.link_id.in_(LAPSING),
    link.c.state == LinkState.ACTIVE,
    cohort.c.state != CohortState.CLOSED,
)
WITHOUT_LINK = (
    select(func.count())
    .select_from(meeting)
    .join(link, link.c.id == meeting.c.link_id)
    .where(
        meeting.c.state == MeetingState.CONFIRMED,
        meeting.c.start > bindparam("now"),
        link.c.join_url.is_(None),
        meeting.c.join_url.is_(None),
    )
)


class SqlOverview:
    """Sums and lists for coordinators; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def counts(self, *, since: datetime) -> Mapping[str, int]:
        """In one statement, whoever moved a meeting."""
        self._only_those_who_see_all()
        return dict(self._desk.execute(COUNTS, {"since": since}).one()._mapping)

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

    def unregistered(self, *, until: datetime) -> Sequence[Meeting]:
        """The soonest first."""
        self._only_those_who_see_all()
        rows = self._desk.execute(UNREGISTERED, {"day": wall(until).date()}).all()
        return sorted(meetings_from(self._desk, rows), key=lambda one: (one.start or one.since, one.id))

    def without_link(self, *, now: datetime) -> int:
        """Only meetings to come."""
        self._only_those_who_see_all()
        count: int = self._desk.execute(WITHOUT_LINK, {"now": now}).scalar_one()
        return count

    def form_sums(self, cohort: CohortId) -> Sequence[FormSum]:
        """The answers themselves stay in the database."""
        self._only_those_who_see_all()
        return form_sums(self._desk, cohort)

    def _only_those_who_see_all(self) -> None:
        if not (self._desk.sees(Kept.MEETING) and self._desk.sees(Kept.PROFILE) and self._desk.sees(Kept.RECORD)):
            raise NotYours
