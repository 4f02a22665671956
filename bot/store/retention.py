"""How long words, names and records are kept. Each statement takes away a bounded number of rows, found by an index."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete, or_, select, tuple_, update

from bot.domain.cohorts import CohortState, EnrolmentState
from bot.domain.due import Kind
from bot.domain.ending import KEPT_DAYS, LAST_NOTICE
from bot.domain.meetings import Side
from bot.domain.reflections import ReflectionState
from bot.domain.times import wall
from bot.store.desk import insert_new
from bot.store.ending import over_at
from bot.store.tables import (
    answer,
    audit,
    cohort,
    due_work,
    enrolment,
    form_answer,
    link,
    link_member,
    meeting,
    person,
    promise,
    reflection,
    seen,
    share,
    undo,
    worry,
)

AT_ONCE = 500  # rows
DRAFTS_FOR = timedelta(days=30)
PROMISES_FOR = timedelta(days=30)  # after they were asked about
FEEDBACK_FOR = timedelta(days=365)  # with names, after the cohort ended
WORRIES_FOR = timedelta(days=365)
AUDIT_FOR = timedelta(days=730)
UNDO_FOR = timedelta(days=1)
SLACK = timedelta(days=14)  # the last reflection is asked for a few days after the series has ended
FINISHED = due_work.c.state.not_in(("pending", "doing"))
OLD_DRAFTS = (
    update(reflection)
    .where(
        tuple_(reflection.c.meeting_id, reflection.c.person_id).in_(
            select(reflection.c.meeting_id, reflection.c.person_id)
            .where(reflection.c.draft_at < bindparam("before"))
            .order_by(reflection.c.draft_at)
            .limit(AT_ONCE)
        )
    )
    .values(
        draft=None,
        draft_at=None,
        state=case((reflection.c.state == ReflectionState.DRAFT, ReflectionState.OPEN), else_=reflection.c.state),
    )
)


def _noticed(kind: Kind, since: Any) -> Any:
    """Whether this notice was sent, or came to nothing, by then."""
    return (
        select(due_work.c.id)
        .where(
            due_work.c.person_id == reflection.c.person_id,
            FINISHED,
            due_work.c.kind == kind,
            due_work.c.subject == link.c.cohort_id,
            due_work.c.done_at <= since,
        )
        .exists()
    )


GOING = (
    select(reflection.c.meeting_id, reflection.c.person_id)
    .join(meeting, meeting.c.id == reflection.c.meeting_id)
    .join(link, link.c.id == meeting.c.link_id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .outerjoin(
        enrolment,
        and_(enrolment.c.cohort_id == link.c.cohort_id, enrolment.c.person_id == reflection.c.person_id),
    )
    .where(
        reflection.c.due_at < bindparam("asked_before"),
        over_at < bindparam("ended_before"),
        _noticed(Kind.RETENTION_30, bindparam("noticed_before")),
        _noticed(Kind.RETENTION_7, bindparam("noticed_before")),
    )
    .order_by(reflection.c.due_at, reflection.c.meeting_id, reflection.c.person_id)
    .limit(AT_ONCE)
)
OLD_PROMISES = delete(promise).where(
    promise.c.ask_on < bindparam("day"),
    select(due_work.c.id)
    .where(
        due_work.c.person_id == promise.c.person_id,
        FINISHED,
        due_work.c.kind == Kind.FOLLOW_UP,
        due_work.c.subject == promise.c.cohort_id,
        due_work.c.done_at <= bindparam("asked_before"),
    )
    .exists(),
)
OLD_WORRIES = delete(worry).where(worry.c.sent_at < bindparam("before"), worry.c.closed_at.is_not(None))
OLD_AUDIT = delete(audit).where(
    audit.c.id.in_(select(audit.c.id).where(audit.c.at < bindparam("before")).order_by(audit.c.at).limit(AT_ONCE))
)
OLD_UNDO = delete(undo).where(undo.c.until < bindparam("before"))
NAMED = (
    select(
        answer.c.meeting_id,
        answer.c.person_id,
        answer.c.sequence,
        answer.c.useful,
        answer.c.respect,
        link.c.cohort_id,
        link_member.c.side,
    )
    .select_from(cohort)
    .join(link, link.c.cohort_id == cohort.c.id)
    .join(meeting, meeting.c.link_id == link.c.id)
    .join(answer, answer.c.meeting_id == meeting.c.id)
    .join(link_member, and_(link_member.c.link_id == link.c.id, link_member.c.person_id == answer.c.person_id))
    .where(
        cohort.c.closed_at < bindparam("before"),
        or_(*(column.is_not(None) for column in (answer.c.useful, answer.c.respect, answer.c.how, answer.c.call))),
    )
    .limit(AT_ONCE)
)
UNNAME = (
    update(answer)
    .where(
        answer.c.meeting_id == bindparam("of_meeting"),
        answer.c.person_id == bindparam("of_person"),
        answer.c.sequence == bindparam("of_sequence"),
    )
    .values(useful=None, respect=None, how=None, call=None)
)
STUDIES = select(enrolment.c.person_id).join(cohort, cohort.c.id == enrolment.c.cohort_id)
# Where a student is on placement is for matching alone: it goes with the last cohort in which they could be matched.
OLD_PLACEMENTS = (
    update(person)
    .where(
        or_(person.c.placement != "", person.c.placement_from.is_not(None), person.c.placement_to.is_not(None)),
        person.c.id.in_(STUDIES.where(cohort.c.state == CohortState.CLOSED)),
        ~STUDIES.where(
            enrolment.c.person_id == person.c.id,
            cohort.c.state != CohortState.CLOSED,
            enrolment.c.state != EnrolmentState.LEFT,
        ).exists(),
    )
    .values(placement="", placement_from=None, placement_to=None)
)
SESSION = {Side.STUDENT: "bs_session_student", Side.BUDDY: "bs_session_buddy"}
RESPECT = {"yes": 2, "mostly": 1, "no": 0}


def let_go(connection: Connection, *, now: datetime) -> None:
    """Takes away what has been kept long enough; the words of a reflection only after both notices."""
    for statement, kept_for in (
        (OLD_DRAFTS, DRAFTS_FOR),
        (OLD_WORRIES, WORRIES_FOR),
        (OLD_AUDIT, AUDIT_FOR),
        (OLD_UNDO, UNDO_FOR),
    ):
        connection.execute(statement, {"before": now - kept_for})
    asked = now - PROMISES_FOR
    connection.execute(OLD_PROMISES, {"day": wall(asked).date(), "asked_before": asked})
    _words(connection, now)
    first_today = insert_new(connection.dialect.name, seen)
    if connection.execute(first_today, {"key": f"names {wall(now).date()}", "at": now}).rowcount:
        _names(connection, now)
        connection.execute(OLD_PLACEMENTS)


def _words(connection: Connection, now: datetime) -> None:
    """The copies for tutors go with them."""
    ended = now - timedelta(days=KEPT_DAYS)
    values = {"ended_before": ended, "asked_before": ended + SLACK, "noticed_before": now - LAST_NOTICE}
    going = [tuple(row) for row in connection.execute(GOING, values).all()]
    for table in (share, reflection) if going else ():
        connection.execute(delete(table).where(tuple_(table.c.meeting_id, table.c.person_id).in_(going)))


def _names(connection: Connection, now: datetime) -> None:
    """What was said of meetings stays as numbers without a person, in the order of chance; how somebody was, goes."""
    rows = connection.execute(NAMED, {"before": now - FEEDBACK_FOR}).all()
    if not rows:
        return
    nameless = [
        {
            "key": secrets.token_hex(16),
            "cohort_id": row.cohort_id,
            "form": SESSION[Side(row.side)],
            "day": wall(now).date(),
            "answers": json.dumps(said),
        }
        for row in rows
        if (said := _said(row.useful, row.respect))
    ]
    if nameless:
        connection.execute(form_answer.insert(), sorted(nameless, key=lambda row: str(row["key"])))
    gone = [{"of_meeting": row.meeting_id, "of_person": row.person_id, "of_sequence": row.sequence} for row in rows]
    connection.execute(UNNAME, gone)


def _said(useful: int | None, respect: str | None) -> dict[str, int]:
    found = {"useful": useful, "respect": RESPECT.get(respect or "")}
    return {key: value for key, value in found.items() if value is not None}
