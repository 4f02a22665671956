"""The channel's connector service as a server on loopback: it refuses what the real one would refuse."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

LARGEST_CARD = 28 * 1024


@dataclass(frozen=True)
class Got:
    """One request that was accepted as well-formed."""

    method: str
    conversation: str
    activity: dict[str, Any]
    message: str | None  # the activity that was answered (POST) or replaced (PUT)
    targeted: bool = False  # only its recipient sees it


@dataclass
class Fault:
    """What the next requests meet instead of an answer."""

    status: int = 0
    retry_after: str | None = None
    hang: bool = False
    reset: str = ""  # 'before' or 'after' the body was read
    takes: bool = False  # the message is taken all the same: only the answer is lost
    garbage: bool = False
    times: int = 1
    methods: frozenset[str] = frozenset({"GET", "POST", "PUT"})


@dataclass
class FakeConnector:
    """What the channel knows, what it was told, and what goes wrong next."""

    url: str = ""
    bearer: str | None = None
    conversations: set[str] = field(default_factory=lambda: {"a:personal"})
    messages: set[str] = field(default_factory=lambda: {"1:card"})
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    meetings: dict[str, dict[str, Any]] = field(default_factory=dict)
    got: list[Got] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    requests: int = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        fault = self._next_fault(request.method)
        if fault is not None and fault.reset == "before":
            _abort(request)
            return web.Response()
        body = await request.read()
        if fault is not None:
            if fault.takes:
                self._answer(request, body)
            return await self._go_wrong(request, fault)
        return self._answer(request, body)

    def _next_fault(self, method: str) -> Fault | None:
        for fault in self.faults:
            if fault.times and method in fault.methods:
                fault.times -= 1
                return fault
        return None

    async def _go_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            await asyncio.sleep(60)
        if fault.reset == "after":
            _abort(request)
        if fault.garbage:
            return web.Response(body=b"<html>not what you think</html>", content_type="text/html")
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        return web.json_response({"error": {"code": "X"}}, status=fault.status or 500, headers=headers)

    async def look_up_meeting(self, request: web.Request) -> web.StreamResponse:
        if self.bearer is not None and request.headers.get("Authorization") != f"Bearer {self.bearer}":
            return self._no(401, "bearer")
        found = self.meetings.get(request.match_info["meeting"])
        return self._no(403, "meeting") if found is None else web.json_response(found)

    def _answer(self, request: web.Request, body: bytes) -> web.Response:
        conversation = request.match_info["conversation"]
        if self.bearer is not None and request.headers.get("Authorization") != f"Bearer {self.bearer}":
            return self._no(401, "bearer")
        if conversation not in self.conversations:
            return self._no(404, "conversation")
        if request.method == "GET":
            member = self.members.get(request.match_info["member"])
            return self._no(404, "member") if member is None else web.json_response(member)
        return self._take(request, body)

    def _take(self, request: web.Request, body: bytes) -> web.Response:
        if request.content_type != "application/json":
            return self._no(415, "content type")
        activity = json.loads(body)
        targeted = request.query.get("isTargetedActivity") == "true"
        if activity.get("type") != "message" or targeted != _names_its_target(activity):
            return self._no(400, "activity without type, or targeted by half")
        for attached in activity.get("attachments", []):
            if len(json.dumps(attached["content"])) > LARGEST_CARD:
                return self._no(413, "card too large")
        message = request.match_info.get("message")
        if request.method == "PUT" and message not in self.messages:
            return self._no(404, "activity")
        self.got.append(Got(request.method, request.match_info["conversation"], activity, message, targeted))
        if request.method == "PUT":
            return web.json_response({"id": message})
        made = f"1:made{len(self.got)}"
        self.messages.add(made)
        return web.json_response({"id": made}, status=201)

    def _no(self, status: int, why: str) -> web.Response:
        self.refused.append(why)
        return web.json_response({"error": {"code": why}}, status=status)


def _names_its_target(activity: dict[str, Any]) -> bool:
    return bool(activity.get("recipient", {}).get("isTargeted"))


def _abort(request: web.Request) -> None:
    assert request.transport is not None
    request.transport.abort()


@asynccontextmanager
async def connector_service() -> AsyncIterator[FakeConnector]:
    """A connector service on a free port of loopback."""
    fake = FakeConnector()
    app = web.Application()  # knows no other path and no other method: 404 and 405
    base = "/emea/v3/conversations/{conversation}"
    app.router.add_post(base + "/activities", fake.handle)
    app.router.add_post(base + "/activities/{message}", fake.handle)
    app.router.add_put(base + "/activities/{message}", fake.handle)
    app.router.add_get(base + "/members/{member}", fake.handle)
    app.router.add_get("/emea/v1/meetings/{meeting}", fake.look_up_meeting)
    async with TestServer(app, host="127.0.0.1") as server:
        fake.url = str(server.make_url("/emea/"))
        yield fake
