"""What a look for due messages costs, with and without years of history: `python -m bench.sweep`.

The last line: how many times dearer it is with a hundred thousand meetings that are over. The two are looked at in
turns, so that what else the machine does meets both, and the median of the ratios counts.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, Table, text

from bot.domain.meetings import MeetingState, Side
from bot.domain.people import Role
from bot.store.tables import cohort, link, link_member, meeting, person, person_role
from tests.postgres import running
from tests.world import MONDAY, World, filled, make_world

LIVE, PAST, LOOKS, WARM = 5_000, 100_000, 15, 2
FIRST = 1_000_000
YEAR = timedelta(days=365)


def meetings(connection: Connection, *, first: int, count: int, state: MeetingState, begins: datetime) -> None:
    """So many pairs with a meeting each, spread over eight working hours of nine days."""
    rows: dict[Table, list[dict[str, object]]] = {person: [], person_role: [], link: [], link_member: [], meeting: []}
    for number in range(first, first + count):
        start = begins + timedelta(days=number % 9, hours=number % 8)
        rows[link].append(
            {"id": number, "cohort_id": FIRST, "label": f"{number}", "folded": f"{number}", "since": MONDAY - YEAR}
        )
        facts = {"state": state, "start": start, "since": start - timedelta(days=3), "version": 4, "sequence": 1}
        rows[meeting].append({"id": number, "link_id": number, "minutes": 60, "number": 1, **facts})
        for side, role, who in ((Side.BUDDY, Role.BUDDY, 2 * number), (Side.STUDENT, Role.STUDENT, 2 * number + 1)):
            names = {"email": f"{who}@x", "first_name": "Sam", "surname": "T", "line": "", "added_at": MONDAY - YEAR}
            rows[person].append({"id": who, **names})
            rows[person_role].append({"person_id": who, "role": role})
            rows[link_member].append({"link_id": number, "person_id": who, "side": side})
    for table, found in rows.items():
        connection.execute(table.insert(), found)


async def scheme(url: str, *, past: int) -> World:
    """Live meetings, and so many that are over; all that is due is written down, so a look finds nothing new."""
    await filled(url)
    world = await make_world(url)
    database = world.store.database
    cohort_ = {"id": FIRST, "name": "Many", "series": "core6", "model": "buddy_workbook"}
    live = partial(meetings, first=FIRST, count=LIVE, state=MeetingState.CONFIRMED, begins=MONDAY)
    over = partial(meetings, first=3 * FIRST, count=past, state=MeetingState.HELD, begins=MONDAY - YEAR)
    await database.write(lambda one: one.execute(cohort.insert(), cohort_))
    await database.write(live)
    if past:
        await database.write(over)
    await database.write(lambda one: one.execute(text("ANALYZE")))
    for _ in range(WARM):
        await world.worker.outbox.sweep()
    return world


async def measure(urls: tuple[str, str]) -> tuple[float, float, float]:
    """Seconds of a look without history and with it, and how many times dearer; they take turns."""
    worlds = [await scheme(url, past=past) for url, past in zip(urls, (0, PAST), strict=True)]
    found: list[list[float]] = [[], []]
    for _ in range(LOOKS):
        for world, times in zip(worlds, found, strict=True):
            began = perf_counter()
            await world.worker.outbox.sweep()
            times.append(perf_counter() - began)
    for world in worlds:
        await world.store.close()
    return median(found[0]), median(found[1]), median(after / before for before, after in zip(*found, strict=True))


async def main() -> None:
    """On both databases."""
    with tempfile.TemporaryDirectory(dir=Path("build")) as place, running(durable=True) as server:
        on_files = f"sqlite:///{place}/new.db", f"sqlite:///{place}/old.db"
        grows = []
        for urls in (on_files, (await server.new_database(), await server.new_database())):
            before, after, times = await measure(urls)
            grows.append(times)
            print(f"{urls[0].partition(':')[0]:20} {before * 1000:6.0f} ms  {after * 1000:6.0f} ms with history")
    print(f"RESULT sweep_growth={max(grows):.2f} on_sqlite={grows[0]:.2f} on_postgresql={grows[1]:.2f} target=1.30")


if __name__ == "__main__":
    asyncio.run(main())
