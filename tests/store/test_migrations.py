"""The steps that build the tables lead exactly to the tables that the program knows."""

from __future__ import annotations

import asyncio

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text

from bot.store.migrate import NewerDatabase, configuration, empty, upgrade
from bot.store.sql_store import open_database
from bot.store.tables import due_work, metadata
from tests.store.crowd import crowd
from tests.world import MONDAY, World


def differences(connection: Connection) -> list[object]:
    settings = {"compare_type": True, "compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=settings), metadata))


def checked(connection: Connection) -> dict[str, set[str]]:
    """The names of the check constraints of each table that has any."""
    look = inspect(connection)
    found = {name: look.get_check_constraints(name) for name in look.get_table_names()}
    return {name: {str(one["name"]) for one in checks} for name, checks in found.items() if checks}


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def partial(connection: Connection) -> list[str]:
    """What the database says of the indexes that hold only what waits or is being done."""
    sqlite = "SELECT sql FROM sqlite_master WHERE name LIKE 'ix_due_work_%' AND sql LIKE '%WHERE%'"
    postgresql = "SELECT indexdef FROM pg_indexes WHERE indexname LIKE 'ix_due_work_%' AND indexdef LIKE '%WHERE%'"
    statement = sqlite if connection.dialect.name == "sqlite" else postgresql
    return list(connection.execute(text(statement)).scalars())


def rows(connection: Connection) -> int:
    counts = [select(func.count()).select_from(table) for table in metadata.sorted_tables]
    return sum(connection.execute(count).scalar_one() for count in counts)


async def test_the_steps_lead_to_the_tables_that_the_program_knows(world: World) -> None:
    assert await world.store.database.write(differences) == []
    assert await world.store.database.read(tables) == {*metadata.tables, "alembic_version"}


async def test_words_that_are_not_allowed_are_refused_by_the_database_too(world: World) -> None:
    wanted = {
        table.name: {
            str(one.name) for one in table.constraints if one.__visit_name__ == "table_or_column_check_constraint"
        }
        for table in metadata.sorted_tables
    }

    found = await world.store.database.read(checked)

    assert found == {name: names for name, names in wanted.items() if names}
    assert len(found) > len(metadata.sorted_tables) // 3


async def test_what_waits_has_small_indexes_of_its_own(world: World) -> None:
    found = await world.store.database.read(partial)

    assert sorted("pending" in one for one in found) == [False, False, False, True]
    assert len(due_work.indexes) == 6


async def test_a_second_upgrade_does_nothing(world: World) -> None:
    before = await world.store.database.read(rows)

    await world.store.database.write(upgrade)

    assert await world.store.database.write(differences) == []
    assert await world.store.database.read(rows) == before > 0


async def test_replicas_that_start_together_take_the_steps_one_after_another(postgres_url: str) -> None:
    replicas = [open_database(postgres_url) for _ in range(3)]

    await asyncio.gather(*(one.write(upgrade) for one in replicas))

    assert await replicas[0].write(differences) == []
    for one in replicas:
        await one.close()


async def test_a_database_of_a_newer_program_is_left_alone(world: World) -> None:
    newer = text("update alembic_version set version_num = '9999'")
    await world.store.database.write(lambda connection: connection.execute(newer))
    before = await world.store.database.read(rows)

    with pytest.raises(NewerDatabase):
        await world.store.database.write(upgrade)

    assert await world.store.database.read(rows) == before


async def test_the_way_back_leaves_nothing(world: World) -> None:
    await world.store.database.write(lambda connection: command.downgrade(configuration(connection), "base"))

    assert await world.store.database.read(tables) == {"alembic_version"}


async def test_starting_again_empties_every_table(world: World) -> None:
    await world.store.database.write(lambda connection: crowd(connection, people=10, now=MONDAY))

    await world.store.database.write(empty)

    assert await world.store.database.read(rows) == 0
    assert await world.store.database.read(tables) == {*metadata.tables, "alembic_version"}
