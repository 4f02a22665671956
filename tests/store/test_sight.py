"""Who may see what, column by column, through real rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    LargeBinary,
    Numeric,
    String,
    Table,
    select,
)

from bot.domain.people import Person, PersonId, Role
from bot.domain.sight import MAY_SEE, Kept, Tie
from bot.store.desk import columns
from bot.store.tables.kinds import Instant, metadata
from tests.store.asking import desk
from tests.world import MONDAY, World

TABLES = tuple(metadata.sorted_tables)
CHECKS = [(table.name, str(one.sqltext)) for table in TABLES for one in table.constraints if hasattr(one, "sqltext")]
WORDS = {  # what the database takes in columns that allow a few words only
    (name, found[1]): found[2] for name, words in CHECKS if (found := re.match(r"(\w+) in \('(\w+)'", words))
}
# The table of the specification for what must never leak, by hand and apart from the product's own.
OWN_ALONE = frozenset({"reflection_sealed", "reflection_draft"})
NEVER_THE_OTHERS = frozenset({"person_surname", "person_email", "person_entra_id", "chat_conversation", "chat_member"})
NAMED = NEVER_THE_OTHERS | OWN_ALONE | {"person_first_name", "person_line"}


OF_TYPE: tuple[tuple[type[Any], object], ...] = (
    (Instant, MONDAY),
    (Date, MONDAY.date()),
    (Boolean, True),
    (LargeBinary, b"sealed"),
    (String, "x"),  # a Text is one too
    (Numeric, 1.5),
)


def value(column: Column[Any]) -> object:
    """Something to put into a column of this type."""
    if word := WORDS.get((column.table.name, column.name)):
        return word
    return next((one for kind, one in OF_TYPE if isinstance(column.type, kind)), 77)


def filled_tables(connection: Connection) -> None:
    """One row in each table, with something in each column."""
    for table in TABLES:
        connection.execute(table.insert(), {column.name: value(column) for column in table.columns})


def label(column: Column[Any]) -> str:
    return f"{column.table.name}_{column.name}"


def every_look(world: World, connection: Connection) -> Iterator[tuple[Role, Tie, Column[Any], bool]]:
    """Each column of a row of each table, and whether each role can see it of people tied in each way."""
    rows = [
        (table, connection.execute(select(*columns(table, *table.columns.keys())).where(_the_row(table))).one())
        for table in TABLES
    ]
    for role, tie in product(Role, Tie):
        eyes = desk(world.store, connection, Person(id=PersonId(1), roles=frozenset({role})))
        for table, row in rows:
            seen = eyes.read(row, tie)
            yield from ((role, tie, column, seen[label(column)] is not None) for column in table.columns)


def allowed(role: Role, tie: Tie, column: Column[Any]) -> bool:
    kept = column.info["kept"]
    return kept is Kept.OPEN or tie in MAY_SEE[kept].get(role, frozenset())


def _the_row(table: Table) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    first = next(iter(table.primary_key.columns))
    return first == value(first)


@pytest.fixture
async def full(world: World) -> World:
    await world.store.database.write(filled_tables)
    return world


async def test_each_role_sees_of_each_column_what_the_table_says(full: World) -> None:
    looks = await full.store.database.read(lambda connection: list(every_look(full, connection)))

    wrong = [(role, tie, label(column)) for role, tie, column, seen in looks if seen is not allowed(role, tie, column)]
    assert wrong == []
    assert len(looks) == len(Role) * len(Tie) * sum(len(table.columns) for table in TABLES)


async def test_what_must_never_leak_does_not(full: World) -> None:
    looks = await full.store.database.read(lambda connection: list(every_look(full, connection)))

    seen = {(role, tie, label(column)) for role, tie, column, visible in looks if visible}
    words = {(role, tie) for role, tie, name in seen if name in OWN_ALONE}
    contacts = {(role, tie) for role, tie, name in seen if name in NEVER_THE_OTHERS and tie is not Tie.OWN}
    names = {(role, tie) for role, tie, name in seen if name in NAMED}
    assert words == {(Role.STUDENT, Tie.OWN)}
    everybody = {(Role.COORDINATOR, tie) for tie in Tie if tie is not Tie.OWN}
    assert contacts == everybody | {(Role.LEAD, Tie.WORRIED)}
    assert {role for role, tie in names if tie is Tie.LINK} == {
        Role.STUDENT,
        Role.BUDDY,
        Role.CARER,
        Role.COORDINATOR,
    }
    assert {(role, tie) for role, tie in names if role in {Role.LEAD, Role.TUTOR}} == {
        (Role.LEAD, Tie.WORRIED),
        (Role.TUTOR, Tie.TUTEE),
    }
    assert {role for role, tie in names if tie is Tie.NONE} == {Role.COORDINATOR}


def test_each_column_says_what_it_keeps() -> None:
    silent = [
        str(column) for table in TABLES for column in table.columns if not isinstance(column.info.get("kept"), Kept)
    ]

    assert silent == []
    assert len(TABLES) > 10


def test_each_sort_of_thing_has_a_rule_for_those_who_may_see_it() -> None:
    assert {kept for kept in Kept if not MAY_SEE.get(kept)} == {Kept.ANONYMOUS}


def test_columns_with_peoples_words_are_of_the_sorts_that_hide_them() -> None:
    kept = {label(column): column.info["kept"] for table in TABLES for column in table.columns}

    assert {kept[name] for name in OWN_ALONE} == {Kept.REFLECTION}
    assert {kept[name] for name in NEVER_THE_OTHERS} == {Kept.CONTACT}
    assert kept["answer_how"] is Kept.CHECK_IN
    assert kept["answer_useful"] is Kept.FEEDBACK
