"""What every test may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

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
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of a database of the test's own with today's tables; each test runs once on each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'buddy.db'}"
        await filled(url)
        yield url
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = await server.new_database(filled_by=filled)
    yield url
    await server.drop(url)


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A scheme with one coordinator and nobody else."""
    made = await make_world(database_url)
    yield made
    await made.store.close()
