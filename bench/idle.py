"""What two workers cost while there is nothing to say: `python -m bench.idle seconds=60`.

One trust's pairs have a meeting each. The last line: the share of a core that both use together.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time

from bench.scale import PAIRS
from bench.sweep import FIRST, meetings
from bot.domain.meetings import MeetingState
from bot.process import started
from bot.store.tables import cohort
from bot.worker import TICK, working
from tests.postgres import running
from tests.world import MONDAY, filled, make_world

SECONDS = 60


async def measure(url: str, seconds: int) -> float:
    """The share of a core, in per cent, once all that is due is said."""
    await filled(url)
    worlds = [await make_world(url, me=f"worker-{number}") for number in range(2)]
    scheme = {"id": FIRST, "name": "Many", "series": "core6", "model": "buddy_workbook"}
    begins = MONDAY + timedelta(days=1)
    database = worlds[0].store.database
    await database.write(lambda one: one.execute(cohort.insert(), scheme))
    await database.write(
        lambda one: meetings(one, first=FIRST, count=PAIRS, state=MeetingState.CONFIRMED, begins=begins)
    )
    for world in worlds:
        await world.worker.catch_up()
    started()
    workers = [replace(world.worker, tick=TICK) for world in worlds]
    async with working(*workers):
        await asyncio.sleep(1.0)  # the first look of each
        began, used = perf_counter(), process_time()
        await asyncio.sleep(seconds)
        share = (process_time() - used) * 100 / (perf_counter() - began)
    for world in worlds:
        await world.store.close()
    return share


async def main(seconds: int = SECONDS) -> None:
    """On both databases."""
    with tempfile.TemporaryDirectory(dir=Path("build")) as place, running(durable=True) as server:
        sqlite = await measure(f"sqlite:///{place}/buddy.db", seconds)
        postgresql = await measure(await server.new_database(), seconds)
    print(
        f"RESULT idle_percent={max(sqlite, postgresql):.1f} idle_sqlite={sqlite:.1f} idle_postgresql={postgresql:.1f}"
    )


if __name__ == "__main__":
    given = dict(word.split("=") for word in sys.argv[1:])
    asyncio.run(main(**{name: int(value) for name, value in given.items()}))
