"""Files for coordinators behind signed links."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.errors import NotForYou, NotThere
from bot.program.pages import file_pages
from bot.program.parts import build, prepare
from bot.settings import Settings
from bot.usecases.ports import Work
from bot.web import export
from bot.web.export import ExportLinks
from tests.web.look import Look
from tests.world import COORDINATOR, MONDAY, Clock, RecordingVoice

Client = TestClient[web.Request, web.Application]
UNTIL = MONDAY + timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Made:
    name: str
    content: bytes


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def links(clock: Clock) -> ExportLinks:
    return ExportLinks(b"a key", "https://buddy.example/", clock)


@pytest.fixture
async def client(links: ExportLinks) -> AsyncIterator[Client]:
    async def make(what: str, cohort: int, person: int) -> Made:
        if person != 7:
            raise NotForYou
        return Made(f"buddy-{what}-C-{cohort}.csv", b"\xef\xbb\xbfid\r\nS-002\r\n")

    app = web.Application()
    app.router.add_routes(export.routes(read=links.read, make=make))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


def path(url: str) -> str:
    return url.removeprefix("https://buddy.example")


async def test_the_file_comes_as_one_to_keep_and_stays_in_no_cache(client: Client, links: ExportLinks) -> None:
    async with client.get(path(links.url("roster", 3, 7, UNTIL))) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert answer.headers["Content-Disposition"] == "attachment; filename=buddy-roster-C-3.csv"
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
        assert await answer.read() == b"\xef\xbb\xbfid\r\nS-002\r\n"


async def test_who_may_not_or_comes_too_late_reads_the_same_words(
    client: Client, links: ExportLinks, clock: Clock
) -> None:
    mine, theirs = path(links.url("roster", 3, 7, UNTIL)), path(links.url("roster", 3, 8, UNTIL))
    clock.move(minutes=15)
    for wrong in (mine, theirs, "/files/made-up", mine[:-1]):
        async with client.get(wrong) as answer:
            assert answer.status == 404
            assert Look(await answer.text()).one("h1").words == "I can't give you that file"


async def test_who_only_looks_ahead_at_a_link_has_no_file_made(client: Client, links: ExportLinks) -> None:
    async with client.head(path(links.url("roster", 3, 7, UNTIL))) as answer:
        assert answer.status == 405


def test_a_link_of_another_key_or_of_another_kind_is_not_there(clock: Clock, links: ExportLinks) -> None:
    other = ExportLinks(b"another", "https://buddy.example", clock).url("roster", 3, 7, UNTIL)
    with pytest.raises(NotThere):
        links.read(other.rpartition("/")[2])
    assert links.read(links.url("hours", 3, 7, UNTIL).rpartition("/")[2]) == ("hours", 3, 7)


async def test_the_program_makes_the_file_that_its_own_link_names(tmp_path: Path, clock: Clock) -> None:
    settings = Settings.model_construct(
        coordinator_contact="Jo Field, 01632 960000",
        office_hours="Monday to Friday, 9 to 5",
        public_url="https://buddy.example",
        database_url=f"sqlite:///{tmp_path}/buddy.db",
        sends_per_second=1000.0,
    )
    parts = build(settings, clock=clock, voice=RecordingVoice(), keys=(b"k" * 32,))  # type: ignore[arg-type]  # no voice is needed
    await prepare(parts, COORDINATOR)
    await parts.store.run(None, _a_cohort, None)
    app = web.Application()
    app.router.add_routes(file_pages(parts, settings.public_url))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        for person, status in ((1, 200), (2, 404)):
            async with client.get(path(parts.exports.url("roster", 1, person, UNTIL))) as answer:
                assert answer.status == status
    await parts.store.close()


def _a_cohort(work: Work, _request: None, _now: datetime) -> None:
    work.cohorts.add("OT Autumn 26", series="core6", model="buddy_workbook")
