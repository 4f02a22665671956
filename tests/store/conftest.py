"""What tests of the store may ask for besides."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.sql_store import open_database
from tests.postgres import Postgres
from tests.store.crowd import crowd
from tests.world import MONDAY, filled

MANY = 10_000


async def crowded(url: str) -> None:
    """Ten thousand people, in a database that knows how many there are."""
    await filled(url)
    database = open_database(url)
    await database.write(lambda connection: crowd(connection, people=MANY, now=MONDAY))
    await database.write(lambda connection: connection.execute(text("ANALYZE")))
    await database.close()


@pytest.fixture(scope="session")
def folder_of_crowds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("crowds")


@pytest.fixture
async def crowded_url(
    request: pytest.FixtureRequest, database_kind: str, folder_of_crowds: Path, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a database of the test's own with ten thousand people in it."""
    if database_kind == "sqlite":
        if not (folder_of_crowds / "crowd.db").exists():
            await crowded(f"sqlite:///{folder_of_crowds / 'crowd.db'}")
        shutil.copy(folder_of_crowds / "crowd.db", tmp_path / "crowd.db")
        yield f"sqlite:///{tmp_path / 'crowd.db'}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = await server.new_database(filled_by=crowded)
    yield url
    await server.drop(url)
