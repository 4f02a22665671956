"""The scheme at each point of the way."""

from __future__ import annotations

import pytest

from tests import stage
from tests.world import World


@pytest.fixture
async def pair(world: World) -> World:
    """Alex has been asked when."""
    await stage.pair(world)
    return world


@pytest.fixture
async def offered(world: World) -> World:
    """Sam has been asked to pick."""
    await stage.offered(world)
    return world


@pytest.fixture
async def picked(world: World) -> World:
    """Alex has been asked to say yes."""
    await stage.picked(world)
    return world


@pytest.fixture
async def booked(world: World) -> World:
    """They meet on Tuesday at two."""
    await stage.booked(world)
    return world


@pytest.fixture
async def over(world: World) -> World:
    """Both have been asked how it went."""
    await stage.over(world)
    return world


@pytest.fixture
async def reflecting(world: World) -> World:
    """Sam has been asked to reflect."""
    await stage.reflecting(world)
    return world
