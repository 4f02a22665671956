"""Several processes say what waits in one database, and some of them come to a bad end: for tests and for `soak`."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from bot.domain.cohorts import EnrolmentState
from bot.domain.due import Due, Kind
from bot.domain.people import PersonId, Role
from bot.store.desk import ASSISTANT, Desk, insert_new
from bot.store.due_work import SqlDueWork
from bot.store.tables import chat, cohort, due_work, enrolment, person, person_role
from tests.fakes.connector import FakeConnector
from tests.faults.program import now
from tests.world import World, make_world

ROOT = Path(__file__).parent.parent.parent
FIRST, COHORT = 10_000, 77
PAUSE, LONG_PAUSE = 0.005, 0.1
PATIENCE = 60.0
OVER = frozenset({"done", "unsure"})


@dataclass(frozen=True, slots=True)
class Program:
    """Starts processes that do the real thing, and ends them."""

    process: subprocess.Popen[str]
    started: list[int] = field(default_factory=list)

    def start(self, *words: str) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{' '.join(words)}\n")
        self.process.stdin.flush()
        self.started.append(int(self.process.stdout.readline()))
        return self.started[-1]

    def end_all(self) -> None:
        while self.started:
            end(self.started.pop())


def end(number: int, how: signal.Signals = signal.SIGKILL) -> None:
    with contextlib.suppress(ProcessLookupError):  # it may have come to its end
        os.kill(number, how)


async def ended(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


@contextmanager
def programs() -> Iterator[Program]:
    command = [sys.executable, "-m", "tests.faults.program"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        made = Program(process)
        try:
            yield made
        finally:
            made.end_all()


async def until(true: Callable[[], Awaitable[bool]], *, pause: float = PAUSE) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await true():  # noqa: ASYNC110 - other processes set no event
            await asyncio.sleep(pause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """So many people who each wait for one message, in chats of their own.

    Every second one may get it once only; with `each` 2, nobody. `first`: the number of the first of them.
    """

    name: str
    size: int
    each: int = 1
    first: int = FIRST

    def chats(self) -> dict[int, str]:
        return {self.first + number * self.each: f"{self.name}-{number}" for number in range(self.size)}

    def once(self) -> set[str]:
        return {place for number, place in self.chats().items() if number % 2 == 1}

    def write(self, world: World, connection: Connection, url: str, at: datetime) -> None:
        chats, names = self.chats(), {"first_name": "Sam", "surname": "T", "line": "", "added_at": at}
        connection.execute(person.insert(), [{"id": one, "email": f"{one}@x", **names} for one in chats])
        connection.execute(person_role.insert(), [{"person_id": one, "role": Role.STUDENT} for one in chats])
        where = {"tenant": "t", "service_url": url, "member": "m", "open": True, "changed_at": at}
        rows = [
            {"entra_id": f"e{one}", "person_id": one, "conversation": place, **where} for one, place in chats.items()
        ]
        connection.execute(chat.insert(), rows)
        scheme = {"id": COHORT, "name": "Crowd", "series": "s", "model": "m"}
        connection.execute(insert_new(connection.dialect.name, cohort, "id"), scheme)
        waits = {"cohort_id": COHORT, "state": EnrolmentState.WAITING, "since": at, "joined_at": at}
        connection.execute(enrolment.insert(), [{"person_id": one, **waits} for one in chats])
        desk = Desk(
            connection=connection,
            site=world.store.site,
            sealer=world.store.sealer,
            door="",
            writing=True,
            actor=ASSISTANT,
        )
        SqlDueWork(desk).record([_due(one, at) for one in chats], now=at)


def _due(number: int, at: datetime) -> Due:
    kind, subject = (Kind.WAITING_NEWS, COHORT) if number % 2 else (Kind.WELCOME, number)
    key = f"w:{subject}:{number}:{at:%Y%m%d%H%M}"
    until_ = at + timedelta(days=365)
    return Due(key=key, kind=kind, person=PersonId(number), subject=subject, due_at=at, until=until_)


def states(connection: Connection) -> dict[int, tuple[str, str | None]]:
    """How each of these messages stands, and who holds it, by person."""
    columns = due_work.c.person_id, due_work.c.state, due_work.c.worker
    rows = connection.execute(select(*columns).where(due_work.c.key.like("w:%")))
    return {row.person_id: (row.state, row.worker) for row in rows}


@dataclass(slots=True, kw_only=True)
class Run:
    """One crowd, one database, some processes."""

    crowd: Crowd
    world: World
    url: str
    program: Program
    channel: FakeConnector
    rate: float = 100.0
    running: list[int] = field(default_factory=list)
    held: set[str] = field(default_factory=set)  # by those that were killed, when they were

    async def begin(self, replicas: int) -> None:
        places = self.crowd.chats().values()
        self.channel.conversations |= set(places)
        await self.world.store.database.write(
            lambda connection: self.crowd.write(self.world, connection, self.channel.url, now())
        )
        for _ in range(replicas):
            await self.more()

    async def more(self) -> None:
        self.running.append(self.program.start("send", self.url, self.channel.url, str(self.rate)))

    async def kill(self, number: int) -> None:
        """And notes what it held: what the channel has, or may have, taken from it."""
        end(number)
        self.running.remove(number)
        await until(lambda: ended(number))
        await asyncio.sleep(0.05)  # the database may still be busy with its last words
        chats = self.crowd.chats()
        found = await self.world.store.database.read(states)
        self.held |= {
            chats[who] for who, (state, me) in found.items() if state == "doing" and me == f"process-{number}"
        }

    async def retire(self, number: int) -> None:
        """Asks one to stop, and waits until it has."""
        end(number, signal.SIGTERM)
        self.running.remove(number)
        await until(lambda: ended(number))

    def taken(self) -> Counter[str]:
        """How often the channel took the message of each chat."""
        mine = set(self.crowd.chats().values())
        return Counter(got.conversation for got in self.channel.got if got.conversation in mine)

    async def reached(self, count: int) -> None:
        async def enough() -> bool:
            return len(self.taken()) >= count

        await until(enough)

    async def finished(self) -> None:
        async def over() -> bool:
            try:
                found = await self.world.store.database.read(states)
            except (DBAPIError, OSError):  # the server may be starting again
                return False
            return {state for state, _ in found.values()} <= OVER

        await until(over, pause=LONG_PAUSE)
        for number in self.running:
            end(number)

    async def found(self) -> Found:
        chats, times = self.crowd.chats(), self.taken()
        stood = {chats[who]: state for who, (state, _) in (await self.world.store.database.read(states)).items()}
        unsure = {place for place, state in stood.items() if state == "unsure"}
        doubled = {place for place, count in times.items() if count > 1}
        once = self.crowd.once()
        return Found(
            lost=set(stood) - set(times) - unsure,
            doubled=doubled,
            doubled_once=doubled & once,
            astray=(doubled | unsure) - self.held,
            unsure=unsure,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What became of a crowd's messages.

    `lost`: never taken by the channel, and nobody is told. `doubled_once`: doubled, of those that may be sent only
    once. `astray`: doubled or unsure, and not held by anybody who was killed.
    """

    lost: set[str]
    doubled: set[str]
    doubled_once: set[str]
    astray: set[str]
    unsure: set[str]


async def killed_once(
    program: Program,
    channel: FakeConnector,
    url: str,
    *,
    seed: int,
    size: int,
    replicas: int,
    rate: float = 100.0,
) -> Found:
    """One of so many processes is killed at a random point; the others go on."""
    chance = random.Random(seed)  # noqa: S311 - chance for a test
    world = await make_world(url)
    crowd = Crowd(name=f"run{seed}", size=size)
    run = Run(crowd=crowd, world=world, url=url, program=program, channel=channel, rate=rate)
    await run.begin(replicas)
    await run.reached(chance.randrange(1, size * 3 // 4))
    await run.kill(chance.choice(run.running))
    await run.finished()
    found = await run.found()
    await world.store.close()
    return found
