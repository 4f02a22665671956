"""One use case is one transaction: all of it, once, or nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Connection, bindparam, func, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.util import await_only

from bot.domain.errors import BuddyError, HasChanged
from bot.domain.meetings import MeetingId
from bot.domain.people import PersonId
from bot.store.sql_store import TRIES
from bot.store.tables import person, seen
from bot.usecases.ports import SeenBefore, Work
from tests.store.messages import greet_nobody, messages, welcome
from tests.store.pairs import meeting_of, new_pair
from tests.world import MONDAY, World, make_world

COUNT = select(func.count()).select_from(person)
SEEN = select(func.count()).select_from(seen)
SET_LINE = update(person).where(person.c.id == bindparam("number")).values(line=bindparam("words"))
COLLISION = text("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END $$")


def bring(work: Work, email: str, now: datetime) -> PersonId:
    return work.people.add(first_name="Kim", surname="Lee", email=email, line="", now=now)


def bring_and_fail(work: Work, fault: Exception, now: datetime) -> None:
    bring(work, "kim@x.example", now)
    work.audit("tried", now=now)
    raise fault


async def counts(world: World) -> tuple[int, int]:
    """How many people there are, and how many keys were seen."""
    return await world.store.database.read(
        lambda connection: (connection.execute(COUNT).scalar_one(), connection.execute(SEEN).scalar_one())
    )


@pytest.mark.parametrize("fault", [ZeroDivisionError(), HasChanged()])
async def test_a_use_case_that_raises_leaves_no_trace(world: World, fault: Exception) -> None:
    with pytest.raises(type(fault)):
        await world.store.run(None, bring_and_fail, fault, key="k")

    assert await counts(world) == (1, 0)
    await world.store.run(None, bring, "kim@x.example", key="k")
    assert await counts(world) == (2, 1)


async def test_what_was_seen_before_changes_nothing(world: World) -> None:
    await world.store.run(None, bring, "kim@x.example", key="k")

    with pytest.raises(SeenBefore):
        await world.store.run(None, bring, "lou@x.example", key="k")

    assert await counts(world) == (2, 1)


async def test_of_twenty_at_once_with_one_key_one_runs(world: World) -> None:
    replies = await asyncio.gather(
        *(world.store.run(None, bring, f"p{number}@x.example", key="k") for number in range(20)),
        return_exceptions=True,
    )

    assert Counter(type(reply) for reply in replies) == {int: 1, SeenBefore: 19}
    assert await counts(world) == (2, 1)


async def test_keys_are_kept_as_digests(world: World) -> None:
    await world.store.run(None, bring, "kim@x.example", key="29:somebody's id")

    keys = await world.store.database.read(lambda connection: list(connection.execute(select(seen.c.key)).scalars()))
    assert [len(key) for key in keys] == [64]
    assert "somebody" not in keys[0]


async def test_a_use_case_sees_one_instant(world: World) -> None:
    def move_and_look(_work: Work, _request: None, now: datetime) -> datetime:
        world.clock.move(hours=1)
        return now

    assert await world.store.run(None, move_and_look, None) == MONDAY


async def test_looking_writes_nothing(world: World) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await world.store.read(None, bring, "kim@x.example")
    assert await counts(world) == (1, 0)


async def test_looking_sees_everything_as_of_one_moment(world: World, database_kind: str) -> None:
    loop = asyncio.get_running_loop()

    def meanwhile() -> None:
        """Somebody else's turn, from its beginning to its commit."""
        turn = world.store.run(None, bring, "kim@x.example")
        if database_kind == "postgresql":
            await_only(turn)  # use cases run on the loop there
        else:
            asyncio.run_coroutine_threadsafe(turn, loop).result(10)

    def look(connection: Connection) -> list[int]:
        before = connection.execute(COUNT).scalar_one()
        meanwhile()
        return [before, connection.execute(COUNT).scalar_one()]

    assert await world.store.database.read(look) == [1, 1]
    assert await counts(world) == (2, 0)


async def test_what_is_being_written_when_the_store_closes_is_kept(world: World, database_url: str) -> None:
    writing = [asyncio.create_task(world.store.run(None, bring, f"p{number}@x.example")) for number in range(5)]
    await asyncio.sleep(0)

    await world.store.close()

    await asyncio.gather(*writing)
    other = await make_world(database_url)
    assert await counts(other) == (6, 0)
    await other.store.close()


def raise_version(work: Work, number: MeetingId, now: datetime) -> int:
    meeting = work.meetings.get(number)
    return work.meetings.change(meeting, meeting.state, now=now).version


async def test_changes_of_one_meeting_at_once_come_one_after_the_other(world: World) -> None:
    pair = await new_pair(world.store, 1)

    versions = await asyncio.gather(*(world.store.run(pair.buddy, raise_version, pair.meeting) for _ in range(12)))

    assert sorted(versions) == list(range(2, 14))
    assert (await world.store.read(pair.buddy, meeting_of, pair.meeting)).version == 13


def crossing(first: PersonId, second: PersonId, words: str, tries: list[str]) -> Callable[[Connection], None]:
    """Changes one person, then another; two of these in opposite order stand in each other's way."""

    def write(connection: Connection) -> None:
        tries.append(words)
        postgresql = connection.dialect.name == "postgresql"
        if postgresql:
            connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
        connection.execute(SET_LINE, {"number": first, "words": words})
        if postgresql and len(tries) <= 2:
            connection.execute(text("SELECT pg_sleep(0.2)"))
        connection.execute(SET_LINE, {"number": second, "words": words})

    return write


async def test_two_in_each_others_way_both_come_through(world: World, database_kind: str) -> None:
    pair, tries = await new_pair(world.store, 1), list[str]()
    one, other = (pair.buddy, pair.student), (pair.student, pair.buddy)

    await asyncio.gather(
        world.store.database.write(crossing(*one, "one", tries)),
        world.store.database.write(crossing(*other, "other", tries)),
    )

    lines = await world.store.database.read(
        lambda connection: set(connection.execute(select(person.c.line).where(person.c.id.in_(one))).scalars())
    )
    assert len(lines) == 1
    assert len(tries) == (3 if database_kind == "postgresql" else 2)


async def test_what_stands_in_the_way_for_good_is_said_in_the_end(world: World, database_kind: str) -> None:
    tries: list[int] = []

    def collide(connection: Connection) -> None:
        tries.append(len(tries))
        connection.execute(COLLISION)

    with pytest.raises(DBAPIError):
        await world.store.database.write(collide)

    assert len(tries) == (TRIES if database_kind == "postgresql" else 1)


async def test_a_message_is_written_with_its_cause_or_not_at_all(world: World) -> None:
    await greet_nobody(world)

    def tell_and_fail(work: Work, _request: None, now: datetime) -> None:
        work.due.record([welcome(PersonId(1), "k")], now=now)
        bring_and_fail(work, BuddyError("no"), now)

    with pytest.raises(BuddyError):
        await world.store.run(None, tell_and_fail, None)

    assert await messages(world) == []
