"""The worker: says each thing once, while it is true, and does not give up too early or too late."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.cards import Card
from bot.domain.delivery import SendState
from bot.domain.people import PersonId, Role
from bot.front.outbox import Outcome
from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow, Unreachable
from bot.store.tables import chat, link
from bot.store.tables import person as person_table
from bot.usecases.meetings import move
from bot.usecases.times import Ref
from bot.worker import BATCH, LONGEST_WAIT, TRIES
from tests.store.messages import Message, messages, states, the_message, welcome, write
from tests.store.pairs import Pair, add_person, confirmed, new_pair, offered
from tests.world import MONDAY, World, chat_of, make_world, person

KIM = person("kim.lee")
TOMORROW = MONDAY + timedelta(days=1, hours=5)


@pytest.fixture
async def kim(scheme: World) -> PersonId:
    """A student who has opened the chat, and is to be welcomed."""
    number = await add_person(scheme.store, "kim.lee", Role.STUDENT)
    await write(scheme, welcome(number, "k"))
    return number


@pytest.fixture
async def pair(scheme: World) -> Pair:
    return await new_pair(scheme.store, 1)


def titles(said: Sequence[object]) -> list[str]:
    return [one.card["body"][0]["text"] for one in said]  # type: ignore[attr-defined]  # what the channel took


@pytest.mark.usefixtures("kim")
async def test_a_message_is_said_once(scheme: World) -> None:
    looked_at = [await scheme.worker.catch_up() for _ in range(2)]

    assert looked_at == [1, 0]
    assert [one.conversation for one in scheme.voice.said] == [chat_of(KIM).conversation]
    row = await the_message(scheme)
    assert (row.state, row.card_id, row.attempts) == ("done", scheme.voice.said[0].id, 1)


async def test_two_workers_at_once_say_each_message_once(scheme: World, kim: PersonId, database_url: str) -> None:
    await write(scheme, *(welcome(kim, f"k{number}") for number in range(2 * BATCH)))
    other = await make_world(database_url, me="worker-2")

    await asyncio.gather(scheme.worker.catch_up(), other.worker.catch_up())

    assert len(scheme.voice.said) + len(other.voice.said) == 2 * BATCH + 1
    assert set((await states(scheme)).values()) == {"done"}
    await other.store.close()


async def test_a_reminder_of_a_meeting_that_moved_is_withdrawn(scheme: World, pair: Pair) -> None:
    await confirmed(scheme.store, pair, TOMORROW)
    await scheme.worker.catch_up()
    scheme.clock.now = TOMORROW - timedelta(minutes=10)
    await scheme.worker.outbox.sweep()
    await scheme.store.run(pair.student, move, Ref(meeting=pair.meeting, version=4))
    before = len(scheme.voice.said)

    await scheme.worker.catch_up()

    found = await states(scheme)
    assert {found[f"soon:{pair.meeting}:1:{who}"] for who in (pair.buddy, pair.student)} == {"withdrawn"}
    assert titles(scheme.voice.said[before:]) == ["Today's meeting will move"]


async def test_a_question_that_was_answered_meanwhile_is_not_asked(scheme: World, pair: Pair) -> None:
    await scheme.worker.outbox.sweep()
    await offered(scheme.store, pair, TOMORROW)

    await scheme.worker.catch_up()

    assert await states(scheme) == {
        f"free:{pair.meeting}:v1:{pair.buddy}": "withdrawn",
        f"pick:{pair.meeting}:v2:{pair.student}": "done",
    }


@pytest.mark.usefixtures("kim")
async def test_a_message_that_the_channel_cannot_take_now_is_tried_again_later(scheme: World) -> None:
    scheme.voice.fault = NotNow("503")
    await scheme.worker.catch_up()
    waits = await the_message(scheme)
    scheme.voice.fault = None
    looked_at = await scheme.worker.catch_up()
    scheme.clock.move(seconds=3)

    await scheme.worker.catch_up()

    assert (waits.state, waits.error, waits.next_at) == ("pending", "not now: 503", MONDAY + timedelta(seconds=2.2))
    assert looked_at == 0
    assert (await the_message(scheme)).state == "done"
    assert (await the_message(scheme)).error is None


@pytest.mark.usefixtures("kim")
async def test_a_clock_that_goes_on_keeps_nobody_waiting(scheme: World) -> None:
    began = MONDAY

    def ticking() -> datetime:
        scheme.clock.move(microseconds=1)
        return scheme.clock.now

    scheme.worker.clock = ticking
    world_clock = replace(scheme.store, clock=ticking)
    scheme.worker.outbox = replace(scheme.worker.outbox, store=world_clock, clock=ticking)  # type: ignore[type-var]  # it is a SqlOutbox
    async with asyncio.timeout(10):
        await scheme.worker.catch_up()

    assert scheme.clock.now > began
    assert (await the_message(scheme)).state == "done"


async def test_who_comes_while_a_worker_looks_for_their_chat_hears_at_once(scheme: World, kim: PersonId) -> None:
    await write(scheme, welcome(kim, "while away"))
    await scheme.store.database.write(lambda connection: connection.execute(update(chat).values(open=False)))
    outbox = scheme.worker.outbox
    held = await outbox.claim(at_most=BATCH, lease=timedelta(minutes=2), rate=1000.0, apart=0.0)
    tomorrow = MONDAY + timedelta(days=1)
    away = Outcome(state=SendState.PENDING, again_at=tomorrow, error="no chat", tried=False, away=True)
    await outbox.finish([(held[0], away)])  # one was looked at before they came, one is being looked at
    await scheme.comes(KIM)
    await outbox.finish([(one, away) for one in held[1:]])

    await scheme.worker.catch_up()

    assert {row.state for row in await messages(scheme)} == {"done"}
    assert len(held) > 1


@pytest.mark.usefixtures("pair")
async def test_what_comes_up_at_night_waits_for_the_morning_and_costs_no_attempt(scheme: World) -> None:
    scheme.clock.now = MONDAY.replace(hour=22)
    await scheme.worker.catch_up()
    waits = await _question(scheme)
    scheme.clock.now = MONDAY + timedelta(days=1)

    await scheme.worker.catch_up()

    assert (waits.state, waits.attempts, waits.next_at) == ("pending", 0, MONDAY + timedelta(days=1))
    assert titles(scheme.voice.said) == ["When are you free?"]


async def test_who_takes_a_break_is_not_written_to_and_what_waits_comes_when_they_are_back(
    scheme: World, pair: Pair
) -> None:
    await _stands(scheme, pair.buddy, rests_since=MONDAY)
    for day in range(15):  # more often than a message may fail
        scheme.clock.now = MONDAY + timedelta(days=day)
        await scheme.worker.catch_up()
    before = len(scheme.voice.said)
    await _stands(scheme, pair.buddy, rests_since=None)
    scheme.clock.move(days=1)
    await scheme.worker.catch_up()

    assert before == 0
    assert titles(scheme.voice.said) == ["When are you free?"]


async def test_while_a_link_is_frozen_nothing_is_said_of_its_meetings(scheme: World, pair: Pair) -> None:
    await scheme.worker.outbox.sweep()
    await scheme.store.database.write(lambda connection: connection.execute(update(link).values(frozen=True)))
    await scheme.worker.catch_up()
    frozen = await _question(scheme)
    await scheme.store.database.write(lambda connection: connection.execute(update(link).values(frozen=False)))
    scheme.clock.move(days=1)
    await scheme.worker.catch_up()

    assert (frozen.state, frozen.attempts) == ("pending", 0)
    assert titles(scheme.voice.said) == ["When are you free?"]
    assert f"free:{pair.meeting}:" in (await _question(scheme)).key


async def _question(world: World) -> Message:
    """The one that asks a Buddy for free times."""
    return next(one for one in await messages(world) if one.key.startswith("free:"))


async def _stands(world: World, number: PersonId, **values: object) -> None:
    changed = update(person_table).where(person_table.c.id == number).values(**values)
    await world.store.database.write(lambda connection: connection.execute(changed))


@pytest.mark.usefixtures("kim")
async def test_the_wait_that_the_channel_asks_for_is_kept(scheme: World) -> None:
    scheme.voice.fault = NotNow("429", after=90.0)

    await scheme.worker.catch_up()

    assert (await the_message(scheme)).next_at == MONDAY + timedelta(seconds=90 * 1.1)


@pytest.mark.usefixtures("kim")
async def test_waits_grow_and_end_and_then_a_coordinator_hears_of_it(scheme: World) -> None:
    scheme.voice.fault = MayHaveArrived("reset")
    waits: list[float] = []
    while (await the_message(scheme)).state == "pending":
        await scheme.worker.catch_up()
        waits.append((await the_message(scheme)).next_at.timestamp() - scheme.clock().timestamp())
        scheme.clock.move(seconds=waits[-1])

    assert [round(wait / 1.1) for wait in waits] == [min(2**tried, LONGEST_WAIT) for tried in range(1, TRIES + 1)]
    assert (await the_message(scheme)).state == "failed"
    health = await scheme.store.read(PersonId(1), lambda work, _, now: work.sends.health(now=now), None)
    assert health.failed == 1


@pytest.mark.usefixtures("kim")
async def test_a_channel_that_is_out_for_a_day_costs_no_message(scheme: World) -> None:
    scheme.voice.fault = NotNow("no_connection")
    for _ in range(TRIES + 3):
        await scheme.worker.catch_up()
        scheme.clock.move(seconds=2 * LONGEST_WAIT)
    scheme.voice.fault = None

    await scheme.worker.catch_up()

    assert (await the_message(scheme)).state == "done"


@pytest.mark.usefixtures("kim")
async def test_a_message_that_the_channel_does_not_take_is_not_tried_again(scheme: World) -> None:
    scheme.voice.fault = Unreachable("400")

    await scheme.worker.catch_up()

    row = await the_message(scheme)
    assert (row.state, row.attempts, row.error) == ("failed", 1, "unreachable: 400")


@pytest.mark.usefixtures("kim")
async def test_what_is_for_somebody_who_blocked_the_assistant_waits_for_them(scheme: World) -> None:
    scheme.voice.fault = Unreachable("403", gone=True)

    await scheme.worker.catch_up()

    row = await the_message(scheme)
    assert (row.state, row.attempts, row.error, row.next_at) == ("pending", 0, "no chat", MONDAY + timedelta(days=1))


@pytest.mark.usefixtures("kim")
async def test_a_message_that_may_have_arrived_is_said_again(scheme: World) -> None:
    scheme.voice.fault = MayHaveArrived("reset")
    await scheme.worker.catch_up()
    waits = await the_message(scheme)
    scheme.voice.fault = None
    scheme.clock.move(seconds=5)

    await scheme.worker.catch_up()

    assert (waits.state, waits.error) == ("pending", "may have arrived: reset")
    assert (await the_message(scheme)).state == "done"


async def test_a_message_that_comes_too_late_is_never_said(scheme: World) -> None:
    number = await add_person(scheme.store, "kim.lee", Role.STUDENT)
    await write(scheme, welcome(number, "k", lasts=timedelta(hours=1)))
    scheme.clock.move(hours=1)

    await scheme.worker.catch_up()

    assert (await the_message(scheme)).state == "expired"
    assert scheme.voice.said == []


async def test_who_cannot_be_reached_yet_gets_everything_in_order_as_soon_as_they_come(scheme: World) -> None:
    number = await add_person(scheme.store, "kim.lee", Role.STUDENT, there=False)
    await write(scheme, welcome(number), welcome(number, "second"))
    await scheme.worker.catch_up()
    waiting = await messages(scheme)
    scheme.clock.move(minutes=1)
    await scheme.comes(KIM)

    await scheme.worker.catch_up()

    assert {(one.state, one.error, one.next_at) for one in waiting} == {
        ("pending", "no chat", MONDAY + timedelta(days=1))
    }
    assert [one.card_id for one in await messages(scheme)] == [one.id for one in scheme.voice.said]
    assert len(scheme.voice.said) == 2


class BadRenderer:
    """Fails for one person's card, as a bug would."""

    def __init__(self, world: World) -> None:
        self._world = world

    def render(self, card: Card) -> dict[str, Json]:
        if getattr(card, "first_name", "") == "Lou":
            raise ZeroDivisionError("with somebody's words in it")
        return self._world.renderer.render(card)


async def test_a_fault_of_ours_in_one_message_does_not_hold_up_the_others(scheme: World, kim: PersonId) -> None:
    lou = await add_person(scheme.store, "lou.ray", Role.STUDENT)
    await write(scheme, welcome(lou, "bad"), welcome(kim, "good"))
    worker = replace(scheme.worker, render=BadRenderer(scheme).render)

    with capture_logs() as logs:
        await worker.catch_up()

    assert await states(scheme) == {"k": "done", "bad": "pending", "good": "done"}
    assert [one.error for one in await messages(scheme) if one.key == "bad"] == ["bug: ZeroDivisionError"]
    assert "somebody's words" not in repr(logs)
    assert [log["event"] for log in logs] == ["worker.message_failed"]
