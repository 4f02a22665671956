"""Microsoft Graph as a server on loopback: it refuses what the real one would, and notes what breaks its contract.

To add a call: a `Served` in a file beside this one, and its tuple in SERVED below. `granted` holds the permissions that
an administrator gave; `faults` go wrong next; `broken` must be empty at the end of each test.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes.graph_shapes import ERROR, Shape, lowered, wrong

Json = dict[str, Any]
AT_ONCE = 4  # calls for one mailbox
MAILBOX = "buddy.meetings@trust.example"
TENANT_WIDE = "Calendars.ReadWrite"
EVERYTHING = frozenset(
    {
        TENANT_WIDE,
        "Calendars.ReadBasic.All",
        "OnlineMeetings.ReadWrite.All",
        "OnlineMeetings.Read.All",
        "OnlineMeetingArtifact.Read.All",
        "TeamsAppInstallation.ReadWriteSelfForUser.All",
        "TeamMember.Read.Group",
    }
)


@dataclass(frozen=True)
class Refused(Exception):  # what Graph answers, named for what happened
    """Graph refuses."""

    status: int
    code: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, read: where it went, what it asked for, and what its body said."""

    values: dict[str, str]
    query: dict[str, str]
    body: Any
    prefer: frozenset[str]

    @property
    def user(self) -> str:
        return self.values.get("user", "").lower()


@dataclass(frozen=True, kw_only=True)
class Served:
    """One call that this Graph knows. `needs`: one of these permissions. `entity`: its types in Graph's metadata."""

    name: str
    method: str
    path: str
    needs: frozenset[str]
    takes: Shape | None
    gives: Shape | None
    do: Callable[[FakeGraph, Asked], tuple[int, Json | None]]
    action: bool = False
    first: Callable[[FakeGraph, bytes], Awaitable[bool]] | None = None  # what Graph does before it says yes
    asked_as: str = ""
    answered_as: str = ""


@dataclass(kw_only=True)
class Fault:
    """What the next calls meet. `done`: it is carried out all the same; `reset`: the connection drops."""

    status: int = 503
    code: str = "ServiceUnavailable"
    calls: frozenset[str] = frozenset()  # all, if none is named
    retry_after: str | None = None
    done: bool = False
    reset: bool = False
    hang: float = 0.0
    body: bytes | None = None  # sent as HTML
    times: int = 1


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One call and its answer, to be held against Graph's own schema."""

    served: Served
    body: Any
    status: int
    answer: Any


