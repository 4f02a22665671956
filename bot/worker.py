"""The worker: writes down what has become due, claims it, asks again whether it still is, says it, notes how it went.

Any number of workers may run beside each other: the rows of the outbox are all that they share.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.cards import Card
from bot.domain.people import Chat, PersonId
from bot.front.outbox import Claimed, Outbox, Outcome
from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow, Unreachable, Voice

log = structlog.get_logger(__name__)
BATCH = 25
LEASE = timedelta(seconds=120)  # longer than the wait for a slot and the channel's time-out together
TICK = 15.0  # seconds between two looks when nothing wakes the worker
LONGEST_WAIT = 600.0  # seconds between two attempts
TRIES = 12  # the waits between them add up to about an hour and a half
STOP_WITHIN = 20.0  # seconds for what is being said when we are asked to stop
NO_CHAT = timedelta(days=1)  # who cannot be reached is tried again, and at once when they come


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker. `rate`: messages a second for all workers together; `chance` gives a number from 0 to 1.

    `wake` is set when something may have become due; `clock` gives the present instant (UTC).
    """

    outbox: Outbox
    voice: Voice
    render: Callable[[Card], dict[str, Json]]
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    rate: float
    tick: float = TICK
    lease: timedelta = LEASE
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)  # who waits for it finds everything said

    async def run(self) -> None:
        """Works until `stop` is called, and then finishes what it holds. A fault of the database is waited out."""
        while not self.stopping:
            self.wake.clear()
            try:
                await self.catch_up()
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look must come
                log.error("worker.look_failed", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), self.tick * (0.8 + 0.4 * self.chance()))

    def stop(self) -> None:
        """Asks the worker to come to an end."""
        self.stopping = True
        self.wake.set()

    async def catch_up(self) -> int:
        """Writes down and says everything that is due now; how many messages were looked at."""
        async with self.busy:
            await self.outbox.sweep()
            looked_at = 0
            while not self.stopping and (claimed := await self._claim()):
                await self._all(claimed)
                looked_at += sum(len(group) for group in claimed)
            return looked_at

    async def _claim(self) -> list[list[tuple[Claimed, datetime]]]:
        """What this worker may say now, by person: what one person gets comes in order."""
        groups: dict[PersonId, list[tuple[Claimed, datetime]]] = {}
        for one, at in await self.outbox.claim(at_most=BATCH, lease=self.lease, rate=self.rate):
            groups.setdefault(one.person, []).append((one, at))
        return list(groups.values())

    async def _all(self, claimed: list[list[tuple[Claimed, datetime]]]) -> None:
        """Waits for every one of them, also when one fails: none goes on unseen."""
        ended = await asyncio.gather(*(self._in_turn(group) for group in claimed), return_exceptions=True)
        if fault := next((one for one in ended if isinstance(one, BaseException)), None):
            raise fault

    async def _in_turn(self, group: list[tuple[Claimed, datetime]]) -> None:
        for one, at in group:
            await self._one(one, at)

    async def _one(self, claimed: Claimed, at: datetime) -> None:
        """Says one message in its slot, and notes how it went; a fault of our own counts as an attempt."""
        if (wait := (at - self.clock()).total_seconds()) > 0:
            await asyncio.sleep(wait)
        try:
            outcome = await self._say(claimed)
        except Exception as bug:  # noqa: BLE001 - one bad message must not hold up the others
            log.error("worker.message_failed", key=claimed.key, kind=type(bug).__name__)  # noqa: TRY400 - its message may hold personal data
            outcome = self._again(claimed, f"bug: {type(bug).__name__}")
        await self.outbox.finish(claimed, outcome)

    async def _say(self, claimed: Claimed) -> Outcome:
        now = self.clock()
        if now >= claimed.until:
            return Outcome(state="expired", again_at=now, card_id=claimed.card_id)
        ready = await self.outbox.prepare(claimed)
        if ready.not_before:
            return Outcome(state="pending", again_at=ready.not_before, card_id=claimed.card_id, tried=False, away=True)
        if ready.card is None:
            return Outcome(state="withdrawn", again_at=now, card_id=claimed.card_id)
        if ready.chat is None:
            return self._away(claimed, now)
        return await self._speak(claimed, ready.chat, ready.card)

    def _away(self, claimed: Claimed, now: datetime) -> Outcome:
        return Outcome(
            state="pending",
            again_at=now + NO_CHAT,
            card_id=claimed.card_id,
            error="no chat",
            tried=False,
            away=True,
        )

    async def _speak(self, claimed: Claimed, chat: Chat, card: Card) -> Outcome:
        now = self.clock()
        try:
            said = await self.voice.say(chat, self.render(card), replaces=claimed.card_id)
        except Unreachable as fault:
            if claimed.card_id:  # the card that it would stand in for is gone: nobody waits for it
                return Outcome(state="withdrawn", again_at=now, card_id=claimed.card_id)
            return Outcome(state="failed", again_at=now, card_id=claimed.card_id, error=f"unreachable: {fault}"[:200])
        except NotNow as fault:
            return self._again(claimed, f"not now: {fault}", after=fault.after)
        except MayHaveArrived as fault:
            return self._again(claimed, f"may have arrived: {fault}")
        return Outcome(state="done", again_at=now, card_id=said)

    def _again(self, claimed: Claimed, why: str, *, after: float = 0.0) -> Outcome:
        wait = max(after, min(2.0**claimed.attempt, LONGEST_WAIT)) * (1.0 + 0.2 * self.chance())
        state = "failed" if claimed.attempt >= TRIES else "pending"
        again_at = self.clock() + timedelta(seconds=wait)
        return Outcome(state=state, again_at=again_at, card_id=claimed.card_id, error=why[:200])


class Works(Protocol):
    """What works beside those who ask, until it is told to stop. `wake` is set when there may be something to do."""

    wake: asyncio.Event

    async def run(self) -> None:
        """Works until `stop` is called."""

    def stop(self) -> None:
        """Asks it to come to an end."""


def wake_all(*workers: Works) -> Callable[[], None]:
    """Wakes each of them."""

    def wake() -> None:
        for one in workers:
            one.wake.set()

    return wake


@asynccontextmanager
async def working(*workers: Works) -> AsyncIterator[None]:
    """They work for as long as the block lasts, and finish, or leave to others, what they hold at the end."""
    tasks = [asyncio.create_task(one.run()) for one in workers]
    try:
        yield
    finally:
        for one in workers:
            one.stop()
        await asyncio.wait_for(asyncio.gather(*tasks), STOP_WITHIN)
