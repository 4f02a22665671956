"""A Graph on loopback for each test, and the library opened once for each address."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.graph.asked import SCOPE
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.graph.opening import opened
from tests.fakes.graph import MAILBOX, FakeGraph, graph_service
from tests.fakes.graph_beyond import BEYOND_CALLS
from tests.fakes.graph_calendar import CALENDAR_CALLS
from tests.graph.office import Office, office
from tests.stage import picked
from tests.templates import WorldAt


def pytest_addoption(parser: pytest.Parser) -> None:
    """How much of the matrix is tested."""
    parser.addoption("--matrix", action="store_true", help="every mixture of what Microsoft may grant")


class OneToken:
    """Always the same token, and which of them were not accepted."""

    def __init__(self) -> None:
        self.token = "graph-token"
        self.dropped: list[str] = []

    async def bearer(self, scope: str) -> str:
        assert scope == SCOPE
        return self.token

    def drop(self, scope: str, token: str) -> None:
        assert scope == SCOPE
        self.dropped.append(token)


@pytest.fixture
def tokens() -> OneToken:
    return OneToken()


@pytest.fixture
async def fake() -> AsyncIterator[FakeGraph]:
    async with graph_service((*CALENDAR_CALLS, *BEYOND_CALLS)) as service:
        yield service
        assert service.broken == []


@pytest.fixture
async def graph(fake: FakeGraph, tokens: OneToken) -> AsyncIterator[Graph]:
    made = Graph(library=await opened(tokens, url=fake.url), url=fake.url)
    yield made
    await made.close()


@pytest.fixture
def calendar(graph: Graph) -> GraphCalendar:
    return GraphCalendar(graph=graph, mailbox=MAILBOX, zones={"GMT Standard Time": "Europe/London"})


@pytest.fixture
async def at_work(world_at: WorldAt, calendar: GraphCalendar) -> Office:
    """Sam has picked, and Alex is about to say yes."""
    return office(await world_at(picked), calendar)
