from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import unused_port

from bot.web import shell
from bot.web.demo import Demo
from bot.web.demo_chats import DemoPerson
from bot.web.demo_teams import Around
from bot.web.problems import error_pages
from tests.web.browser import Browser
from tests.web.fakes import FakeBot

PEOPLE = (
    DemoPerson(name="Sam Taylor", role="student", email="sam@example.org", entra_id="sam-1", conversation="a:sam"),
    DemoPerson(name="Alex Green", role="Buddy", email="alex@example.org", entra_id="alex-1", conversation="a:alex"),
    DemoPerson(
        name="Chris Patel",
        role="coordinator",
        email="chris@example.org",
        entra_id="chris-1",
        conversation="a:chris/1",
        hint="Send the ready example file.",
        sends_files=True,
    ),
)


@dataclass
class World:
    """The demo on a port of its own, a bot behind it, and a browser in front."""

    browser: Browser
    base: str
    bot: FakeBot = field(default_factory=FakeBot)
    now: datetime = datetime(2026, 12, 1, 9, tzinfo=UTC)
    settled: int = 0
    restarts: int = 0
    faults: list[str] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def around(self) -> Around:
        return Around(
            post_url=f"{self.base}/api/messages",
            base_url=self.base,
            tenant="the-tenant",
            clock=lambda: self.now,
            new_id=lambda: f"id-{next(self.ids)}",
            settle=self.settle,
            jump=self.jump,
            again=self.again,
            example_csv="name,email\n",
        )

    async def settle(self) -> None:
        self.settled += 1

    async def jump(self) -> str:
        self.now += timedelta(hours=5)
        await self.bot.say({"type": "message", "text": "**It is** time"}, to=self.bot.got[0])
        return "Tue 1 Dec, 14:00: one message was sent."

    async def again(self) -> None:
        self.restarts += 1

    def report(self, reference: str, error: Exception) -> None:
        self.faults.append(f"{reference} {error}")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    port = unused_port()
    async with ClientSession() as session:
        made = World(Browser(session, f"http://127.0.0.1:{port}"), f"http://127.0.0.1:{port}")
        demo = Demo(PEOPLE, made.around())
        app = web.Application(middlewares=[error_pages(new_reference=lambda: "7F3A-22C1", report=made.report)])
        app.router.add_routes([*demo.routes(), *shell.routes(), web.post("/api/messages", made.bot.messages)])
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await demo.install()
        yield made
        await runner.cleanup()
