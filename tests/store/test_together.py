"""Those who wait for the one writer together share one commit; each is wholly in it or not at all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, insert, select

from bot.store.sql_store import TOGETHER, Sqlite
from bot.store.tables import rate_slot
from tests.world import filled

Write = Callable[[Connection], str]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Sqlite]:
    url = f"sqlite:///{tmp_path / 'buddy.db'}"
    await filled(url)
    opened = Sqlite(url)
    yield opened
    await opened.close()


def keep(scope: str) -> Write:
    def write(connection: Connection) -> str:
        connection.execute(insert(rate_slot), {"scope": scope, "next_at": 1.0})
        return scope

    return write


def keep_and_fail(scope: str) -> Write:
    def write(connection: Connection) -> str:
        keep(scope)(connection)
        raise KeyError(scope)

    return write


def end_it_all(connection: Connection) -> str:
    """As a full disk does: the whole transaction is gone."""
    connection.exec_driver_sql("ROLLBACK")
    return "ended"


async def at_once(database: Sqlite, *writes: Write) -> list[str | BaseException]:
    """What becomes of writes that all wait while another one is being written."""
    held, waiting = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        waiting.set()
        held.wait(10)

    first = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(waiting.wait, 10)
    tasks = [asyncio.create_task(database.write(write)) for write in writes]
    await asyncio.sleep(0)
    held.set()
    await first
    return await asyncio.gather(*tasks, return_exceptions=True)


async def kept(database: Sqlite) -> list[str]:
    rows = select(rate_slot.c.scope).order_by(rate_slot.c.scope)
    return await database.read(lambda connection: list(connection.execute(rows).scalars()))


async def test_many_who_wait_share_one_commit(database: Sqlite) -> None:
    commits: list[Connection] = []
    event.listen(database.engines[0], "commit", commits.append)
    names = [f"{number:02}" for number in range(TOGETHER)]
    assert await at_once(database, *(keep(name) for name in names)) == names
    assert await kept(database) == names
    assert len(commits) == 2  # the one that was being written, and the others together


async def test_one_that_raises_leaves_no_trace_and_does_not_touch_the_others(database: Sqlite) -> None:
    told = await at_once(database, keep("a"), keep_and_fail("b"), keep("c"))
    assert [told[0], str(told[1]), told[2]] == ["a", "'b'", "c"]
    assert isinstance(told[1], KeyError)
    assert await kept(database) == ["a", "c"]


async def test_when_the_commit_fails_everybody_is_told_and_nothing_is_kept(database: Sqlite) -> None:
    told = await at_once(database, keep("a"), end_it_all, keep("c"))
    assert [isinstance(one, Exception) for one in told] == [True, True, True]
    assert await kept(database) == []
    assert await database.write(keep("later")) == "later"


async def test_who_has_gone_meanwhile_holds_up_nobody(database: Sqlite) -> None:
    held = threading.Event()
    first = asyncio.create_task(database.write(lambda _: held.wait(10)))
    gone, stays = (asyncio.create_task(database.write(keep(name))) for name in ("gone", "stays"))
    await asyncio.sleep(0)
    gone.cancel()
    held.set()
    await first
    assert await stays == "stays"
    assert gone.cancelled()
