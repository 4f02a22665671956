"""The contenders of bench.delivery, each in a process of its own: `python -m bench.sends who service database rate`.

For each line of its input, a number, it first writes down so many messages, then says them all with the same connector
over one session, at most so many at once; it prints how long that took, and its CPU time. All but ours say a card that
is ready made. All run on the event loop of the standard library, as the product does.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from time import perf_counter, process_time

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
FIRST = 10_000
Found = dict[str, float]
Turn = Callable[[range], Awaitable[Found]]  # says one message for each of these numbers


@asynccontextmanager
async def voice_to(service: str) -> AsyncIterator[TeamsVoice]:
    """The product's own way to speak."""
    async with ClientSession(connector=TCPConnector(limit=100)) as session:
        allow = Allowed((), loopback=service)
        yield TeamsVoice(Connector(session=session, tokens=None, allow=allow, clock=now))


def _chat(service: str, number: int) -> Chat:
    return Chat(conversation=f"many-{number}", service_url=service, tenant="t", member="m")


async def timed(work: Awaitable[object]) -> Found:
    """How long this takes, and how much of the processor; once all is opened, as the program does it."""
    started()
    began, used = perf_counter(), process_time()
    await work
    return {"seconds": perf_counter() - began, "cpu": process_time() - used}


@asynccontextmanager
async def bare(service: str, _url: str, _rate: float) -> AsyncIterator[Turn]:
    """The limit: nothing is kept."""
    card = _a_card()

    async with voice_to(service) as voice:

        async def turn(numbers: range) -> Found:
            left = iter(numbers)

            async def one_after_the_other() -> None:
                for number in left:
                    await voice.say(_chat(service, number), card)

            return await timed(asyncio.gather(*(one_after_the_other() for _ in range(BATCH))))

        yield turn


@asynccontextmanager
async def ours(service: str, url: str, rate: float) -> AsyncIterator[Turn]:
    """The worker as it is, with all that it asks again before each message."""
    await filled(url)
    world = await make_world(url)
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

        async def turn(numbers: range) -> Found:
            crowd = Crowd(name=f"many-{numbers.start}", size=len(numbers), each=2, first=FIRST + 2 * numbers.start)
            await world.store.database.write(lambda connection: crowd.write(world, connection, service, now()))
            return await timed(worker.catch_up(sweeping=False))

        yield turn
    await world.store.close()


@asynccontextmanager
async def pgqueuer(service: str, url: str, _rate: float) -> AsyncIterator[Turn]:
    """PgQueuer with its pool of connections; its completions are batched as it does by itself."""
    where = make_url(url)
    card = _a_card()
    pool = await asyncpg.create_pool(
        host=str(where.query["host"]), user="postgres", database=where.database, max_size=10
    )
    async with pool, voice_to(service) as voice:
        await QueueManager(AsyncpgPoolDriver(pool)).queries.install()

        async def turn(numbers: range) -> Found:
            queue = QueueManager(AsyncpgPoolDriver(pool))
            jobs = [str(number).encode() for number in numbers]
            await queue.queries.enqueue(["say"] * len(jobs), list(jobs), [0] * len(jobs))

            @queue.entrypoint("say")
            async def say(job: Job) -> None:
                await voice.say(_chat(service, int(job.payload or b"")), card)

            run = queue.run(dequeue_timeout=timedelta(seconds=1), batch_size=BATCH, mode=QueueExecutionMode.drain)
            return await timed(run)

        yield turn


@asynccontextmanager
async def procrastination(service: str, url: str, _rate: float) -> AsyncIterator[Turn]:
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

        async def turn(numbers: range) -> Found:
            jobs: list[JSONDict] = [{"number": number} for number in numbers]
            await say.batch_defer_async(*jobs)
            return await timed(app.run_worker_async(wait=False, concurrency=BATCH, install_signal_handlers=False))

        yield turn


def _a_card() -> dict[str, Json]:
    return all_templates().render(WelcomeStaff(first_name="Sam", lead=False, tutor=True))


CONTENDERS: dict[str, Callable[[str, str, float], AbstractAsyncContextManager[Turn]]] = {
    "bare": bare,
    "ours": ours,
    "pgqueuer": pgqueuer,
    "procrastinate": procrastination,
}


async def main(who: str, service: str, url: str, rate: str) -> None:
    """One contender, for as many turns as it is asked for."""
    had = 0
    async with CONTENDERS[who](service, url, float(rate)) as turn:
        for line in sys.stdin:  # nothing else goes on meanwhile
            numbers = range(had, had := had + int(line))
            print(json.dumps(await turn(numbers)), flush=True)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
