"""The store: runs each use case as one transaction, on SQLite or on PostgreSQL."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.content.pinned import Pinned
from bot.domain.people import Account, Person, PersonId
from bot.front.telemetry import SILENCE
from bot.store.ahead import NOTHING, Ahead
from bot.store.desk import ASSISTANT, Desk
from bot.store.people import actor_numbered, actor_with
from bot.store.seal import Sealer
from bot.store.tables import seen
from bot.store.work import SqlWork
from bot.usecases.ports import SeenBefore, Site, Work

Request = TypeVar("Request")
Reply = TypeVar("Reply")
Who = Account | PersonId | Person | None  # a person read in the same transaction; None: the assistant itself
TOGETHER = 16  # functions that share one commit at the most
STATEMENTS = 1000  # that are kept ready; the program has some 600
TRIES = 4
TRY_AGAIN = frozenset({"40001", "40P01", "23505"})  # PostgreSQL: two in each other's way; one may start afresh


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one function returned, or raised."""

    reply: Any = None
    error: Exception | None = None


class Sqlite:
    """One file: one thread writes, one transaction after another; two others read."""

    def __init__(self, url: str) -> None:
        path = make_url(url).database
        if path:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        self._writer, self._reader = self._open(url, pool=1), self._open(url, pool=2, read_only=True)
        self._waiting: deque[tuple[Callable[[Connection], Any], asyncio.Future[Any]]] = deque()
        self._writing = ThreadPoolExecutor(1, thread_name_prefix="sqlite-write")
        self._reading = ThreadPoolExecutor(2, thread_name_prefix="sqlite-read")
        self.engines: tuple[Engine, ...] = (self._writer, self._reader)

    def _open(self, url: str, *, pool: int, read_only: bool = False) -> Engine:
        engine = create_engine(
            url,
            pool_size=pool,
            max_overflow=0,
            hide_parameters=True,  # no value of anybody's in an error
            query_cache_size=STATEMENTS,
            connect_args={"check_same_thread": False, "timeout": 10},
        )
        pragmas = ["journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"] + ["query_only=ON"] * read_only

        @event.listens_for(engine, "connect")
        def set_up(connection: Any, _record: object) -> None:
            connection.isolation_level = None  # we say when a transaction begins
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")

        return engine

    async def write(self, function: Callable[[Connection], Reply]) -> Reply:
        """On the one writing thread. Those who wait together share one commit, each wholly in it or not at all."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[Reply] = loop.create_future()
        self._waiting.append((function, mine))
        self._writing.submit(self._write_down, loop)
        return await mine

    def _write_down(self, loop: asyncio.AbstractEventLoop) -> None:
        """Serves all who wait, and so finds nobody where an earlier call has served them."""
        turns = [self._waiting.popleft() for _ in range(min(len(self._waiting), TOGETHER))]
        if not turns:
            return
        try:
            outcomes = self._together([function for function, _ in turns])
        except Exception as error:  # noqa: BLE001 - nothing was kept, and each who waits hears why
            outcomes = [Outcome(error=error) for _ in turns]
        loop.call_soon_threadsafe(_deliver, [mine for _, mine in turns], outcomes)

    def _together(self, functions: Sequence[Callable[[Connection], Any]]) -> list[Outcome]:
        with self._writer.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            if len(functions) == 1:
                return [Outcome(reply=functions[0](connection))]
            return [_apart(connection, function) for function in functions]

    async def read(self, function: Callable[[Connection], Reply]) -> Reply:
        """On a reading thread, all of it as of one moment; the database refuses to write there."""

        def run() -> Reply:
            with self._reader.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                return function(connection)

        return await asyncio.get_running_loop().run_in_executor(self._reading, run)

    async def close(self) -> None:
        """Waits for what is being written."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writing.shutdown()
        self._reading.shutdown()
        for engine in self.engines:
            engine.dispose()


def _apart(connection: Connection, function: Callable[[Connection], Any]) -> Outcome:
    """Runs one of several functions of a transaction: if it raises, it alone leaves no trace."""
    database: Any = connection.connection.dbapi_connection
    database.execute("SAVEPOINT turn")
    try:
        outcome = Outcome(reply=function(connection))
    except Exception as error:  # noqa: BLE001 - it is raised where the reply is awaited
        database.execute("ROLLBACK TO turn")
        outcome = Outcome(error=error)
    database.execute("RELEASE turn")
    return outcome


def _deliver(waiting: Sequence[asyncio.Future[Any]], outcomes: Sequence[Outcome]) -> None:
    for mine, outcome in zip(waiting, outcomes, strict=True):
        if mine.done():  # whoever waited has gone
            continue
        if outcome.error:
            mine.set_exception(outcome.error)
        else:
            mine.set_result(outcome.reply)


