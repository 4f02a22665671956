"""The outbox: one row for each message, once, whatever happens to the process.

The statements are the same on both databases. On PostgreSQL row locks let several replicas claim side by side; on
SQLite `BEGIN IMMEDIATE` makes each claim alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, and_, bindparam, case, func, or_, select, update

from bot.domain.due import HELD, Due, Kind
from bot.domain.people import PersonId
from bot.domain.quiet import Held
from bot.front.outbox import Claimed, Outcome
from bot.store.desk import Desk, insert
from bot.store.tables import due_work, rate_slot
from bot.store.tables.kinds import Instant

W = due_work.c
KNOWN = select(W.key).where(W.key.in_(bindparam("keys", expanding=True)))
CAME = "came"  # noted on what a worker holds just then: it may find that there is no chat yet
RELEASE = (
    update(due_work)
    .where(
        W.person_id == bindparam("person"),
        W.state.in_(("pending", "doing")),
        or_(W.state == "doing", W.next_at > bindparam("now"), W.kind == Kind.WELCOME),
    )
    .values(
        kind=case((W.kind == Kind.WELCOME, Kind.GREETING), else_=W.kind),  # they are here, whatever the hour
        next_at=case((W.state == "pending", bindparam("now", type_=Instant())), else_=W.next_at),
        error=case((W.state == "doing", CAME), else_=W.error),
    )
)
# A CTE on purpose: PostgreSQL may run an IN (SELECT .. LIMIT n FOR UPDATE SKIP LOCKED) more than once, and so claim
# far more than n rows when its statistics are old.
PICK = (
    select(W.id)
    .where(W.state == "pending", W.next_at <= bindparam("now"))
    .order_by(W.next_at, W.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("pick")
)
CLAIM = (
    update(due_work)
    .where(W.id.in_(select(PICK.c.id)), W.state == "pending")
    .values(state="doing", attempts=W.attempts + 1, worker=bindparam("me"), lease_until=bindparam("leased"), error=None)
    .returning(W.id, W.key, W.kind, W.person_id, W.subject, W.until, W.attempts, W.card_id)
)
FINISH = (
    update(due_work)
    .where(
        W.id == bindparam("row"),
        W.state == "doing",
        W.worker == bindparam("me"),
        W.attempts == bindparam("attempt"),
    )
    .values(
        state=bindparam("to"),
        next_at=case(
            (and_(bindparam("away", type_=Boolean()), W.error == CAME), bindparam("now", type_=Instant())),
            else_=bindparam("again_at", type_=Instant()),
        ),
        card_id=bindparam("card"),
        error=bindparam("why"),
        done_at=bindparam("now"),
        lease_until=None,
        attempts=W.attempts - bindparam("untried", type_=Integer),
    )
)
NUDGES = tuple(kind for kind, held in HELD.items() if held is Held.NUDGE)
SENT = (W.person_id == bindparam("person"), W.state == "done", W.attempts > 0)
NUDGED = select(select(W.id).where(*SENT, W.kind.in_(NUDGES), W.done_at >= bindparam("since")).exists())
SPOKEN_TO = select(select(W.id).where(*SENT, W.done_at > bindparam("since")).exists())
SAID = select(W.done_at).where(W.key == bindparam("key_of"), W.person_id == bindparam("person"), W.state == "done")
NEXT = select(func.min(W.next_at)).where(W.state == "pending", W.next_at > bindparam("now"), W.error.is_(None))
REAP = (
    update(due_work)
    .where(W.state == "doing", W.lease_until < bindparam("now"))
    .values(state="pending", next_at=bindparam("now"), lease_until=None)
)


class SqlDueWork:
    """What is to be said, each thing once; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def record(self, dues: Iterable[Due], *, now: datetime, answered: PersonId | None = None) -> None:
        """In the transaction of their cause."""
        rows = [_row(due, now=now, done=due.person == answered) for due in dues]
        if rows:
            self._desk.execute(self._desk.insert_new(due_work, "key"), rows)

    def release(self, person: PersonId, *, now: datetime) -> None:
        """Nothing that is being sent is touched."""
        self._desk.execute(RELEASE, {"person": person, "now": now})

    def nudged(self, person: PersonId, *, since: datetime) -> bool:
        """By what was really sent."""
        return bool(self._desk.execute(NUDGED, {"person": person, "since": since}).scalar())

    def spoken_to(self, person: PersonId, *, since: datetime) -> bool:
        """By what was really sent."""
        return bool(self._desk.execute(SPOKEN_TO, {"person": person, "since": since}).scalar())

    def said(self, key: str) -> datetime | None:
        """The actor's own alone."""
        at: datetime | None = self._desk.execute(SAID, {"key_of": key, "person": self._desk.actor.id}).scalar()
        return at


