"""The scheme at each point of the way."""

from __future__ import annotations

import pytest

from tests import stage
from tests.templates import WorldAt
from tests.world import World


@pytest.fixture
async def pair(world_at: WorldAt) -> World:
    """Alex has been asked when."""
    return await world_at(stage.pair)


@pytest.fixture
async def offered(world_at: WorldAt) -> World:
    """Sam has been asked to pick."""
    return await world_at(stage.offered)


@pytest.fixture
async def picked(world_at: WorldAt) -> World:
    """Alex has been asked to say yes."""
    return await world_at(stage.picked)


@pytest.fixture
async def booked(world_at: WorldAt) -> World:
    """They meet on Tuesday at two."""
    return await world_at(stage.booked)


@pytest.fixture
async def over(world_at: WorldAt) -> World:
    """Both have been asked how it went."""
    return await world_at(stage.over)


@pytest.fixture
async def reflecting(world_at: WorldAt) -> World:
    """Sam has been asked to reflect."""
    return await world_at(stage.reflecting)
