"""Databases that begin in the middle: what leads there is done once in a run, and copied from then on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from copy import copy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from shutil import copyfile

from sqlalchemy import make_url

from tests.postgres import Fill
from tests.world import World, filled, make_world

Copies = Callable[[Fill, str], AbstractAsyncContextManager[str]]
Step = Callable[[World], Awaitable[object]]
WorldAt = Callable[[Step], Awaitable[World]]


@dataclass(frozen=True, slots=True)
class Files:
    """One file for each way to fill one. What PostgreSQL has for this is in tests/postgres.py."""

    folder: Path
    _files: dict[Fill, Path] = field(default_factory=dict)

    async def copy(self, fill: Fill, to: Path) -> str:
        """The address of this file, now a copy of what `fill(url)` made the first time it was named."""
        if fill not in self._files:
            made = self.folder / f"{len(self._files)}.db"
            await fill(f"sqlite:///{made}")
            self._files[fill] = made
        copyfile(self._files[fill], to)
        return f"sqlite:///{to}"


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """A step that was taken, with what the world remembers of it besides its database."""

    step: Step
    _worlds: dict[str, World] = field(default_factory=dict)

    async def __call__(self, url: str) -> None:
        """Fill this database."""
        await filled(url)
        world = await make_world(url)
        await self.step(world)
        await world.store.close()
        self._worlds[make_url(url).get_backend_name()] = world

    def recall(self, world: World, kind: str) -> None:
        """Let a world on a copy remember what was said, and what time it is."""
        first = self._worlds[kind]
        world.clock.now = first.clock.now
        world.voice.said, world.voice.numbers = list(first.voice.said), copy(first.voice.numbers)
        world.keys = copy(first.keys)


@cache
def stage_of(step: Step) -> Stage:
    """The one stage of this step in this run."""
    return Stage(step)
