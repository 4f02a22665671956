"""Proof of who we are, for other services: one identity, each token asked for once however many wait for it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Protocol

import structlog
from cryptography import x509

from bot.front.voice import NotNow

EARLY = 300.0  # a token is renewed so long before it ends, while it still serves
SPARE = 10.0  # a token that ends sooner than this may end on the way
BETWEEN_TRIES = 30.0
PATIENCE = 10.0
ONCE_MORE = {"retry_total": 1}  # the library would try for five seconds, while somebody waits for an answer
ENTRA_CODE = re.compile(r"AADSTS\d+")

log = structlog.get_logger(__name__)


class TokenUnavailable(NotNow):
    """No token can be had now; `str(error)` is a code, never a secret."""


class Issued(Protocol):
    """A token as the identity library hands it out."""

    @property
    def token(self) -> str:
        """The token itself."""
        ...

    @property
    def expires_on(self) -> int:
        """When it ends, in seconds since 1970."""
        ...


class Credential(Protocol):
    """What can ask the identity service for a token."""

    async def get_token(self, *scopes: str) -> Issued:
        """A new token."""
        ...


Make = Callable[[], AbstractAsyncContextManager[Credential]]


@dataclass(frozen=True, slots=True)
class Held:
    """A token that we hold, and when it ends."""

    token: str
    expires: float


class Tokens:
    """A token for each scope, renewed ahead of its end.

    `make` builds a new credential for every request, because the library's own cache would hand out again a token that
    was dropped. `refusals` are the errors that mean 'no token', besides a file or a network that fails.
    """

    def __init__(self, *, make: Make, refusals: tuple[type[Exception], ...], clock: Callable[[], float]) -> None:
        self._make = make
        self._refusals: tuple[type[Exception], ...] = (*refusals, OSError, ValueError)
        self._clock = clock
        self._held: dict[str, Held] = {}
        self._tried: dict[str, float] = {}
        self._problems: dict[str, str] = {}
        self._flights: dict[str, asyncio.Task[Held | None]] = {}

    async def bearer(self, scope: str) -> str:
        """A valid token. Raises TokenUnavailable, which is a NotNow."""
        held, now = self._held.get(scope), self._clock()
        if held is not None and now < held.expires - SPARE:
            if now >= held.expires - EARLY and now >= self._tried.get(scope, 0.0) + BETWEEN_TRIES:
                self._fly(scope)
            return held.token
        fresh = await asyncio.shield(self._fly(scope))
        if fresh is None:
            raise TokenUnavailable(self._problems.get(scope, "no_token"))
        return fresh.token

    def drop(self, scope: str, token: str) -> None:
        """Forgets a token that was not accepted; the next caller gets a fresh one."""
        held = self._held.get(scope)
        if held is not None and held.token == token:
            del self._held[scope]

    async def warm(self, *scopes: str) -> None:
        """Fetches tokens before anybody waits for them; a failure shows in `problems`, and is tried again later."""
        for scope in scopes:
            with suppress(TokenUnavailable):  # logged where it failed
                await self.bearer(scope)

    def state(self, scope: str) -> str:
        """A word for a health page: 'ok', 'renewing fails' while the old one serves, or 'none'.

        One that ended because nobody used it is asked for again meanwhile.
        """
        held, now = self._held.get(scope), self._clock()
        if held is not None and now < held.expires - SPARE:
            return "renewing fails" if scope in self._problems else "ok"
        if now >= self._tried.get(scope, 0.0) + BETWEEN_TRIES:
            self._fly(scope)
        return "ok" if held and scope not in self._problems else "none"

    def problems(self) -> dict[str, str]:
        """What went wrong with the last request for each scope, by code, for a health page."""
        return dict(self._problems)

    async def close(self) -> None:
        """Ends what is under way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _fly(self, scope: str) -> asyncio.Task[Held | None]:
        if scope not in self._flights:
            self._tried[scope] = self._clock()
            self._flights[scope] = asyncio.create_task(self._renew(scope))
        return self._flights[scope]

    async def _renew(self, scope: str) -> Held | None:
        try:
            async with asyncio.timeout(PATIENCE), self._make() as credential:
                issued = await credential.get_token(scope)
        except self._refusals as error:
            found = ENTRA_CODE.search(str(error))
            self._problems[scope] = found[0] if found else type(error).__name__
            log.warning("tokens.unavailable", scope=scope, why=self._problems[scope])
            return None
        finally:
            del self._flights[scope]
        self._problems.pop(scope, None)
        self._held[scope] = Held(issued.token, float(issued.expires_on))
        return self._held[scope]


async def from_secret(*, tenant: str, app_id: str, secret: str, clock: Callable[[], float]) -> Tokens:
    """Tokens of an app registration with a client secret."""
    azure, refused = await asyncio.to_thread(_azure)
    return Tokens(
        make=lambda: azure.ClientSecretCredential(tenant, app_id, secret, **ONCE_MORE), refusals=(refused,), clock=clock
    )


async def from_certificate(*, tenant: str, app_id: str, path: str, clock: Callable[[], float]) -> Tokens:
    """Tokens of an app registration with a certificate: a PEM file that holds the private key too."""
    azure, refused = await asyncio.to_thread(_azure)
    return Tokens(
        make=lambda: azure.CertificateCredential(tenant, app_id, path, **ONCE_MORE), refusals=(refused,), clock=clock
    )


def certificate_ends(path: str) -> date | None:
    """The last day of a certificate in a PEM file; None if it cannot be read."""
    try:
        found = x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError):
        return None  # asking for a token says what is wrong
    return min(one.not_valid_after_utc for one in found).date()


async def from_managed_identity(*, app_id: str, clock: Callable[[], float]) -> Tokens:
    """Tokens of a user-assigned managed identity."""
    azure, refused = await asyncio.to_thread(_azure)
    return Tokens(make=lambda: azure.ManagedIdentityCredential(client_id=app_id), refusals=(refused,), clock=clock)


def _azure() -> tuple[ModuleType, type[Exception]]:
    # The import takes some 300 ms: in a thread, it holds up nobody, and the demo never pays for it.
    from azure.core.exceptions import AzureError  # noqa: PLC0415  # see above
    from azure.identity import aio  # noqa: PLC0415  # see above

    return aio, AzureError
