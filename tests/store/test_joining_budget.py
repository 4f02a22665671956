"""What joining, breaks and their sweeps cost among ten thousand people: few statements, and no look at all rows."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.front.turn import Json
from bot.store.tables import choice, enrolment
from bot.usecases.comings import planned
from tests.joining import invite, says_yes, ticks
from tests.stage import ALEX, SAM
from tests.store.conftest import MANY
from tests.store.crowd import FIRST, heard
from tests.world import MONDAY, World, make_world

MOST = 10
LARGE = "person|meeting|due_work|seen|chat|slot|cell|history|link_member|choice|enrolment"
WHOLE = re.compile(rf"(?:SCAN|Seq Scan on) (?:{LARGE})\b(?! USING)")
LIMITS: dict[str, Json] = {"students": 2, "meetings_week": 2, "rest_days": 2, "rest_days_after": 3, "then": "me"}
TURNS: list[tuple[str, dict[str, Json]]] = [
    ("how", {"role": "student"}),
    ("join", {"role": "student"}),
    ("save_needs", {"needs": "Captions.", "then": "student"}),
    ("save_quiet", {"first": "10:00", "last": "20:00", "then": "student"}),
    ("save_hope", {"hope": "To listen.", "then": "student"}),
    ("choices", {}),
    ("fewer", {}),
    ("break", {}),
    ("rest", {"until": "month"}),
    ("come_back", {}),
    ("me", {}),
    ("delete_data", {}),
]


def chosen(connection: Connection) -> None:
    """Everybody in the crowd has said yes and has a Buddy or a student."""
    people = range(FIRST, FIRST + MANY)
    said = {"role": "student", "version": "v", "lines": "[]", "said": "yes", "at": MONDAY}
    place = {"cohort_id": FIRST, "state": "linked", "since": MONDAY, "joined_at": MONDAY}
    connection.execute(choice.insert(), [{"person_id": number, **said} for number in people])
    connection.execute(enrolment.insert(), [{"person_id": number, **place} for number in people])
    connection.execute(text("ANALYZE"))


@pytest.fixture
async def crowded(crowded_url: str) -> Any:  # noqa: ANN401 - a world, for as long as the test lasts
    """Sam and Alex among thousands who chose and are in a cohort, invited and greeted."""
    world = await make_world(crowded_url)
    await invite(world)
    await world.store.database.write(chosen)
    yield world
    await world.store.close()


def plan(connection: Connection, statement: str, values: Any) -> str:  # noqa: ANN401 - as the driver takes them
    """How the database goes about a statement."""
    word = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    one = values[0] if isinstance(values, list) else values
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{word} {statement}", one))


async def whole(world: World, told: list[tuple[str, Any]]) -> list[str]:
    """The statements among these that look at every row of a large table."""
    plans = await world.store.database.write(
        lambda connection: [(statement, plan(connection, statement, values)) for statement, values in told]
    )
    return [statement for statement, how in plans if WHOLE.search(how)]


async def test_a_turn_takes_few_statements_and_looks_at_its_own_rows(crowded: World) -> None:
    fields, costs = await ticks(crowded), {}
    with heard(crowded.store.database) as heard_now:
        for account, verb, sent in [
            (SAM, "agree", fields),
            *((SAM, verb, sent) for verb, sent in TURNS),
            (ALEX, "save_limits", LIMITS),
        ]:
            assert (await crowded.presses(account, verb, **sent)).card is not None, verb
            costs[verb] = heard_now.last
    assert {verb: cost for verb, cost in costs.items() if cost > MOST} == {}
    assert await whole(crowded, heard_now.all()) == []


async def test_the_sweep_reads_by_index(crowded: World) -> None:
    await says_yes(crowded)
    await crowded.presses(SAM, "rest", until="month")
    crowded.clock.move(days=8)
    week = timedelta(days=7)
    with heard(crowded.store.database) as heard_now:
        await crowded.store.read(None, lambda work, _, now: list(planned(work, now - week, now + week)), None)
    assert len(heard_now.all()) == 4
    assert await whole(crowded, heard_now.all()) == []
