"""The door that the channel knocks at: size, then token, then body, then the bot."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.cards import Card
from bot.front.turn import Json
from bot.teams import replies
from bot.teams.activity import HANDLED, BadActivity, parse, read
from bot.teams.authentic import Refused, TokenCheck
from bot.teams.bot import Front, TeamsBot
from bot.teams.bridge import Adapter
from bot.teams.connector import Connector
from bot.teams.files import Files

LARGEST = 256 * 1024
BODY_PATIENCE = 10.0

log = structlog.get_logger(__name__)


class TeamsEdge:
    """Takes activities over HTTP. Without a check (development) everybody is believed: bind to loopback only."""

    def __init__(
        self,
        *,
        front: Front,
        render: Callable[[Card], dict[str, Json]],
        check: TokenCheck | None,
        connector: Connector,
        files: Files,
        sleep: Callable[[float], Awaitable[None]],
        chance: Callable[[], float],
    ) -> None:
        self._check = check
        self._adapter = Adapter(connector)
        self._bot = TeamsBot(front=front, render=render, connector=connector, files=files, sleep=sleep, chance=chance)
        self._unread: Counter[str] = Counter()
        self._body_patience = BODY_PATIENCE

    def counters(self) -> dict[str, int]:
        """What went wrong since the start, by reason, for a health page."""
        refused = self._check.refused if self._check else Counter[str]()
        named = (("refused", refused), ("unread", self._unread), ("unsaid", self._bot.unsaid))
        return {f"{group}.{reason}": number for group, counted in named for reason, number in counted.items()}

    async def messages(self, request: web.Request) -> web.Response:
        """The handler of POST /api/messages."""
        try:
            return await self._take(request)
        except Refused:
            return web.Response(status=401)
        except BadActivity as bad:
            self._unread[str(bad)] += 1
            log.warning("teams.unread", why=str(bad))
            return web.json_response(replies.refusal(str(bad)), status=400)

    async def _take(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        length = request.content_length or 0
        if length > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, length)
        grant = await self._check.token(request.headers.get("Authorization", "")) if self._check else None
        raw = parse(await _body(request, patience=self._body_patience))
        if self._check and grant:
            self._check.activity(grant, raw)
        if isinstance(raw.get("type"), str) and raw["type"] not in HANDLED:
            return web.Response(status=200)
        answer = await self._adapter.process_activity(self._adapter.checked, read(raw), self._bot.on_turn)
        if answer is None or answer.body is None:
            return web.Response(status=answer.status if answer else 200)
        return web.json_response(answer.body, status=answer.status)


async def _body(request: web.Request, *, patience: float) -> bytes:
    """The body, measured while it comes: a length that was declared may be missing."""
    body = bytearray()
    try:
        async with asyncio.timeout(patience):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > LARGEST:
                    raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
    except TimeoutError as error:
        raise web.HTTPRequestTimeout from error
    return bytes(body)
