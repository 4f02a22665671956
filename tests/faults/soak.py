"""Kills one of several workers at a random point, again and again: `python -m tests.faults.soak runs=200`.

Needs neither pytest nor a network: PostgreSQL and SQLite in turns, two or four processes. `first=120` goes on with the
seed 120, after a stop.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter

from tests.fakes.connector import connector_service
from tests.faults.replicas import Found, Program, killed_once, programs
from tests.postgres import running
from tests.world import filled

RUNS, SENDS, RATE = 200, 2_000, 1_000.0


async def main(*, runs: int = RUNS, sends: int = SENDS, first: int = 0) -> None:
    """Says after each run what was found so far; the last line is for machines."""
    found = Counter[str]()
    with tempfile.TemporaryDirectory() as folder, running(durable=True) as server, programs() as program:
        for seed in range(first, runs):
            on_file = seed % 3 == 2
            url = f"sqlite:///{folder}/{seed}.db" if on_file else await server.new_database()
            await filled(url)
            one = await _run(program, url, seed=seed, sends=sends)
            if not on_file:
                await server.drop(url)
            found.update(runs=1, lost=len(one.lost), doubled=len(one.doubled), unsure=len(one.unsure))
            found.update(doubled_once=len(one.doubled_once), astray=len(one.astray))
            sys.stdout.write(f"{dict(found)}\n")
            sys.stdout.flush()
    sys.stdout.write("RESULT " + " ".join(f"{name}={count}" for name, count in found.items()) + "\n")


async def _run(program: Program, url: str, *, seed: int, sends: int) -> Found:
    replicas = 4 if seed % 3 == 1 else 2
    async with connector_service() as channel:
        found = await killed_once(program, channel, url, seed=seed, size=sends, replicas=replicas, rate=RATE)
        program.end_all()
    return found


if __name__ == "__main__":
    given = dict(word.split("=") for word in sys.argv[1:])
    asyncio.run(main(**{name: int(value) for name, value in given.items()}))