def _row(due: Due, *, now: datetime, done: bool) -> dict[str, Any]:
    return {
        "key": due.key,
        "kind": due.kind,
        "person_id": due.person,
        "subject": due.subject,
        "due_at": due.due_at,
        "until": due.until,
        "card_id": due.card_id,
        "state": "done" if done else "pending",
        "attempts": 0,
        "next_at": max(due.due_at, now),
        "done_at": now if done else None,
    }


def unknown(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """Which of these keys were never written down."""
    return (
        frozenset(keys) - frozenset(connection.execute(KNOWN, {"keys": list(keys)}).scalars()) if keys else frozenset()
    )


def claim(connection: Connection, *, me: str, at_most: int, now: datetime, lease: timedelta) -> list[Claimed]:
    """At most so many messages that are due, held by this worker until the lease runs out.

    The oldest first, and nudges last: they wait when something else was said just before.
    """
    values = {"me": me, "at_most": at_most, "now": now, "leased": now + lease}
    rows = connection.execute(CLAIM, values).all()
    return sorted(
        (
            Claimed(
                id=row.id,
                key=row.key,
                kind=row.kind,
                person=PersonId(row.person_id),
                subject=row.subject,
                until=row.until,
                attempt=row.attempts,
                card_id=row.card_id,
            )
            for row in rows
        ),
        key=lambda one: (one.kind in NUDGES, one.id),
    )


def finish(connection: Connection, claimed: Claimed, outcome: Outcome, *, me: str, now: datetime) -> bool:
    """Writes the outcome, and whether it counted: only the holder of this very attempt may write."""
    values = {"row": claimed.id, "me": me, "attempt": claimed.attempt, "now": now, "to": outcome.state}
    values |= {"again_at": outcome.again_at, "card": outcome.card_id, "why": outcome.error}
    values |= {"untried": 0 if outcome.tried else 1, "away": outcome.away}
    return connection.execute(FINISH, values).rowcount == 1


def reap(connection: Connection, *, now: datetime) -> int:
    """Gives back what workers held that are gone; how many."""
    return connection.execute(REAP, {"now": now}).rowcount


def next_waiting(connection: Connection, *, now: datetime) -> datetime | None:
    """When the next message that was put off comes up, of those that can be delivered."""
    at: datetime | None = connection.execute(NEXT, {"now": now}).scalar()
    return at


def reserve(connection: Connection, scope: str, *, slots: int, apart: float, now: datetime) -> float:
    """The first of so many slots that lie `apart` seconds from each other; a POSIX time. All replicas share them."""
    moment, span = now.timestamp(), slots * apart
    statement = insert(connection.dialect.name, rate_slot).values(scope=scope, next_at=moment + span)
    later = func.greatest if connection.dialect.name == "postgresql" else func.max
    upsert = statement.on_conflict_do_update(
        index_elements=["scope"], set_={"next_at": later(rate_slot.c.next_at, moment) + span}
    ).returning(rate_slot.c.next_at)
    return float(connection.execute(upsert).scalar_one()) - span
