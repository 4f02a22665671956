"""What a turn costs: bare aiohttp, the stock library's echo and our whole persisted card action, in one run.

make bench-turn. Ratios are what counts: all are measured in turns, at the same number of connections.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from pathlib import Path
from statistics import median
from time import perf_counter

from aiohttp import ClientError, ClientSession

from bench import presses, scheme
from bench.channel import service
from bench.load import Measured, Order
from bench.processes import ROOT, Server, running
from bench.stock_environment import stock_python
from bot.program.instant import now
from tests.fakes.identity import FakeIdentity, identity_service
from tests.postgres import running as running_postgres

CONNECTIONS = 16
ROUNDS = 5
SECONDS = 4.0  # of one server in one round
WARM_UP = 1.5
PAIRS = 25_000
MOST = 4_000  # requests that are prepared for one server in one round
CARD = '"application/vnd.microsoft.card.adaptive"'
NOTE = '"application/vnd.microsoft.activity.message"'
DATABASES = ("sqlite", "postgresql")
IDLE = 2.0  # seconds until our program has come to rest


class Failed(Exception):
    """The benchmark cannot say anything: why, in one sentence."""


@dataclass(slots=True, kw_only=True)
class Contender:
    """One server that takes its turn in each round, and what was measured of it."""

    name: str
    server: Server
    body: bytes
    expect: str
    token: str = ""
    at_most: int = MOST
    sent: int = 0
    rates: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    p99: list[float] = field(default_factory=list)

    async def warm_up(self) -> None:
        """Until caches are filled and connections are open; counts for nothing but the check at the end."""
        await self._ask(WARM_UP)

    async def take_turn(self) -> None:
        """One round."""
        before = self.server.cpu_ms()
        measured = await self._ask(SECONDS)
        self.rates.append(measured.answered / measured.seconds)
        self.cpu.append((self.server.cpu_ms() - before) / measured.answered)
        self.p99.append(measured.p99_ms)
        if measured.own_cpu_ms > 900 * measured.seconds:
            raise Failed(f"{self.name}: the client itself was the bottleneck")

    async def _ask(self, seconds: float) -> Measured:
        order = Order(
            port=self.server.port,
            connections=CONNECTIONS,
            seconds=seconds,
            body=self.body.decode(),
            mark=presses.MARK,
            first=self.sent + 1,
            at_most=self.at_most,
            token=self.token,
            expect=self.expect,
        )
        measured = await _measured(order)
        self.sent += measured.answered
        if measured.good != measured.answered:
            raise Failed(f"{self.name}: {measured.answered - measured.good} answers were not what was asked for")
        return measured

    def line(self) -> str:
        """What was measured, for people."""
        rate, cpu, p99 = median(self.rates), median(self.cpu), median(self.p99)
        return f"{self.name:<11}{rate:>9.0f}/s{cpu:>9.2f} ms CPU{p99:>9.1f} ms p99{self.sent:>9} requests"


async def _measured(order: Order) -> Measured:
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.load", cwd=ROOT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await client.communicate(json.dumps(asdict(order)).encode() + b"\n")
    if client.returncode:
        raise Failed("the client stopped before the end")
    return Measured(**json.loads(said))


@asynccontextmanager
async def contenders(identity: FakeIdentity, databases: dict[str, str]) -> AsyncIterator[list[Contender]]:
    """All of them, running side by side for as long as the block lasts: those whose turn it is not are idle."""
    async with AsyncExitStack() as stack:

        async def start(*command: str | Path) -> Server:
            return await stack.enter_async_context(running(*command))

        channel = await stack.enter_async_context(service())
        bare = await start(sys.executable, "-m", "bench.bare_echo")
        stock = await start(stock_python(), "bench/stock/echo.py")
        made = [
            Contender(name="bare", server=bare, body=presses.message(channel), expect="", at_most=5 * MOST),
            Contender(name="bare press", server=bare, body=presses.press(), expect=NOTE, at_most=5 * MOST),
            Contender(name="stock", server=stock, body=presses.message(channel), expect=""),
        ]
        token = _token(identity)
        for name, url in databases.items():
            ours = await start(sys.executable, "-m", "bench.our_bot", url, identity.metadata_url)
            made.append(Contender(name=name, server=ours, body=presses.press(), expect=CARD, token=token))
        yield made


def _token(identity: FakeIdentity) -> str:
    issued, lasts = int(now().timestamp()) - 60, 3600
    return identity.token(aud=presses.APP_ID, serviceurl=presses.TEAMS, nbf=issued, exp=issued + lasts)


@asynccontextmanager
async def filled_databases() -> AsyncIterator[dict[str, str]]:
    """A file on this disk and a server that really writes to it, each with the same scheme."""
    with tempfile.TemporaryDirectory(dir=_build()) as folder, running_postgres(durable=True) as server:
        databases = {"sqlite": f"sqlite:///{folder}/buddy.db", "postgresql": await server.new_database()}
        for url in databases.values():
            await scheme.fill(url, PAIRS, now())
        yield databases


def _build() -> Path:
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    return folder


async def race(databases: dict[str, str]) -> dict[str, Contender]:
    """Rounds in which each takes its turn; at the end, whether every answer of ours was true."""
    async with identity_service() as identity, contenders(identity, databases) as all_:
        for one in all_:
            await one.warm_up()
        for _ in range(ROUNDS):
            for one in all_:
                await one.take_turn()
    named = {one.name: one for one in all_}
    for name, url in databases.items():
        await scheme.check(url, named[name].sent, PAIRS)
        print(f"{name}: {named[name].sent} presses, and each confirmed its own meeting, once and wholly")
    return named


async def start_to_answer() -> tuple[float, float]:
    """Seconds from the start of our program to its first page, and the MiB that it then holds when idle."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        began = perf_counter()
        async with running(
            sys.executable, ROOT / "app.py", "demo", port=port, folder=Path(folder), BUDDY_PORT=str(port)
        ) as server:
            await _first_answer(f"http://127.0.0.1:{port}/")
            took = perf_counter() - began
            await asyncio.sleep(IDLE)
            return took, server.memory_mib()


