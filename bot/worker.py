"""The worker: writes down what has become due, claims it, asks again whether it still is, says it, notes how it went.

Any number of workers may run beside each other: the rows of the outbox are all that they share.
"""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.cards import Card
from bot.domain.delivery import SendState, Trouble
from bot.domain.people import Chat, PersonId
from bot.domain.repeating import AT_MOST_ONCE
from bot.front import figures
from bot.front.outbox import Claimed, Outbox, Outcome
from bot.front.telemetry import SILENCE, Telemetry
from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow, Slow, Unreachable, Voice
from bot.usecases.ports.sends import Health
from bot.usecases.saying import Ready

log = structlog.get_logger(__name__)
BATCH = 50
BESIDE = 3  # batches that are being said while the next is claimed, if nothing but we ourselves sets the pace
LEASE = timedelta(seconds=120)  # longer than the wait for a slot and the channel's time-out together
TICK = 15.0  # seconds between two looks when nothing wakes the worker
SHORTEST_NAP = 0.2  # seconds, when something waits that others may hold just now
TOGETHER = timedelta(seconds=0.1)  # what is said within that time is asked about in one reading
MOMENT = 0.03  # seconds
CHAT_APART = 2.0  # seconds between two messages in one chat: less than the channel allows in any of its windows
STEP = 0.95  # of the time between two slots: so close may come what is late
NO_WAIT = 0.001  # seconds: what is closer is not waited for
LONGEST_WAIT = 600.0  # seconds between two attempts
TRIES = 12  # the waits between them add up to about an hour and a half
STOP_WITHIN = 20.0  # seconds for what is being said when we are asked to stop
NO_CHAT = timedelta(days=1)  # who cannot be reached is tried again, and at once when they come
Asking = asyncio.Task[Mapping[int, Ready]]


