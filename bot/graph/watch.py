"""Keeps up what Graph has agreed to tell us, and reads what Teams reports of meetings that are over."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from bot.domain.watching import LASTS, Agreed
from bot.front.beyond import Gone, GraphFault
from bot.front.watching import Agreements, Ended, Reports, Turn, Watched

log = structlog.get_logger(__name__)
TICK = 60.0


@dataclass(slots=True, kw_only=True)
class Watch:
    """One of them in each replica. `agreements` or `reports` is None where that is not switched on."""

    todo: Watched
    clock: Callable[[], datetime]
    agreements: Agreements | None = None
    reports: Reports | None = None
    tick: float = TICK
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    async def run(self) -> None:
        """Works until `stop` is called; a fault of the database is waited out."""
        while not self.stopping:
            self.wake.clear()
            try:
                await self.once()
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look must come
                log.error("watch.failed", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), self.tick)

    def stop(self) -> None:
        """Asks it to come to an end; what it does not get to is left to others."""
        self.stopping = True
        self.wake.set()

    async def once(self) -> None:
        """One look at all of it."""
        if self.agreements and (turn := await self.todo.turn()):
            await self._see_to(self.agreements, turn)
        for ended in await self.todo.ended() if self.reports else ():
            if self.reports and not self.stopping:
                await self._read(self.reports, ended)

    async def _see_to(self, agreements: Agreements, turn: Turn) -> None:
        try:
            agreed = await self._agree(agreements, turn.subscription)
        except GraphFault as fault:
            log.warning("watch.not_agreed", code=fault.code)
            await self.todo.refused(turn, fault)
        else:
            await self.todo.agreed(agreed)

    async def _agree(self, agreements: Agreements, subscription: str) -> Agreed:
        until = self.clock() + LASTS
        if subscription:
            with contextlib.suppress(Gone):
                return await agreements.renew(subscription, until=until)
        return await agreements.make(until=until)

    async def _read(self, reports: Reports, ended: Ended) -> None:
        try:
            seen = await reports.seen(ended)
        except GraphFault as fault:  # it is a hint: what people say themselves is the record
            log.info("watch.no_report", meeting=ended.meeting, code=fault.code)
            return
        if seen:
            await self.todo.reported(ended, seen)
