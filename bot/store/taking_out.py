"""Takes out people and links that should not have come in, while nobody has done anything with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, bindparam, delete, literal, or_, select, update

from bot.domain.cohorts import EnrolmentState
from bot.domain.due import Kind
from bot.domain.links import LinkState
from bot.domain.meetings import MeetingState
from bot.domain.people import PersonId, Role
from bot.store.desk import Desk
from bot.store.tables import (
    audit,
    chat,
    choice,
    due_work,
    enrolment,
    link,
    link_member,
    meeting,
    metadata,
    person,
    person_role,
    registration,
)

# What is written down of somebody by those who bring them in: it goes with them. Anything else says that they acted.
OF_PEOPLE = (due_work, choice, registration, enrolment, person_role)
OF_LINKS = (link_member, meeting)
FORGET = update(chat).where(chat.c.person_id == bindparam("of")).values(email_digest=bindparam("digest"))
# Of somebody who is still to read that it was a mistake.
NOTHING_KEPT = {"first_name": "", "surname": "", "email": None, "entra_id": None, "line": "", "needs": ""}
NOTHING_KEPT |= {"university": "", "discipline": "", "course_id": "", "tutor_id": None}
LEAST = Role.STUDENT  # nobody is written to without a part, and this one sees nothing but what is its own
WRITTEN_TO = or_(due_work.c.state.in_(("doing", "unsure")), and_(due_work.c.state == "done", due_work.c.attempts > 0))
SORRY = literal(Kind.SORRY, literal_execute=True)  # as text, so that SQLite knows its partial index
TOLD = (
    select(due_work.c.person_id)
    .where(due_work.c.kind == SORRY, due_work.c.state.not_in(("pending", "doing")))
    .order_by(due_work.c.person_id)  # as that index is
)
LINKED = enrolment.c.state == EnrolmentState.LINKED
UNTOUCHED = frozenset({LinkState.SUGGESTED, LinkState.ACTIVE})


def take_out(
    desk: Desk, people: Collection[int], links: Collection[int], *, since: datetime, now: datetime
) -> Collection[PersonId] | None:
    """Those of them who have been written to; None if they could not be taken out."""
    if _in_use(desk, set(people), set(links), since):
        return None
    told = list(
        desk.execute(select(due_work.c.person_id).where(WRITTEN_TO, due_work.c.person_id.in_(people))).scalars()
    )
    members = select(link_member.c.person_id).where(link_member.c.link_id.in_(links))
    _put_back(desk, list(desk.execute(members).scalars()), since)
    for table in OF_LINKS:
        desk.execute(delete(table).where(table.c.link_id.in_(links)))
    desk.execute(delete(link).where(link.c.id.in_(links)))
    for table in OF_PEOPLE:
        desk.execute(delete(table).where(table.c.person_id.in_(people)))
    gone = set(people) - set(told)
    _strangers_again(desk, people)
    desk.execute(update(chat).where(chat.c.person_id.in_(gone)).values(person_id=None))
    desk.execute(update(audit).where(audit.c.person_id.in_(people)).values(person_id=None))
    desk.execute(delete(person).where(person.c.id.in_(gone)))
    if told:
        desk.execute(update(person).where(person.c.id.in_(told)).values(**NOTHING_KEPT, left_at=now))
        desk.execute(person_role.insert(), [{"person_id": one, "role": LEAST} for one in sorted(set(told))])
    return [PersonId(one) for one in sorted(set(told))]


def forget_mistakes(connection: Connection) -> None:
    """Who has been told that they were written to by mistake, or can't be told, is nobody any more."""
    told = list(connection.execute(TOLD).scalars())
    if not told:
        return
    for statement in (
        update(chat).where(chat.c.person_id.in_(told)).values(person_id=None),
        delete(due_work).where(due_work.c.person_id.in_(told)),
        delete(person_role).where(person_role.c.person_id.in_(told)),
        delete(person).where(person.c.id.in_(told)),
    ):
        connection.execute(statement)


def _put_back(desk: Desk, people: Collection[int], since: datetime) -> None:
    """Who was on the list before has the place in the cohort that they had."""
    theirs = enrolment.c.person_id.in_(people)
    desk.execute(delete(enrolment).where(theirs, enrolment.c.joined_at == since))
    waited = update(enrolment).where(theirs, LINKED, enrolment.c.since == since)
    desk.execute(waited.values(state=EnrolmentState.WAITING))


def _strangers_again(desk: Desk, people: Collection[int]) -> None:
    """Where they can be written to is kept as of anybody who is on nobody's list."""
    rows = desk.execute(select(person.c.id, person.c.email).where(person.c.id.in_(people))).all()
    digest = desk.sealer.digest
    if known := [{"of": row.id, "digest": digest(row.email) if row.email else None} for row in rows]:
        desk.execute(FORGET, known)


def _in_use(desk: Desk, people: set[int], links: set[int], since: datetime) -> bool:
    """Whether anything is written down that was not written by those who brought them in."""
    signs = [*_of_people(people, links), *_of_links(links), *_later(people, since)]
    return bool(desk.execute(select(or_(*signs))).scalar())


def _of_people(people: set[int], links: set[int]) -> Iterator[ColumnElement[bool]]:
    left_alone = {*OF_PEOPLE, chat, audit, link_member}
    for column in _pointing_to(person):
        if column.table not in left_alone:
            yield select(column).where(column.in_(people)).exists()
    others = link_member.c.person_id.in_(people), link_member.c.link_id.not_in(links)
    yield select(link_member.c.link_id).where(*others).exists()
    acted = audit.c.person_id.in_(people), audit.c.entered_by.is_(None)
    yield select(audit.c.id).where(*acted).exists()


def _of_links(links: set[int]) -> Iterator[ColumnElement[bool]]:
    met = select(meeting.c.id).where(meeting.c.link_id.in_(links))
    for column in _pointing_to(meeting):
        yield select(column).where(column.in_(met)).exists()
    for column in _pointing_to(link):
        if column.table not in OF_LINKS:
            yield select(column).where(column.in_(links)).exists()
    yield select(link.c.id).where(link.c.id.in_(links), link.c.state.not_in(UNTOUCHED)).exists()
    moved = meeting.c.link_id.in_(links), meeting.c.state != MeetingState.PLANNED
    yield select(meeting.c.id).where(*moved).exists()
    yield (
        select(link_member.c.link_id)
        .where(link_member.c.link_id.in_(links), link_member.c.said_at.is_not(None))
        .exists()
    )


def _later(people: set[int], since: datetime) -> Iterator[ColumnElement[bool]]:
    yield select(choice.c.id).where(choice.c.person_id.in_(people), choice.c.at > since).exists()
    yield select(enrolment.c.person_id).where(enrolment.c.person_id.in_(people), enrolment.c.since > since).exists()


def _pointing_to(table: Table) -> Iterator[Column[Any]]:
    """Every column that refers to a row of this table."""
    for other in metadata.tables.values():
        yield from (column for column in other.columns for key in column.foreign_keys if key.column.table is table)
