"""One of many values: the same on both databases, by index, however many there are."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Date, MetaData, Select, String, Table, not_, select

from bot.domain.people import Role
from bot.store.among import among, each
from bot.store.tables.kinds import Instant, Number
from tests.store.crowd import heard
from tests.world import World

AT = datetime(2026, 11, 22, 9, 30, 0, 125, tzinfo=UTC)
PLACE = Table(
    "place_to_try",
    MetaData(),
    Column("id", Number, primary_key=True),
    Column("name", String(40)),
    Column("day", Date),
    Column("at", Instant()),
)
ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": 'O\'Neill, "Jo"', "day": date(2026, 11, 22), "at": AT},
    {"id": 2, "name": "student", "day": date(2027, 3, 28), "at": AT.replace(hour=10)},
    {"id": 3, "name": "\\é\n", "day": date(2026, 12, 1), "at": AT.replace(microsecond=0)},
]
C = PLACE.c


def found(connection: Connection, statement: Select[Any], values: dict[str, Any] | None = None) -> list[int]:
    return sorted(connection.execute(statement, values or {}).scalars())


@pytest.mark.parametrize("name", ["id", "name", "day", "at"])
async def test_a_row_is_found_by_what_it_holds_whatever_that_is(world: World, name: str) -> None:
    wanted = [row[name] for row in ROWS[:2]]

    def look(connection: Connection) -> tuple[list[int], list[int], list[int]]:
        PLACE.create(connection)
        connection.execute(PLACE.insert(), ROWS)
        one_of = among(C[name], "those")
        return (
            found(connection, select(C.id).where(one_of), {"those": wanted}),
            found(connection, select(C.id).where(not_(one_of)), {"those": wanted}),
            found(connection, select(C.id).where(one_of), {"those": []}),
        )

    assert await world.store.database.write(look) == ([1, 2], [3], [])


async def test_values_may_stand_in_the_statement_itself_and_more_than_once(world: World) -> None:
    def look(connection: Connection) -> list[int]:
        PLACE.create(connection)
        connection.execute(PLACE.insert(), ROWS)
        return found(connection, select(C.id).where(among(C.name, {Role.STUDENT}) | among(C.id, {3})))

    assert await world.store.database.write(look) == [2, 3]


async def test_the_statement_is_the_same_for_one_value_and_for_forty_thousand(world: World) -> None:
    def look(connection: Connection) -> list[list[int]]:
        PLACE.create(connection)
        connection.execute(PLACE.insert(), ROWS)
        return [
            found(connection, select(C.id).where(among(C.id, "those")), {"those": range(most)}) for most in (2, 40_000)
        ]

    with heard(world.store.database) as heard_now:
        assert await world.store.database.write(look) == [[1], [1, 2, 3]]
    one, many = [statement for statement, _ in heard_now.all() if "SELECT place_to_try" in statement]
    assert one == many


async def test_values_can_be_read_as_rows(world: World) -> None:
    def look(connection: Connection) -> list[str]:
        rows = each(connection.dialect.name, "those", String(40))
        return list(connection.execute(select(rows.c.value), {"those": ["b", "a", "O'Neill"]}).scalars())

    assert await world.store.database.write(look) == ["b", "a", "O'Neill"]
