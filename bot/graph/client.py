"""One way to ask Graph something: proven to be us, a few at once, a raw answer, and a fault that says what to do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog

from bot.front.beyond import Gone, GraphFault, MayBeDone, NoSuchMailbox, NotGranted, NotNow, NotTaken
from bot.front.turn import Json
from bot.front.voice import NotNow as NoToken
from bot.graph.asked import SERVICE, Asked, Library
from bot.graph.calls import Call

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger(__name__)
AT_ONCE = 3  # calls for one mailbox; Exchange takes four
LARGEST = 4 * 1024 * 1024  # bytes of an answer
LONGEST_WAIT = 600.0  # seconds that Graph can make us wait
BUSY = frozenset(
    {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.LOCKED, HTTPStatus.REQUEST_TIMEOUT}
)
NOT_GRANTED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.FORBIDDEN})
NO_MAILBOX = frozenset(
    {
        "errorinvaliduser",
        "mailboxnotenabledforrestapi",
        "request_resourcenotfound",
        "resourcenotfound",
        "mailboxnotfound",
    }
)
UTC = 'outlook.timezone="UTC"'
LASTING_IDS = 'IdType="ImmutableId"'
USUAL = (UTC, LASTING_IDS)
MOST_PAGES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """What can be asked of Graph, at most three things at once for each mailbox. Nothing is asked twice here."""

    library: Library
    url: str = SERVICE
    lanes: dict[str, asyncio.Semaphore] = field(default_factory=dict)

    async def ask(
        self,
        call: Call,
        values: Mapping[str, str],
        *,
        body: Json = None,
        prefer: tuple[str, ...] = USUAL,
    ) -> dict[str, Json]:
        """The answer's body, {} for an empty one. Raises a GraphFault.

        `values` fill the call's path; "user" is the mailbox. The wait for a free lane is part of the call's patience.
        """
        return await self._send(call, values, body=body, prefer=prefer)

    async def _send(
        self,
        call: Call,
        values: Mapping[str, str],
        *,
        body: Json = None,
        prefer: tuple[str, ...] = USUAL,
        page: str = "",
    ) -> dict[str, Json]:
        asked = Asked(method=call.method, path=call.path, values=values, body=body, prefer=prefer, page=page)
        lane = self.lanes.setdefault(values.get("user", ""), asyncio.Semaphore(AT_ONCE))
        try:
            async with asyncio.timeout(call.patience), lane:
                response = await self.library.send(asked)
        except (TimeoutError, OSError) as error:
            raise self._lost(call, type(error).__name__) from None
        except NoToken as error:
            raise NotGranted(str(error)) from None
        except Exception as error:
            if (kind := _httpx_kind(error)) is None:
                raise
            raise NotNow(kind) if kind.startswith("Connect") else self._lost(call, kind) from None
        return self._answer(call, response)

    async def every(self, call: Call, values: Mapping[str, str]) -> list[dict[str, Json]]:
        """All objects of a collection, page after page; raises a GraphFault, also for a page that leads elsewhere."""
        found: list[dict[str, Json]] = []
        body = await self.ask(call, values)
        for _ in range(MOST_PAGES):
            value, following = body.get("value"), body.get("@odata.nextLink")
            found += [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
            if not isinstance(following, str):
                return found
            if not following.startswith(f"{self.url}/"):
                break
            body = await self._send(call, values, page=following)
        raise NotTaken("pages that do not end")

    def _lost(self, call: Call, code: str) -> GraphFault:
        log.warning("graph.no_answer", call=call.name, why=code)
        return MayBeDone(code) if call.writes else NotNow(code)

    def _answer(self, call: Call, response: httpx.Response) -> dict[str, Json]:
        if response.is_success:
            body = _body(response)
            if body is None:
                raise self._lost(call, "unreadable")
            return body
        fault = fault_of(call, response)
        log.warning("graph.refused", call=call.name, status=response.status_code, code=fault.code)
        return _raise(fault)

    async def close(self) -> None:
        """Lets go of the connections."""
        await self.library.close()


def _raise(fault: GraphFault) -> dict[str, Json]:
    raise fault


def _httpx_kind(error: Exception) -> str | None:
    """The name of an error of the wire, None for a bug; httpx is imported only when the library is."""
    mine = {one.__module__.partition(".")[0] for one in type(error).__mro__}
    return type(error).__name__ if mine & {"httpx", "httpcore"} else None


def _body(response: httpx.Response) -> dict[str, Json] | None:
    """What the answer holds: {} when it is empty, None when it is not what Graph sends."""
    raw = response.content
    if not raw:
        return {}
    if len(raw) > LARGEST:
        return None
    try:
        found: object = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def fault_of(call: Call, response: httpx.Response) -> GraphFault:
    """What an answer that is no success means for us; only its code is read, since its words may hold addresses."""
    status, code = response.status_code, _code(response)
    after = retry_after(response.headers.get("Retry-After"))
    if status in BUSY:
        return NotNow(code, after=after)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return MayBeDone(code, after=after) if call.writes else NotNow(code, after=after)
    if status in NOT_GRANTED:
        return NotGranted(code)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return NoSuchMailbox(code) if code.lower() in NO_MAILBOX else Gone(code)
    return NotTaken(code)


def _code(response: httpx.Response) -> str:
    body = _body(response)
    error = body.get("error") if body else None
    code = error.get("code") if isinstance(error, dict) else None
    words = code if isinstance(code, str) else ""
    return words if words.isascii() and words.replace("_", "").replace(".", "").isalnum() else str(response.status_code)


def retry_after(header: str | None) -> float:
    """Seconds; Graph sends fractions too, and what is no number is none."""
    try:
        seconds = float(header or 0)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), LONGEST_WAIT) if seconds == seconds else 0.0  # noqa: PLR0124  # 'nan' is no number
