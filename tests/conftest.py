"""What every test may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import hypothesis
import pytest

from tests.postgres import Postgres, running

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
