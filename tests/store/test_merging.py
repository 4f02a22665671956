"""Whatever points at a person points at the one who is kept, once two records are one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, func, select

from bot.store.desk import NO_ONE
from bot.store.merging import HANDLED, merge_rows
from bot.store.tables import metadata, person
from tests.store.asking import desk
from tests.store.test_sight import filled_tables
from tests.world import MONDAY, World

ONE = 77  # the person of a row in each table
POINTING: tuple[Column[Any], ...] = tuple(
    column
    for table in metadata.sorted_tables
    for column in table.columns
    for key in column.foreign_keys
    if key.column is person.c.id
)


def _named(connection: Connection, number: int) -> set[str]:
    counts = {str(one): select(func.count()).select_from(one.table).where(one == number) for one in POINTING}
    return {name for name, statement in counts.items() if connection.execute(statement).scalar()}


def test_every_column_that_points_at_a_person_is_handled() -> None:
    assert {str(one) for one in POINTING} == {str(one) for one in HANDLED}
    assert len(POINTING) > 20


async def test_nothing_of_the_second_is_lost_or_left_behind(world: World) -> None:
    def both(connection: Connection) -> tuple[set[str], set[str], set[str]]:
        filled_tables(connection)
        added = {"first_name": "S", "surname": "T", "line": "", "added_at": MONDAY}
        keep = connection.execute(person.insert().values(added).returning(person.c.id)).scalar_one()
        connection.execute(person.insert(), added | {"tutor_id": ONE})
        before = _named(connection, ONE)
        statement = select(person).where(person.c.id.in_((keep, ONE))).order_by(person.c.id == ONE)
        rows = connection.execute(statement).all()
        merge_rows(desk(world.store, connection, NO_ONE), rows[0], rows[1])
        return before, _named(connection, keep), _named(connection, ONE)

    before, kept, left = await world.store.database.write(both)
    assert before == {str(one) for one in POINTING}
    assert kept == before
    assert left == set()
