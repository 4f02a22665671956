"""The channel's public signing keys: fetched once for all who wait, renewed at once when a new key appears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import jwt
import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from bot.front.turn import Json

METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
A_DAY = 86_400.0
BETWEEN_TRIES = 60.0  # so that made-up key names cannot make us ask again and again
BETWEEN_FIRST_TRIES = 5.0  # while there is no key at all, nobody can speak to us
PATIENCE = ClientTimeout(total=8)

log = structlog.get_logger(__name__)


class KeysUnavailable(Exception):
    """The keys could not be fetched; `str(error)` says why."""


@dataclass(frozen=True, slots=True, eq=False)
class Key:
    """One public key, and the channels it may sign for (None: it does not say)."""

    public: jwt.PyJWK
    endorsements: frozenset[str] | None


class SigningKeys:
    """The keys by name, kept for a day; the last good ones serve while new ones cannot be had."""

    def __init__(self, *, session: ClientSession, metadata_url: str, clock: Callable[[], float]) -> None:
        self._session = session
        self._metadata = URL(metadata_url)
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._fetched = float("-inf")
        self._tried = float("-inf")
        self._flight: asyncio.Task[None] | None = None

    def state(self) -> str:
        """A word for a health page: 'ok', 'old' while the last good ones serve, or 'none'."""
        if not self._keys:
            return "none"
        return "old" if self._clock() - self._fetched > 2 * A_DAY else "ok"

    def current(self, name: str) -> Key | None:
        """The key of this name, if it is known already."""
        return self._keys.get(name)

    async def find(self, name: str) -> Key | None:
        """The key of this name; an unknown one is asked for, at most once a minute."""
        key = self._keys.get(name)
        if key is None:
            await self._ask_again()
        elif self._clock() - self._fetched > A_DAY and self._may_try():
            self._set_off()  # the old key serves meanwhile
        return self._keys.get(name)

    async def fetch(self) -> None:
        """Fetches the keys now, once for everybody who waits; when that fails the old ones stay."""
        await asyncio.shield(self._flight or self._set_off())

    async def _ask_again(self) -> None:
        if self._flight is not None or self._may_try():
            await self.fetch()

    def _may_try(self) -> bool:
        wait = BETWEEN_TRIES if self._keys else BETWEEN_FIRST_TRIES
        return self._flight is None and self._clock() - self._tried >= wait

    def _set_off(self) -> asyncio.Task[None]:
        self._tried = self._clock()
        self._flight = asyncio.create_task(self._renew())
        return self._flight

    async def _renew(self) -> None:
        first = not self._keys
        try:
            self._keys = await self._download()
        except KeysUnavailable as error:
            log.warning("teams.keys_unavailable", why=str(error), kept=len(self._keys))
        else:
            self._fetched = self._clock()
            if first:  # does not count as a try: a key that appears just after our start is asked for at once
                self._tried = float("-inf")
        finally:
            self._flight = None

    async def _download(self) -> dict[str, Key]:
        where = (await self._get(self._metadata)).get("jwks_uri")
        if not isinstance(where, str) or URL(where).scheme != self._metadata.scheme:
            raise KeysUnavailable("the metadata names no place for keys")
        listed = (await self._get(URL(where))).get("keys")
        keys = dict(filter(None, map(_read, listed))) if isinstance(listed, list) else {}
        if not keys:
            raise KeysUnavailable("there are no usable keys")
        return keys

    async def _get(self, url: URL) -> dict[str, Json]:
        try:
            async with self._session.get(url, timeout=PATIENCE, allow_redirects=False) as response:
                if response.status != HTTPStatus.OK:
                    raise KeysUnavailable(f"status {response.status}")
                found: Json = await response.json(content_type=None)
        except (ClientError, TimeoutError, ValueError) as error:
            raise KeysUnavailable(type(error).__name__) from error
        return found if isinstance(found, dict) else {}


def _read(entry: Json) -> tuple[str, Key] | None:
    match entry:
        case {"kty": "RSA", "kid": str(name), **rest} if isinstance(entry, dict) and rest.get("use", "sig") == "sig":
            try:
                public = jwt.PyJWK(entry, algorithm="RS256")
            except (jwt.PyJWTError, ValueError, TypeError):
                return None  # one that we cannot read must not cost us the others
            endorsements = rest.get("endorsements")
            channels = frozenset(map(str, endorsements)) if isinstance(endorsements, list) and endorsements else None
            return name, Key(public=public, endorsements=channels)
    return None
