"""A cohort goes on after a rest: all that waited in it moves on by as long as it rested."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, Table, and_, bindparam, or_, select, tuple_, update

from bot.domain.cohorts import CohortId
from bot.domain.due import OF_COHORTS, OF_LINKS, OF_MEETINGS
from bot.domain.links import UNDER_WAY
from bot.domain.meetings import OPEN, MeetingState
from bot.domain.reflections import ReflectionState
from bot.store.desk import Desk
from bot.store.tables import due_work, link, meeting, reflection

LINKS = select(link.c.id).where(link.c.cohort_id == bindparam("cohort"))
MEETINGS = select(meeting.c.id).where(meeting.c.link_id.in_(LINKS))
ASKED = OPEN - {MeetingState.CONFIRMED} | {MeetingState.MISSED}
WAITING: tuple[tuple[Table, str, Executable], ...] = (
    (
        meeting,
        "since",
        select(meeting.c.id, meeting.c.since.label("at")).where(
            meeting.c.link_id.in_(LINKS), meeting.c.state.in_(ASKED)
        ),
    ),
    (
        link,
        "since",
        select(link.c.id, link.c.since.label("at")).where(
            link.c.cohort_id == bindparam("cohort"), link.c.state.in_(UNDER_WAY)
        ),
    ),
)
ENDS = select(link.c.id, link.c.end_by).where(link.c.cohort_id == bindparam("cohort"), link.c.end_by.is_not(None))
NOT_LATE = and_(reflection.c.meeting_id.in_(MEETINGS), reflection.c.due_at > bindparam("paused_at"))
REFLECTIONS = select(reflection.c.meeting_id, reflection.c.person_id, reflection.c.due_at).where(
    NOT_LATE, reflection.c.saved_at.is_(None)
)
LATER = (
    update(reflection)
    .where(reflection.c.meeting_id == bindparam("of_meeting"), reflection.c.person_id == bindparam("of_person"))
    .values(due_at=bindparam("to"))
)
IN_TIME = (
    update(reflection)
    .where(
        tuple_(reflection.c.meeting_id, reflection.c.person_id).in_(
            select(reflection.c.meeting_id, reflection.c.person_id).where(
                NOT_LATE, reflection.c.saved_at >= bindparam("paused_at")
            )
        )
    )
    .values(state=ReflectionState.SAVED)
)
W = due_work.c
MESSAGES = select(W.id, W.due_at, W.until, W.next_at).where(
    or_(
        and_(W.kind.in_(OF_MEETINGS), W.subject.in_(MEETINGS)),
        and_(W.kind.in_(OF_LINKS), W.subject.in_(LINKS)),
        and_(W.kind.in_(OF_COHORTS), W.subject == bindparam("cohort")),
    ),
    or_(W.state == "pending", and_(W.state == "expired", W.done_at >= bindparam("paused_at"))),
)

MOVE = (
    update(due_work)
    .where(W.id == bindparam("of"))
    .values(state="pending", due_at=bindparam("to_due"), until=bindparam("to_until"), next_at=bindparam("to_next"))
)


def go_on(desk: Desk, cohort: CohortId, *, paused_at: datetime, now: datetime) -> None:
    """Moves what was asked, what is asked for by a time, and what waits to be said."""
    by, values = now - paused_at, {"cohort": cohort, "paused_at": paused_at}
    for table, name, waiting in WAITING:
        rows = desk.execute(waiting, {"cohort": cohort}).all()
        _each(desk, table, name, [{"of": row.id, "to": row.at + by} for row in rows])
    rows = desk.execute(ENDS, {"cohort": cohort}).all()
    _each(desk, link, "end_by", [{"of": row.id, "to": row.end_by + timedelta(days=by.days)} for row in rows])
    open_ = [
        {"of_meeting": row.meeting_id, "of_person": row.person_id, "to": row.due_at + by}
        for row in desk.execute(REFLECTIONS, values).all()
    ]
    if open_:
        desk.execute(LATER, open_)
    desk.execute(IN_TIME, values)
    _messages(desk, values, by, now)


def _each(desk: Desk, table: Table, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        desk.execute(update(table).where(table.c.id == bindparam("of")).values({name: bindparam("to")}), rows)


def _messages(desk: Desk, values: dict[str, Any], by: timedelta, now: datetime) -> None:
    """What was due when the rest began is due now; what was to come, comes later. What ran out meanwhile is back."""
    rows = [
        {
            "of": row.id,
            "to_due": row.due_at + by if row.due_at > values["paused_at"] else row.due_at,
            "to_until": row.until + by,
            "to_next": row.due_at + by if row.due_at > values["paused_at"] else now,
        }
        for row in desk.execute(MESSAGES, values).all()
    ]
    if rows:
        desk.execute(MOVE, rows)
