"""What is special about one file: one writer, readers beside it, and nothing lost when the power goes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.store.migrate import upgrade
from bot.store.sql_store import Sqlite
from bot.store.tables import cell, person, rate_slot
from bot.usecases.ports import Work
from tests.world import World, make_world

ROW = {"scope": "s", "next_at": 1.0}


@pytest.fixture
async def file(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'buddy.db'}"
    opened = Sqlite(url)
    await opened.write(upgrade)
    await opened.close()
    return url


@pytest.fixture
async def database(file: str) -> AsyncIterator[Sqlite]:
    opened = Sqlite(file)
    yield opened
    await opened.close()


def pragmas(connection: Connection) -> dict[str, object]:
    names = ("journal_mode", "synchronous", "foreign_keys", "query_only")
    return {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names}


async def test_the_file_is_opened_so_that_nothing_is_lost(database: Sqlite) -> None:
    safe = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    assert await database.write(pragmas) == safe | {"query_only": 0}
    assert await database.read(pragmas) == safe | {"query_only": 1}


async def test_a_reference_to_nobody_is_refused(database: Sqlite) -> None:
    with pytest.raises(IntegrityError):
        await database.write(lambda connection: connection.execute(insert(cell), _cell_of_nobody()))


def _cell_of_nobody() -> dict[str, int]:
    return {"person_id": 404, "cell": 1, "meeting_id": 404}


async def test_one_writes_at_a_time(database: Sqlite) -> None:
    inside, most, threads = [0], [0], set[str]()

    def write(_connection: Connection) -> None:
        inside[0] += 1
        most[0] = max(most[0], inside[0])
        threads.add(threading.current_thread().name)
        threading.Event().wait(0.002)
        inside[0] -= 1

    await asyncio.gather(*(database.write(write) for _ in range(20)))

    assert (most[0], len(threads)) == (1, 1)


async def test_who_reads_does_not_wait_for_who_writes_and_sees_what_was_true_before(database: Sqlite) -> None:
    written, may_end = threading.Event(), threading.Event()

    def write(connection: Connection) -> None:
        connection.execute(rate_slot.insert(), ROW)
        written.set()
        assert may_end.wait(10)

    writing = asyncio.create_task(database.write(write))
    await asyncio.to_thread(written.wait, 10)
    during = await asyncio.wait_for(database.read(_slots), 5)
    may_end.set()
    await writing

    assert (during, await database.read(_slots)) == ([], ["s"])


def _slots(connection: Connection) -> list[str]:
    return list(connection.execute(select(rate_slot.c.scope)).scalars())


async def test_closing_waits_for_what_is_being_written(file: str) -> None:
    database, begun = Sqlite(file), threading.Event()

    def write(connection: Connection) -> None:
        begun.set()
        threading.Event().wait(0.1)
        connection.execute(rate_slot.insert(), ROW)

    writing = asyncio.create_task(database.write(write))
    await asyncio.to_thread(begun.wait, 10)
    await database.close()

    again = Sqlite(file)
    assert await again.read(_slots) == ["s"]
    await writing
    await again.close()


def bring(work: Work, email: str, now: datetime) -> None:
    work.people.add(first_name="Kim", surname="Lee", email=email, line="", now=now)


@pytest.fixture
async def two(file: str) -> AsyncIterator[tuple[World, World]]:
    """Two programs on one file."""
    both = (await make_world(file), await make_world(file))
    yield both
    for one in both:
        await one.store.close()


async def test_two_programs_on_one_file_wait_for_each_other(two: tuple[World, World]) -> None:
    await asyncio.gather(
        *(two[number % 2].store.run(None, bring, f"p{number}@x.example", key=f"k{number}") for number in range(40))
    )

    people = await two[0].store.database.read(lambda connection: list(connection.execute(select(person.c.email))))
    assert len(people) == 41
