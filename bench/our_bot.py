"""Our bot as it serves Teams: the same parts, with a local double in the place of the Bot Framework's signing keys.

Asked to speak by a file of the database alone: `python -m bench.our_bot DATABASE_URL METADATA_URL`.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator

from aiohttp import ClientSession, TCPConnector, web

from bench.listening import serve
from bench.presses import APP_ID, TENANT
from bot.logs import write_as_json
from bot.program.instant import now, reference
from bot.program.pages import LARGEST
from bot.program.parts import build
from bot.settings import Settings
from bot.teams.allowed import Allowed
from bot.teams.authentic import TokenCheck
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.http import TeamsEdge
from bot.teams.voice import TeamsVoice
from bot.web.problems import error_pages


def settings(database_url: str) -> Settings:
    """A site's settings, without a registration."""
    return Settings.model_construct(
        coordinator_contact="Jo Field, 01632 960000",
        office_hours="Monday to Friday, 9 to 5",
        public_url="https://buddy.example",
        database_url=database_url,
    )


def seconds() -> float:
    """The present instant, as tokens count it."""
    return now().timestamp()


def report(number: str, bug: BaseException) -> None:
    """Nothing of the benchmark may fail unseen."""
    print(number, repr(bug), file=sys.stderr)


async def make(database_url: str, metadata_url: str) -> web.Application:
    """The program without its worker: what a press has written is sent by others."""
    write_as_json()
    session = ClientSession(connector=TCPConnector(limit=100))
    check = TokenCheck(
        app_id=APP_ID, tenants=frozenset({TENANT}), session=session, clock=seconds, metadata_url=metadata_url
    )
    connector = Connector(session=session, tokens=None, allow=Allowed(()), clock=now)
    parts = build(settings(database_url), clock=now, voice=TeamsVoice(connector), keys=(b"k" * 32,))
    edge = TeamsEdge(
        front=parts.front,
        render=parts.renderer.render,
        check=check,
        connector=connector,
        files=Files(session=session, allow=Allowed(())),
        sleep=asyncio.sleep,
        chance=random.SystemRandom().random,
    )
    app = web.Application(client_max_size=LARGEST, middlewares=[error_pages(new_reference=reference, report=report)])
    app.router.add_post("/api/messages", edge.messages)

    async def closing(_: web.Application) -> AsyncIterator[None]:
        yield
        await parts.store.close()
        await session.close()

    app.cleanup_ctx.append(closing)
    return app


if __name__ == "__main__":
    serve(make(*sys.argv[1:]))
