"""What a look for due messages costs, with and without years of history: `python -m bench.sweep`.

The last line: how many times dearer it is with a hundred thousand meetings that are over.
"""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from sqlalchemy import Connection, Table, text

from bot.domain.meetings import MeetingState, Side
from bot.domain.people import Role
from bot.store.tables import cohort, link, link_member, meeting, person, person_role
from tests.postgres import running
from tests.world import MONDAY, filled, make_world

LIVE, PAST, LOOKS = 5_000, 100_000, 7
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


async def measure(url: str) -> tuple[float, float]:
    """Seconds of one look, without history and with it."""
    await filled(url)
    world = await make_world(url)
    database, found = world.store.database, []
    scheme = {"id": FIRST, "name": "Many", "series": "core6", "model": "buddy_workbook"}
    await database.write(lambda one: one.execute(cohort.insert(), scheme))
    live, past = (FIRST, LIVE, MeetingState.CONFIRMED, MONDAY), (3 * FIRST, PAST, MeetingState.HELD, MONDAY - YEAR)
    for first, count, state, begins in (live, past):
        await database.write(
            lambda one, first=first, count=count, state=state, begins=begins: meetings(  # type: ignore[misc]  # mypy cannot see the defaults
                one, first=first, count=count, state=state, begins=begins
            )
        )
        await database.write(lambda one: one.execute(text("ANALYZE")))
        await world.worker.outbox.sweep()  # writes down what is due: from here on there is nothing new
        times = []
        for _ in range(LOOKS):
            began = perf_counter()
            await world.worker.outbox.sweep()
            times.append(perf_counter() - began)
        found.append(median(times))
    await world.store.close()
    return found[0], found[1]


async def main() -> None:
    """On both databases."""
    with tempfile.TemporaryDirectory(dir=Path("build")) as place, running(durable=True) as server:
        grows = []
        for url in (f"sqlite:///{place}/buddy.db", await server.new_database()):
            before, after = await measure(url)
            grows.append(after / before)
            print(f"{url.partition(':')[0]:20} {before * 1000:6.0f} ms  {after * 1000:6.0f} ms with history")
    print(f"growth {grows[0]:.2f} on SQLite, {grows[1]:.2f} on PostgreSQL; target: at most 1.3")
    print(f"RESULT sweep_growth={max(grows):.2f}")


if __name__ == "__main__":
    asyncio.run(main())
