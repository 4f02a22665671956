"""Calendar files behind signed links: they open without an account and say nothing about anybody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiohttp import web

from bot.domain.errors import NotThere
from bot.web.problems import not_found
from bot.web.shell import HEADERS

Entry = TypeVar("Entry")


def routes(
    *,
    read: Callable[[str], tuple[int, int]],
    entry: Callable[[int, int], Awaitable[Entry | None]],
    write: Callable[[Entry], bytes],
) -> list[web.RouteDef]:
    """GET /ics/{token}: the file of one person's meeting, or the same short page whatever is amiss."""

    async def download(request: web.Request) -> web.Response:
        try:
            meeting, person = read(request.match_info["token"])
        except NotThere:
            return not_found()
        found = await entry(meeting, person)
        if found is None:
            return not_found()
        named = HEADERS | {"Content-Disposition": "inline; filename=buddy-meeting.ics"}
        return web.Response(body=write(found), content_type="text/calendar", charset="utf-8", headers=named)

    return [web.get("/ics/{token}", download)]