@dataclass
class FakeGraph:
    """What Graph knows, who may do what, and what goes wrong next."""

    url: str = ""
    bearer: str = "graph-token"
    granted: set[str] = field(default_factory=lambda: set(EVERYTHING))
    mailboxes: set[str] = field(default_factory=lambda: {MAILBOX})
    in_scope: bool = True  # of the roles that Exchange gave to the application
    policy: bool = True  # the Teams application access policy is there
    providers: list[str] = field(default_factory=lambda: ["teamsForBusiness"])
    events: dict[str, Json] = field(default_factory=dict)
    meetings: dict[str, Json] = field(default_factory=dict)
    busy: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)  # (from, until, status); UTC, by address
    now: datetime = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    subscriptions: dict[str, Json] = field(default_factory=dict)
    reports: dict[str, list[Json]] = field(default_factory=dict)  # by meeting
    installed: dict[str, Json] = field(default_factory=dict)  # the app as it is in the catalogue, by person
    teams: dict[str, list[Json]] = field(default_factory=dict)
    mails: list[tuple[str, str, str]] = field(default_factory=list)  # (what, event, words) that went to attendees
    links_after: int | None = 0  # looks at an event before its link is there; None: never
    link: str = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_made-up%40thread.v2/0?context=x"
    zone: str = ""  # answers come in this zone, whatever was preferred
    page: int = 100
    slow: float = 0.0
    forgets: bool = False  # transaction ids
    faults: list[Fault] = field(default_factory=list)
    got: list[Exchange] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    running: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    looks: Counter[str] = field(default_factory=Counter)

    def handler(self, served: Served) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.calls[served.name] += 1
            user = request.match_info.get("user", "").lower()
            self.running[user] += 1
            self.most_at_once = max(self.most_at_once, self.running[user])
            try:
                if self.running[user] > AT_ONCE:
                    return _error(429, "ApplicationThrottled", retry_after="2.128")
                return await self._handle(served, request)
            finally:
                self.running[user] -= 1

        return handle

    async def _handle(self, served: Served, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        await asyncio.sleep(self.slow)
        fault = self._next_fault(served.name)
        if fault is not None and not fault.done:
            return await _go_wrong(request, fault)
        if served.first and self._may(served, request) and not await served.first(self, raw):
            return _error(400, "InvalidRequest")
        answer = self._answer(served, request, raw)
        return answer if fault is None else await _go_wrong(request, fault)

    def _may(self, served: Served, request: web.Request) -> bool:
        known = request.headers.get("Authorization") == f"Bearer {self.bearer}"
        return known and bool(served.needs & self.granted)

    def _next_fault(self, name: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and (not fault.calls or name in fault.calls):
                fault.times -= 1
                return fault
        return None

    def _answer(self, served: Served, request: web.Request, raw: bytes) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.bearer}":
            return _error(401, "InvalidAuthenticationToken")
        if not served.needs & self.granted:
            return _error(403, "Authorization_RequestDenied" if "onlineM" in served.path else "ErrorAccessDenied")
        try:
            asked = self._read(served, request, raw)
            self._check_mailbox(served, asked)
            status, body = served.do(self, asked)
        except Refused as refused:
            return _error(refused.status, refused.code)
        if fault := wrong(served.gives, body):
            self.broken.append(f"answer to {served.name}: {fault}")
        self.got.append(Exchange(served=served, body=asked.body, status=status, answer=json.loads(json.dumps(body))))
        return web.Response(status=status) if body is None else web.json_response(body, status=status)

    def _read(self, served: Served, request: web.Request, raw: bytes) -> Asked:
        if raw and request.content_type != "application/json":
            raise Refused(415, "RequestBodyRead")
        body = json.loads(raw) if raw else None
        if fault := wrong(served.takes, lowered(body) if served.action else body):
            self.broken.append(f"{served.name}: {fault}")
            raise Refused(400, "RequestBroker--ParseUri")
        prefer = frozenset(part.strip() for part in request.headers.get("Prefer", "").split(",") if part.strip())
        return Asked(values=dict(request.match_info), query=dict(request.query), body=body, prefer=prefer)

    def _check_mailbox(self, served: Served, asked: Asked) -> None:
        if not asked.user:
            return
        if asked.user not in self.mailboxes:
            raise Refused(404, "ErrorInvalidUser")
        if "onlineMeetings" in served.path and not self.policy:
            raise Refused(403, "Unauthorized")
        if "onlineMeetings" not in served.path and not self.in_scope:
            raise Refused(403, "ErrorAccessDenied")


async def _go_wrong(request: web.Request, fault: Fault) -> web.StreamResponse:
    await asyncio.sleep(fault.hang)
    if fault.reset:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()
    if fault.body is not None:
        return web.Response(body=fault.body, status=fault.status, content_type="text/html")
    return _error(fault.status, fault.code, retry_after=fault.retry_after)


def _error(status: int, code: str, *, retry_after: str | None = None) -> web.Response:
    body = {"error": {"code": code, "message": "Somebody <sam.taylor@university.example> …", "innerError": {}}}
    assert not wrong(ERROR, body)
    return web.json_response(body, status=status, headers={} if retry_after is None else {"Retry-After": retry_after})


@asynccontextmanager
async def graph_service(served: tuple[Served, ...]) -> AsyncIterator[FakeGraph]:
    """Graph on a free port of loopback, with these calls and no others: 404 and 405 for the rest."""
    fake = FakeGraph()
    app = web.Application()
    for one in served:
        app.router.add_route(one.method, "/v1.0" + one.path, fake.handler(one))
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/v1.0"))
        yield fake
