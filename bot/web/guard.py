"""Keeps the demo to this computer: no foreign name in front of it, no other site's page behind a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web

from bot.web.shell import HEADERS, problem

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Allows = Callable[[web.Request], bool]

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
SAFE = frozenset({"GET", "HEAD"})


def from_page(request: web.Request) -> bool:
    """Whether the request comes from our own page (or only looks)."""
    site = request.headers.get("Sec-Fetch-Site")
    if request.method in SAFE:
        return True
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"http://{request.host}"


def from_program(request: web.Request) -> bool:
    """Whether the request comes from a program: browsers always say where they come from."""
    return not request.headers.keys() & {"Origin", "Sec-Fetch-Site"}


def guarded(routes: list[web.RouteDef], allows: Allows) -> list[web.RouteDef]:
    """The same routes, for this computer alone and for those whom `allows` lets in."""
    return [web.RouteDef(one.method, one.path, _guard(one.handler, allows), one.kwargs) for one in routes]


def _guard(handler: Handler, allows: Allows) -> Handler:
    async def guard(request: web.Request) -> web.StreamResponse:
        if not (_is_here(request.host) and allows(request)):
            words = "The demo answers only to its own page on this computer. Please open http://localhost again."
            return problem(status=HTTPStatus.FORBIDDEN, title="Not from here", words=words)
        answer = await handler(request)
        answer.headers.update({name: value for name, value in HEADERS.items() if name not in answer.headers})
        # With 'no-referrer' browsers hide even from us that our own page sent a form.
        answer.headers["Referrer-Policy"] = "same-origin"
        return answer

    return guard


def _is_here(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in HERE
    except ValueError:
        return False
