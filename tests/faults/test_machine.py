"""The database, the clock or the machine fails: who gets what, who sees it, and that nothing is lost."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from aiohttp import ClientSession
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from bot.domain.people import Chat, PersonId
from bot.front.outbox import Claimed
from bot.front.turn import Json
from bot.teams.allowed import Allowed
from bot.teams.connector import Connector
from bot.teams.voice import TeamsVoice
from bot.usecases.saying import Ready
from bot.worker import CHAT_APART
from tests import stage
from tests.fakes.connector import Fault as Broken
from tests.fakes.connector import connector_service
from tests.faults.fault import Fault
from tests.faults.replicas import Crowd
from tests.stage import ALEX, SAM, START, TUESDAY, TWO, heading, meeting, ref
from tests.store.messages import greet_nobody, messages
from tests.templates import WorldAt
from tests.test_worker_faults import FlakyOutbox
from tests.world import RecordingVoice, World, shown

APOLOGY = "An apology with a number, and who can help now. Pressing again later works."
COMES = "Each message, once, as soon as it can be sent."
NOTHING_NEW = "Nothing: it puts itself right."
LOGGED = "Nothing in the chat; the log names each attempt, and `/readyz` says that the database fails."
ALL_OR_NONE = "A press is kept whole or not at all."
KNOWN = "The worker remembers what it has said and writes it down when it can."
PRESS = "test_a_press_while_the_database_fails_changes_nothing_and_works_afterwards"
SAID = "test_what_was_said_while_the_database_failed_is_noted_later_and_not_said_twice"
WAITS = "test_messages_wait_for_the_database"
FAULTS: tuple[Fault, ...] = (
    Fault("The database is locked, somebody presses", APOLOGY, LOGGED, ALL_OR_NONE, PRESS),
    Fault("The disk is full, somebody presses", APOLOGY, LOGGED, ALL_OR_NONE, PRESS),
    Fault("The database is gone, somebody presses", APOLOGY, LOGGED, ALL_OR_NONE, PRESS),
    Fault("The database fails just after a message was said", "The message, once.", LOGGED, KNOWN, SAID),
    Fault("The database fails when messages are due", COMES, LOGGED, "They stay due.", WAITS),
    Fault(
        "The clock jumps an hour ahead, and back",
        "A reminder up to an hour early, and not again.",
        NOTHING_NEW,
        "Each message has one row, whatever the clock says.",
        "test_a_clock_that_jumps_ahead_and_back_says_each_thing_once",
    ),
    Fault(
        "The clock jumps an hour back",
        "What they cause is said at once; what was said is not said again.",
        NOTHING_NEW,
        "What the clock said before holds nobody up.",
        "test_a_clock_that_jumps_back_holds_nobody_up",
    ),
    Fault(
        "Buddy is down over the time of a reminder, then up",
        "No reminder of what is over; the question after the meeting, once. Never several at a time.",
        "Nothing: what came too late is not news.",
        "What is still true is said; the rest is marked as too late.",
        "test_after_a_time_of_being_down_what_is_still_true_is_said_and_nothing_else",
    ),
    Fault(
        "Teams asks for a pause (429) while many wait",
        "Each message, once, after the pause.",
        NOTHING_NEW,
        "All replicas wait as long as Teams asked for.",
        "test_one_refusal_while_many_wait_makes_all_wait_and_loses_nothing",
    ),
)


async def _file(world: World) -> Path:
    found = await world.store.database.write(lambda one: one.exec_driver_sql("PRAGMA database_list").one())
    return Path(found.file)


def _patience(milliseconds: int) -> Callable[[Connection], object]:
    return lambda connection: connection.exec_driver_sql(f"PRAGMA busy_timeout={milliseconds}")


@asynccontextmanager
async def _locked(world: World) -> AsyncIterator[None]:
    """Another program writes in the same file, and does not come to an end."""
    await world.store.database.write(_patience(20))  # it is ten seconds in real life
    other = sqlite3.connect(await _file(world), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()
    await world.store.database.write(_patience(10_000))


@asynccontextmanager
async def _full(world: World) -> AsyncIterator[None]:
    """No file grows any more."""
    await world.store.database.write(_patience(10_000))
    size = _size(Path(f"{await _file(world)}-wal"))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        with capture_logs():  # where they are written to does not grow either
            yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _size(path: Path) -> int:
    return path.stat().st_size


@asynccontextmanager
async def _gone(world: World) -> AsyncIterator[None]:
    """The server lets nobody in, and hangs up on those who are."""
    url = world.store.database.engines[0].url
    server = await asyncpg.connect(host=str(url.query["host"]), user="postgres", database="postgres")
    await server.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false')
    await server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", url.database)
    yield
    await server.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true')
    await server.close()


each_fault = pytest.mark.parametrize(
    ("fails", "database_kind"),
    [(_locked, "sqlite"), (_full, "sqlite"), (_gone, "postgresql")],
    indirect=["database_kind"],
    ids=["locked", "full", "gone"],
)
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@each_fault
async def test_a_press_while_the_database_fails_changes_nothing_and_works_afterwards(
    world_at: WorldAt, fails: Callable[[World], AbstractAsyncContextManager[None]]
) -> None:
    world = await world_at(stage.offered)
    before = await meeting(world)
    async with fails(world):
        pressed = await world.presses(SAM, "pick", meeting=before.id, version=before.version, times=TWO)
        helped = await world.says(SAM, "help")
    between = await meeting(world)
    again = await world.presses(SAM, "pick", meeting=before.id, version=before.version, times=TWO)

    assert "REF-" in str(pressed.note)
    assert helped.card is not None
    assert between == before
    assert shown(again) is not None
    assert (await meeting(world)).version == before.version + 1


@dataclass(slots=True)
class VoiceBefore(RecordingVoice):
    """Says a message; then something happens before anybody can note that."""

    happens: list[AbstractAsyncContextManager[None]] = field(default_factory=list)

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        said = await super(VoiceBefore, self).say(chat, card, replaces=replaces)
        for one in self.happens:
            await one.__aenter__()
        return said


@each_fault
async def test_what_was_said_while_the_database_failed_is_noted_later_and_not_said_twice(
    world_at: WorldAt, fails: Callable[[World], AbstractAsyncContextManager[None]]
) -> None:
    world = await world_at(stage.pair)
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    failing = fails(world)
    world.worker.voice = voice = VoiceBefore(happens=[failing])

    with suppress(DBAPIError):  # it goes on until the database is needed
        await world.worker.catch_up()
    unnoted = len(world.worker.ended)
    await failing.__aexit__(None, None, None)
    voice.happens = []
    for _ in range(2):
        world.clock.move(minutes=3)  # longer than it may be held
        await world.worker.catch_up()

    assert unnoted == 1
    assert [heading(one.card) for one in voice.said] == ["Meeting 1: Starting well"]
    assert [one.state for one in await messages(world) if one.key.startswith("pick:")] == ["done"]


@each_fault
async def test_messages_wait_for_the_database(
    world_at: WorldAt, fails: Callable[[World], AbstractAsyncContextManager[None]]
) -> None:
    world = await world_at(stage.pair)
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    async with fails(world):
        with pytest.raises(DBAPIError):
            await world.worker.catch_up()
        nothing = await _heard_nothing(world)

    assert nothing
    assert await stage.said(world) == [("Sam", "Meeting 1: Starting well")]
    assert await stage.said(world) == []


async def _heard_nothing(world: World) -> bool:
    return heading(world.voice.said[-1].card) != "Meeting 1: Starting well"


@on_sqlite
async def test_a_clock_that_jumps_ahead_and_back_says_each_thing_once(world_at: WorldAt) -> None:
    world = await world_at(stage.booked)
    heard = Counter[tuple[str, str]]()
    hour, early = timedelta(hours=1), START - timedelta(minutes=65)
    for at in (early, early + hour, early, START - timedelta(minutes=10), START - timedelta(minutes=5)):
        world.clock.now = at
        heard.update(await stage.said(world))

    assert heard
    assert set(heard.values()) == {1}
    assert {who for who, _ in heard} == {"Sam", "Alex"}


@on_sqlite
async def test_a_clock_that_jumps_back_holds_nobody_up(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    world.worker.rate, world.worker.apart = 25.0, CHAT_APART
    world.clock.move(hours=3)
    await world.worker.catch_up()
    before = len(world.voice.said)
    world.clock.move(hours=-1)

    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)

    assert await stage.said(world) == [("Sam", "Meeting 1: Starting well")]
    assert len(world.voice.said) == before + 1


@on_sqlite
async def test_after_a_time_of_being_down_what_is_still_true_is_said_and_nothing_else(world_at: WorldAt) -> None:
    world = await world_at(stage.booked)
    world.clock.now = START - timedelta(minutes=11)
    await world.worker.catch_up()
    world.clock.move(minutes=1)
    await world.worker.outbox.sweep()  # the reminder is written down, and then the machine is gone
    world.worker.apart = CHAT_APART
    world.clock.now = START + timedelta(hours=3)

    heard = await stage.said(world)
    world.clock.move(seconds=CHAT_APART)
    heard += await stage.said(world)
    world.clock.move(hours=1)
    more = await stage.said(world)

    assert Counter(who for who, _ in heard) == {"Sam": 1, "Alex": 1}
    assert more == []
    states = {one.key.split(":")[0]: one.state for one in await messages(world)}
    assert (states["soon"], states["after"]) == ("expired", "done")


@dataclass(slots=True)
class SlotsComeLater(FlakyOutbox):
    """The slot of each message but the first comes when it is known that the first was refused, and not before."""

    looked: int = 0
    slowed: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
        self.looked += 1
        if self.looked > 1:
            await asyncio.wait_for(self.slowed.wait(), 20)
        return await self.inner.prepare(claimed)

    async def slow_down(self, until: datetime, *, person: PersonId | None) -> None:
        await self.inner.slow_down(until, person=person)
        self.slowed.set()


@on_sqlite
async def test_one_refusal_while_many_wait_makes_all_wait_and_loses_nothing(world: World) -> None:
    await greet_nobody(world)
    crowd = Crowd(name="many", size=12)
    async with connector_service() as channel, ClientSession() as session:
        channel.conversations, channel.faults = (
            set(crowd.chats().values()),
            [Broken(status=429, retry_after="30")],
        )
        await world.store.database.write(lambda one: crowd.write(world, one, channel.url, world.clock()))
        allow = Allowed((), loopback=channel.url)
        connector = Connector(session=session, tokens=None, allow=allow, clock=world.clock)
        outbox = SlotsComeLater(world.worker.outbox)
        worker = replace(world.worker, outbox=outbox, voice=TeamsVoice(connector), rate=5.0, at_once=2)
        await worker.catch_up()
        asked = channel.requests
        world.clock.move(seconds=29)
        await worker.catch_up()
        waited = channel.requests
        world.clock.move(seconds=10)
        await replace(worker, rate=1_000.0).catch_up()

    assert (asked, waited) == (1, 1)
    assert Counter(got.conversation for got in channel.got) == Counter(crowd.chats().values())
