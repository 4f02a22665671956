"""What these tests share: starting Python takes longer than most of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.fakes.connector import FakeConnector, connector_service
from tests.faults.replicas import Program, programs


@pytest.fixture(scope="session")
def one_program() -> Iterator[Program]:
    with programs() as made:
        yield made


@pytest.fixture
async def channel() -> AsyncIterator[FakeConnector]:
    async with connector_service() as fake:
        yield fake


@pytest.fixture
def program(one_program: Program, channel: FakeConnector) -> Iterator[Program]:
    """What it has started ends with the test, and before the channel does."""
    assert channel.url
    yield one_program
    one_program.end_all()
