"""The worker when something goes wrong around it, or when it is told to stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.cards.people import Sorry
from bot.domain.due import Due, Kind
from bot.domain.people import Chat, PersonId, Role
from bot.front.outbox import Claimed, Outbox, Outcome, Stuck
from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow
from bot.usecases.saying import Ready
from bot.worker import BATCH, Worker
from tests.store.messages import messages, states, the_message, welcome, write
from tests.store.pairs import add_person
from tests.world import MONDAY, RecordingVoice, World, chat_of, person

KIM = person("kim.lee")


@pytest.fixture
async def kim(scheme: World) -> PersonId:
    """A student who has opened the chat, and is to be welcomed."""
    number = await add_person(scheme.store, "kim.lee", Role.STUDENT)
    await write(scheme, welcome(number, "k"))
    return number


async def until_said(world: World, count: int) -> None:
    async with asyncio.timeout(10):
        while len(world.voice.said) < count:  # noqa: ASYNC110 - the voice sets no event
            await asyncio.sleep(0.005)


@dataclass(slots=True)
class SlowVoice(RecordingVoice):
    """Says nothing before it may."""

    may: asyncio.Event = field(default_factory=asyncio.Event)
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        self.begun.set()
        await self.may.wait()
        return await super(SlowVoice, self).say(chat, card, replaces=replaces)


@dataclass(slots=True)
class FlakyOutbox:
    """An outbox whose database is gone for the first looks, and for the first note of how it went."""

    inner: Outbox
    gone: int = 0
    unnoted: int = 0
    sweeps: int = 0
    down: bool = False

    async def sweep(self) -> Sequence[Stuck]:
        self.sweeps += 1
        self.down = self.gone > 0
        if self.down:
            self.gone -= 1
            raise ConnectionRefusedError("with a password in it")
        return await self.inner.sweep()

    async def claim(self, *, at_most: int, lease: timedelta, rate: float, apart: float) -> Sequence[Claimed]:
        if self.down:
            raise ConnectionRefusedError
        return await self.inner.claim(at_most=at_most, lease=lease, rate=rate, apart=apart)

    async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
        return await self.inner.prepare(claimed)

    async def finish(self, ended: Sequence[tuple[Claimed, Outcome]]) -> None:
        if self.unnoted:
            self.unnoted -= 1
            raise ConnectionRefusedError
        await self.inner.finish(ended)

    async def slow_down(self, until: datetime, *, person: PersonId | None) -> None:
        await self.inner.slow_down(until, person=person)

    async def next_try(self) -> datetime | None:
        return await self.inner.next_try()


@dataclass(slots=True)
class AllTrue(FlakyOutbox):
    """An outbox in which everything that is due is still true."""

    async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
        chat, card = chat_of(KIM), Sorry(contact="")
        return {one.id: Ready(card=card, chat=chat) for one in claimed}


async def once(world: World) -> PersonId:
    """A student who is to be told once, and never twice, that we still look for a Buddy."""
    number = await add_person(world.store, "lou.ray", Role.STUDENT)
    until = MONDAY + timedelta(days=9)
    await write(world, Due(key="once", kind=Kind.WAITING_NEWS, person=number, subject=1, due_at=MONDAY, until=until))
    return number


def say_it(world: World) -> Worker:
    """A worker for which everything is still true."""
    return replace(world.worker, outbox=AllTrue(world.worker.outbox))


@pytest.mark.parametrize(
    ("fault", "why"), [(MayHaveArrived("reset"), "may have arrived: reset"), (KeyError("x"), "bug: KeyError")]
)
async def test_what_may_have_arrived_is_never_said_again_if_twice_is_worse_than_never(
    scheme: World, fault: Exception, why: str
) -> None:
    await once(scheme)
    scheme.voice.fault = fault
    await say_it(scheme).catch_up()
    scheme.voice.fault = None
    for _ in range(3):
        scheme.clock.move(hours=1)
        await say_it(scheme).catch_up()

    (row,) = [one for one in await messages(scheme) if one.key == "once"]
    assert (row.state, row.error, row.attempts, row.card_id) == ("unsure", why, 1, None)


async def test_what_surely_did_not_arrive_is_said_later_also_if_it_may_be_said_only_once(scheme: World) -> None:
    await once(scheme)
    scheme.voice.fault = NotNow("503")
    await say_it(scheme).catch_up()
    scheme.voice.fault = None
    scheme.clock.move(minutes=1)
    await say_it(scheme).catch_up()

    assert (await the_message(scheme)).state == "done"
    assert len(scheme.voice.said) == 1


@pytest.mark.usefixtures("kim")
async def test_a_worker_that_was_held_up_too_long_lets_go_of_its_message_first(scheme: World) -> None:
    sleeps = [61.0, 0.0]  # seconds between the claim and the message, as when a machine is put to sleep

    class Slept(FlakyOutbox):
        async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
            scheme.clock.move(seconds=sleeps.pop(0))
            return await self.inner.prepare(claimed)

    await replace(scheme.worker, outbox=Slept(scheme.worker.outbox)).catch_up()

    assert sleeps == []
    assert [(one.state, one.attempts) for one in await messages(scheme)] == [("done", 1)]
    assert len(scheme.voice.said) == 1


@pytest.mark.usefixtures("kim")
async def test_between_its_looks_a_worker_says_what_was_put_off_as_soon_as_it_may(scheme: World) -> None:
    began = MONDAY.timestamp() - asyncio.get_running_loop().time()
    sweeps = FlakyOutbox(scheme.worker.outbox)
    worker = replace(scheme.worker, outbox=sweeps, tick=3_600.0, chance=lambda: 0.0)
    loop = asyncio.get_running_loop()
    worker.clock = lambda: datetime.fromtimestamp(began + loop.time() * 20, UTC)  # two seconds pass in a tenth
    began -= loop.time() * 19
    worker.outbox.inner = replace(scheme.worker.outbox, clock=worker.clock)  # type: ignore[type-var,attr-defined]  # a SqlOutbox in a FlakyOutbox
    scheme.voice.fault = NotNow("503")
    working = asyncio.create_task(worker.run())
    async with asyncio.timeout(10):
        while (await the_message(scheme)).error is None:  # noqa: ASYNC110 - the voice sets no event
            await asyncio.sleep(0.005)
    scheme.voice.fault = None
    await until_said(scheme, 1)

    worker.stop()
    await asyncio.wait_for(working, 10)
    assert sweeps.sweeps == 1


async def test_a_worker_that_is_stopped_finishes_what_it_says_and_gives_back_the_rest(
    scheme: World, kim: PersonId
) -> None:
    await write(scheme, *(welcome(kim, f"k{number}") for number in range(BATCH + 5)))
    voice = SlowVoice()
    worker = replace(scheme.worker, voice=voice)
    working = asyncio.create_task(worker.run())
    await voice.begun.wait()

    worker.stop()
    voice.may.set()
    await asyncio.wait_for(working, 10)

    found = Counter((one.state, one.attempts) for one in await messages(scheme))
    assert found == {("done", 1): 1, ("pending", 0): BATCH + 5}


async def test_a_worker_that_is_stopped_does_not_wait_for_a_slot(scheme: World, kim: PersonId) -> None:
    lou = await add_person(scheme.store, "lou.ray", Role.STUDENT)
    await write(scheme, welcome(lou, "lou"), welcome(kim, "last"))
    worker = replace(scheme.worker, rate=0.01)
    working = asyncio.create_task(worker.run())
    await until_said(scheme, 1)

    worker.stop()
    await asyncio.wait_for(working, 10)

    assert Counter((await states(scheme)).values()) == {"done": 1, "pending": 2}


async def test_a_worker_that_is_woken_looks_at_once(scheme: World, kim: PersonId) -> None:
    worker = replace(scheme.worker, tick=3_600.0)
    working = asyncio.create_task(worker.run())
    await until_said(scheme, 1)
    await write(scheme, welcome(kim, "second"))

    worker.wake.set()
    await until_said(scheme, 2)

    worker.stop()
    await asyncio.wait_for(working, 10)


@pytest.mark.usefixtures("kim")
async def test_a_database_that_is_gone_for_a_while_is_waited_out(scheme: World) -> None:
    worker = replace(scheme.worker, outbox=FlakyOutbox(scheme.worker.outbox, gone=3), tick=0.01)

    with capture_logs() as logs:
        working = asyncio.create_task(worker.run())
        await until_said(scheme, 1)
        worker.stop()
        await asyncio.wait_for(working, 10)

    assert [log["event"] for log in logs] == ["worker.look_failed"] * 3
    assert "password" not in repr(logs)
    assert (await the_message(scheme)).state == "done"


@pytest.mark.usefixtures("kim")
async def test_an_outcome_that_cannot_be_noted_is_noted_later_and_nothing_is_said_twice(scheme: World) -> None:
    lou = await add_person(scheme.store, "lou.ray", Role.STUDENT)
    await write(scheme, welcome(lou, "other"))
    worker = replace(scheme.worker, outbox=FlakyOutbox(scheme.worker.outbox, unnoted=9))

    with capture_logs() as logs:
        await worker.catch_up()
    left = sorted((await states(scheme)).values())
    worker.outbox = scheme.worker.outbox
    scheme.clock.move(seconds=15)
    await worker.catch_up()

    assert {log["event"] for log in logs} == {"worker.note_failed"}
    assert left == ["doing", "doing"]
    assert sorted((await states(scheme)).values()) == ["done", "done"]
    assert len(scheme.voice.said) == 2
