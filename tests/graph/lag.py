"""Measures for how long an event loop is held up."""

from __future__ import annotations

import asyncio
from time import perf_counter, process_time
from typing import Self

EVERY = 0.001  # seconds


class Lag:
    """The longest stretch, in milliseconds, for which nothing else could run on the loop while the block lasted.

    Time in which the machine worked for others does not count: of wall time and our own CPU time the lesser.
    """

    def __init__(self) -> None:
        self.longest_ms = 0.0
        self._probe: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._probe = asyncio.create_task(self._watch())
        await asyncio.sleep(0.01)
        self.longest_ms = 0.0
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.sleep(0.01)
        assert self._probe
        self._probe.cancel()
        await asyncio.wait({self._probe})

    async def _watch(self) -> None:
        while True:
            wall, ours = perf_counter(), process_time()
            await asyncio.sleep(EVERY)
            held = min(perf_counter() - wall - EVERY, process_time() - ours)
            self.longest_ms = max(self.longest_ms, held * 1000)
