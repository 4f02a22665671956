"""Messages that have not arrived, who cannot be reached, and what is held back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, literal, not_, or_, select, update

from bot.domain.cohorts import EnrolmentState
from bot.domain.delivery import SendState, Trouble
from bot.domain.due import OF_COHORTS, Due, Kind
from bot.domain.errors import NotYours
from bot.domain.people import Away, PersonId
from bot.domain.sends import EVERYBODY, LATE, OF_LINKS, OF_MEETINGS, Known, Shelf, Stuck, trouble_of
from bot.domain.sight import Kept
from bot.store.among import among
from bot.store.desk import Desk, insert
from bot.store.tables import chat, due_work, enrolment, heartbeat, hold, link, link_member, meeting, person
from bot.usecases.ports.sends import Health, Message, Pace, Unreached

W = due_work.c
# Written into the statement as they stand, so that the databases see which of their small indexes holds these rows.
PENDING = W.state == literal(str(SendState.PENDING), literal_execute=True)
DOING = W.state == literal(str(SendState.DOING), literal_execute=True)
STUCK = W.state.in_([literal(str(one), literal_execute=True) for one in (SendState.FAILED, SendState.UNSURE)])
NOBODY_THERE = func.coalesce(W.error, "").startswith(Trouble.NO_CHAT, autoescape=True)
TROUBLED = and_(W.error.is_not(None), not_(NOBODY_THERE))
COULD_HAVE_GONE = W.next_at <= bindparam("late_before")
ON_SHELF = {
    Shelf.LATE: or_(and_(PENDING, or_(COULD_HAVE_GONE, TROUBLED)), and_(DOING, COULD_HAVE_GONE)),
    Shelf.WAITING: and_(PENDING, not_(COULD_HAVE_GONE), W.error.is_(None)),
    Shelf.FAILED: and_(STUCK, W.state == SendState.FAILED),
    Shelf.UNSURE: and_(STUCK, W.state == SendState.UNSURE),
}
SWEPT = select(heartbeat.c.at).where(heartbeat.c.name == "sweep")
HEALTH = select(
    SWEPT.scalar_subquery().label("swept_at"),
    select(func.min(W.next_at)).where(ON_SHELF[Shelf.LATE]).scalar_subquery().label("oldest"),
    *(
        select(func.count()).select_from(due_work).where(there).scalar_subquery().label(str(which))
        for which, there in ON_SHELF.items()
    ),
    select(func.count()).select_from(hold).scalar_subquery().label("holds"),
)
MESSAGES = {
    which: select(*(W.id, W.kind, W.person_id, W.due_at, W.until, W.state, W.error, func.count().over().label("total")))
    .where(there)
    .order_by(W.due_at, W.id)
    .limit(bindparam("at_most"))
    .offset(bindparam("skip"))
    for which, there in ON_SHELF.items()
}
LAST = (
    select(chat.c.changed_at, chat.c.away)
    .where(chat.c.person_id == person.c.id)
    .order_by(chat.c.changed_at.desc())
    .limit(1)
)
UNREACHED = (
    select(
        person.c.id,
        person.c.contact,
        person.c.email,
        exists().where(chat.c.person_id == person.c.id).label("came"),
        LAST.with_only_columns(chat.c.away).scalar_subquery().label("away"),
        LAST.with_only_columns(chat.c.changed_at).scalar_subquery().label("since"),
        select(func.count()).where(W.person_id == person.c.id, PENDING).scalar_subquery().label("waiting"),
        func.count().over().label("total"),
    )
    .where(person.c.left_at.is_(None), ~exists().where(chat.c.person_id == person.c.id, chat.c.open))
    .order_by(person.c.id)
    .limit(bindparam("at_most"))
    .offset(bindparam("skip"))
)
AGAIN = (
    update(due_work)
    .where(W.id == bindparam("row"), STUCK, W.until > bindparam("now"))
    .values(state=SendState.PENDING, next_at=bindparam("now"), error=None, done_at=None)
)
SETTLED = (
    update(due_work)
    .where(W.id == bindparam("row"), STUCK, W.state == bindparam("was"))
    .values(state=bindparam("to"), done_at=bindparam("now"), error=None)
)
HELD_ROWS = select(hold.c.cohort, hold.c.since).order_by(hold.c.cohort)
MEMBERS = (
    select(enrolment.c.person_id)
    .where(enrolment.c.cohort_id == bindparam("cohort"))
    .union(select(link_member.c.person_id).join(link).where(link.c.cohort_id == bindparam("cohort")))
)
RESUMED = (
    update(due_work)
    .where(
        PENDING,
        W.next_at > bindparam("now"),
        W.error.is_(None),
        or_(bindparam("cohort") == EVERYBODY, W.person_id.in_(MEMBERS)),
    )
    .values(next_at=bindparam("now"))
)
GONE = (EnrolmentState.LEFT, EnrolmentState.COMPLETE)
BEFORE = due_work.alias("before").c
COHORT_OF_LINK = select(link.c.cohort_id).where(link.c.id == W.subject).correlate(due_work)
COHORT_OF_MEETING = select(link.c.cohort_id).join(meeting).where(meeting.c.id == W.subject).correlate(due_work)
COHORTS_OF_READER = (
    select(enrolment.c.cohort_id)
    .where(enrolment.c.person_id == W.person_id, enrolment.c.state.not_in(GONE))
    .correlate(due_work)
)
HELD_BY = or_(
    hold.c.cohort == EVERYBODY,
    and_(among(W.kind, OF_COHORTS), hold.c.cohort == W.subject),
    and_(among(W.kind, OF_LINKS), hold.c.cohort.in_(COHORT_OF_LINK)),
    and_(among(W.kind, OF_MEETINGS), hold.c.cohort.in_(COHORT_OF_MEETING)),
    and_(not_(among(W.kind, OF_COHORTS | OF_LINKS | OF_MEETINGS)), hold.c.cohort.in_(COHORTS_OF_READER)),
)
PACES = select(
    W.id,
    W.due_at,
    exists().where(HELD_BY).label("held"),
    select(func.count())
    .where(
        BEFORE.person_id == W.person_id,
        BEFORE.state == SendState.DONE,
        BEFORE.attempts > 0,
        BEFORE.done_at > bindparam("since"),
    )
    .scalar_subquery()
    .label("said"),
).where(among(W.id, "messages"))
ENDED = (
    select(W.error, W.state, W.done_at)
    .where(STUCK, W.done_at.between(bindparam("since"), bindparam("until")), W.kind != Kind.SEND_FAILED)
    .order_by(W.done_at)
)
TO_COME = (
    select(W.key, W.kind, W.person_id, W.subject, W.next_at, W.until)
    .where(PENDING, W.next_at <= bindparam("until"))
    .order_by(W.next_at, W.id)
)


def swept(connection: Connection, *, now: datetime) -> None:
    """Notes that the machinery has looked; the clock of no replica turns it back."""
    statement = insert(connection.dialect.name, heartbeat).values(name="sweep", at=now)
    newer = statement.on_conflict_do_update(
        index_elements=["name"], set_={"at": statement.excluded.at}, where=heartbeat.c.at < statement.excluded.at
    )
    connection.execute(newer)


def health(connection: Connection, *, now: datetime) -> Health:
    """Counts alone."""
    return Health(**connection.execute(HEALTH, {"late_before": now - LATE}).one()._mapping)


def paces(connection: Connection, messages: Collection[int], *, since: datetime) -> Mapping[int, Pace]:
    """By what was really sent since then to the reader of each."""
    rows = connection.execute(PACES, {"messages": list(messages), "since": since})
    return {row.id: Pace(held=bool(row.held), due_at=row.due_at, said=row.said) for row in rows}


class SqlSends:
    """Messages on their way; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def health(self, *, now: datetime) -> Health:
        """Counts alone."""
        self._only(Kept.RECORD)
        return health(self._desk.connection, now=now)

    def shelf(self, which: Shelf, *, now: datetime, at_most: int, skip: int = 0) -> tuple[int, Sequence[Message]]:
        """No word of what they say."""
        self._only(Kept.RECORD)
        values = {"late_before": now - LATE, "at_most": at_most, "skip": skip}
        rows = self._desk.execute(MESSAGES[which], values).all()
        return (rows[0].total if rows else 0), [_message(row) for row in rows]

    def unreached(self, *, at_most: int, skip: int = 0) -> tuple[int, Sequence[Unreached]]:
        """For those who may see contact details."""
        self._only(Kept.CONTACT)
        rows = self._desk.execute(UNREACHED, {"at_most": at_most, "skip": skip}).all()
        return (rows[0].total if rows else 0), [_unreached(row) for row in rows]

    def again(self, message: int, *, now: datetime) -> bool:
        """Attempts are not forgotten: they tell this one from those before."""
        self._only(Kept.RECORD)
        return self._desk.execute(AGAIN, {"row": message, "now": now}).rowcount == 1

    def settled(self, message: int, *, now: datetime) -> bool:
        """What failed is not said any more; what was unsure counts as said."""
        self._only(Kept.RECORD)
        ends = {SendState.UNSURE: SendState.DONE, SendState.FAILED: SendState.WITHDRAWN}
        values = {"row": message, "now": now}
        return any(self._desk.execute(SETTLED, values | {"was": was, "to": to}).rowcount for was, to in ends.items())

    def held(self) -> Mapping[int, datetime]:
        """By the cohort's number."""
        self._only(Kept.RECORD)
        return {row.cohort: row.since for row in self._desk.execute(HELD_ROWS).all()}

    def hold(self, cohort: int, *, now: datetime) -> bool:
        """Once."""
        self._only(Kept.RECORD)
        row = {"cohort": cohort, "since": now}
        return self._desk.execute(self._desk.insert_new(hold, "cohort"), row).rowcount == 1

    def resume(self, cohort: int, *, now: datetime) -> bool:
        """What waits for another reason is put off again when it is looked at."""
        self._only(Kept.RECORD)
        if not self._desk.execute(delete(hold).where(hold.c.cohort == cohort)).rowcount:
            return False
        self._desk.execute(RESUMED, {"cohort": cohort, "now": now})
        return True

    def stuck(self, *, since: datetime, until: datetime) -> Sequence[Stuck]:
        """Without whose they are."""
        self._only(Kept.PROFILE)
        rows = self._desk.execute(ENDED, {"since": since, "until": until}).all()
        return [Stuck(trouble=_trouble(row), at=row.done_at) for row in rows]

    def to_come(self, *, until: datetime) -> Sequence[Due]:
        """By the time at which each is looked at again."""
        self._only(Kept.PROFILE)
        rows = self._desk.execute(TO_COME, {"until": until}).all()
        return [_due(row) for row in rows]

    def _only(self, kept: Kept) -> None:
        if not self._desk.sees(kept):
            raise NotYours


def _trouble(row: Row[Any]) -> Trouble:
    """What is unsure broke off in the middle, whatever was noted."""
    return trouble_of(row.error) or (Trouble.MAY_HAVE_ARRIVED if row.state == SendState.UNSURE else Trouble.BUG)


def _message(row: Row[Any]) -> Message:
    state = SendState(row.state)
    return Message(
        id=row.id,
        kind=Kind(row.kind),
        person=PersonId(row.person_id),
        since=row.due_at,
        until=row.until,
        state=state,
        trouble=_trouble(row) if state in {SendState.FAILED, SendState.UNSURE} else trouble_of(row.error),
        detail=(row.error or "").partition(": ")[2],
    )


def _unreached(row: Row[Any]) -> Unreached:
    away = Away(row.away) if row.away else None
    known = Known(contact=row.contact, came=bool(row.came), open=False, away=away, email=row.email)
    return Unreached(person=PersonId(row.id), known=known, since=row.since, waiting=row.waiting)


def _due(row: Row[Any]) -> Due:
    return Due(
        key=row.key,
        kind=Kind(row.kind),
        person=PersonId(row.person_id),
        subject=row.subject,
        due_at=row.next_at,
        until=row.until,
    )
