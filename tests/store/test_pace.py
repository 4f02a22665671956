"""How fast the assistant speaks, to all and in one chat, whichever worker it is that speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.people import PersonId, Role
from bot.front.outbox import Claimed
from bot.front.voice import NotNow, Slow
from bot.store.pace import AHEAD, LONGEST_PAUSE
from bot.store.tables import rate_slot
from bot.worker import CHAT_APART
from tests.store.messages import LEASE, messages, outbox, the_message, welcome, write
from tests.store.pairs import add_person
from tests.world import MONDAY, World, make_world

SAM = PersonId(1)


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[World]:
    """Another machine on the same database."""
    made = await make_world(database_url, me="machine-2")
    yield made
    await made.store.close()


async def people(world: World, count: int) -> list[PersonId]:
    return [await add_person(world.store, f"student.{number}", Role.STUDENT) for number in range(count)]


async def claim(world: World, me: str = "me", *, rate: float = 1_000.0, at_most: int = 50) -> list[Claimed]:
    box = outbox(world, me)
    return list(await box.claim(at_most=at_most, lease=LEASE, rate=rate, apart=CHAT_APART))


async def keys(world: World, seconds: float) -> list[str]:
    """What may be said so much later."""
    world.clock.move(seconds=seconds)
    return [one.key for one in await claim(world)]


async def test_in_one_chat_messages_come_two_seconds_apart_and_in_order(scheme: World) -> None:
    kim, lou = await people(scheme, 2)
    await write(scheme, *(welcome(kim, f"kim {number}") for number in range(3)), welcome(lou, "lou"))

    found = [await keys(scheme, seconds) for seconds in (0, 1.9, 0.1, 1, 1)]

    assert found == [["kim 0", "lou"], [], ["kim 1"], [], ["kim 2"]]


async def test_what_waits_for_its_turn_in_a_chat_has_cost_no_attempt_and_is_nobodys(scheme: World) -> None:
    (kim,) = await people(scheme, 1)
    await write(scheme, welcome(kim, "first"), welcome(kim, "second"))

    await claim(scheme)

    waits = (await messages(scheme))[1]
    assert (waits.state, waits.attempts, waits.error) == ("pending", 0, None)
    assert waits.next_at == MONDAY + timedelta(seconds=CHAT_APART)
    assert await outbox(scheme, "me").next_try() == waits.next_at


async def test_two_workers_take_turns_in_one_chat(scheme: World, other: World) -> None:
    (kim,) = await people(scheme, 1)
    await write(scheme, welcome(kim, "first"), welcome(kim, "second"))

    one = await claim(scheme, at_most=1)
    at_once = await claim(other, "other")
    other.clock.move(seconds=CHAT_APART)
    later = await claim(other, "other")

    assert [len(found) for found in (one, at_once, later)] == [1, 0, 1]


async def test_when_the_channel_asks_one_worker_to_wait_all_wait(scheme: World, other: World) -> None:
    everybody = await people(scheme, 3)
    await write(scheme, *(welcome(one) for one in everybody))
    held = await claim(other, "other", at_most=1)
    scheme.voice.fault = NotNow("429", after=30.0, slows=Slow.ALL)

    await replace(scheme.worker, rate=1.5, at_once=2).catch_up()

    other.clock.move(seconds=29)
    ready = await other.worker.outbox.prepare(held)
    assert [one.not_before for one in ready.values()] == [MONDAY + timedelta(seconds=30)]
    assert await claim(other, "other") == []
    assert await other.worker.outbox.next_try() == MONDAY + timedelta(seconds=30)
    other.clock.move(seconds=1)
    assert len(await claim(other, "other")) == 1


async def test_one_refusal_while_many_wait_is_the_only_one(scheme: World) -> None:
    everybody = await people(scheme, 3)
    await write(scheme, *(welcome(one) for one in everybody))
    scheme.voice.fault = NotNow("429", after=30.0, slows=Slow.ALL)
    worker = replace(scheme.worker, rate=1.5, at_once=2)  # each has a slot of its own, so the first alone meets it

    await worker.catch_up()
    tried = [one.attempts for one in await messages(scheme)]
    scheme.voice.fault = None
    scheme.clock.move(seconds=60)
    await replace(scheme.worker, rate=1_000.0).catch_up()

    assert sum(tried) == 1
    assert [one.state for one in await messages(scheme)] == ["done"] * 3


async def test_a_chat_that_had_too_much_alone_waits(scheme: World) -> None:
    kim, lou = await people(scheme, 2)
    await write(scheme, welcome(kim, "kim"))
    scheme.voice.fault = NotNow("429", after=30.0, slows=Slow.CHAT)
    await scheme.worker.catch_up()
    scheme.voice.fault = None
    await write(scheme, welcome(kim, "kim again"), welcome(lou, "lou"))

    assert [await keys(scheme, seconds) for seconds in (0, 29, 1)] == [["lou"], [], ["kim again"]]


async def test_a_refusal_without_a_time_slows_all_for_as_long_as_the_message_itself_waits(scheme: World) -> None:
    (kim,) = await people(scheme, 1)
    await write(scheme, welcome(kim))
    scheme.voice.fault = NotNow("429", slows=Slow.ALL)

    await scheme.worker.catch_up()

    waits = await the_message(scheme)
    assert (waits.error, waits.next_at) == ("too fast: 429", MONDAY + timedelta(seconds=2.2))
    assert await outbox(scheme, "me").next_try() == waits.next_at


async def test_however_long_the_channel_asks_for_others_wait_ten_minutes_at_the_most(scheme: World) -> None:
    kim, lou = await people(scheme, 2)
    await write(scheme, welcome(kim, "kim"))
    scheme.voice.fault = NotNow("429", after=3_600.0, slows=Slow.ALL)
    await scheme.worker.catch_up()
    await write(scheme, welcome(lou, "lou"))

    assert await keys(scheme, LONGEST_PAUSE.total_seconds() - 1) == []
    assert await keys(scheme, 1) == ["lou"]


async def test_what_would_be_said_much_later_is_not_claimed_yet(scheme: World, other: World) -> None:
    everybody = await people(scheme, 8)
    await write(scheme, *(welcome(one) for one in everybody))
    first = await claim(scheme, rate=0.2, at_most=6)  # one in five seconds

    assert (len(first), await claim(other, "other", rate=0.2)) == (6, [])
    wait = timedelta(seconds=6 / 0.2 - AHEAD)
    assert await other.worker.outbox.next_try() == MONDAY + wait
    other.clock.move(seconds=wait.total_seconds() + 1)
    assert len(await claim(other, "other", rate=0.2)) == 2


@pytest.mark.parametrize("hours", [1, -1])
async def test_a_clock_that_jumps_holds_nobody_up(scheme: World, hours: int) -> None:
    kim, lou = await people(scheme, 2)
    await write(scheme, welcome(kim, at=MONDAY - timedelta(hours=2)))
    scheme.voice.fault = NotNow("429", after=30.0, slows=Slow.ALL)
    await scheme.worker.catch_up()
    scheme.voice.fault = None
    scheme.clock.move(hours=hours)
    await write(scheme, welcome(lou, "lou", at=MONDAY - timedelta(hours=2)))

    assert "lou" in [one.key for one in await claim(scheme)]


def _rows(connection: Connection) -> int:
    return connection.execute(select(func.count()).select_from(rate_slot)).scalar_one()


async def test_what_lies_in_the_past_is_not_kept(scheme: World) -> None:
    everybody = await people(scheme, 3)
    await write(scheme, *(welcome(one) for one in everybody))
    await claim(scheme)
    before = await scheme.store.database.read(_rows)
    scheme.clock.move(seconds=CHAT_APART)

    await outbox(scheme, "me").sweep()

    assert (before, await scheme.store.database.read(_rows)) == (4, 0)


def test_a_worker_waits_for_its_slot_within_its_lease() -> None:
    now = datetime.fromisoformat("2026-11-30T09:00:00+00:00")
    assert now + timedelta(seconds=AHEAD) < now + LEASE / 2
