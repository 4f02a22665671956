"""What a send costs: our outbox, PgQueuer and Procrastinate saying the same to the same service, in one run.

make bench-delivery. Ours and PgQueuer take short turns one after the other, each the first in every second round, so
that what else the machine does meanwhile meets both; what counts is the median of the rounds' ratios. The others come
along now and then. `paced=10000` also says so many at 45 a second to a service that refuses more than 50.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import ClientSession

from bench.processes import ROOT, running
from tests.postgres import Postgres
from tests.postgres import running as running_postgres

ROUNDS, SENDS = 16, 500
NOW_AND_THEN = 4  # every so many rounds
PACE, LIMIT = 45.0, 50.0  # a second


@dataclass(slots=True, kw_only=True)
class Contender:
    """One that takes its turn, and what was measured of it."""

    name: str
    process: asyncio.subprocess.Process
    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0

    async def send(self, count: int) -> dict[str, float]:
        """So many messages, now."""
        assert self.process.stdin  # noqa: S101 - it was asked for
        assert self.process.stdout  # noqa: S101 - it was asked for
        self.process.stdin.write(f"{count}\n".encode())
        found: dict[str, float] = json.loads(await self.process.stdout.readline())
        return found

    async def take_turn(self, service: str, count: int) -> None:
        """Notes how it went."""
        found = await self.send(count)
        told = await _told(service)
        self.rates.append(count / found["seconds"])
        self.cpu_ms.append(found["cpu"] * 1000 / count)
        self.lost += count - told["taken"]
        self.doubled += told["doubled"]


@asynccontextmanager
async def contender(name: str, who: str, service: str, url: str, *, rate: float = 0.0) -> AsyncIterator[Contender]:
    """It lives as long as the block, as a worker does: what it does only once is not measured."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.sends", who, service, url, str(rate)), cwd=ROOT, stdin=pipe, stdout=pipe
    )
    yield Contender(name=name, process=process)
    await process.communicate(b"")


async def _told(service: str) -> dict[str, Any]:
    async with ClientSession() as session, session.get(service) as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def compare(server: Postgres, folder: Path, *, rounds: int, sends: int) -> list[Contender]:
    """Ours on PostgreSQL, PgQueuer, and the others."""
    async with AsyncExitStack() as stack:
        stub = await stack.enter_async_context(running(sys.executable, "-m", "bench.taking"))
        service = f"http://127.0.0.1:{stub.port}/emea/"
        wanted = [
            ("ours on PostgreSQL", "ours", await server.new_database()),
            ("PgQueuer", "pgqueuer", await server.new_database()),
            ("ours on SQLite", "ours", f"sqlite:///{folder}/buddy.db"),
            ("Procrastinate", "procrastinate", await server.new_database()),
            ("bare", "bare", "none"),
        ]
        found = [await stack.enter_async_context(contender(name, who, service, url)) for name, who, url in wanted]
        for one in found:  # what a process does for the first time takes longer
            await one.send(sends)
        await _told(service)
        for number in range(rounds):
            for one in found[1::-1] if number % 2 else found[:2]:
                await one.take_turn(service, sends)
            for one in found[2:] if number % NOW_AND_THEN == 0 else ():
                await one.take_turn(service, sends)
    return found


async def pace(server: Postgres, count: int) -> dict[str, Any]:
    """Says so many at the pace that a site has set, to a service that takes a little more."""
    async with running(sys.executable, "-m", "bench.taking", str(LIMIT)) as stub:
        service = f"http://127.0.0.1:{stub.port}/emea/"
        async with contender("paced", "ours", service, await server.new_database(), rate=PACE) as one:
            found = await one.send(count)
        told = await _told(service)
    print(f"paced: {count} in {found['seconds']:.1f} s, {told}")
    return told | {"lost": count - told["taken"], "seconds": found["seconds"]}


async def main(*, rounds: int = ROUNDS, sends: int = SENDS, paced: int = 0) -> None:
    """The last line is for machines."""
    told: dict[str, Any] = {"refused": 0, "lost": 0, "doubled": 0}
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as place, running_postgres(durable=True) as server:
        found = await compare(server, Path(place), rounds=rounds, sends=sends)
        if paced:
            told = await pace(server, paced)
    print(f"{'':22} sends/s  CPU ms  lost  doubled")
    for one in found:
        print(f"{one.name:22} {median(one.rates):7.0f} {median(one.cpu_ms):7.2f} {one.lost:5} {one.doubled:8}")
    mine, theirs = found[:2]
    ratios = sorted(ours / theirs for ours, theirs in zip(mine.rates, theirs.rates, strict=True))
    print(f"ratios of the rounds: {' '.join(f'{one:.2f}' for one in ratios)}")
    of_us = [one for one in found if one.name.startswith("ours")]
    print(
        f"RESULT vs_pgqueuer={median(ratios):.2f} sends_a_second={median(mine.rates):.0f}"
        f" cpu_ms={median(mine.cpu_ms):.2f} lost={told['lost'] + sum(one.lost for one in of_us)}"
        f" doubled={told['doubled'] + sum(one.doubled for one in of_us)} refused={told['refused']}"
        + (f" paced_seconds={told['seconds']:.0f}" if paced else "")
    )


if __name__ == "__main__":
    given = dict(word.split("=") for word in sys.argv[1:])
    asyncio.run(main(**{name: int(value) for name, value in given.items()}))
