"""The program in a process of its own, to be killed: `python -m tests.faults.program`.

Each line of its input, 'send <database> <connector> <messages a second>' or 'turns <database> <how many>', starts one
process that does just that; the answer is its number. One start of Python serves for all, since that is what takes
long.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession

from bot.front.turn import Happened
from bot.store.outbox import SqlOutbox
from bot.teams.allowed import Allowed
from bot.teams.connector import Connector
from bot.teams.voice import TeamsVoice
from bot.worker import Worker
from tests.world import all_templates, make_world, person, site

LEASE = timedelta(seconds=3)
TICK = 1.0
AT_ONCE = 6


def now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a process of its own needs a clock that goes


async def send(url: str, service: str, rate: str) -> None:
    """The real worker, towards a connector over HTTP, until it is asked to stop."""
    world = await make_world(url)
    async with ClientSession() as session:
        connector = Connector(session=session, tokens=None, allow=Allowed((), loopback=service), clock=now)
        worker = Worker(
            outbox=SqlOutbox(store=world.store, me=f"process-{os.getpid()}", clock=now),
            voice=TeamsVoice(connector),
            render=world.renderer.render,
            clock=now,
            chance=random.SystemRandom().random,
            rate=float(rate),
            at_once=8,
            tick=TICK,
            lease=LEASE,
        )
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, worker.stop)
        await worker.run()
        await world.store.close()


async def turns(url: str, count: str) -> None:
    """So many Buddies say when they are free, each once, a few at a time; the channel says all of it again."""
    world = await make_world(url)
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> None:
        buddy = person(f"buddy.{number}")
        async with gate:
            turn = world.turn(buddy, Happened.SAID, words="free wed 14:00-16:00", key=f"said-{number}")
            await world.front.answer(turn)

    await asyncio.gather(*(one(number) for number in range(int(count))))
    await world.store.close()


KINDS: dict[str, Callable[..., Coroutine[Any, Any, None]]] = {"send": send, "turns": turns}


def end_with(parent: int) -> None:
    """Who started us may be killed too, and nobody else knows of us."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def main() -> None:
    """Starts what each line asks for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    site(), all_templates()  # read once, for all of them
    me = os.getpid()
    for line in sys.stdin:
        what, *words = line.split()
        if (child := os.fork()) == 0:
            threading.Thread(target=end_with, args=(me,), daemon=True).start()
            asyncio.run(KINDS[what](*words))
            os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
