"""A scheme and a Graph with the grants of one tier alone."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.capabilities import Capability
from bot.graph.beyond import GraphBeyond
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.graph.people import GraphPeople
from tests.world import World

APP = "11111111-2222-4333-8444-555555555555"
EVERY = frozenset(Capability)


def beyond(
    graph: Graph, calendar: GraphCalendar | None, world: World, *, on: frozenset[Capability] = EVERY
) -> GraphBeyond:
    """What coordinators can ask."""
    people = GraphPeople(graph=graph, app_id=APP)
    return GraphBeyond(graph=graph, people=people, calendar=calendar, switched_on=on, app_id=APP, clock=world.clock)


def asking(world: World, found: GraphBeyond) -> World:
    """The same scheme, where coordinators can ask Graph."""
    return replace(world, front=replace(world.front, beyond=found))
