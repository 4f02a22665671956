"""Planning a cohort as its coordinator does: asked for, worked out, looked at, said yes to."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import select

from bot.cards import Card
from bot.cards.plans import Proposed, Working
from bot.cards.staff import ShallI
from bot.domain.plans import PlanState
from bot.front.planner import Taken
from bot.planner import Planner
from bot.planning import Problem
from bot.store.plan_queue import SqlPlansToDo
from bot.store.tables import plan
from tests.matching import types
from tests.stage import JO
from tests.world import World, shown


@dataclass(frozen=True)
class Begins(SqlPlansToDo):
    """Says when a plan is begun."""

    begun: asyncio.Event

    async def problem(self, taken: Taken) -> Problem:
        found = await super().problem(taken)
        self.begun.set()
        return found


def planner(world: World, begun: asyncio.Event | None = None) -> Planner:
    """A planner beside the world's worker."""
    todo = Begins(store=world.store, me="planner-1", clock=world.clock, begun=begun or asyncio.Event())
    return Planner(todo=todo, told=world.worker.wake.set, beat=0.05)


async def state_of(world: World, number: int = 1) -> PlanState:
    """How far a plan is."""
    rows = await world.store.database.read(
        lambda one: one.execute(select(plan.c.state).where(plan.c.id == number)).scalar_one()
    )
    return PlanState(rows)


async def looks(world: World, number: int = 1, page: int = 1) -> Card:
    """What Jo sees of a plan."""
    return shown(await world.presses(JO, "plan_look", plan=number, page=page))


async def planned(world: World) -> Proposed:
    """The first page of a plan of the cohort."""
    assert isinstance(await types(world, "match all C-1"), Working)
    assert await planner(world).one()
    card = await looks(world)
    assert isinstance(card, Proposed)
    return card


async def asks(world: World, page: int = 1) -> ShallI:
    """What Jo is shown before anybody is asked."""
    card = shown(await world.presses(JO, "plan_ask", plan=1, page=page))
    assert isinstance(card, ShallI)
    return card


async def says_yes(world: World, card: ShallI) -> Card:
    """What Jo reads when she has said yes to it."""
    return shown(await world.presses(JO, "yes", proposal=card.proposal))
