"""Databases that tests use one after another, each as if it were new.

Opening a database, compiling the statements and preparing them costs more than most tests do in it. So what has learnt
them is kept for the next test: on SQLite the engines, which then open another file; on PostgreSQL a database with its
connections, whose rows are laid out anew.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event, make_url, text

from bot.store.migrate import upgrade
from bot.store.sql_store import Postgres, Sqlite, open_database
from tests.postgres import Fill
from tests.postgres import Postgres as Server

Reply = TypeVar("Reply")
PREPARE = """
CREATE SCHEMA kept;

-- Keeps all rows, and where the numbers have come to, under a name.
CREATE FUNCTION kept.take(stage text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one name; filled boolean;
BEGIN
  EXECUTE format('CREATE SCHEMA %I', stage);
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one) INTO filled;
    IF filled THEN EXECUTE format('CREATE TABLE %I.%I AS TABLE public.%I', stage, one, one); END IF;
  END LOOP;
  EXECUTE format('CREATE TABLE %I.numbers AS SELECT sequencename AS name, last_value AS last
                  FROM pg_sequences WHERE schemaname = ''public''', stage);
END $$;

-- Lays out what is kept under a name, and nothing else. A replica checks no order among tables.
CREATE FUNCTION kept.lay(stage text) RETURNS void LANGUAGE plpgsql SET session_replication_role = replica AS $$
DECLARE one name;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DELETE FROM public.%I', one);
    IF to_regclass(format('%I.%I', stage, one)) IS NOT NULL THEN
      EXECUTE format('INSERT INTO public.%I SELECT * FROM %I.%I', one, stage, one);
    END IF;
  END LOOP;
  EXECUTE format('SELECT setval(format(''public.%%I'', name), coalesce(last, 1), last IS NOT NULL) FROM %I.numbers',
                 stage);
END $$;
"""
OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


class ReusedSqlite(Sqlite):
    """A file, opened with the engines of an earlier test where there are any."""

    stock: dict[bool, list[Engine]] = {True: [], False: []}  # noqa: RUF012 - one stock for the whole run
    paths: dict[Engine, str] = {}  # noqa: RUF012 - the same

    def _open(self, url: str, *, pool: int, read_only: bool = False) -> Engine:
        engine = self.stock[read_only].pop() if self.stock[read_only] else self._new(url, pool, read_only=read_only)
        self.paths[engine] = str(make_url(url).database)
        return engine

    def _new(self, url: str, pool: int, *, read_only: bool) -> Engine:
        engine = super()._open(url, pool=pool, read_only=read_only)

        @event.listens_for(engine, "do_connect")
        def elsewhere(_dialect: object, _record: object, arguments: list[Any], _options: object) -> None:
            arguments[0] = self.paths[engine]

        return engine

    def _close(self) -> None:
        super()._close()
        for engine, read_only in zip(self.engines, (False, True), strict=True):
            if self.paths.pop(engine, None):  # a world may be closed twice
                self.stock[read_only].append(engine)


class Beside:
    """A loop on a thread of its own: what lives there outlasts the loop of a test."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="reused-databases", daemon=True)
        self._thread.start()

    async def do(self, work: Coroutine[Any, Any, Reply]) -> Reply:
        """Do this there, and wait for it here."""
        return await asyncio.wrap_future(self._begin(work))

    def stop(self, last: Coroutine[Any, Any, None]) -> None:
        """Do one last thing there, and end."""
        self._begin(last).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _begin(self, work: Coroutine[Any, Any, Reply]) -> Future[Reply]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)


class ReusedPostgres(Postgres):
    """A database whose connections stay open from one test to the next."""

    def __init__(self, url: str, beside: Beside) -> None:
        super().__init__(url)
        self._beside = beside

    async def write(self, function: Callable[[Connection], Reply]) -> Reply:
        return await self._beside.do(super().write(function))

    async def read(self, function: Callable[[Connection], Reply]) -> Reply:
        return await self._beside.do(super().read(function))

    async def close(self) -> None:
        """Stays open: `let_go` is for the end of the run."""

    async def let_go(self) -> None:
        """On the thread beside: closes what is open."""
        await super().close()


@dataclass(slots=True, eq=False)
class Slot:
    """One database of the run, with the stages that it keeps."""

    url: str
    database: ReusedPostgres
    stages: dict[Fill, str] = field(default_factory=dict)

    async def lay(self, fill: Fill) -> None:
        """Its rows are those that `fill(url)` left the first time."""
        await self.database.write(lambda connection: connection.execute(text(OTHERS)).all())
        if fill not in self.stages:
            await self._call("lay", "blank")
            await fill(self.url)
            self.stages[fill] = f"stage_{len(self.stages)}"
            await self._call("take", self.stages[fill])
        await self._call("lay", self.stages[fill])

    async def begin(self) -> None:
        """Its tables, and the means to keep their rows."""
        await self.database.write(upgrade)
        await self.database.write(lambda connection: [connection.exec_driver_sql(one) for one in _parts(PREPARE)])
        await self._call("take", "blank")

    async def _call(self, function: str, stage: str) -> None:
        await self.database.write(lambda connection: connection.execute(text(f"SELECT kept.{function}('{stage}')")))


def _parts(script: str) -> list[str]:
    return [part for part in script.replace("\n\n", "\x00").split("\x00") if part.strip()]


@dataclass(slots=True, eq=False)
class Slots:
    """The databases of one server that are used again and again: as many as one test has ever needed at once."""

    server: Server
    beside: Beside = field(default_factory=Beside)
    free: list[Slot] = field(default_factory=list)
    all: dict[str, Slot] = field(default_factory=dict)

    @asynccontextmanager
    async def filled(self, fill: Fill) -> AsyncIterator[str]:
        """The address of a database that looks as `fill(url)` left it the first time."""
        slot = self.free.pop() if self.free else await self._another()
        await slot.lay(fill)
        yield slot.url
        self.free.append(slot)

    async def _another(self) -> Slot:
        url = await self.server.new_database()
        slot = Slot(url, ReusedPostgres(url, self.beside))
        self.all[url] = OPENED[url] = slot
        await slot.begin()
        return slot

    def close(self) -> None:
        """At the end of the run."""
        for url in self.all:
            del OPENED[url]
        self.beside.stop(self._close())

    async def _close(self) -> None:
        for slot in self.all.values():
            await slot.database.let_go()


OPENED: dict[str, Slot] = {}  # what a test finds by its address


def reopened(url: str) -> Sqlite | Postgres:
    """The database behind a URL, opened with what is there for it."""
    if url in OPENED:
        return OPENED[url].database
    return ReusedSqlite(url) if make_url(url).get_backend_name() == "sqlite" else open_database(url)