async def _first_answer(url: str) -> None:
    async with asyncio.timeout(60), ClientSession() as session:
        while True:
            try:
                async with session.get(url) as response:
                    if response.status == HTTPStatus.OK:
                        return
            except ClientError:
                pass  # it does not listen yet
            await asyncio.sleep(0.01)


def result(measured: dict[str, Contender]) -> str:
    """The last line: the worse database counts."""
    ours = [measured[name] for name in DATABASES]
    vs_stock = min(median(one.rates) for one in ours) / median(measured["stock"].rates)
    vs_bare = max(median(one.cpu) for one in ours) / median(measured["bare"].cpu)
    cpu = " ".join(f"cpu_ms_{one.name}={median(one.cpu):.2f}" for one in ours)
    p99 = " ".join(f"p99_ms_{one.name}={median(one.p99):.1f}" for one in ours)
    return f"RESULT turn_vs_stock={vs_stock:.2f} turn_vs_bare_cpu={vs_bare:.2f} {cpu} {p99}"


async def main() -> None:
    """One run."""
    stock_python()
    took, memory = await start_to_answer()
    print(f"start to first answer {took:.2f} s (target: under 4), idle memory {memory:.0f} MiB (target: under 160)")
    async with filled_databases() as databases:
        measured = await race(databases)
    for one in measured.values():
        print(one.line())
    print("targets: turn_vs_stock at least 4, turn_vs_bare_cpu at most 12")
    print(result(measured))


if __name__ == "__main__":
    if not Path("/proc/self/stat").exists():
        sys.exit("This benchmark reads CPU times from /proc, so it runs on Linux only.")
    try:
        asyncio.run(main())
    except (Failed, scheme.NotDone) as fault:
        sys.exit(str(fault))
