"""Messages in the outbox for tests: written down, and looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.domain.due import Due, Kind
from bot.domain.people import PersonId
from bot.store.outbox import SqlOutbox, write_down
from bot.store.tables import due_work
from tests.world import MONDAY, World

LEASE = timedelta(minutes=2)
RATE = 1_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One row of the outbox."""

    id: int
    key: str
    state: str
    attempts: int
    next_at: datetime
    until: datetime
    worker: str | None
    card_id: str | None
    error: str | None


def welcome(person: PersonId, key: str = "", *, at: datetime = MONDAY, lasts: timedelta = timedelta(days=90)) -> Due:
    """A welcome for this person, under this key."""
    key = key or f"welcome:{person}"
    return Due(key=key, kind=Kind.WELCOME, person=person, subject=person, due_at=at, until=at + lasts)


async def write(world: World, *dues: Due) -> None:
    await world.store.run(None, write_down, dues)


def _rows(connection: Connection) -> list[Any]:
    return list(connection.execute(select(due_work).order_by(due_work.c.id)))


async def messages(world: World) -> list[Message]:
    """All messages, in the order in which they were written down; without the coordinator's welcome."""
    rows = await world.store.database.read(_rows)
    names = Message.__dataclass_fields__
    return [Message(**{name: getattr(row, name) for name in names}) for row in rows if row.key != "welcome:1"]


async def states(world: World) -> dict[str, str]:
    return {one.key: one.state for one in await messages(world)}


async def the_message(world: World) -> Message:
    (one,) = await messages(world)
    return one


def outbox(world: World, me: str) -> SqlOutbox:
    """The outbox of a worker of this name."""
    return SqlOutbox(store=world.store, me=me, clock=world.clock)


async def greet_nobody(world: World) -> None:
    """The coordinator's own welcome is out of the way."""
    box = outbox(world, "before")
    claimed: Sequence[Any] = await box.claim(at_most=9, lease=timedelta(days=999), rate=1e9, apart=0.0)
    assert len(claimed) == 1
