"""How fast the assistant speaks: one row for all, one for each chat that was just spoken in, shared by all workers.

Instants are POSIX times. A row that lies further ahead than any of ours can was written before the clock went back,
and does not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, Float, and_, bindparam, case, delete, or_, select, true

from bot.domain.people import PersonId
from bot.store.among import among, each
from bot.store.desk import insert
from bot.store.tables import rate_slot

ALL, PAUSE = "teams", "teams, not before"
AHEAD = 20.0  # seconds: what would be said later than that is not claimed yet
LONGEST_PAUSE = timedelta(minutes=10)  # for all, whatever the channel asks for: somebody may need help
TOO_FAR, TOO_FAR_IN_LINE = 900.0, 60.0  # seconds
R = rate_slot.c
LOOK = select(R.scope, R.next_at).where(among(R.scope, "scopes"))
PAST = delete(rate_slot).where(or_(R.next_at <= bindparam("now"), R.next_at > bindparam("too_far")))


def paused(connection: Connection, *, now: datetime) -> datetime | None:
    """Until when nobody may be spoken to, because the channel asked us to wait or so much is in line already."""
    found, moment = _look(connection, (ALL, PAUSE)), now.timestamp()
    until, line = found.get(PAUSE, 0.0), found.get(ALL, 0.0)
    wait = until if moment < until <= moment + TOO_FAR else 0.0
    if moment + AHEAD < line <= moment + TOO_FAR_IN_LINE:
        wait = max(wait, line - AHEAD)
    return datetime.fromtimestamp(wait, UTC) if wait else None


def asked_to_wait(connection: Connection, *, now: datetime) -> datetime | None:
    """Until when the channel asked us to wait, if that is not over."""
    moment, until = now.timestamp(), _look(connection, (PAUSE,)).get(PAUSE, 0.0)
    return datetime.fromtimestamp(until, UTC) if moment < until <= moment + TOO_FAR else None


def reserve(connection: Connection, *, slots: int, apart: float, now: datetime) -> datetime:
    """The first of so many slots that lie `apart` seconds from each other."""
    moment, span = now.timestamp(), slots * apart
    values = {"scope": ALL, "next_at": moment + span, "moment": moment, "span": span, "last": moment + TOO_FAR_IN_LINE}
    until = connection.execute(_reserving(connection.dialect.name), values).scalar_one()
    return datetime.fromtimestamp(float(until) - span, UTC)


@cache
def _reserving(dialect: str) -> Any:
    ours = and_(R.next_at > bindparam("moment"), R.next_at <= bindparam("last"))
    first = case((ours, R.next_at), else_=bindparam("moment", type_=Float))
    until = {"next_at": first + bindparam("span", type_=Float)}
    return insert(dialect, rate_slot).on_conflict_do_update(index_elements=["scope"], set_=until).returning(R.next_at)


def take_turns(connection: Connection, people: Collection[PersonId], *, apart: float, now: datetime) -> set[PersonId]:
    """Those of them who were not spoken to within so many seconds: they are spoken to now, by who asks here."""
    moment = now.timestamp()
    # Always in the same order, so that two workers never wait for each other.
    scopes = sorted(_chat(one) for one in people)
    values = {"scopes": scopes, "moment": moment, "then": moment + apart, "too_far": moment + apart + TOO_FAR}
    taken = set(connection.execute(_taking_turns(connection.dialect.name), values).scalars())
    return {one for one in people if _chat(one) in taken}


@cache
def _taking_turns(dialect: str) -> Any:
    asked = each(dialect, "scopes", R.scope.type)
    then = bindparam("then", type_=Float)
    rows = select(asked.c.value, then).where(true())  # SQLite takes ON CONFLICT for part of a join without it
    statement = insert(dialect, rate_slot).from_select(["scope", "next_at"], rows)
    free = or_(R.next_at <= bindparam("moment"), R.next_at > bindparam("too_far"))
    mine = {"next_at": statement.excluded.next_at}
    return statement.on_conflict_do_update(index_elements=["scope"], set_=mine, where=free).returning(R.scope)


def turns(connection: Connection, people: Iterable[PersonId]) -> Mapping[PersonId, datetime]:
    """When each of them may be spoken to again."""
    scopes = {_chat(one): one for one in people}
    found = _look(connection, scopes)
    return {scopes[scope]: datetime.fromtimestamp(at, UTC) for scope, at in found.items()}


def slow_down(connection: Connection, until: datetime, *, person: PersonId | None, now: datetime) -> None:
    """Nothing is said until then, to this person or, if None, to anybody."""
    at = min(until, now + LONGEST_PAUSE).timestamp()
    scope = PAUSE if person is None else _chat(person)
    statement = insert(connection.dialect.name, rate_slot).values(scope=scope, next_at=at)
    later = case((and_(R.next_at > at, R.next_at <= at + TOO_FAR), R.next_at), else_=bindparam("at", at, type_=Float))
    connection.execute(statement.on_conflict_do_update(index_elements=["scope"], set_={"next_at": later}))


def tidy(connection: Connection, *, now: datetime) -> None:
    """What lies in the past says nothing any more."""
    moment = now.timestamp()
    connection.execute(PAST, {"now": moment, "too_far": moment + TOO_FAR})


def _look(connection: Connection, scopes: Iterable[str]) -> dict[str, float]:
    return {row.scope: row.next_at for row in connection.execute(LOOK, {"scopes": list(scopes)})}


def _chat(person: PersonId) -> str:
    return f"chat of {person}"
