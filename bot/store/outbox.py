"""The outbox of one worker, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.domain import due
from bot.domain.due import Due, Kind
from bot.front.outbox import Claimed, Outcome
from bot.store import due_work
from bot.store.sql_store import SqlStore
from bot.store.tidy import tidy
from bot.usecases.asking import ask_them, ready_to_ask
from bot.usecases.offering import settle
from bot.usecases.ports import Work
from bot.usecases.prompts import prepare
from bot.usecases.saying import Prompt, Ready
from bot.usecases.timetable import planned
from bot.usecases.unsure import let_go

LOOK_BACK = due.AFTER_FOR + timedelta(hours=4)  # nothing that began longer ago can make anything due
LOOK_AHEAD = timedelta(days=1)
NEXT = (timedelta(days=2), timedelta(days=20), timedelta(days=400))  # the next event is near as a rule
SCOPE = "teams"


def write_down(work: Work, dues: Sequence[Due], now: datetime) -> None:
    """What has become due, unless free times that are kept answer it."""
    work.due.record(settle(work, let_go(work, dues, now), now), now=now)


def _look_after(connection: Connection, now: datetime) -> None:
    due_work.reap(connection, now=now)
    tidy(connection, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlOutbox:
    """The outbox as the worker called `me` sees it; see the port `Outbox`."""

    store: SqlStore
    me: str
    clock: Callable[[], datetime]

    async def sweep(self) -> None:
        """Reads beside the writers, and writes only if there is something new."""
        now = self.clock()
        dues = due.due_now(await self.store.read(None, planned, (LOOK_BACK, LOOK_AHEAD)), now)
        keys = {one.key for one in dues}
        new = await self.store.database.read(lambda connection: due_work.unknown(connection, keys))
        if new:
            await self.store.run(None, write_down, [one for one in dues if one.key in new])
        if ready := await self.store.read(None, ready_to_ask, None):
            await self.store.run(None, ask_them, ready)
        await self.store.database.write(lambda connection: _look_after(connection, now))

    async def claim(self, *, at_most: int, lease: timedelta, rate: float) -> Sequence[tuple[Claimed, datetime]]:
        """Committed before anything is said: a worker that dies leaves its claim behind, for the lease to run out."""

        def take(connection: Connection) -> list[tuple[Claimed, datetime]]:
            now = self.clock()
            claimed = due_work.claim(connection, me=self.me, at_most=at_most, now=now, lease=lease)
            if not claimed:
                return []
            first = due_work.reserve(connection, SCOPE, slots=len(claimed), apart=1 / rate, now=now)
            return [(one, datetime.fromtimestamp(first + at / rate, UTC)) for at, one in enumerate(claimed)]

        return await self.store.database.write(take)

    async def prepare(self, claimed: Claimed) -> Ready:
        """Opened for the reader: what the reader may not see cannot be in it."""
        prompt = Prompt(kind=Kind(claimed.kind), subject=claimed.subject, key=claimed.key, until=claimed.until)
        return await self.store.read(claimed.person, prepare, prompt)

    async def finish(self, claimed: Claimed, outcome: Outcome) -> None:
        """Fenced: see due_work.finish."""
        now = self.clock()
        await self.store.database.write(
            lambda connection: due_work.finish(connection, claimed, outcome, me=self.me, now=now)
        )

    async def next_event(self) -> datetime | None:
        """The next instant at which something becomes due that is not yet, or can be tried again; None if nothing."""
        now = self.clock()
        waiting = await self.store.database.read(lambda connection: due_work.next_waiting(connection, now=now))
        for ahead in NEXT:
            plans = await self.store.read(None, planned, (LOOK_BACK, ahead))
            found = min((at for at in (due.next_due(plans, now), waiting) if at), default=None)
            if found and found <= now + ahead:
                return found
        return found
