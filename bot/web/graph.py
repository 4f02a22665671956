"""Where Microsoft Graph tells us that something changed: what it says is written down first, and worked on afterwards.

What comes here is believed only as far as 'look again': the calendar itself is asked what is true.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import html
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from aiohttp import web

PATH = "/api/graph/notifications"
LARGEST = 256 * 1024  # bytes of a body
MOST = 1000  # notifications in one body
LONGEST_TOKEN = 2_000
LONGEST_ID = 400
PATIENCE = 2.5  # seconds for all of it; Graph waits for three
PER_SECOND, AT_ONCE = 20.0, 60.0

log = structlog.get_logger(__name__)
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Told(Protocol):
    """Where it is written down."""

    async def __call__(self, changes: Sequence[tuple[str, str]], *, lost: bool, again: bool) -> None:
        """Events that changed, each with a key for this very change; what was lost, or may have been."""
        ...


def told_with(key: bytes) -> str:
    """The secret that comes with all that Graph tells us; an older key's counts until the agreement is renewed."""
    return hmac.new(key, b"graph", hashlib.sha256).hexdigest()


@dataclass(slots=True, kw_only=True)
class Notifications:
    """The door. `secrets`: what comes with everything that is truly ours. `wake` is called when there is work.

    `seconds` is a clock that only goes forward.
    """

    secrets: Sequence[str]
    told: Told
    wake: Callable[[], None]
    seconds: Callable[[], float]
    patience: float = PATIENCE
    left: float = AT_ONCE
    at: float = field(default=0.0)

    def routes(self) -> list[web.RouteDef]:
        """The one address."""
        return [web.post(PATH, self.take)]

    async def take(self, request: web.Request) -> web.Response:
        """202 once it is kept; what could not be kept is refused, so that Graph says it again."""
        if not self._in_measure():
            return web.Response(status=429, headers={"Retry-After": "5"})
        if (token := request.query.get("validationToken")) is not None:
            return _handshake(token)
        if request.content_type != "application/json":
            return web.Response(status=415)
        try:
            async with asyncio.timeout(self.patience):
                return await self._keep(request)
        except TimeoutError:
            log.warning("graph.notification_late")
        except web.HTTPException:
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, Graph says it again for four hours
            log.error("graph.notification_not_kept", kind=type(fault).__name__)  # noqa: TRY400 - it may hold ids
        return web.Response(status=503, headers={"Retry-After": "30"})

    async def _keep(self, request: web.Request) -> web.Response:
        body = _parsed(await _body(request))
        if body is None:
            return web.Response(status=400)
        ours = [one for one in body if self._is_ours(one)]
        if len(ours) < len(body):
            log.warning("graph.notification_not_ours", number=len(body) - len(ours))
        lives = {str(one.get("lifecycleEvent")) for one in ours}
        lost = "subscriptionRemoved" in lives
        again = bool(lives & {"missed", "reauthorizationRequired"})
        changes = list(dict.fromkeys(change for one in ours for change in _changes(one)))
        if changes or lost or again:
            await self.told(changes, lost=lost, again=again)
            self.wake()
        return web.Response(status=202)

    def _is_ours(self, one: dict[str, Json]) -> bool:
        said = one.get("clientState")
        mine = said.encode(errors="replace") if isinstance(said, str) else b""
        return sum(hmac.compare_digest(mine, secret.encode()) for secret in self.secrets) > 0  # all, in the same time

    def _in_measure(self) -> bool:
        now = self.seconds()
        self.left = min(AT_ONCE, self.left + (now - self.at) * PER_SECOND)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


def _handshake(token: str) -> web.Response:
    if not 0 < len(token) <= LONGEST_TOKEN:
        return web.Response(status=400)
    headers = {"X-Content-Type-Options": "nosniff"}
    return web.Response(text=html.escape(token, quote=False), content_type="text/plain", headers=headers)


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(body))
    return bytes(body)


def _parsed(body: bytes) -> list[dict[str, Json]] | None:
    try:
        found: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None
    value = found.get("value") if isinstance(found, dict) else None
    if not isinstance(value, list) or len(value) > MOST:
        return None
    return [one for one in value if isinstance(one, dict)]


def _changes(one: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """The event, with a digest of what makes this change another than the last; nothing for what is no event."""
    match one.get("resourceData"):
        case {"id": str(event), **rest} if 0 < len(event) <= LONGEST_ID and event.isprintable():
            which = f"graph|{event}|{rest.get('@odata.etag')}|{one.get('changeType')}"
            yield hashlib.sha256(which.encode(errors="replace")).hexdigest(), event
