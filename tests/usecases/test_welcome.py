"""Who is brought in at night is written to in the morning; who comes is greeted at once."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.stage import ALEX, JO, SAM, bring_in, said
from tests.world import World

NIGHT = datetime(2026, 11, 30, 22, 0, tzinfo=UTC)
HELLO = "Welcome to the Buddy Scheme"
MORNING = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


async def brought_in_at_night(world: World) -> None:
    """Sam has opened the chat in the afternoon; the list comes at ten in the evening."""
    for account in (JO, SAM):
        await world.comes(account)
    await world.worker.catch_up()
    world.clock.now = NIGHT
    await bring_in(world)


async def test_a_list_that_comes_at_night_wakes_nobody(world: World) -> None:
    await brought_in_at_night(world)
    at_night = await said(world)
    world.clock.now = MORNING
    assert at_night == []
    assert ("Sam", HELLO) in await said(world)


async def test_who_opens_the_chat_at_night_is_greeted_at_once_and_only_once(world: World) -> None:
    await brought_in_at_night(world)
    await world.worker.catch_up()
    await world.comes(SAM)
    await world.comes(ALEX)
    at_night = await said(world)
    world.clock.now = MORNING
    assert at_night == [("Alex", HELLO), ("Sam", HELLO)]
    assert HELLO not in [words for _, words in await said(world)]


async def test_who_comes_before_the_worker_has_looked_is_greeted_at_once_too(world: World) -> None:
    await brought_in_at_night(world)
    await world.comes(SAM)
    assert await said(world) == [("Sam", HELLO)]
