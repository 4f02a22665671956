"""The local demo: the program, with one page in place of Teams."""

from __future__ import annotations

import secrets
from pathlib import Path

from aiohttp import ClientSession, DummyCookieJar, web

from bot.domain.times import say
from bot.process import asked_to_stop, started
from bot.program.instant import now
from bot.program.pages import application, edge_of, file_pages, health_of
from bot.program.parts import Parts, build, prepare
from bot.settings import Settings
from bot.store.migrate import empty
from bot.teams.allowed import Allowed
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.voice import TeamsVoice
from bot.web.demo import Demo
from bot.web.demo_setting import COORDINATOR, EXAMPLE_ROSTER, PEOPLE, DemoClock
from bot.web.demo_teams import Around
from bot.web.guard import from_program, guarded
from bot.web.listening import listening
from bot.worker import working

DEMO_FILE = Path("var/demo.db")
MOST_JUMPS = 50  # to the next instant at which somebody hears something


async def demo(settings: Settings) -> None:
    """Serves the demo on this machine until it is told to stop."""
    clock, base, stop = DemoClock(now), settings.public_url, asked_to_stop()
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        loopback = Allowed((), loopback=base)
        connector = Connector(session=session, tokens=None, allow=loopback, clock=now)
        parts = build(settings, clock=clock, voice=TeamsVoice(connector), keys=(secrets.token_bytes(32),))
        parts.worker.apart = 0.0  # nobody waits in the demo
        edge = edge_of(parts, check=None, connector=connector, files=Files(session=session, allow=loopback))
        page = Demo(PEOPLE, _around(parts, clock, base))
        messages = guarded([web.post("/api/messages", edge.messages)], from_program)
        health = health_of(parts, check=None, tokens=None, ends=None)
        app = application([*health.routes(), *messages, *page.routes(), *file_pages(parts, base)])
        try:
            await prepare(parts, COORDINATOR.email)
            works = working(parts.worker, parts.planner)
            async with listening(app, hosts=("127.0.0.1", "::1"), port=settings.port), works:
                await page.install()
                started()
                print(f"The demo is at http://localhost:{settings.port} (Ctrl-C ends it)", flush=True)  # noqa: T201 - said to the person who started it
                await stop.wait()
        finally:
            await parts.store.close()


def _around(parts: Parts, clock: DemoClock, base: str) -> Around:
    async def settle() -> None:
        await parts.worker.catch_up()

    async def jump() -> str:
        for _ in range(MOST_JUMPS):
            if (instant := await parts.outbox.next_event()) is None:
                return "Nothing more is planned. Somebody has to answer a card first."
            clock.move_to(instant)
            if sent := await parts.worker.catch_up():
                return f"{say(clock())}: {sent} {'message was' if sent == 1 else 'messages were'} due."
        return f"It is {say(clock())} now, and nobody had to be told anything."

    async def again() -> None:
        await parts.store.database.write(empty)
        clock.again()
        await prepare(parts, COORDINATOR.email)

    return Around(
        post_url=f"{base}/api/messages",
        base_url=base,
        tenant="demo",
        clock=clock,
        new_id=lambda: secrets.token_hex(8),
        settle=settle,
        jump=jump,
        again=again,
        example_csv=EXAMPLE_ROSTER,
    )


def demo_settings(port: int) -> Settings:
    """The demo's own settings; a fresh database each time."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{DEMO_FILE}{ending}").unlink(missing_ok=True)
    return Settings.model_construct(
        coordinator_contact="Jo Field, 01632 960000",
        office_hours="Monday to Friday, 9 to 5",
        public_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite:///{DEMO_FILE}",
        port=port,
        sends_per_second=1000.0,
    )
