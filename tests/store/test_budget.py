"""What a turn costs: few statements, as many among ten thousand people as among ten, and no look at all rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from tests.store.crowd import crowd, heard
from tests.store.pairs import new_pair, picked
from tests.store.path import IMPORT, thin_path
from tests.world import MONDAY, World, make_world, person

MOST = 10
HOUR = MONDAY + timedelta(days=1)
LARGE = "person|meeting|due_work|seen|chat|slot|cell|history|link_member"
# 'SCAN meeting' or 'Seq Scan on meeting', but not 'SCAN meeting USING INDEX', which is a walk along an index
WHOLE = re.compile(rf"(?:SCAN|Seq Scan on) (?:{LARGE})\b(?! USING)")


async def walk(world: World) -> dict[str, list[list[tuple[str, Any]]]]:
    """The statements of each turn of the thin path, and of what the worker does at its end, by transaction."""
    found: dict[str, list[list[tuple[str, Any]]]] = {}
    with heard(world.store.database) as heard_now:
        async for name, answer in thin_path(world):
            assert answer.note is None, (name, answer.note)
            found[name] = list(heard_now.transactions)
            heard_now.transactions.clear()
        await world.worker.catch_up()
        found["the worker looks"] = list(heard_now.transactions)
    return found


def costs(turns: dict[str, list[list[tuple[str, Any]]]]) -> dict[str, int]:
    """Whoever is new is looked for in vain first, in a transaction of its own; the one that lets them in is counted."""
    return {name: len(transactions[-1]) for name, transactions in turns.items()}


def plan(connection: Connection, statement: str, values: Any) -> str:  # noqa: ANN401 - as the driver takes them
    """How the database goes about a statement."""
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    one = values[0] if isinstance(values, list) else values
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {statement}", one))


async def test_a_turn_takes_few_statements_however_many_people_there_are(second_url: str, crowded_url: str) -> None:
    small, large = await make_world(second_url), await make_world(crowded_url)
    await small.store.database.write(lambda connection: crowd(connection, people=10, now=small.clock.now))

    among_ten, among_many = costs(await walk(small)), costs(await walk(large))

    assert among_many == among_ten
    assert {name: cost for name, cost in among_ten.items() if cost > MOST and name != IMPORT} == {}
    assert among_ten["a Buddy confirms"] == 9
    await small.store.close()
    await large.store.close()


async def test_nothing_that_happens_often_looks_at_every_row(crowded_url: str) -> None:
    world = await make_world(crowded_url)
    pair = await new_pair(world.store, 1)
    ref = {"meeting": pair.meeting, "version": await picked(world.store, pair, HOUR)}
    with heard(world.store.database) as heard_now:
        await world.presses(person("buddy.1"), "confirm", **ref, time=f"{HOUR:%Y-%m-%dT%H:%MZ}")
        await world.worker.catch_up()

    found = await world.store.database.write(
        lambda connection: [(statement, plan(connection, statement, values)) for statement, values in heard_now.all()]
    )

    assert [(statement, how) for statement, how in found if WHOLE.search(how)] == []
    assert len(found) > 15
    await world.store.close()
