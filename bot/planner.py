"""The planner: takes a plan that somebody asked for, lets a process of its own work it out, and writes what it found.

Any number of planners may run beside each other. One that is killed leaves its plan to the next; a plan that is
stopped ends its process.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import structlog

from bot.domain.plans import PlanState
from bot.front.planner import PlansToDo, Taken
from bot.planning.process import START, question

log = structlog.get_logger(__name__)
ROOT = Path(__file__).parent.parent
LEASE = timedelta(seconds=30)
BEAT = 1.0  # seconds between two looks at whether it was stopped
TICK = 15.0
LONGEST = 600.0  # seconds; a process that takes longer hangs
TRIES = 3


@dataclass(slots=True, kw_only=True)
class Planner:
    """One planner. `told` is called when there is news for somebody; `wake` is set when a plan may wait."""

    todo: PlansToDo
    told: Callable[[], None]
    tick: float = TICK
    beat: float = BEAT
    lease: timedelta = LEASE
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False

    async def run(self) -> None:
        """Works until `stop` is called. A fault is waited out: the plan is taken again when its lease has run out."""
        while not self.stopping:
            self.wake.clear()
            try:
                while not self.stopping and await self.one():
                    self.told()
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look must come
                log.error("planner.look_failed", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), self.tick)

    def stop(self) -> None:
        """Asks the planner to come to an end; another takes up what it leaves."""
        self.stopping = True
        self.wake.set()

    async def one(self) -> bool:
        """Works out one plan, if there is one to do."""
        taken = await self.todo.take(lease=self.lease)
        if taken is None:
            return False
        if taken.attempt > TRIES:
            await self.todo.settle(taken, PlanState.FAILED, "")
            return True
        found = await self._work_out(taken)
        if found:
            await self.todo.settle(taken, PlanState.READY, found)
        return True

    async def _work_out(self, taken: Taken) -> str:
        """What the process wrote; '' when it was ended or came to grief."""
        asked = question(await self.todo.problem(taken))
        # None of our secrets goes along.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, cwd=ROOT, env={}
        )
        answer = asyncio.ensure_future(process.communicate(asked))
        wanted = False
        try:
            wanted = await self._wait(taken, answer)
        finally:
            await _ended(process, answer)
        if process.returncode and wanted:
            log.warning("planner.process_ended", plan=taken.id, code=process.returncode)
        return answer.result()[0].decode() if wanted and not process.returncode else ""

    async def _wait(self, taken: Taken, answer: asyncio.Future[tuple[bytes, bytes]]) -> bool:
        """Until the answer is there (True), or nobody wants it any more."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        while loop.time() < end and not self.stopping:
            done, _ = await asyncio.wait({answer}, timeout=self.beat)
            if done:
                return True
            if not await self.todo.hold(taken, lease=self.lease):
                return False
        return False


async def _ended(process: Process, answer: asyncio.Future[tuple[bytes, bytes]]) -> None:
    """The process has come to an end, by itself or not."""
    if not answer.done():
        process.kill()
    await answer
