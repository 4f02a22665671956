"""Alive and ready: words for everybody, numbers for this machine alone, and nothing about anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from bot.web.health import Health, secret_word
from tests.world import MONDAY, Clock

Client = TestClient[web.Request, web.Application]
ELSEWHERE = {"X-Forwarded-For": "192.0.2.7"}


@dataclass
class Around:
    """What the program needs, as it stands just now."""

    clock: Clock = field(default_factory=Clock)
    keys: str = "ok"
    token: str = "ok"
    looked: datetime | None = MONDAY - timedelta(seconds=12)
    asked: int = 0
    fault: Exception | None = None
    wait: float = 0.0

    async def database(self) -> bool:
        self.asked += 1
        await asyncio.sleep(self.wait)
        if self.fault:
            raise self.fault
        return True


@pytest.fixture
def around() -> Around:
    return Around()


@pytest.fixture
def health(around: Around) -> Health:
    return Health(
        database=around.database,
        keys=lambda: around.keys,
        token=lambda: around.token,
        looked=lambda: around.looked,
        secret_ends=date(2027, 2, 28),
        clock=around.clock,
    )


@pytest.fixture
async def client(health: Health) -> AsyncIterator[Client]:
    app = web.Application()
    app.add_routes(health.routes())
    async with TestClient(TestServer(app, host="127.0.0.1")) as made:
        yield made


async def ready(client: Client, **headers: str) -> tuple[int, dict[str, Any]]:
    async with client.get("/readyz", headers=headers) as answer:
        return answer.status, await answer.json()


async def test_all_is_well(client: Client) -> None:
    words = {"database": "ok", "keys": "ok", "token": "ok", "sweep": "ok", "secret": "ok"}
    assert await ready(client) == (200, {"ready": True, **words, "sweep_seconds": 12, "secret_days": 90})
    assert await ready(client, **ELSEWHERE) == (200, {"ready": True, **words})


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [("keys", "none", "none"), ("token", "none", "none"), ("looked", None, "late"), ("looked", MONDAY, "late")],
)
async def test_without_what_it_needs_it_is_not_ready(
    client: Client, around: Around, name: str, value: object, word: str
) -> None:
    setattr(around, name, value)
    around.clock.move(minutes=4)
    status, states = await ready(client)
    assert (status, states["ready"]) == (503, False)
    assert states["sweep" if name == "looked" else name] == word
    assert (await client.get("/healthz")).status == 200


@pytest.mark.parametrize(("name", "word"), [("keys", "old"), ("token", "renewing fails")])
async def test_what_still_serves_is_said_and_stops_nobody(client: Client, around: Around, name: str, word: str) -> None:
    setattr(around, name, word)
    status, states = await ready(client)
    assert (status, states["ready"], states[name]) == (200, True, word)


async def test_a_database_that_is_gone_is_said_in_a_word(client: Client, around: Around) -> None:
    around.fault = OSError("password of sam.taylor")
    with capture_logs() as logs:
        status, states = await ready(client)
    assert (status, states["database"]) == (503, "down")
    assert logs == [{"event": "health.no_database", "kind": "OSError", "log_level": "warning"}]


async def test_a_database_that_hangs_holds_up_nobody_for_long(client: Client, around: Around) -> None:
    around.wait = 30.0
    started = asyncio.get_running_loop().time()
    status, states = await ready(client)
    assert (status, states["database"]) == (503, "down")
    assert asyncio.get_running_loop().time() - started < 5


async def test_asking_a_hundred_times_asks_the_database_once(client: Client, around: Around) -> None:
    answers = await asyncio.gather(*(ready(client) for _ in range(100)))
    first = around.asked
    around.clock.move(seconds=2)
    await ready(client)
    assert ({status for status, _ in answers}, first, around.asked) == ({200}, 1, 2)


async def test_it_says_that_it_stops_before_it_stops(client: Client, health: Health) -> None:
    health.stopping = True
    status, states = await ready(client, **ELSEWHERE)
    assert (status, states["ready"], states["process"]) == (503, False, "stopping")


@pytest.mark.parametrize(
    ("ends", "word"),
    [
        (None, "unknown"),
        (date(2026, 11, 29), "ended"),
        (date(2026, 11, 30), "ended"),
        (date(2026, 12, 30), "ends soon"),
        (date(2026, 12, 31), "ok"),
    ],
)
def test_the_end_of_the_secret_is_said_a_month_ahead(ends: date | None, word: str) -> None:
    assert secret_word(ends, MONDAY.date()) == word
