"""How every server of the benchmark listens: on a free port of loopback, which it says on its first line."""

from __future__ import annotations

import socket
from collections.abc import Awaitable

from aiohttp import web


def serve(app: web.Application | Awaitable[web.Application]) -> None:
    """Serves until it is told to stop."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    web.run_app(app, sock=listener, access_log=None, print=None)
