"""Whatever points at a person points at the one who is kept, once two records are one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Connection, func, select

from bot.domain.delivery import SendState
from bot.domain.due import Due, Kind
from bot.domain.people import PersonId, Role
from bot.front.outbox import Claimed, Outcome
from bot.store.desk import NO_ONE
from bot.store.merging import HANDLED, merge_rows
from bot.store.tables import metadata, person
from tests.store.asking import desk
from tests.store.messages import LEASE, RATE, Message, greet_nobody, messages, outbox, write
from tests.store.pairs import add_person
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


ONCE, AGAIN = Kind.WAITING_NEWS, Kind.WELCOME  # of which a second one is worse than none, and of which it is not


def _due(kind: Kind, who: PersonId) -> Due:
    return Due(key=f"{kind}:{who}", kind=kind, person=who, subject=1, due_at=MONDAY, until=MONDAY + timedelta(days=9))


async def _two(world: World) -> tuple[PersonId, PersonId]:
    await greet_nobody(world)
    return await add_person(world.store, "keep.me", Role.STUDENT), await add_person(
        world.store, "drop.me", Role.STUDENT
    )


async def _merged(world: World, keep: PersonId, drop: PersonId) -> dict[str, Message]:
    def merge(connection: Connection) -> None:
        rows = {row.id: row for row in connection.execute(select(person).where(person.c.id.in_((keep, drop))))}
        merge_rows(desk(world.store, connection, NO_ONE), rows[keep], rows[drop])

    await world.store.database.write(merge)
    return {one.key: one for one in await messages(world)}


async def _held(world: World) -> dict[str, Claimed]:
    claimed = await outbox(world, "me").claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)
    return {one.key: one for one in claimed}


async def _said(world: World, claimed: Claimed) -> None:
    done = Outcome(state=SendState.DONE, again_at=MONDAY, card_id="said")
    await outbox(world, "me").finish([(claimed, done)])


async def test_what_is_being_said_to_the_second_is_said_again_only_where_twice_does_no_harm(world: World) -> None:
    keep, drop = await _two(world)
    await write(world, _due(ONCE, drop), _due(AGAIN, drop))
    held = await _held(world)

    at_once = await _merged(world, keep, drop)
    for one in held.values():
        await _said(world, one)  # the worker does not know yet
    claimed = list(await _held(world))
    world.clock.move(minutes=3)
    await outbox(world, "me").sweep()

    assert {key: one.state for key, one in at_once.items()} == {f"{ONCE}:{keep}": "doing", f"{AGAIN}:{keep}": "pending"}
    assert claimed == [f"{AGAIN}:{keep}"]
    later = {one.key: one.state for one in await messages(world)}
    assert later[f"{ONCE}:{keep}"] == "unsure"


async def test_what_is_being_said_to_the_first_is_left_to_who_says_it(world: World) -> None:
    keep, drop = await _two(world)
    await write(world, _due(ONCE, keep), _due(AGAIN, keep))
    held = await _held(world)

    await _merged(world, keep, drop)
    for one in held.values():
        await _said(world, one)

    assert {one.state for one in await messages(world)} == {"done"}


async def test_what_both_wait_for_and_one_has_got_already_is_not_said_to_them_again(world: World) -> None:
    keep, drop = await _two(world)
    await write(world, _due(ONCE, drop))
    (held,) = (await _held(world)).values()
    await _said(world, held)
    await write(
        world, replace(_due(ONCE, keep), due_at=MONDAY + timedelta(hours=1)), _due(AGAIN, drop), _due(AGAIN, keep)
    )

    found = await _merged(world, keep, drop)

    assert {key: one.state for key, one in found.items()} == {f"{ONCE}:{keep}": "done", f"{AGAIN}:{keep}": "pending"}