@dataclass(slots=True, kw_only=True)
class Worker:
    """One worker. `rate`: messages a second for all workers together; `chance` gives a number from 0 to 1.

    `apart`: seconds between two messages in one chat; `at_once`: how many it claims at once. `wake` is set when
    something may have become due; `clock` gives the present instant (UTC). `ended`: what was said, and not noted yet.
    `looked`: when it last looked for work. `next_step`: before that, by the loop's time, it says nothing more.
    """

    outbox: Outbox
    voice: Voice
    render: Callable[[Card], dict[str, Json]]
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    rate: float
    apart: float = CHAT_APART
    at_once: int = BATCH
    tick: float = TICK
    lease: timedelta = LEASE
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    halt: asyncio.Event = field(default_factory=asyncio.Event)  # set when we are asked to stop
    busy: asyncio.Lock = field(default_factory=asyncio.Lock)  # who waits for it finds everything said
    ended: list[tuple[Claimed, Outcome]] = field(default_factory=list)
    noting: asyncio.Lock = field(default_factory=asyncio.Lock)
    telemetry: Telemetry = SILENCE
    health: Callable[[], Awaitable[Health]] | None = None  # asked at each look, if anybody wants to know
    looked: datetime | None = None
    next_step: float = 0.0

    async def run(self) -> None:
        """Works until `stop` is called, and then finishes what it holds. A fault of the database is waited out."""
        sweeping = True
        while not self.stopping:
            self.wake.clear()
            nap = rest = self.tick * (0.8 + 0.4 * self.chance())
            try:
                await self.catch_up(sweeping=sweeping)
                nap = await self._until_next(rest)
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look must come
                log.error("worker.look_failed", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data
            sweeping = await self._woken(nap) or nap >= rest

    async def _until_next(self, rest: float) -> float:
        """The seconds until something that was put off comes up, if that is before the next look."""
        if self.stopping or (at := await self.outbox.next_try()) is None:
            return rest
        return min(rest, max((at - self.clock()).total_seconds(), SHORTEST_NAP))

    async def _woken(self, nap: float) -> bool:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self.wake.wait(), nap)
        return False

    def stop(self) -> None:
        """Asks the worker to come to an end."""
        self.stopping = True
        self.halt.set()
        self.wake.set()

    async def catch_up(self, *, sweeping: bool = True) -> int:
        """Writes down and says everything that is due now; how many messages were looked at."""
        async with self.busy:
            await self._note()
            if sweeping:
                try:
                    await self._sweep()
                except Exception:
                    await self._say_what_waits()  # what is written down goes out all the same
                    raise
            return await self._say_what_waits()

    async def _sweep(self) -> None:
        for one in await self.outbox.sweep():
            where = "".join(traceback.format_tb(one.bug.__traceback__))  # its message may hold personal data
            log.error("worker.not_worked_out", reference=one.reference, kind=type(one.bug).__name__, where=where)
            self.telemetry.count("sweep.stuck")
        if self.health:
            figures.standing(self.telemetry, await self.health(), self.clock())

    async def _say_what_waits(self) -> int:
        """While many wait, the next are claimed as the last are being said; but never two at once for one person."""
        looked_at = 0
        saying: deque[Batch] = deque()
        try:
            while not self.stopping and ((claimed := await self._claim()) or saying):
                looked_at += len(claimed)
                people = {one.person for one in claimed}
                if any(people & batch.people for batch in saying):
                    await _over(saying)
                if claimed:
                    saying.append(Batch(people, asyncio.create_task(self._in_turn(claimed))))
                await _over(saying, but=BESIDE if self._many(claimed) else 0)
        except Exception:
            await _over(saying)
            raise
        await _over(saying)
        return looked_at

    def _many(self, claimed: Sequence[Claimed]) -> bool:
        """Whether more wait that could be said at once: what waits for its slot is not hurried."""
        return 2 * len(claimed) > self.at_once and claimed[-1].at <= self.clock() + TOGETHER

    async def _in_turn(self, claimed: Sequence[Claimed]) -> None:
        for held in _by_turns(claimed):
            await self._all(held)

    async def _claim(self) -> Sequence[Claimed]:
        claimed = await self.outbox.claim(at_most=self.at_once, lease=self.lease, rate=self.rate, apart=self.apart)
        self.looked = self.clock()
        return claimed

    async def _all(self, claimed: Sequence[Claimed]) -> None:
        """Says one message each to different people, and notes how it went: those that end together, together."""
        saying: set[asyncio.Task[tuple[Claimed, Outcome]]] = set()
        for held in _together(claimed):
            asking = asyncio.create_task(self._ask(held))
            saying |= {asyncio.create_task(self._one(one, asking)) for one in held}
        while saying:
            over, saying = await asyncio.wait(saying, return_when=asyncio.FIRST_COMPLETED)
            if saying:  # those that end a moment later are noted in the same transaction
                more, saying = await asyncio.wait(saying, timeout=MOMENT)
                over |= more
            self.ended += [one.result() for one in over]
            try:
                await self._note()
            except Exception as fault:  # noqa: BLE001 - it is noted later, and the others must not go on unseen
                log.error("worker.note_failed", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data

    async def _note(self) -> None:
        """Writes down how it went. What cannot be written just now is kept for the next time."""
        async with self.noting:  # what ends meanwhile is in the next note
            if noted := self.ended[:]:
                await self.outbox.finish(noted)
                del self.ended[: len(noted)]

    async def _ask(self, held: Sequence[Claimed]) -> Mapping[int, Ready]:
        await self._wait_for(held[0])
        return await self.outbox.prepare(held)

    async def _wait_for(self, claimed: Claimed) -> None:
        """Until its slot; never longer than it may be held, whatever the clock does meanwhile."""
        if (wait := (claimed.at - self.clock()).total_seconds()) > 0:
            await self._pause(min(wait, self.lease.total_seconds()))

    async def _in_step(self) -> None:
        """What is late comes hardly closer together than what is on time: no heap follows a standstill."""
        now = asyncio.get_running_loop().time()
        step = max(now, self.next_step)
        self.next_step = step + STEP / self.rate
        if step - now > NO_WAIT:
            await self._pause(step - now)

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.halt.wait(), seconds)

    async def _one(self, claimed: Claimed, asking: Asking) -> tuple[Claimed, Outcome]:
        """Says one message in its slot; a fault of our own counts as an attempt."""
        try:
            outcome = await self._say(claimed, asking)
        except Exception as bug:  # noqa: BLE001 - one bad message must not hold up the others
            log.error("worker.message_failed", key=claimed.key, kind=type(bug).__name__)  # noqa: TRY400 - its message may hold personal data
            outcome = self._again(claimed, Trouble.BUG, type(bug).__name__)
        figures.ended(self.telemetry, claimed, outcome, self.clock())
        return claimed, outcome

    async def _say(self, claimed: Claimed, asking: Asking) -> Outcome:
        ready = await self._ready(claimed, asking)
        await self._wait_for(claimed)
        await self._in_step()
        now = self.clock()
        if now >= claimed.until:
            return Outcome(state=SendState.EXPIRED, again_at=now, card_id=claimed.card_id)
        if self.stopping or now > claimed.leased - self.lease / 2:  # another takes it, or will before it is said
            return self._put_off(claimed, now)
        if ready.not_before:
            return self._put_off(claimed, ready.not_before)
        if ready.card is None:
            return Outcome(state=SendState.WITHDRAWN, again_at=now, card_id=claimed.card_id)
        if ready.chat is None:
            return self._put_off(claimed, now + NO_CHAT, Trouble.NO_CHAT)
        with self.telemetry.span("send", cause=claimed.trace, kind=claimed.kind, attempt=claimed.attempt) as span:
            outcome = await self._speak(claimed, ready.chat, self.render(ready.card))
            span.set(state=outcome.state, why=(outcome.error or "").partition(":")[0])
        return outcome

    async def _ready(self, claimed: Claimed, asking: Asking) -> Ready:
        """As it is true now. If the reading failed because of one, each is read alone."""
        try:
            found = await asyncio.shield(asking)
        except Exception:  # noqa: BLE001 - if it was because of this one, it is raised again here
            found = await self.outbox.prepare([claimed])
        return found[claimed.id]

    def _put_off(self, claimed: Claimed, at: datetime, why: Trouble | None = None) -> Outcome:
        return Outcome(state=SendState.PENDING, again_at=at, card_id=claimed.card_id, error=why, tried=False, away=True)

    async def _speak(self, claimed: Claimed, chat: Chat, card: dict[str, Json]) -> Outcome:
        try:
            said = await self.voice.say(chat, card, replaces=claimed.card_id)
        except Unreachable as fault:
            return self._never(claimed, fault)
        except NotNow as fault:
            return await self._later(claimed, fault)
        except MayHaveArrived as fault:
            return self._open(claimed, Trouble.MAY_HAVE_ARRIVED, str(fault))
        except Exception as bug:  # noqa: BLE001 - a fault of ours, and the words may be out
            log.error("worker.voice_failed", key=claimed.key, kind=type(bug).__name__)  # noqa: TRY400 - its message may hold personal data
            return self._open(claimed, Trouble.BUG, type(bug).__name__)
        back = False if chat.doubtful else None
        return Outcome(state=SendState.DONE, again_at=self.clock(), card_id=said, blocked=back)

    def _never(self, claimed: Claimed, fault: Unreachable) -> Outcome:
        now = self.clock()
        if claimed.card_id:  # the card that it would stand in for is gone: nobody waits for it
            return Outcome(state=SendState.WITHDRAWN, again_at=now, card_id=claimed.card_id)
        if fault.gone:  # they may come back
            return replace(self._put_off(claimed, now + NO_CHAT, Trouble.NO_CHAT), blocked=True)
        why = f"{Trouble.UNREACHABLE}: {fault}"[:200]
        return Outcome(state=SendState.FAILED, again_at=now, card_id=claimed.card_id, error=why)

    async def _later(self, claimed: Claimed, fault: NotNow) -> Outcome:
        """If the channel asked for it, everybody waits, or whoever has to be said something in the same chat."""
        if fault.slows is Slow.NOBODY:
            return self._again(claimed, Trouble.NOT_NOW, str(fault), after=fault.after, for_ever=True)
        outcome = self._again(claimed, Trouble.TOO_FAST, str(fault), after=fault.after, for_ever=True)
        wait = timedelta(seconds=fault.after) if fault.after else outcome.again_at - self.clock()
        one_chat = claimed.person if fault.slows is Slow.CHAT else None
        try:
            await self.outbox.slow_down(self.clock() + wait, person=one_chat)
        except Exception as gone:  # noqa: BLE001 - this message waits in any case
            log.error("worker.slow_down_failed", kind=type(gone).__name__)  # noqa: TRY400 - its message may hold personal data
        return outcome

    def _open(self, claimed: Claimed, why: Trouble, details: str) -> Outcome:
        """Nobody knows whether it arrived: it is said again, unless twice is worse than never."""
        if claimed.kind in AT_MOST_ONCE and claimed.card_id is None:
            return Outcome(state=SendState.UNSURE, again_at=self.clock(), error=f"{why}: {details}"[:200])
        return self._again(claimed, why, details)

    def _again(
        self, claimed: Claimed, why: Trouble, details: str, *, after: float = 0.0, for_ever: bool = False
    ) -> Outcome:
        """Later each time. `for_ever`: until it is too late; a channel that is out for a day must cost no message."""
        wait = max(after, min(2.0 ** min(claimed.attempt, TRIES), LONGEST_WAIT)) * (1.0 + 0.2 * self.chance())
        state = SendState.FAILED if claimed.attempt >= TRIES and not for_ever else SendState.PENDING
        again_at = self.clock() + timedelta(seconds=wait)
        return Outcome(state=state, again_at=again_at, card_id=claimed.card_id, error=f"{why}: {details}"[:200])


@dataclass(frozen=True, slots=True)
class Batch:
    """Messages that are being said, to these people."""

    people: set[PersonId]
    said: asyncio.Task[None]


async def _over(saying: deque[Batch], *, but: int = 0) -> None:
    """Waits until at most so many are still being said, the oldest first."""
    while len(saying) > but:
        await saying.popleft().said


def _by_turns(claimed: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    """First the first message of each person, then the second: what one person gets comes in order."""
    turns: list[list[Claimed]] = []
    had: dict[PersonId, int] = {}
    for one in claimed:
        turn = had.get(one.person, 0)
        had[one.person] = turn + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(one)
    yield from turns


def _together(claimed: Sequence[Claimed]) -> Iterator[list[Claimed]]:
    """Those whose slots lie close to each other."""
    held: list[Claimed] = []
    for one in claimed:
        if held and one.at - held[0].at > TOGETHER:
            yield held
            held = []
        held.append(one)
    if held:
        yield held


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
