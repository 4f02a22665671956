"""The contenders of bench.delivery, each in a process of its own: `python -m bench.sends who service database n rate`.

Each first writes down n messages, then says them all with the same connector over one session, at most so many at
once. It prints how long that took, and its CPU time. All but ours say a card that is ready made.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from time import perf_counter, process_time
from typing import Any

import asyncpg
import procrastinate
from aiohttp import ClientSession, TCPConnector
from pgqueuer.db import AsyncpgPoolDriver
from pgqueuer.models import Job
from pgqueuer.qm import QueueManager
from pgqueuer.types import QueueExecutionMode
from procrastinate.types import JSONDict
from sqlalchemy import make_url

from bot.cards.people import WelcomeStaff
from bot.domain.people import Chat
from bot.front.turn import Json
from bot.process import started
from bot.program.instant import now
from bot.store.outbox import SqlOutbox
from bot.teams.allowed import Allowed
from bot.teams.connector import Connector
from bot.teams.voice import TeamsVoice
from bot.worker import BATCH, CHAT_APART, Worker
from tests.faults.replicas import Crowd
from tests.world import all_templates, filled, make_world

UNPACED = 1_000_000.0
Say = Callable[[str], Awaitable[None]]
Contender = Callable[[str, str, int, float], Awaitable[dict[str, float]]]


@asynccontextmanager
async def voice_to(service: str) -> AsyncIterator[TeamsVoice]:
    """The product's own way to speak."""
    async with ClientSession(connector=TCPConnector(limit=100)) as session:
        allow = Allowed((), loopback=service)
        yield TeamsVoice(Connector(session=session, tokens=None, allow=allow, clock=now))


def _chat(service: str, number: int) -> Chat:
    return Chat(conversation=f"many-{number}", service_url=service, tenant="t", member="m")


async def timed(work: Awaitable[object]) -> dict[str, float]:
    """How long this takes, and how much of the processor; once all is opened, as the program does it."""
    started()
    began, used = perf_counter(), process_time()
    await work
    return {"seconds": perf_counter() - began, "cpu": process_time() - used}


async def bare(service: str, _url: str, count: int, _rate: float) -> dict[str, float]:
    """The limit: nothing is kept."""
    card, numbers = _a_card(), iter(range(count))

    async with voice_to(service) as voice:

        async def one_after_the_other() -> None:
            for number in numbers:
                await voice.say(_chat(service, number), card)

        return await timed(asyncio.gather(*(one_after_the_other() for _ in range(BATCH))))


async def ours(service: str, url: str, count: int, rate: float) -> dict[str, float]:
    """The worker as it is, with all that it asks again before each message."""
    await filled(url)
    world = await make_world(url)
    crowd = Crowd(name="many", size=count, each=2)
    await world.store.database.write(lambda connection: crowd.write(world, connection, service, now()))
    async with voice_to(service) as voice:
        worker = Worker(
            outbox=SqlOutbox(store=world.store, me="bench", clock=now),
            voice=voice,
            render=world.renderer.render,
            clock=now,
            chance=lambda: 0.5,
            rate=rate or UNPACED,
            apart=CHAT_APART,
        )
        await worker.outbox.sweep()  # what is due is known before; bench.sweep says what a look for it costs
        found = await timed(worker.catch_up(sweeping=False))
    await world.store.close()
    return found


async def pgqueuer(service: str, url: str, count: int, _rate: float) -> dict[str, float]:
    """PgQueuer, with its completions batched as it does by itself."""
    where = make_url(url)
    card = _a_card()
    pool = await asyncpg.create_pool(
        host=str(where.query["host"]), user="postgres", database=where.database, max_size=10
    )
    async with pool, voice_to(service) as voice:
        queue = QueueManager(AsyncpgPoolDriver(pool))
        await queue.queries.install()
        await queue.queries.enqueue(["say"] * count, [str(number).encode() for number in range(count)], [0] * count)

        @queue.entrypoint("say")
        async def say(job: Job) -> None:
            await voice.say(_chat(service, int(job.payload or b"")), card)

        run = queue.run(dequeue_timeout=timedelta(seconds=1), batch_size=BATCH, mode=QueueExecutionMode.drain)
        return await timed(run)


async def procrastination(service: str, url: str, count: int, _rate: float) -> dict[str, float]:
    """Procrastinate."""
    where = make_url(url)
    card = _a_card()
    connector = procrastinate.PsycopgConnector(
        conninfo=f"host={where.query['host']} user=postgres dbname={where.database}", max_size=10
    )
    app = procrastinate.App(connector=connector)
    async with app.open_async(), voice_to(service) as voice:
        await app.schema_manager.apply_schema_async()

        @app.task(name="say")
        async def say(number: int) -> None:
            await voice.say(_chat(service, number), card)

        jobs: list[JSONDict] = [{"number": number} for number in range(count)]
        await say.batch_defer_async(*jobs)
        run = app.run_worker_async(wait=False, concurrency=BATCH, install_signal_handlers=False)
        return await timed(run)


def _a_card() -> dict[str, Json]:
    return all_templates().render(WelcomeStaff(first_name="Sam", lead=False, tutor=True))


CONTENDERS: dict[str, Contender] = {
    "bare": bare,
    "ours": ours,
    "pgqueuer": pgqueuer,
    "procrastinate": procrastination,
}


def main(arguments: list[str]) -> None:
    """One contender, once."""
    who, service, url, count, rate = arguments
    run: Callable[[], Any] = partial(CONTENDERS[who], service, url, int(count), float(rate))
    print(json.dumps(asyncio.run(run())))


if __name__ == "__main__":
    main(sys.argv[1:])
