"""The throw-away PostgreSQL that store tests and benchmarks stand on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.postgres import Postgres, find_binaries, running, wheel_binaries

OWNER = """
import os, sys
from tests.postgres import running
with running() as server:
    print(server.sockets, server.data, flush=True)
    sys.stdin.read()
"""


def eventually_gone(folder: Path) -> bool:
    until = time.monotonic() + 10
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    return not folder.exists()


async def ask(url: str, question: str) -> object:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_database_answers_over_its_unix_socket(postgres_url: str) -> None:
    assert await ask(postgres_url, "select inet_server_addr() is null") is True


async def test_each_database_is_a_new_one(postgres: Postgres) -> None:
    one, other = await postgres.new_database(), await postgres.new_database()
    await ask(one, "create table people (id int)")
    assert await ask(other, "select to_regclass('people')") is None
    await postgres.drop(one)
    await postgres.drop(other)


async def test_a_filled_database_is_filled_once_and_copied(postgres: Postgres) -> None:
    filled: list[str] = []

    async def fill(url: str) -> None:
        filled.append(url)
        await ask(url, "create table people (id int)")

    urls = [await postgres.new_database(filled_by=fill) for _ in range(3)]
    assert [await ask(url, "select count(*) from people") for url in urls] == [0, 0, 0]
    assert len(filled) == 1
    assert filled[0] not in urls


async def test_a_database_is_dropped_with_whoever_is_connected(postgres: Postgres) -> None:
    url = await postgres.new_database()
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    await postgres.drop(url)
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await ask(url, "select 1")
    connection.terminate()


def test_the_socket_has_a_short_enough_name(postgres: Postgres) -> None:
    assert len(f"{postgres.sockets}/.s.PGSQL.5432") < 100


async def test_a_durable_server_writes_to_the_disk() -> None:
    with running(durable=True) as server:
        assert await ask(server.url("postgres"), "show fsync") == "on"


async def test_a_server_for_tests_does_not_wait_for_the_disk(postgres: Postgres) -> None:
    assert await ask(postgres.url("postgres"), "show fsync") == "off"


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_nothing_stays_when_the_owner_is_ended(ending: signal.Signals) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with owner:
        assert owner.stdout is not None
        folders = [Path(folder) for folder in owner.stdout.readline().decode().split()]
        server = int((folders[-1] / "postmaster.pid").read_text().split()[0])
        owner.send_signal(ending)
        owner.communicate()
    assert all(map(eventually_gone, folders))
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)


async def test_the_wheel_of_the_development_lock_is_enough(tmp_path: Path) -> None:
    """Even when the virtual environment lies under a folder that is closed to others."""
    (closed := tmp_path / "home").mkdir(mode=0o700)
    package = wheel_binaries()[0].parent.parent
    shutil.copytree(package, closed / package.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name)
    with running(binaries=closed / package.name / wheel_binaries()[0].parent.name / "bin") as server:
        assert await ask(server.url("postgres"), "select 1") == 1


def test_no_binaries_is_said_with_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BINDIR", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="set PG_BINDIR to its bin folder"):
        find_binaries()


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    (binaries := tmp_path / "bin").mkdir()
    for program in ("initdb", "postgres"):
        (binaries / program).write_text("#!/bin/sh\necho the disk is full\nexit 1\n")
        (binaries / program).chmod(0o755)
    with pytest.raises(RuntimeError, match="the disk is full"), running(binaries=binaries):
        pass
