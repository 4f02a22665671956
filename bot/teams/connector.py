"""Speaking to the channel's service: allowed places only, and every answer sorted by what to do next."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol
from urllib.parse import quote

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
)
from yarl import URL

from bot.front.turn import Json
from bot.front.voice import MayHaveArrived, NotNow, Slow, Unreachable
from bot.teams.allowed import Allowed

SCOPE = "https://api.botframework.com/.default"
# Getting a connection has a limit of its own: when it passes, nothing was sent yet.
PATIENCE = ClientTimeout(total=10, connect=5)
TOO_MANY = 429
LATER = frozenset({408, 412, TOO_MANY})  # and everything from 500
UNAUTHORIZED = 401
GONE = frozenset({403, 404})  # the person blocked or removed us, or the chat is no more
FAULT = 500
TARGETED = "?isTargetedActivity=true"  # only its recipient sees it
LONGEST_WAIT = 3_600.0
CONVERSATIONS, MEETINGS = "v3/conversations", "v1/meetings"


class Tokens(Protocol):
    """Proof of who we are, for the service that we speak to."""

    async def bearer(self, scope: str) -> str:
        """A valid token. Raises NotNow while none can be had."""
        ...

    def drop(self, scope: str, token: str) -> None:
        """Forgets a token that was not accepted."""
        ...


class Connector:
    """The channel's conversations over HTTP; raises NotNow, Unreachable or MayHaveArrived, and nothing else."""

    def __init__(
        self,
        *,
        session: ClientSession,
        tokens: Tokens | None,
        allow: Allowed,
        clock: Callable[[], datetime],
        patience: ClientTimeout = PATIENCE,
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._allow = allow
        self._clock = clock
        self._patience = patience
        self._not_accepted: str | None = None

    async def send(
        self,
        service_url: str,
        conversation: str,
        activity: dict[str, Json],
        *,
        reply_to: str | None = None,
        targeted: bool = False,
    ) -> str:
        """Says something new in a conversation, or to its recipient alone if it is targeted; the id of the message."""
        path = f"{_part(conversation)}/activities" + (f"/{_part(reply_to)}" if reply_to else "")
        path += TARGETED if targeted else ""
        answer = await self._call("POST", service_url, path, activity=activity)
        match answer:
            case {"id": str(message)} if message:
                return message
        raise MayHaveArrived("no_id")

    async def replace(
        self, service_url: str, conversation: str, activity: dict[str, Json], *, message: str, targeted: bool = False
    ) -> str:
        """Shows something else in the place of an earlier message; the id of the message."""
        path = f"{_part(conversation)}/activities/{_part(message)}" + (TARGETED if targeted else "")
        await self._call("PUT", service_url, path, activity=activity)
        return message

    async def member(self, service_url: str, conversation: str, *, member: str) -> dict[str, Json]:
        """What the channel knows about a member of a conversation."""
        answer = await self._call("GET", service_url, f"{_part(conversation)}/members/{_part(member)}")
        if isinstance(answer, dict):
            return answer
        raise NotNow("garbage")

    async def meeting(self, service_url: str, meeting: str) -> dict[str, Json]:
        """What the channel knows about a meeting in whose chat we are."""
        answer = await self._call("GET", service_url, _part(meeting), at=MEETINGS)
        if isinstance(answer, dict):
            return answer
        raise NotNow("garbage")

    async def _call(
        self,
        method: str,
        service_url: str,
        path: str,
        *,
        activity: dict[str, Json] | None = None,
        at: str = CONVERSATIONS,
    ) -> Json:
        if not self._allow.admits(service_url):
            raise Unreachable("service_not_allowed")
        headers = {"Content-Type": "application/json; charset=utf-8"} if activity else {}
        token = await self._tokens.bearer(SCOPE) if self._tokens else ""
        if token:
            headers["Authorization"] = f"Bearer {token}"
        url = URL(f"{service_url.rstrip('/')}/{at}/{path}", encoded=True)
        body = json.dumps(activity, separators=(",", ":")).encode() if activity else None
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=self._patience, allow_redirects=False
            ) as response:
                self._sort(response, token)
                return await _json(response)
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NotNow("no_connection") from error
        except (ClientError, OSError) as error:  # TimeoutError is an OSError
            # Showing or asking twice does no harm; saying twice does.
            why = type(error).__name__
            raise (MayHaveArrived(why) if method == "POST" else NotNow(why)) from error

    def _sort(self, response: ClientResponse, token: str) -> None:
        """Raises for every answer that is no success.

        400, 403, 404, 413 and the like stay as they are however often we ask: a message that is not acceptable or too
        large, a person who removed us, a conversation that is gone.
        """
        status = response.status
        if status == UNAUTHORIZED and self._tokens:
            self._not_accepted_now(self._tokens, token)
            raise NotNow("401")
        if status in LATER or status >= FAULT:
            # The service does not say whether one chat or all of them had too much, so all wait.
            slows = Slow.ALL if status == TOO_MANY else Slow.NOBODY
            after = retry_after(response.headers.get("Retry-After", ""), now=self._clock())
            raise NotNow(str(status), after=after, slows=slows)
        if not 200 <= status < 300:  # noqa: PLR2004  # HTTP's own numbers; a redirect is no success
            raise Unreachable(str(status), gone=status in GONE)
        self._not_accepted = None

    def _not_accepted_now(self, tokens: Tokens, token: str) -> None:
        # A token may have been withdrawn before its time, and many calls may carry it: a fresh one puts that right.
        # When the fresh one is not accepted either, the fault is in the registration and asking again does not help.
        tokens.drop(SCOPE, token)
        if self._not_accepted not in {None, token}:
            raise Unreachable(str(UNAUTHORIZED))
        self._not_accepted = token


async def _json(response: ClientResponse) -> Json:
    body = await response.read()
    try:
        found: Json = json.loads(body)
    except (ValueError, RecursionError):
        return None  # who needs something of the answer says what its absence means
    return found


def retry_after(header: str, *, now: datetime) -> float:
    """The seconds that a Retry-After header asks to wait, given as a number or a date; 0 if it does not say."""
    try:
        seconds = float(header)
    except ValueError:
        seconds = _until(header, now)
    return min(max(seconds, 0.0), LONGEST_WAIT) if math.isfinite(seconds) else 0.0


def _until(header: str, now: datetime) -> float:
    try:
        then = parsedate_to_datetime(header)
    except ValueError:
        return 0.0
    return (then.replace(tzinfo=then.tzinfo or UTC) - now).total_seconds()


def _part(identifier: str) -> str:
    return quote(identifier, safe="")
