"""Many replicas on one database: whichever of them is killed, stopped, or loses its database, nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from tests.fakes.connector import FakeConnector
from tests.faults.fault import Fault
from tests.faults.replicas import Crowd, Found, Program, Run, killed_once, states, until
from tests.postgres import running
from tests.templates import Copies
from tests.world import World, filled, make_world

KILL = "test_when_one_of_several_is_killed_nothing_is_lost_and_only_what_it_held_comes_twice"
UNSURE = "Of those that may come only once, what was being said shows as unsure, with the next step."
FAULTS: tuple[Fault, ...] = (
    Fault(
        "One of several machines loses its power",
        "Each message. What was being said just then may come twice, if twice does no harm.",
        UNSURE,
        "The other machines take over what it held two minutes later.",
        KILL,
    ),
    Fault("One of two programs on one machine is killed", "The same.", UNSURE, "The same.", KILL),
    Fault(
        "A new version is installed, one machine after the other",
        "Each message, once.",
        "Nothing: it is a day like any other.",
        "A program that is asked to stop says to the end what it is saying, and gives back the rest.",
        "test_in_a_rolling_deploy_nothing_is_lost_doubled_or_unsure",
    ),
    Fault(
        "The database server is stopped at once and starts again",
        "Each message. What was being said just then may come twice, if twice does no harm.",
        UNSURE,
        "What was written down is there after the start.",
        "test_when_postgresql_is_restarted_in_the_middle_nothing_is_lost",
    ),
)
SENDS, SEEDS = 33, 4  # for each of the three set-ups: 12 runs of 400 in all


@pytest.mark.parametrize(
    ("database_kind", "replicas"), [("postgresql", 2), ("postgresql", 4), ("sqlite", 2)], indirect=["database_kind"]
)
async def test_when_one_of_several_is_killed_nothing_is_lost_and_only_what_it_held_comes_twice(
    copies: Copies, program: Program, channel: FakeConnector, database_kind: str, replicas: int
) -> None:
    async with AsyncExitStack() as stack:
        urls = [await stack.enter_async_context(copies(filled, f"{seed}.db")) for seed in range(SEEDS)]
        found: list[Found] = await asyncio.gather(
            *(
                killed_once(program, channel, url, seed=seed, size=SENDS, replicas=replicas)
                for seed, url in enumerate(urls)
            )
        )

    assert database_kind in urls[0]
    assert [one.lost for one in found] == [set()] * SEEDS
    assert [one.doubled_once for one in found] == [set()] * SEEDS
    assert [one.astray for one in found] == [set()] * SEEDS
    assert any(one.doubled or one.unsure for one in found)  # some were in flight
    assert channel.refused == []


async def test_in_a_rolling_deploy_nothing_is_lost_doubled_or_unsure(
    world: World, database_url: str, program: Program, channel: FakeConnector
) -> None:
    run = Run(crowd=Crowd(name="deploy", size=60), world=world, url=database_url, program=program, channel=channel)
    await run.begin(2)
    for count in (8, 20, 32):
        await run.reached(count)
        await run.more()
        oldest = run.running[0]
        await run.retire(oldest)
        left = await world.store.database.read(states)
        assert [state for state, me in left.values() if me == f"process-{oldest}" and state == "doing"] == []
    await run.finished()

    assert await run.found() == Found(lost=set(), doubled=set(), doubled_once=set(), astray=set(), unsure=set())


async def test_when_postgresql_is_restarted_in_the_middle_nothing_is_lost(
    program: Program, channel: FakeConnector
) -> None:
    with running(durable=True) as server:  # one that keeps what it says it keeps, as in production
        url = await server.new_database(filled_by=filled)
        world = await make_world(url)
        run = Run(crowd=Crowd(name="restart", size=60), world=world, url=url, program=program, channel=channel)
        await run.begin(2)
        await run.reached(10)
        await until(lambda: _crashed(world))
        await run.reached(30)
        server.restart()
        await run.finished()
        found = await run.found()
        await world.store.close()

    assert (found.lost, found.doubled_once) == (set(), set())


async def _crashed(world: World) -> bool:
    """One of the server's processes is killed: it ends all others at once, as in an immediate stop, and recovers."""
    try:
        os.kill(await world.store.database.read(_backend), signal.SIGKILL)
    except (DBAPIError, OSError):  # it is still starting again
        return False
    return True


def _backend(connection: Connection) -> int:
    return int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
