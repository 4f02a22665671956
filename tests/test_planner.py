"""The planner's loop. What it works out, and for whom, is in tests/usecases/test_plans.py."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass, field
from datetime import timedelta

from structlog.testing import capture_logs

from bot.domain.plans import Far, PlanState
from bot.front.planner import Taken
from bot.planner import Planner, Talk
from bot.planning import Problem


@dataclass(slots=True)
class Gone:
    """A database that is gone for so many looks, and has nothing to do after that."""

    looks: int
    back: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, *, lease: timedelta, within: timedelta) -> Taken | None:
        assert lease
        assert within
        if self.looks:
            self.looks -= 1
            raise ConnectionRefusedError("password")
        self.back.set()
        return None

    async def problem(self, taken: Taken) -> Problem:
        raise AssertionError(taken)

    async def hold(self, taken: Taken, far: Far, *, lease: timedelta) -> bool:
        raise AssertionError(taken, far, lease)

    async def settle(self, taken: Taken, state: PlanState, found: str) -> None:
        raise AssertionError(taken, state, found)


async def test_a_database_that_is_gone_for_a_while_is_waited_out_and_nothing_of_it_is_logged() -> None:
    todo = Gone(looks=3)
    planner = Planner(todo=todo, told=lambda: None, tick=0.01)

    with capture_logs() as logs:
        working = asyncio.create_task(planner.run())
        await asyncio.wait_for(todo.back.wait(), 10)
        planner.stop()
        await asyncio.wait_for(working, 10)

    assert [log["event"] for log in logs] == ["planner.look_failed"] * 3
    assert "password" not in repr(logs)


SAYS = "import sys; sys.stdin.read(); print('3 5'); print('4 5', flush=True); print('all of it', end='')"


async def spoken(program: str, asked: bytes) -> tuple[Far, bytes]:
    """How far it said that it is, and what it said at its end."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, stdin=PIPE, stdout=PIPE)
    talk = Talk(process=process)
    found = await talk.about(asked)
    return talk.far, found


async def test_a_process_says_how_far_it_is_before_it_says_what_it_found() -> None:
    assert await spoken(SAYS, b"?") == (Far(best=4, most=5), b"all of it")


async def test_a_process_that_ends_without_listening_has_said_nothing() -> None:
    assert await spoken("", bytes(10**7)) == (Far(), b"")