class Postgres:
    """A server: each transaction on a connection of its own, any number of replicas beside us."""

    def __init__(self, url: str) -> None:
        # The connection used last is used next: it has the statements prepared.
        self._engine: AsyncEngine = create_async_engine(
            url,
            pool_size=10,
            max_overflow=0,
            hide_parameters=True,
            pool_use_lifo=True,
            query_cache_size=STATEMENTS,
            connect_args={"prepared_statement_cache_size": STATEMENTS},
        )
        self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.engines: tuple[Engine, ...] = (self._engine.sync_engine,)

    async def write(self, function: Callable[[Connection], Reply]) -> Reply:
        """A transaction that stood in another's way, or whose connection was gone, starts afresh."""
        return await self._try(self._engine.begin, function)

    async def read(self, function: Callable[[Connection], Reply]) -> Reply:
        """All of it as of one moment; the database refuses to write there. Rolled back at the end."""
        return await self._try(self._reading.connect, function)

    async def _try(
        self,
        opened: Callable[[], AbstractAsyncContextManager[AsyncConnection]],
        function: Callable[[Connection], Reply],
    ) -> Reply:
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                async with opened() as connection:
                    return await connection.run_sync(function)
            except DBAPIError as error:
                if last or not _changed_nothing(error):
                    raise
        raise AssertionError  # pragma: no cover - the last try returns or raises

    async def close(self) -> None:
        """Closes the pool."""
        await self._engine.dispose()


def _changed_nothing(error: DBAPIError) -> bool:
    """Whether the transaction surely left no trace. A connection lost while committing may have: that has no statement.

    Asking each connection whether it still lives, before it is used, would cost three round trips a turn.
    """
    lost = error.connection_invalidated and error.statement is not None
    return lost or getattr(error.orig, "sqlstate", None) in TRY_AGAIN


def open_database(url: str) -> Sqlite | Postgres:
    """The database behind a URL: 'sqlite:///file' or 'postgresql+asyncpg://...'."""
    return Sqlite(url) if make_url(url).get_backend_name() == "sqlite" else Postgres(url)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlStore:
    """Runs use cases. `clock` gives the present instant (UTC), once for each transaction.

    `pinned`: the content of cohorts that was read before, by its version. `trace` names the turn that we are in, to be
    kept with the messages that it causes; None while nobody follows them.
    """

    database: Sqlite | Postgres
    site: Site
    sealer: Sealer
    clock: Callable[[], datetime]
    pinned: dict[str, Pinned] = field(default_factory=dict)
    trace: Callable[[], str | None] = SILENCE.trace

    async def run(
        self,
        who: Who,
        use_case: Callable[[Work, Request, datetime], Reply],
        request: Request,
        *,
        key: str | None = None,
        door: str = "",
    ) -> Reply:
        """Runs a use case for somebody: all of it is kept if it returns, nothing if it raises.

        `key` names what the person did: raises SeenBefore, and nothing happens, when it is not for the first time.
        """
        trace = self.trace()  # here, since the transaction runs in a thread of its own

        def transaction(connection: Connection) -> Reply:
            now, desk = self.clock(), self._desk(connection, door, writing=True)
            desk.trace = trace
            if key is not None:
                _see(desk, key, now)
            return use_case(self._open(desk, who), request, now)

        return await self.database.write(transaction)

    async def read(self, who: Who, use_case: Callable[[Work, Request, datetime], Reply], request: Request) -> Reply:
        """Runs a use case that changes nothing."""
        return await self.database.read(lambda connection: self.look(connection, who, use_case, request))

    def look(
        self,
        connection: Connection,
        who: Who,
        use_case: Callable[[Work, Request, datetime], Reply],
        request: Request,
        *,
        ahead: Ahead = NOTHING,
    ) -> Reply:
        """The same, within a transaction that reads for several, and has read some of it ahead."""
        desk = self._desk(connection, "", writing=False)
        desk.ahead = ahead
        return use_case(self._open(desk, who), request, self.clock())

    async def close(self) -> None:
        """Lets go of the database."""
        await self.database.close()

    def _desk(self, connection: Connection, door: str, *, writing: bool) -> Desk:
        return Desk(
            connection=connection,
            site=self.site,
            sealer=self.sealer,
            door=door,
            writing=writing,
            pinned=self.pinned,
        )

    def _open(self, desk: Desk, who: Who) -> SqlWork:
        match who:
            case None:
                desk.actor = ASSISTANT
            case Account():
                desk.actor = actor_with(desk, who.entra_id)
            case Person():
                desk.actor = who
            case _:
                desk.actor = actor_numbered(desk, who)
        return SqlWork(desk)


def _see(desk: Desk, key: str, now: datetime) -> None:
    """Notes the key; a digest, since a channel's ids are somebody's."""
    row = {"key": hashlib.sha256(key.encode()).hexdigest(), "at": now}
    if desk.execute(desk.insert_new(seen), row).rowcount != 1:
        raise SeenBefore
