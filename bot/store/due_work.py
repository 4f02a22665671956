"""The outbox: one row for each message, once, whatever happens to the process.

The statements are the same on both databases. On PostgreSQL row locks let several replicas claim side by side; on
SQLite `BEGIN IMMEDIATE` makes each claim alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, and_, bindparam, case, func, or_, select, update

from bot.domain.delivery import SendState, Trouble
from bot.domain.due import HELD, Due, Kind
from bot.domain.people import PersonId
from bot.domain.quiet import Held
from bot.domain.repeating import AT_MOST_ONCE
from bot.front.outbox import Claimed, Outcome
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.places import note_blocked
from bot.store.tables import due_work
from bot.store.tables.kinds import Instant

W = due_work.c
LONGEST_ID = 400  # of the column
KNOWN = select(W.key).where(among(W.key, "keys"))
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
# far more than n rows when its statistics are old. The update does not ask for the state again: what is picked is
# locked, and with old statistics PostgreSQL would go through all that is pending, once for each row.
PICK = (
    select(W.id)
    .where(W.state == "pending", W.next_at <= bindparam("now"))
    .order_by(W.next_at, W.id)
    .limit(bindparam("at_most"))
    .with_for_update(skip_locked=True)
    .cte("pick")
)
CLAIMED = (W.id, W.key, W.kind, W.person_id, W.subject, W.until, W.attempts, W.card_id, W.due_at, W.trace)
CLAIM = (
    update(due_work)
    .where(W.id.in_(select(PICK.c.id)))
    .values(state="doing", attempts=W.attempts + 1, worker=bindparam("me"), lease_until=bindparam("leased"), error=None)
    .returning(*CLAIMED)
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
SENT = (W.person_id == bindparam("person"), W.state.in_(("done", "unsure")), W.attempts > 0)
NUDGED = select(select(W.id).where(*SENT, W.kind.in_(NUDGES), W.done_at >= bindparam("since")).exists())
SPOKEN_TO = select(select(W.id).where(*SENT, W.done_at > bindparam("since")).exists())
SAID = select(W.done_at).where(W.key == bindparam("key_of"), W.person_id == bindparam("person"), W.state == "done")
NEXT = select(func.min(W.next_at)).where(W.state == "pending", W.next_at > bindparam("now"), W.error.is_(None))
SOONEST = select(func.min(W.next_at)).where(W.state == "pending")
# What nobody finished is said again; unless a second time is worse than none, and then a coordinator decides.
GONE = case((and_(W.kind.in_(tuple(AT_MOST_ONCE)), W.card_id.is_(None)), SendState.UNSURE), else_=SendState.PENDING)
REAP = (
    update(due_work)
    .where(W.state == "doing", W.lease_until < bindparam("now"))
    .values(state=GONE, next_at=bindparam("now"), done_at=bindparam("now"), lease_until=None, error=Trouble.WORKER_GONE)
)


class SqlDueWork:
    """What is to be said, each thing once; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def record(self, dues: Iterable[Due], *, now: datetime, answered: PersonId | None = None) -> None:
        """In the transaction of their cause."""
        trace = self._desk.trace
        rows = [_row(due, now=now, done=due.person == answered) | {"trace": trace} for due in dues]
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
    leased = now + lease
    rows = connection.execute(CLAIM, {"me": me, "at_most": at_most, "now": now, "leased": leased}).all()
    claimed = [
        Claimed(
            id=row.id,
            key=row.key,
            kind=row.kind,
            person=PersonId(row.person_id),
            subject=row.subject,
            until=row.until,
            attempt=row.attempts,
            card_id=row.card_id,
            at=now,
            leased=leased,
            due_at=row.due_at,
            trace=row.trace,
        )
        for row in rows
    ]
    return sorted(claimed, key=lambda one: (one.kind != Kind.BACK, one.kind in NUDGES, one.id))


def finish(connection: Connection, ended: Sequence[tuple[Claimed, Outcome]], *, me: str, now: datetime) -> None:
    """Writes each outcome that counts: only the holder of that very attempt may write."""
    if ended:
        connection.execute(FINISH, [_end(claimed, outcome, me, now) for claimed, outcome in ended])
    for claimed, outcome in ended:
        if outcome.blocked is not None:
            note_blocked(connection, claimed.person, blocked=outcome.blocked, spoke=claimed.at, now=now)


def _end(claimed: Claimed, outcome: Outcome, me: str, now: datetime) -> dict[str, Any]:
    values = {"row": claimed.id, "me": me, "attempt": claimed.attempt, "now": now, "to": outcome.state}
    card = outcome.card_id if len(outcome.card_id or "") <= LONGEST_ID else None  # such a card is not replaced later
    values |= {"again_at": outcome.again_at, "card": card, "why": outcome.error}
    return values | {"untried": 0 if outcome.tried else 1, "away": outcome.away}


def reap(connection: Connection, *, now: datetime) -> None:
    """Gives back what workers held that are gone."""
    connection.execute(REAP, {"now": now})


def soonest(connection: Connection) -> datetime | None:
    """When the first message that waits may be claimed."""
    at: datetime | None = connection.execute(SOONEST).scalar()
    return at


def next_waiting(connection: Connection, *, now: datetime) -> datetime | None:
    """When the next message that was put off comes up, of those that can be delivered."""
    at: datetime | None = connection.execute(NEXT, {"now": now}).scalar()
    return at
