"""Help and a person to talk to are there in every state, and need neither a list nor a database."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import update

from bot.cards.duty import Talk
from bot.cards.help import HelpNow
from bot.store.tables import person as people
from tests import stage
from tests.stage import SAM
from tests.templates import WorldAt
from tests.world import MONDAY, World
from tests.world import person as account

STATES: list[dict[str, datetime | bool]] = [{"rests_since": MONDAY}, {"left_at": MONDAY}, {"silent": True}]


@pytest.mark.parametrize("state", STATES, ids=lambda state: next(iter(state)))
async def test_help_comes_to_whoever_rests_or_has_left(world_at: WorldAt, state: dict[str, datetime | bool]) -> None:
    world = await world_at(stage.pair)
    await world.store.database.write(
        lambda c: c.execute(update(people).where(people.c.email == SAM.email).values(**state))
    )
    assert (await world.says(SAM, "help")).card == HelpNow()
    assert (await world.says(SAM, "talk")).card == Talk()
    assert (await world.presses(SAM, "talk")).also == Talk()


async def test_help_comes_to_somebody_who_is_on_no_list(world: World) -> None:
    assert (await world.says(account("lee.young"), "help now")).card == HelpNow()


async def test_help_comes_when_the_database_is_gone(world: World) -> None:
    await world.store.close()
    assert (await world.says(SAM, "help")).card == HelpNow()
    assert (await world.presses(SAM, "who_can_help")).card == HelpNow()
    assert (await world.presses(SAM, "talk")).also == Talk()
