"""Serving an application on a port of this machine."""

from __future__ import annotations

import errno
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

OTHER_PORT = "Stop that program, or choose another port, for example: BUDDY_PORT=3979 make demo"
STOP_WITHIN = 20.0  # seconds for what is being answered when we are asked to stop


class NoPort(Exception):
    """Why nobody could reach the server, in one sentence with the remedy."""


@asynccontextmanager
async def listening(app: web.Application, *, hosts: Sequence[str], port: int) -> AsyncIterator[None]:
    """The server answers for as long as the block lasts; raises NoPort when it cannot have the port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_WITHIN)
    await runner.setup()
    try:
        for host in hosts:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    raise NoPort(f"Port {port} is in use by another program. {OTHER_PORT}") from None
                if host == hosts[0]:  # a machine may lack IPv6
                    raise NoPort(f"Nobody can reach {host}, port {port} ({error}). {OTHER_PORT}") from None
        yield
    finally:
        await runner.cleanup()
