"""The channel's service for bench.delivery: takes each message in ten milliseconds, and tells what it took.

`python -m bench.taking [most a second]`: more than that is refused.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field

from bench.channel import TAKEN
from bench.load import END_OF_HEAD, length

TAKES = 0.010  # seconds
REFUSED = b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"


@dataclass(slots=True)
class Taken:
    """What was taken, by where it was sent to."""

    most: float
    places: Counter[str] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    refused: int = 0

    def take(self, place: str, now: float) -> bool:
        """Whether this one is taken: not more than so many in any second."""
        while self.times and self.times[0] <= now - 1.0:
            self.times.pop(0)
        if len(self.times) >= self.most:
            self.refused += 1
            return False
        if self.most < float("inf"):
            self.times.append(now)
        self.places[place] += 1
        return True

    def tell(self) -> bytes:
        """And forgets it."""
        doubled = sum(count - 1 for count in self.places.values())
        told = {"taken": len(self.places), "doubled": doubled, "refused": self.refused}
        self.places.clear()
        self.refused = 0
        body = json.dumps(told).encode()
        return ANSWER % (len(body), body)


class Service(asyncio.Protocol):
    """One connection to it."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken
        self._got = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps where to answer."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP always gives
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """A message, or a part of one."""
        self._got += data
        while (head := self._got.find(END_OF_HEAD)) >= 0:
            end = head + len(END_OF_HEAD) + length(self._got[:head].lower())
            if len(self._got) < end:
                return
            method, place = self._got.split(b" ", 2)[:2]
            self._got = self._got[end:]
            if method == b"GET":
                self._transport.write(self._taken.tell())
            elif self._taken.take(place.decode(), self._loop.time()):
                self._loop.call_later(TAKES, self._transport.write, TAKEN)
            else:
                self._transport.write(REFUSED)


async def main(most: float) -> None:
    """Serves until it is told to stop; says its port on its first line."""
    taken = Taken(most)
    server = await asyncio.get_running_loop().create_server(lambda: Service(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else float("inf")))
