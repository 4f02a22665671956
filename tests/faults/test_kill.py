"""kill -9 at any moment loses nothing."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.due import Due, Kind
from bot.domain.people import PersonId, Role
from bot.store.desk import ASSISTANT, Desk
from bot.store.due_work import SqlDueWork
from bot.store.tables import audit, chat, due_work, history, meeting, person, person_role, slot
from tests.fakes.connector import FakeConnector
from tests.faults.program import now
from tests.faults.replicas import LONG_PAUSE, Program, end, until
from tests.store.pairs import new_pair
from tests.world import World

PEOPLE, KILLS, PAIRS = 150, 3, 24
FIRST = 1_000
RATE = "100"  # messages a second


def moments(seed: int, before: int) -> list[int]:
    """After how many things done the program is killed: at random, and the same each time."""
    return sorted(random.Random(seed).sample(range(1, before), KILLS))  # noqa: S311 - chance for a test


def expected(world: World, connection: Connection, url: str, at: datetime) -> None:
    """So many people who wait for a message each, in a chat of their own."""
    numbers = range(FIRST, FIRST + PEOPLE)
    names = {"first_name": "Sam", "surname": "T", "line": "", "added_at": at}
    connection.execute(person.insert(), [{"id": one, "email": f"{one}@x", **names} for one in numbers])
    connection.execute(person_role.insert(), [{"person_id": one, "role": Role.STUDENT} for one in numbers])
    place = {"tenant": "t", "service_url": url, "member": "m", "open": True, "changed_at": at}
    rows = [{"entra_id": f"e{one}", "person_id": one, "conversation": f"c{one}", **place} for one in numbers]
    connection.execute(chat.insert(), rows)
    desk = Desk(
        connection=connection, site=world.store.site, sealer=world.store.sealer, door="", writing=True, actor=ASSISTANT
    )
    until_ = at.replace(year=at.year + 1)
    dues = [
        Due(key=f"w:{one}", kind=Kind.WELCOME, person=PersonId(one), subject=one, due_at=at, until=until_)
        for one in numbers
    ]
    SqlDueWork(desk).record(dues, now=at)


def states(connection: Connection) -> dict[str, str]:
    """How each of these messages stands, by chat."""
    rows = connection.execute(select(due_work.c.person_id, due_work.c.state).where(due_work.c.key.like("w:%")))
    return {f"c{row.person_id}": row.state for row in rows}


async def test_killing_the_sender_again_and_again_loses_no_message(
    world: World, database_url: str, program: Program, channel: FakeConnector
) -> None:
    database = world.store.database
    channel.conversations = {f"c{FIRST + number}" for number in range(PEOPLE)}
    await database.write(lambda connection: expected(world, connection, channel.url, now()))
    held: set[str] = set()

    for point in moments(2026, PEOPLE - 5):
        number = program.start("send", database_url, channel.url, RATE)
        await until(lambda point=point: _reached(channel, point))  # type: ignore[misc]  # mypy cannot see the default
        end(number)
        held |= {place for place, state in (await database.read(states)).items() if state == "doing"}
    program.start("send", database_url, channel.url, RATE)
    await until(lambda: _all_done(world), pause=LONG_PAUSE)

    times = Counter(got.conversation for got in channel.got)
    assert set(times) == channel.conversations
    assert {place for place, count in times.items() if count > 1} <= held
    assert held
    assert channel.refused == []


async def _reached(channel: FakeConnector, point: int) -> bool:
    return len({got.conversation for got in channel.got}) >= point


async def _all_done(world: World) -> bool:
    return set((await world.store.database.read(states)).values()) == {"done"}


@pytest.fixture
async def pairs(world: World) -> set[int]:
    """The numbers of the meetings of pairs whose Buddies are about to say when they are free."""
    return {(await new_pair(world.store, number)).meeting for number in range(PAIRS)}


def traces(connection: Connection) -> dict[str, Counter[int]]:
    """What the turns have left, by meeting."""
    offered = connection.execute(select(meeting.c.id).where(meeting.c.state == "offered")).scalars()
    asked = connection.execute(select(due_work.c.subject).where(due_work.c.kind == Kind.PICK)).scalars()
    notes = connection.execute(select(audit.c.subject).where(audit.c.what == "times offered")).scalars()
    found = {"meetings": Counter(offered), "messages": Counter(asked), "notes": Counter(notes)}
    found["changes"] = Counter(connection.execute(select(history.c.meeting_id)).scalars())
    found["times"] = Counter(connection.execute(select(slot.c.meeting_id)).scalars())
    return found


async def test_killing_the_program_in_the_middle_of_turns_leaves_all_of_a_turn_or_nothing(
    world: World, database_url: str, program: Program, pairs: set[int]
) -> None:
    for point in moments(2027, PAIRS - 3):
        number = program.start("turns", database_url, str(PAIRS))
        await until(lambda point=point: _offered(world, point))  # type: ignore[misc]  # mypy cannot see the default
        end(number)
        left = await world.store.database.read(traces)
        whole = set(left["meetings"])
        assert [name for name, found in left.items() if set(found) != whole] == []
        assert set(left["times"].values()) == {2}
    program.start("turns", database_url, str(PAIRS))
    await until(lambda: _offered(world, PAIRS))

    left = await world.store.database.read(traces)
    once = Counter(pairs)
    assert {name: found for name, found in left.items() if name != "times"} == {
        "meetings": once,
        "messages": once,
        "notes": once,
        "changes": once,
    }


async def _offered(world: World, point: int) -> bool:
    count = select(func.count()).select_from(meeting).where(meeting.c.state == "offered")
    return await world.store.database.read(lambda connection: connection.execute(count).scalar_one() >= point)
