"""The commands of docs/deploy.md for backup and restore, tried while Buddy runs."""

from __future__ import annotations

import asyncio
import json
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.domain.people import Role
from bot.store.seal import Sealer
from tests.postgres import Postgres, find_binaries
from tests.stage import ALEX, JO, SAM, heading, reflecting
from tests.store.pairs import add_person
from tests.templates import WorldAt
from tests.world import World, make_world, shown

PAGE = (Path(__file__).parents[1] / "docs/deploy.md").read_text("utf-8")
WORDS = "Alex told me about tomatoes"


def command(begins: str) -> list[str]:
    """The one command of the page that begins so."""
    (found,) = re.findall(rf"^{re.escape(begins)}.*$", PAGE, re.MULTILINE)
    return shlex.split(found)


def run(words: list[str], folder: Path, **environment: str) -> None:
    """Run it there, as somebody would who has read the page."""
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
async def running(world_at: WorldAt) -> World:
    """Sam has reflected, and what follows from it waits to be said."""
    world = await world_at(reflecting)
    await world.presses(SAM, "save_reflection", meeting=1, w_heard=WORDS)
    return world


async def backed_up(world: World, words: list[str], folder: Path, **environment: str) -> None:
    """The backup is made while people are brought in, one transaction after another."""
    making = asyncio.create_task(asyncio.to_thread(run, words, folder, **environment))
    for number in range(10_000):
        await add_person(world.store, f"late.{number}", Role.STUDENT)
        if making.done():
            break
    await making


async def as_it_was(world: World, url: str) -> None:
    """On the copy people find what they left; nothing that was said is said again; only the author reads the words."""
    copy = await make_world(url, me="worker-2")
    copy.clock.now, copy.keys = world.clock.now, count(1_000)
    try:
        assert WORDS in json.dumps(copy.renderer.render(shown(await copy.opens(SAM, "read_reflection", meeting=1))))
        assert WORDS not in str(await copy.says(JO, "today"))
        world.clock.move(days=7)
        copy.clock.move(days=7)
        waited = await new(world)
        assert (await new(copy), bool(waited)) == (waited, True)
    finally:
        await copy.store.close()


async def new(world: World) -> list[str]:
    """What is said now, and to whom."""
    before = len(world.voice.said)
    await world.worker.catch_up()
    return sorted(f"{one.conversation}: {heading(one.card)}" for one in world.voice.said[before:])


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_copy_of_the_file_made_while_it_runs_holds_everything(running: World, tmp_path: Path) -> None:
    path = await running.store.database.read(lambda one: str(one.exec_driver_sql("PRAGMA database_list").all()[0][2]))
    made = tmp_path / "made"
    made.mkdir()
    words = [word.replace("'buddy.db'", repr(path)) for word in command('python3 -c "import sqlite3')]

    await backed_up(running, [sys.executable, *words[1:]], made)

    shutil.copy(made / "backup.db", made / "buddy.db")
    await as_it_was(running, f"sqlite:///{made / 'buddy.db'}")


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_dump_made_while_it_runs_holds_everything(
    running: World, postgres: Postgres, restored_url: str, tmp_path: Path
) -> None:
    tools, here = find_binaries(), {"PGHOST": str(postgres.sockets), "PGUSER": "postgres"}
    dump, restore = command("pg_dump"), command("pg_restore")
    name = make_url(str(running.store.database.engines[0].url)).database or ""

    await backed_up(running, [str(tools / "pg_dump"), *dump[1:-1], name], tmp_path, **here)
    to = make_url(restored_url).database
    words = [one.replace("--dbname=buddy", f"--dbname={to}") for one in restore[1:]]
    run([str(tools / "pg_restore"), *words], tmp_path, **here)

    await as_it_was(running, restored_url)


@pytest.fixture
async def restored_url(postgres: Postgres) -> AsyncIterator[str]:
    url = await postgres.new_database()
    yield url
    await postgres.drop(url)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_without_the_key_nobody_reads_the_words_and_the_rest_goes_on(running: World) -> None:
    other = replace(running.store, sealer=Sealer([b"x" * 32]))
    front = replace(running.front, store=other)
    running.front = front

    answer = await running.opens(SAM, "read_reflection", meeting=1)
    day = await running.says(ALEX, "next")

    assert WORDS not in str(answer)
    assert day.card is not None or day.note is not None
