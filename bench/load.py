"""The client: so many connections, each of which asks again as soon as it is answered. A process of its own.

Reads one line of JSON, an `Order`, and writes one, a `Measured`.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from time import perf_counter, process_time

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"
AFTERWARDS = 60.0  # seconds for the last answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to ask for. `mark` in the body becomes the number of the request, counted from `first`."""

    port: int
    connections: int
    seconds: float
    body: str
    mark: str
    first: int
    at_most: int
    token: str
    expect: str  # what the body of a good answer holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What came of it; the requests that were sent are first .. first + answered - 1."""

    answered: int
    good: int
    seconds: float
    p99_ms: float
    own_cpu_ms: float


class Connection(asyncio.Protocol):
    """One connection: one request at a time."""

    def __init__(self, requests: Iterator[bytes], expect: bytes, until: float) -> None:
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waits: list[float] = []
        self.good = 0
        self._requests = requests
        self._expect = expect
        self._until = until
        self._got = b""
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - what TCP always gives
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """An answer, or a part of one."""
        self._got += data
        head = self._got.find(END_OF_HEAD)
        if head < 0 or len(self._got) < head + len(END_OF_HEAD) + length(self._got[:head].lower()):
            return
        self.waits.append(perf_counter() - self._asked)
        self.good += self._got.startswith(b"HTTP/1.1 20") and self._expect in self._got
        self._got = b""
        self._ask()

    def connection_lost(self, error: Exception | None) -> None:
        """A server that hangs up in the middle of a run is a fault."""
        if not self.done.done():
            self.done.set_exception(error or ConnectionError("the server hung up"))

    def _ask(self) -> None:
        self._asked = perf_counter()
        request = next(self._requests, None) if self._asked < self._until else None
        if request is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._transport.write(request)


def length(head: bytes) -> int:
    """The length of the body; an answer without one has none."""
    at = head.find(LENGTH)
    return int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _requests(order: Order) -> list[bytes]:
    """All requests, made before the clock starts."""
    head = "POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n"
    if order.token:
        head += f"Authorization: Bearer {order.token}\r\n"
    made = []
    for number in range(order.first, order.first + order.at_most):
        body = order.body.replace(order.mark, str(number)).encode()
        made.append(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
    return made


async def measure(order: Order) -> Measured:
    """Runs one order."""
    requests = iter(_requests(order))
    gc.freeze()  # the prepared requests are not looked through again and again
    loop, cpu, began = asyncio.get_running_loop(), process_time(), perf_counter()
    until, expect = began + order.seconds, order.expect.encode()
    connections = [Connection(requests, expect, until) for _ in range(order.connections)]
    for one in connections:
        await loop.create_connection(lambda one=one: one, "127.0.0.1", order.port)  # type: ignore[misc]  # mypy cannot infer a lambda with a default
    await asyncio.wait_for(asyncio.gather(*(one.done for one in connections)), order.seconds + AFTERWARDS)
    seconds = perf_counter() - began
    waits = sorted(wait for one in connections for wait in one.waits)
    return Measured(
        answered=len(waits),
        good=sum(one.good for one in connections),
        seconds=seconds,
        p99_ms=waits[int(len(waits) * 0.99)] * 1000,
        own_cpu_ms=(process_time() - cpu) * 1000,
    )


if __name__ == "__main__":
    print(json.dumps(asdict(asyncio.run(measure(Order(**json.loads(sys.stdin.readline())))))))
