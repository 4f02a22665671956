"""One edge over real HTTP, with the channel's services beside it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestServer

from bot.cards import Card
from bot.front.turn import Answer, Json, Turn
from bot.teams.allowed import Allowed
from bot.teams.authentic import TokenCheck
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.http import TeamsEdge
from bot.usecases.rooms import RoomSeen
from tests.fakes.connector import FakeConnector, connector_service
from tests.fakes.identity import APP_ID, NOW, FakeIdentity, identity_service
from tests.watching import typed

TENANT = "99999999-8888-7777-6666-555555555555"
STUDENT = "11111111-2222-3333-4444-555555555555"
BOT = f"28:{APP_ID}"


@dataclass(frozen=True, slots=True)
class Hello(Card):
    """A card of the tests."""

    template = "hello"
    words: str = "Hello"


def render(card: Card) -> dict[str, Json]:
    assert isinstance(card, Hello)
    return {"type": "AdaptiveCard", "version": "1.5", "body": [{"type": "TextBlock", "text": card.words}]}


EXECUTE = {"action": {"type": "Action.Execute", "verb": "confirm", "data": {"meeting": 7}}, "trigger": "manual"}


@dataclass
class FakeFront:
    """Remembers turns, and gives the answers that it was told to give."""

    turns: list[Turn] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    rooms: list[tuple[RoomSeen, str | None]] = field(default_factory=list)

    async def room_seen(self, seen: RoomSeen, *, key: str | None) -> Answer:
        self.rooms.append((seen, key))
        return self.answers.pop(0) if self.answers else Answer()

    async def answer(self, turn: Turn) -> Answer:
        self.turns.append(turn)
        return self.answers.pop(0) if self.answers else Answer()


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: float = NOW

    def __call__(self) -> float:
        return self.now

    def utc(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


@dataclass
class World:
    """The edge and everything around it."""

    front: FakeFront
    channel: FakeConnector
    identity: FakeIdentity
    session: ClientSession
    clock: Clock
    check: TokenCheck
    connector: Connector
    slept: list[float] = field(default_factory=list)
    edge: TeamsEdge = field(init=False)
    address: str = ""

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(0)

    def activity(self, kind: str = "message", **changes: object) -> dict[str, Any]:
        """An activity as Teams sends it; a field changed to None is left out."""
        whole = {
            "type": kind,
            "id": "1700000000000",
            "timestamp": "2026-11-21T10:00:00.000Z",
            "serviceUrl": self.channel.url,
            "channelId": "msteams",
            "from": {"id": "29:student", "name": "A Student", "aadObjectId": STUDENT.upper()},
            "conversation": {"conversationType": "personal", "tenantId": TENANT, "id": "a:personal"},
            "recipient": {"id": BOT, "name": "Buddy"},
            "entities": [{"locale": "en-GB", "type": "clientInfo"}],
            "channelData": {"tenant": {"id": TENANT}},
            **changes,
        }
        return {name: value for name, value in whole.items() if value is not None}

    async def send(self, activity: object, *, token: str | None = None) -> tuple[int, Any]:
        """The status and the body that the edge answers with."""
        if isinstance(activity, dict):
            typed(activity.get("text"), activity.get("value"))
        headers = {"Authorization": f"Bearer {token if token is not None else self.identity.token()}"}
        async with self.session.post(self.address, json=activity, headers=headers) as response:
            return response.status, await _body(response)

    async def say(self, text: str, **changes: Any) -> tuple[int, Any]:  # noqa: ANN401  # fields of any kind
        return await self.send(self.activity(text=text, **changes))

    async def invoke(self, name: str, value: object, **changes: Any) -> tuple[int, Any]:  # noqa: ANN401  # the same
        return await self.send(self.activity("invoke", name=name, value=value, **changes))


async def _body(response: ClientResponse) -> Any:  # noqa: ANN401  # JSON
    return await response.json() if response.content_type == "application/json" else await response.read()


class FixedTokens:
    """Hands out one token after the other, and notes which were dropped."""

    def __init__(self, *tokens: str) -> None:
        self.left = list(tokens)
        self.dropped: list[str] = []

    async def bearer(self, scope: str) -> str:
        assert scope == "https://api.botframework.com/.default"
        return self.left[0]

    def drop(self, scope: str, token: str) -> None:
        assert scope == "https://api.botframework.com/.default"
        self.dropped.append(token)
        if len(self.left) > 1 and self.left[0] == token:
            self.left.pop(0)


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as opened:
        yield opened


@pytest.fixture
async def channel() -> AsyncIterator[FakeConnector]:
    async with connector_service() as fake:
        fake.bearer = "ours"
        yield fake


@pytest.fixture
async def identity(channel: FakeConnector) -> AsyncIterator[FakeIdentity]:
    async with identity_service() as fake:
        fake.service_url = channel.url
        yield fake


@pytest.fixture
async def world(channel: FakeConnector, identity: FakeIdentity, session: ClientSession) -> AsyncIterator[World]:
    clock = Clock()
    allow = Allowed((), loopback=channel.url)
    check = TokenCheck(
        app_id=APP_ID,
        tenants=frozenset({TENANT}),
        session=session,
        clock=clock,
        metadata_url=identity.metadata_url,
    )
    connector = Connector(session=session, tokens=FixedTokens("ours"), allow=allow, clock=clock.utc)
    made = World(FakeFront(), channel, identity, session, clock, check, connector)
    async with serving(made, check=check, files=Files(session=session, allow=allow)):
        yield made


@asynccontextmanager
async def serving(world: World, *, check: TokenCheck | None, files: Files) -> AsyncIterator[None]:
    """The edge on a free port of loopback."""
    world.edge = TeamsEdge(
        front=world.front,
        render=render,
        check=check,
        connector=world.connector,
        files=files,
        sleep=world.sleep,
        chance=lambda: 0.5,
    )
    app = web.Application()
    app.router.add_post("/api/messages", world.edge.messages)
    async with TestServer(app, host="127.0.0.1") as server:
        world.address = str(server.make_url("/api/messages"))
        yield
