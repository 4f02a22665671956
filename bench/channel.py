"""The channel's connector service, as little of it as the stock library's echo needs: every reply is taken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.load import END_OF_HEAD, length

BODY = b'{"id":"1:taken"}'
TAKEN = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY


class Service(asyncio.Protocol):
    """One connection to it."""

    def __init__(self) -> None:
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps where to answer."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP always gives
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A reply, or a part of one."""
        self._got += data
        while (head := self._got.find(END_OF_HEAD)) >= 0:
            end = head + len(END_OF_HEAD) + length(self._got[:head].lower())
            if len(self._got) < end:
                return
            self._got = self._got[end:]
            self._transport.write(TAKEN)


@asynccontextmanager
async def service() -> AsyncIterator[str]:
    """Its address, for as long as the block lasts."""
    server = await asyncio.get_running_loop().create_server(Service, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/emea/"
