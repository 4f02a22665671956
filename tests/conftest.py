"""What every test may ask for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from shutil import copyfile

import hypothesis
import pytest

from tests.postgres import Postgres, running
from tests.world import World, filled, make_world

# Hypothesis measures wall time, and a busy machine is not a fault of the code.
hypothesis.settings.register_profile("buddy", deadline=None)
hypothesis.settings.load_profile("buddy")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One throw-away PostgreSQL for a whole run; started by the first test that asks."""
    with running() as server:
        yield server


@pytest.fixture
async def postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of an empty database of the test's own."""
    url = await postgres.new_database()
    yield url
    await postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each test that asks runs once on each kind."""
    return str(request.param)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with today's tables, to copy."""
    file = tmp_path_factory.mktemp("template") / "buddy.db"
    asyncio.run(filled(f"sqlite:///{file}"))
    return file


@asynccontextmanager
async def _database(request: pytest.FixtureRequest, kind: str, template: Path, file: Path) -> AsyncIterator[str]:
    if kind == "sqlite":
        copyfile(template, file)
        yield f"sqlite:///{file}"
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = await server.new_database(filled_by=filled)
    yield url
    await server.drop(url)


@pytest.fixture
async def database_url(
    request: pytest.FixtureRequest, database_kind: str, sqlite_template: Path, tmp_path: Path
) -> AsyncIterator[str]:
    """The address of a database of the test's own with today's tables; each test runs once on each kind."""
    async with _database(request, database_kind, sqlite_template, tmp_path / "buddy.db") as url:
        yield url


@pytest.fixture
async def second_url(
    request: pytest.FixtureRequest, database_kind: str, sqlite_template: Path, tmp_path: Path
) -> AsyncIterator[str]:
    """A second database of the same kind, to compare with."""
    async with _database(request, database_kind, sqlite_template, tmp_path / "second.db") as url:
        yield url


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A scheme with one coordinator and nobody else."""
    made = await make_world(database_url)
    yield made
    await made.store.close()
