"""What a turn costs: few statements, as many among ten thousand people as among ten, and no look at all rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from tests.store.crowd import crowd, heard
from tests.store.everyday import Turns, everyday
from tests.store.pairs import new_pair, picked
from tests.store.path import IMPORT, thin_path
from tests.world import MONDAY, World, make_world, person

Statements = dict[str, list[list[tuple[str, Any]]]]
MOST = 10
TODAY = "the coordinator types today"
MORE = {
    "a student would like to": 12,  # the last yes: what came in the way is looked for, and the first meeting begins
    "not today": 12,  # the hour is free again, the Buddy rests, and sees what else is set
    "a student was not treated well": 14,  # the next meeting, the reflection, and a note for whoever is on duty
    "a Buddy was not treated well": 13,  # the next meeting, and a note
    "a Buddy wants a call": 13,  # the same
    "the last one was held": 14,  # the series ends with it
    TODAY: 23,  # a look at everything, once for each sort
}
HOUR = MONDAY + timedelta(days=1)
LARGE = "person|meeting|due_work|seen|chat|slot|cell|history|link_member"
# 'SCAN meeting' or 'Seq Scan on meeting', but not 'SCAN meeting USING INDEX', which is a walk along an index
WHOLE = re.compile(rf"(?:SCAN|Seq Scan on) (?:{LARGE})\b(?! USING)")


async def walk(world: World, turns: Turns) -> Statements:
    """The statements of each turn, by transaction; the last one is the turn itself."""
    found: Statements = {}
    with heard(world.store.database) as heard_now:
        async for name, answer in turns:
            assert answer.note is None, (name, answer.note)
            found[name] = list(heard_now.transactions)
            heard_now.transactions.clear()
    return found


def costs(turns: Statements) -> dict[str, int]:
    """Whoever is new is looked for in vain first, in a transaction of its own; the one that lets them in is counted."""
    return {name: len(transactions[-1]) for name, transactions in turns.items()}


def plan(connection: Connection, statement: str, values: Any) -> str:  # noqa: ANN401 - as the driver takes them
    """How the database goes about a statement, on a disk without moving parts."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL random_page_cost = 1.1")
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    one = values[0] if isinstance(values, list) else values
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {statement}", one))


async def whole(world: World, told: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """The statements among these that look at every row of a large table, with how they do it."""
    plans = await world.store.database.write(
        lambda connection: [(statement, plan(connection, statement, values)) for statement, values in told]
    )
    return [(statement, how) for statement, how in plans if WHOLE.search(how)]


@pytest.mark.parametrize("turns", [thin_path, everyday])
async def test_a_turn_takes_few_statements_however_many_people_there_are(
    turns: Callable[[World], Turns], second_url: str, crowded_url: str
) -> None:
    small, large = await make_world(second_url), await make_world(crowded_url)
    await small.store.database.write(lambda connection: crowd(connection, people=10, now=small.clock.now))

    among_ten, among_many = costs(await walk(small, turns(small))), costs(await walk(large, turns(large)))

    assert among_many == among_ten
    more = {name: cost for name, cost in among_ten.items() if cost > MOST and name != IMPORT}
    assert more == {name: cost for name, cost in MORE.items() if name in among_ten}
    await small.store.close()
    await large.store.close()


async def test_the_worker_takes_few_statements_for_one_message(second_url: str, crowded_url: str) -> None:
    costs_of = []
    for url in (second_url, crowded_url):
        world = await make_world(url)
        await new_pair(world.store, 1)
        with heard(world.store.database) as heard_now:
            await world.worker.catch_up()
        costs_of.append(heard_now.last)
        await world.store.close()

    assert costs_of[0] == costs_of[1] <= MOST


async def test_no_turn_looks_at_every_row(crowded_url: str) -> None:
    world = await make_world(crowded_url)
    said = await walk(world, everyday(world))

    told = [one for name, turn in said.items() if name != TODAY for one in turn[-1]]

    assert await whole(world, told) == []
    assert len(told) > 100
    await world.store.close()


async def test_nothing_that_happens_often_looks_at_every_row(crowded_url: str) -> None:
    world = await make_world(crowded_url)
    pair = await new_pair(world.store, 1)
    ref = {"meeting": pair.meeting, "version": await picked(world.store, pair, HOUR)}
    with heard(world.store.database) as heard_now:
        await world.presses(person("buddy.1"), "confirm", **ref, time=f"{HOUR:%Y-%m-%dT%H:%MZ}")
        await world.worker.catch_up()

    assert await whole(world, heard_now.all()) == []
    assert len(heard_now.all()) > 15
    await world.store.close()
