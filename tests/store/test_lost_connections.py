"""A connection to PostgreSQL may be gone at any time: what was lost is done afresh, what may have happened is not."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.store.sql_store import Postgres
from tests.postgres import Postgres as Server

HANG_UP = "select pg_terminate_backend(pg_backend_pid())"
ADD = text("insert into said values ('a word')")
COUNT = text("select count(*) from said")
FUNCTION = """
create function hang_up() returns trigger language plpgsql as
$$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$
"""
AT_COMMIT = """
create constraint trigger at_commit after insert on said deferrable initially deferred
for each row execute function hang_up()
"""


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Postgres]:
    opened = Postgres(postgres_url)
    await opened.write(lambda connection: connection.execute(text("create table said (word text)")))
    yield opened
    await opened.close()


async def _hang_up_on_all(server: Server) -> None:
    """What a restart of the server does to everybody who is connected."""
    connection = await asyncpg.connect(host=str(server.sockets), user="postgres", database="postgres")
    await connection.fetch(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname like 'db%' and pid != pg_backend_pid()"
    )
    await connection.close()


async def test_a_turn_after_the_server_came_back_is_answered(database: Postgres, postgres: Server) -> None:
    await _hang_up_on_all(postgres)
    await database.write(lambda connection: connection.execute(ADD))
    await _hang_up_on_all(postgres)
    assert await database.read(lambda connection: connection.execute(COUNT).scalar_one()) == 1


async def test_a_turn_that_loses_its_connection_half_way_happens_once(database: Postgres) -> None:
    tries: list[int] = []

    def turn(connection: Connection) -> int:
        tries.append(len(tries))
        connection.execute(ADD)
        if len(tries) == 1:
            connection.execute(text(HANG_UP))
        return len(tries)

    assert await database.write(turn) == 2
    assert await database.read(lambda connection: connection.execute(COUNT).scalar_one()) == 1


async def test_a_turn_that_may_have_been_kept_is_not_tried_again(database: Postgres) -> None:
    tries: list[int] = []
    await database.write(lambda connection: connection.execute(text(FUNCTION)))
    await database.write(lambda connection: connection.execute(text(AT_COMMIT)))

    def turn(connection: Connection) -> None:
        tries.append(len(tries))
        connection.execute(ADD)

    with pytest.raises(DBAPIError):
        await database.write(turn)
    assert tries == [0]
