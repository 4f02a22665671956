"""The planner: takes a plan that somebody asked for, lets a process of its own work it out, and writes what it found.

Any number of planners may run beside each other. One that is killed leaves its plan to the next; a plan that is
stopped ends its process. How far it is stands in its row: a card says it without a turn that waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import cast

import structlog

from bot.domain.plans import Far, PlanState, View
from bot.front.planner import PlansToDo, Taken
from bot.planning.process import SECONDS, START, question

log = structlog.get_logger(__name__)
ROOT = Path(__file__).parent.parent
LEASE = timedelta(seconds=30)
BEAT = 1.0  # seconds between two looks at whether it was stopped, each of which notes how far it is
LONGEST_LINE = 2**26  # bytes; the report is one line
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
    seconds: float = SECONDS
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
        taken = await self.todo.take(lease=self.lease, within=timedelta(seconds=self.seconds))
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
        problem = await self.todo.problem(taken)
        asked = question(problem, seconds=self.seconds, weeks=taken.view is View.OUTLOOK)
        # None of our secrets goes along.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", START),
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            cwd=ROOT,
            env={},
            limit=LONGEST_LINE,
        )
        talk = Talk(process=process)
        answer = asyncio.ensure_future(talk.about(asked))
        wanted = False
        try:
            wanted = await self._wait(taken, answer, talk)
        finally:
            await _ended(process, answer)
        if process.returncode and wanted:
            log.warning("planner.process_ended", plan=taken.id, code=process.returncode)
        return answer.result().decode() if wanted and not process.returncode else ""

    async def _wait(self, taken: Taken, answer: asyncio.Future[bytes], talk: Talk) -> bool:
        """Until the answer is there (True), or nobody wants it any more."""
        loop = asyncio.get_running_loop()
        end = loop.time() + LONGEST
        while loop.time() < end and not self.stopping:
            done, _ = await asyncio.wait({answer}, timeout=self.beat)
            if done:
                return True
            if not await self.todo.hold(taken, talk.far, lease=self.lease):
                return False
        return False


@dataclass(slots=True, kw_only=True)
class Talk:
    """What goes to and fro between us and the process; `far` is how far it said last that it is."""

    process: Process
    far: Far = field(default_factory=Far)

    async def about(self, asked: bytes) -> bytes:
        """What it wrote at its end: all that comes after the last full line."""
        ear, mouth = cast("StreamReader", self.process.stdout), cast("StreamWriter", self.process.stdin)
        with contextlib.suppress(ConnectionError):  # it has come to an end already, and said nothing
            mouth.write(asked)
            await mouth.drain()
        mouth.close()
        while (line := await ear.readline()).endswith(b"\n"):
            best, most = map(int, line.split())
            self.far = Far(best=best, most=most)
        await self.process.wait()
        return line


async def _ended(process: Process, answer: asyncio.Future[bytes]) -> None:
    """The process has come to an end, by itself or not."""
    if not answer.done():
        process.kill()
    await answer
