"""What every test may ask for."""

from __future__ import annotations

import gc
import signal
import tempfile
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FrameType

import hypothesis
import pytest
from coverage import Coverage
from hypothesis.strategies import text

import bot
from tests.postgres import Fill, Postgres, memory, running
from tests.reused import Slots
from tests.store.messages import greet_nobody
from tests.templates import Copies, Files, Step, WorldAt, stage_of
from tests.tracing import untraced
from tests.watching import nobody_is_named_in_the_log  # noqa: F401 - a fixture for every test
from tests.world import World, filled, make_world

# Hypothesis measures wall time, and a busy machine is not a fault of the code.
hypothesis.settings.register_profile("buddy", deadline=None)
hypothesis.settings.load_profile("buddy")
UNTRACED = frozenset({"browser", "conversations", "faults", "store"})
OWN = frozenset({"faults", "store"})  # tests of the database itself have one of their own


def pytest_configure() -> None:
    """The files of tests are made in memory, where there is room for them."""
    tempfile.tempdir = str(memory(otherwise=Path(tempfile.gettempdir())))
    gc.set_threshold(20_000, 20, 50)  # all that tests share need not be looked through again and again
    # Each run of an event loop puts its own in the place of Python's: dear, and Ctrl+C stops a run of tests without it.
    signal.signal(signal.SIGINT, _interrupt)


@pytest.hookimpl(trylast=True)
def pytest_sessionstart() -> None:
    """What is made once for all who run tests in this folder is made before any of them."""
    with untraced():
        text().validate()  # Hypothesis makes a table of all letters


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """All of the product is read in before tests are looked for, so that this looking need not be traced."""
    if Coverage.current() and not _hands_on(session):
        for name in ("app", "manifest.package", *(one.name for one in walk_packages(bot.__path__, "bot."))):
            import_module(name)
    with untraced():
        return (yield)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Who only hands tests on to workers has nothing to trace."""
    with untraced() if _hands_on(session) else nullcontext():
        return (yield)


def _hands_on(session: pytest.Session) -> bool:
    return session.config.getoption("dist", "no") != "no" and not hasattr(session.config, "workerinput")


def _interrupt(number: int, frame: FrameType | None) -> None:
    signal.default_int_handler(number, frame)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser's tests share what they start."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.xdist_group("browser"))  # one browser and one demo for all of them


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Function) -> Generator[None, object, object]:
    """Coverage doubles the time of a test, so it is measured on SQLite, by the tests of the room that is run."""
    if item.path.parent.name in UNTRACED or item.get_closest_marker("untraced") or _on_postgres(item):
        with untraced():
            return (yield)
    return (yield)


def _on_postgres(item: pytest.Function) -> bool:
    given = getattr(item, "callspec", None)  # only tests with parameters have one
    return given is not None and given.params.get("database_kind") == "postgresql"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One throw-away PostgreSQL for a whole run; started by the first test that asks."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def slots(postgres: Postgres) -> Iterator[Slots]:
    """Databases of that server for tests that need none of their own."""
    made = Slots(postgres)
    yield made
    made.close()


@pytest.fixture
async def postgres_url(postgres: Postgres) -> AsyncIterator[str]:
    """The address of an empty database of the test's own."""
    url = await postgres.new_database()
    yield url
    await postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_kind(request: pytest.FixtureRequest) -> str:
    """Each test that asks runs once on each kind."""
    return str(request.param)


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """One file for each way to fill one, to copy."""
    return Files(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def copies(request: pytest.FixtureRequest, database_kind: str, files: Files, tmp_path: Path) -> Copies:
    """Makes databases of the test's own; each test runs once on each kind."""

    @asynccontextmanager
    async def copy(fill: Fill, name: str) -> AsyncIterator[str]:
        if database_kind == "sqlite":
            yield await files.copy(fill, tmp_path / name)
            return
        if request.path.parent.name not in OWN:
            slots: Slots = request.getfixturevalue("slots")
            async with slots.filled(fill) as url:
                yield url
            return
        server: Postgres = request.getfixturevalue("postgres")
        url = await server.new_database(filled_by=fill)
        yield url
        await server.drop(url)

    return copy


@pytest.fixture
async def database_url(copies: Copies) -> AsyncIterator[str]:
    """The address of a database with today's tables."""
    async with copies(filled, "buddy.db") as url:
        yield url


@pytest.fixture
async def second_url(copies: Copies) -> AsyncIterator[str]:
    """A second database of the same kind, to compare with."""
    async with copies(filled, "second.db") as url:
        yield url


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """A scheme with one coordinator and nobody else."""
    made = await make_world(database_url)
    yield made
    await made.store.close()


@pytest.fixture
async def scheme(world: World) -> World:
    """The same, and nothing is to be said to anybody."""
    await greet_nobody(world)
    return world


@pytest.fixture
async def world_at(copies: Copies, database_kind: str) -> AsyncIterator[WorldAt]:
    """A scheme that has come as far as a step leads: each step is taken once in a run, and copied from then on."""
    async with AsyncExitStack() as opened:

        async def at(step: Step) -> World:
            stage = stage_of(step)
            made = await make_world(await opened.enter_async_context(copies(stage, f"{step.__name__}.db")))
            opened.push_async_callback(made.store.close)
            stage.recall(made, database_kind)
            return made

        yield at
