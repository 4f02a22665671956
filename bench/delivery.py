"""What a send costs: our outbox, PgQueuer and Procrastinate saying the same to the same service, in one run.

make bench-delivery. Ratios are what counts. `paced=10000` also says so many at 45 a second to a service that refuses
more than 50.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import ClientSession

from bench.processes import ROOT, running
from tests.postgres import Postgres
from tests.postgres import running as running_postgres

ROUNDS, SENDS = 3, 2_000
PACE, LIMIT = 45.0, 50.0  # a second


@dataclass(slots=True, kw_only=True)
class Contender:
    """One that takes its turn in each round, and what was measured of it."""

    name: str
    who: str
    sqlite: bool = False
    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0

    async def take_turn(self, service: str, server: Postgres, folder: Path, count: int) -> None:
        """One round, in a database of its own."""
        async with _database(server, folder, sqlite=self.sqlite) as url:
            found = await _send(self.who, service, url, count)
        told = await _told(service)
        self.rates.append(count / found["seconds"])
        self.cpu_ms.append(found["cpu"] * 1000 / count)
        self.lost += count - told["taken"]
        self.doubled += told["doubled"]


@asynccontextmanager
async def _database(server: Postgres, folder: Path, *, sqlite: bool) -> AsyncIterator[str]:
    if sqlite:
        with tempfile.TemporaryDirectory(dir=folder) as place:
            yield f"sqlite:///{place}/buddy.db"
        return
    url = await server.new_database()
    yield url
    await server.drop(url)


async def _send(who: str, service: str, url: str, count: int, rate: float = 0.0) -> dict[str, float]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.sends", who, service, url, str(count), str(rate)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    found: dict[str, float] = json.loads(told.splitlines()[-1])
    return found


async def _told(service: str) -> dict[str, Any]:
    async with ClientSession() as session, session.get(service) as answer:
        told: dict[str, Any] = await answer.json()
        return told


async def compare(server: Postgres, folder: Path, count: int) -> dict[str, Contender]:
    """All of them in turns."""
    contenders = [
        Contender(name="bare", who="bare"),
        Contender(name="ours on PostgreSQL", who="ours"),
        Contender(name="ours on SQLite", who="ours", sqlite=True),
        Contender(name="PgQueuer", who="pgqueuer"),
        Contender(name="Procrastinate", who="procrastinate"),
    ]
    async with running(sys.executable, "-m", "bench.taking") as stub:
        service = f"http://127.0.0.1:{stub.port}/emea/"
        for _ in range(ROUNDS):
            for one in contenders:
                await one.take_turn(service, server, folder, count)
    print(f"{'':22} sends/s  CPU ms  lost  doubled")
    for one in contenders:
        print(f"{one.name:22} {median(one.rates):7.0f} {median(one.cpu_ms):7.2f} {one.lost:5} {one.doubled:8}")
    return {one.name: one for one in contenders}


async def pace(server: Postgres, folder: Path, count: int) -> dict[str, Any]:
    """Says so many at the pace that a site has set, to a service that takes a little more."""
    async with (
        running(sys.executable, "-m", "bench.taking", str(LIMIT)) as stub,
        _database(server, folder, sqlite=False) as url,
    ):
        service = f"http://127.0.0.1:{stub.port}/emea/"
        found = await _send("ours", service, url, count, PACE)
        told = await _told(service)
    print(f"paced: {count} in {found['seconds']:.1f} s, {told}")
    return told | {"lost": count - told["taken"]}


async def main(*, sends: int = SENDS, paced: int = 0) -> None:
    """The last line is for machines."""
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as place, running_postgres(durable=True) as server:
        found = await compare(server, Path(place), sends)
        told = await pace(server, Path(place), paced) if paced else {"refused": 0, "lost": 0, "doubled": 0}
    mine, theirs = found["ours on PostgreSQL"], found["PgQueuer"]
    vs = median(mine.rates) / median(theirs.rates)
    lost = sum(one.lost for name, one in found.items() if name.startswith("ours")) + told["lost"]
    doubled = sum(one.doubled for name, one in found.items() if name.startswith("ours")) + told["doubled"]
    print(
        f"RESULT vs_pgqueuer={vs:.2f} cpu_ms={median(mine.cpu_ms):.2f}"
        f" lost={lost} doubled={doubled} refused={told['refused']}"
    )


if __name__ == "__main__":
    given = dict(word.split("=") for word in sys.argv[1:])
    asyncio.run(main(**{name: int(value) for name, value in given.items()}))
