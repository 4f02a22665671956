"""Whether the program lives, and whether all that it needs is there: words of state, and nothing about anybody.

Numbers are told only to this machine itself: to everybody else a word must do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from ipaddress import ip_address

import structlog
from aiohttp import web

from bot.front.telemetry import SILENCE, Telemetry

OK = "ok"
PATIENCE = 1.0  # seconds for the database
KEPT = 1.0  # seconds for which one look serves everybody who asks
LATE = timedelta(minutes=3)  # since the worker last looked; it does every quarter of a minute
SOON = timedelta(days=30)
NOT_READY = frozenset({"down", "none", "late", "stopping"})
FROM_ELSEWHERE = ("Forwarded", "X-Forwarded-For", "Via")

log = structlog.get_logger(__name__)


@dataclass(kw_only=True)
class Health:
    """What is looked at. `keys` and `token` say a word each; `looked` is when the worker last looked for work."""

    database: Callable[[], Awaitable[object]]
    keys: Callable[[], str]
    token: Callable[[], str]
    looked: Callable[[], datetime | None]
    secret_ends: date | None
    clock: Callable[[], datetime]
    stopping: bool = False
    telemetry: Telemetry = SILENCE
    _found: tuple[datetime, dict[str, str]] | None = None
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    def routes(self) -> list[web.RouteDef]:
        """The two addresses."""
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.Response(text=OK)

    async def ready(self, request: web.Request) -> web.Response:
        """200 when all is there; 503 when something is not, or when we are about to stop."""
        states = await self._states()
        ready = not self.stopping and NOT_READY.isdisjoint(states.values())
        body: dict[str, object] = {"ready": ready, **states, **({"process": "stopping"} if self.stopping else {})}
        if _is_this_machine(request):
            body |= self.numbers()
        return web.json_response(body, status=200 if ready else 503, headers={"Cache-Control": "no-store"})

    def numbers(self) -> dict[str, int]:
        """Seconds since the worker looked, and days until the secret ends, as far as they are known."""
        now, looked, numbers = self.clock(), self.looked(), dict[str, int]()
        if looked:
            numbers["sweep_seconds"] = int((now - looked).total_seconds())
        if self.secret_ends:
            numbers["secret_days"] = (self.secret_ends - now.date()).days
        return numbers

    async def _states(self) -> dict[str, str]:
        """One look for all who ask at about the same time, so that asking costs next to nothing."""
        async with self._looking:
            now = self.clock()
            if self._found is None or not timedelta(0) <= now - self._found[0] < timedelta(seconds=KEPT):
                for name, value in self.numbers().items():
                    self.telemetry.gauge(name, value)
                self._found = now, {"database": await self._database(), **dict(self._others())}
            return self._found[1]

    async def _database(self) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.database()
        except Exception as fault:  # noqa: BLE001 - whatever it is, there is no database
            log.warning("health.no_database", kind=type(fault).__name__)
            return "down"
        return OK

    def _others(self) -> Iterator[tuple[str, str]]:
        yield "keys", self.keys()
        yield "token", self.token()
        looked, now = self.looked(), self.clock()
        yield "sweep", "late" if looked is None or now - looked > LATE else OK
        yield "secret", secret_word(self.secret_ends, now.date())


def secret_word(ends: date | None, today: date) -> str:
    """How it stands with the secret's end. Whether it still serves, the token says."""
    if ends is None:
        return "unknown"
    return "ended" if ends <= today else "ends soon" if ends - today <= SOON else OK


def _is_this_machine(request: web.Request) -> bool:
    """Asked from here, and not passed on for somebody else."""
    peer = (request.transport.get_extra_info("peername") if request.transport else None) or ("",)
    try:
        here = ip_address(peer[0]).is_loopback
    except ValueError:
        return False
    return here and not any(name in request.headers for name in FROM_ELSEWHERE)
