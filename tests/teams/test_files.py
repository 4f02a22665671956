"""Files that people send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.domain.errors import BadInput
from bot.front.turn import Json
from bot.teams.allowed import Allowed
from bot.teams.files import Files


async def small(request: web.Request) -> web.Response:
    assert "Authorization" not in request.headers
    return web.Response(body=b"role,email\n")


async def large(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(5):
        await response.write(b"x" * 64 * 1024)
    return response


async def moved(_: web.Request) -> web.Response:
    raise web.HTTPFound("/small")


async def moved_away(_: web.Request) -> web.Response:
    raise web.HTTPFound("http://evil.example/small")


async def round_and_round(_: web.Request) -> web.Response:
    raise web.HTTPFound("/round")


async def nowhere(_: web.Request) -> web.Response:
    return web.Response(status=302, headers={"Location": "http://[nonsense"})


async def broken_off(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@pytest.fixture
async def place() -> AsyncIterator[str]:
    app = web.Application()
    handlers = (small, large, moved, moved_away, nowhere, broken_off)
    app.router.add_routes([web.get(f"/{handler.__name__}", handler) for handler in handlers])
    app.router.add_get("/round", round_and_round)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/"))


@pytest.fixture
def files(session: ClientSession, place: str) -> Files:
    return Files(session=session, allow=Allowed({"*.sharepoint.com"}, loopback=place))


def attached(address: Json) -> list[Json]:
    kind = "application/vnd.microsoft.teams.file.download.info"
    return [{"contentType": kind, "name": "roster.csv", "content": {"downloadUrl": address}}]


@pytest.mark.parametrize("path", ["small", "moved"])
async def test_a_file_is_fetched_when_it_is_read(files: Files, place: str, path: str) -> None:
    (file,) = files.of(attached(place + path))

    assert (file.name, await file.read()) == ("roster.csv", b"role,email\n")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("large", "256 KB is the most"),
        ("moved_away", "can't open a file from that place"),
        ("round", "can't open a file from that place"),
        ("missing", "couldn't fetch"),
        ("broken_off", "couldn't fetch"),
        ("nowhere", "couldn't fetch"),
    ],
)
async def test_a_file_that_cannot_be_had_is_refused_with_a_way_forward(
    files: Files, place: str, address: str, words: str
) -> None:
    (file,) = files.of(attached(place + address))

    with pytest.raises(BadInput, match=words) as raised:
        await file.read()
    assert "paste" in str(raised.value)


async def test_a_file_from_elsewhere_is_not_fetched(files: Files) -> None:
    (file,) = files.of(attached("https://evil.example/roster.csv"))

    with pytest.raises(BadInput, match="can't open a file from that place"):
        await file.read()


async def test_a_file_without_an_address_is_refused_when_it_is_read(files: Files) -> None:
    (file,) = files.of(attached(None))

    with pytest.raises(BadInput, match="couldn't fetch"):
        await file.read()


def test_other_attachments_are_no_files(files: Files) -> None:
    assert files.of([7, "x", {"contentType": "text/html"}]) == ()
    assert files.of(None) == ()
