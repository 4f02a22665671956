from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.domain.errors import NotThere
from bot.web import ics
from bot.web.problems import error_pages, not_found, went_wrong
from tests.web.look import Look

Client = TestClient[web.Request, web.Application]


def read(token: str) -> tuple[int, int]:
    if token == "tampered":
        raise NotThere
    return 12, int(token)


async def entry(meeting: int, person: int) -> str | None:
    if person == 500:
        raise RuntimeError("the store is away")
    return f"BEGIN:VCALENDAR {meeting} {person}" if person == 7 else None


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    faults: list[str] = []
    pages = error_pages(
        new_reference=lambda: "7F3A", report=lambda reference, error: faults.append(f"{reference}{error}")
    )
    app = web.Application(middlewares=[pages])
    app.router.add_routes(ics.routes(read=read, entry=entry, write=str.encode))
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield client


async def test_a_signed_link_gives_the_calendar_file(client: Client) -> None:
    async with client.get("/ics/7") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer.headers["Content-Disposition"] == "inline; filename=buddy-meeting.ics"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert await answer.text() == "BEGIN:VCALENDAR 12 7"


@pytest.mark.parametrize("token", ["tampered", "8", "a/b"])
async def test_whatever_is_amiss_the_page_is_the_same(client: Client, token: str) -> None:
    async with client.get(f"/ics/{token}") as answer:
        assert answer.status == 404
        assert Look(await answer.text()).one("h1").words == "I can't find that page"


async def test_a_bug_is_an_apology_with_a_reference(client: Client) -> None:
    async with client.get("/ics/500") as answer:
        assert answer.status == 500
        words = Look(await answer.text()).one("main").words
        assert "7F3A" in words
        assert "store" not in words


async def test_other_answers_of_the_server_pass_through(client: Client) -> None:
    async with client.post("/ics/7") as answer:
        assert answer.status == 405


def test_error_pages_escape_what_they_are_given() -> None:
    assert "<b>" not in str(went_wrong("<b>").text)
    assert not_found().status == 404
