"""A worker with much to say: it claims the next while it says the last, and loses and doubles nothing by it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.domain.people import Chat, Role
from bot.front.outbox import Claimed, Outcome
from bot.front.turn import Json
from bot.worker import BESIDE, MOMENT, STEP
from tests.store.messages import messages, states, welcome, write
from tests.store.pairs import add_person
from tests.test_worker_faults import FlakyOutbox
from tests.world import RecordingVoice, World

AT_ONCE = 2
ALL_AT_ONCE = AT_ONCE * (BESIDE + 1)


async def crowd(world: World, size: int, *, each: int = 1) -> None:
    """So many people, who each wait for so many messages."""
    for number in range(size):
        who = await add_person(world.store, f"kim.{number}", Role.STUDENT)
        await write(world, *(welcome(who, f"{number}.{turn}") for turn in range(each)))


@dataclass(slots=True)
class Together(RecordingVoice):
    """Says nothing before so many wait to be said; knows the most that ever did, in all and in one chat."""

    wanted: int = 1
    now: Counter[str] = field(default_factory=Counter)
    most: int = 0
    most_in_a_chat: int = 0
    enough: asyncio.Event = field(default_factory=asyncio.Event)

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        self.now[chat.conversation] += 1
        self.most = max(self.most, self.now.total())
        self.most_in_a_chat = max(self.most_in_a_chat, self.now[chat.conversation])
        if self.now.total() >= self.wanted:
            self.enough.set()
        await asyncio.wait_for(self.enough.wait(), 10)
        await asyncio.sleep(0)
        self.now[chat.conversation] -= 1
        return await super(Together, self).say(chat, card, replaces=replaces)


@dataclass(slots=True)
class Timed(RecordingVoice):
    """Knows when each message was said, by the loop's time."""

    at: list[float] = field(default_factory=list)

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        self.at.append(asyncio.get_running_loop().time())
        return await super(Timed, self).say(chat, card, replaces=replaces)


@dataclass(slots=True)
class GoneSoon(FlakyOutbox):
    """An outbox whose database is gone after so many claims, until what was said is noted."""

    claims: int = 1
    noted: list[str] = field(default_factory=list)

    async def claim(self, *, at_most: int, lease: timedelta, rate: float, apart: float) -> Sequence[Claimed]:
        if not self.claims:
            raise ConnectionRefusedError
        self.claims -= 1
        return await self.inner.claim(at_most=at_most, lease=lease, rate=rate, apart=apart)

    async def finish(self, ended: Sequence[tuple[Claimed, Outcome]]) -> None:
        self.noted += [claimed.key for claimed, _ in ended]
        await self.inner.finish(ended)


@dataclass(slots=True)
class SlowNotes(FlakyOutbox):
    """An outbox that takes its time to note: others come to their end meanwhile."""

    noted: Counter[str] = field(default_factory=Counter)

    async def finish(self, ended: Sequence[tuple[Claimed, Outcome]]) -> None:
        self.noted.update(claimed.key for claimed, _ in ended)
        await asyncio.sleep(3 * MOMENT)
        await self.inner.finish(ended)


async def test_while_many_wait_the_next_are_claimed_as_the_last_are_being_said(scheme: World) -> None:
    await crowd(scheme, 2 * ALL_AT_ONCE)
    voice = Together(wanted=ALL_AT_ONCE)

    looked_at = await replace(scheme.worker, voice=voice, at_once=AT_ONCE).catch_up()

    assert voice.most == ALL_AT_ONCE
    assert looked_at == len(voice.said) == len({one.conversation for one in voice.said}) == 2 * ALL_AT_ONCE
    assert set((await states(scheme)).values()) == {"done"}


async def test_what_ends_while_another_end_is_being_noted_is_noted_once(scheme: World) -> None:
    await crowd(scheme, ALL_AT_ONCE)
    outbox = SlowNotes(scheme.worker.outbox)

    await replace(scheme.worker, outbox=outbox, at_once=AT_ONCE).catch_up()

    assert outbox.noted == dict.fromkeys(await states(scheme), 1)
    assert set((await states(scheme)).values()) == {"done"}


async def test_nobody_is_said_two_things_at_once_and_each_hears_them_in_order(scheme: World) -> None:
    await crowd(scheme, 1, each=7)
    voice = Together()

    await replace(scheme.worker, voice=voice, at_once=AT_ONCE, apart=0.0).catch_up()

    assert voice.most_in_a_chat == 1
    assert [one.card_id for one in await messages(scheme)] == [one.id for one in voice.said]
    assert len(voice.said) == 7


async def test_a_database_that_is_gone_in_the_middle_costs_nothing_of_what_is_being_said(scheme: World) -> None:
    await crowd(scheme, 3 * AT_ONCE)
    outbox = GoneSoon(scheme.worker.outbox, claims=2)

    with pytest.raises(ConnectionRefusedError):
        await replace(scheme.worker, outbox=outbox, at_once=AT_ONCE).catch_up()

    assert len(scheme.voice.said) == 2 * AT_ONCE
    assert Counter(outbox.noted) == Counter(key for key, state in (await states(scheme)).items() if state == "done")
    assert Counter((await states(scheme)).values()) == {"done": 2 * AT_ONCE, "pending": AT_ONCE}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_after_a_standstill_what_is_late_does_not_come_in_a_heap(scheme: World) -> None:
    await crowd(scheme, 20)
    voice = Timed()
    late = replace(scheme.worker, voice=voice, rate=50.0, clock=lambda: scheme.clock() + timedelta(seconds=30))

    await late.catch_up(sweeping=False)

    assert len(voice.at) == 20
    assert voice.at[-1] - voice.at[0] > 19 * STEP / 50 - 0.02
