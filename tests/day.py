"""The day of a meeting, for tests: what is heard about the meeting itself, and what the coordinator sees."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Table, select

from bot.cards.today import Today
from bot.front.turn import Json
from bot.store.tables import limits, person
from tests.stage import ALEX, JO, NAMES, SAM, heading, ref
from tests.world import World, shown

OF_MEETINGS = re.compile(
    r"(Today|Tomorrow|\w{3} \d+ \w{3}) at .*|In \d+ minutes|It's set|Get ready: .*|(Today's|Your) meeting will move"
    r"|When are you free\?|Meeting \d: .*|Can you do this\?|Thank you|How did it go\?|About your meeting"
    r"|A change today|A meeting to know about"
)


async def heard(world: World) -> list[tuple[str, str]]:
    """Who now hears what of meetings, by the first line of each card."""
    before = len(world.voice.said)
    await world.worker.catch_up()
    said = [(NAMES.get(one.conversation, one.conversation), heading(one.card)) for one in world.voice.said[before:]]
    return sorted(one for one in said if OF_MEETINGS.fullmatch(one[1]))


async def student(world: World, verb: str = "after_student", number: int = 1, /, **fields: Json) -> Any:  # noqa: ANN401 - any card
    return shown(await world.presses(SAM, verb, **await ref(world, number), **fields))


async def buddy(world: World, verb: str = "after_buddy", number: int = 1, /, **fields: Json) -> Any:  # noqa: ANN401 - the same
    return shown(await world.presses(ALEX, verb, **await ref(world, number), **fields))


async def needs(world: World) -> dict[str, list[str]]:
    """What the coordinator's day says of meetings that need somebody."""
    card = shown(await world.says(JO, "today"))
    assert isinstance(card, Today)
    return {section.title: [entry.say for entry in section.entries] for section in card.lines}


async def rows(world: World, table: Table) -> list[dict[str, Any]]:
    """Every row of a table, in order."""

    def read(connection: Connection) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(select(table).order_by(*table.primary_key)).mappings()]

    return await world.store.database.read(read)


async def put(world: World, table: Table, **values: Any) -> None:  # noqa: ANN401 - a column's own type
    """One row that is there before the story begins."""
    await world.store.database.write(lambda connection: connection.execute(table.insert(), values))


async def names(world: World) -> dict[int, str]:
    """Who has which number."""
    return {one["id"]: one["first_name"] for one in await rows(world, person)}


async def number(world: World, name: str) -> int:
    """The number of the person with this first name."""
    return next(number for number, one in (await names(world)).items() if one == name)


async def room_for_two(world: World) -> None:
    """Alex has said that two students at once are right, on any day, and has changed nothing else."""
    who = await number(world, "Alex")
    if not [one for one in await rows(world, limits) if one["person_id"] == who]:
        await put(world, limits, person_id=who)
    change = limits.update().where(limits.c.person_id == who).values(students=2, rest_days=0)
    await world.store.database.write(lambda connection: connection.execute(change))


async def rest_days(world: World, days: int, *, after: int = 3) -> None:
    """How many days of rest Alex has set."""
    who = await number(world, "Alex")
    await world.store.database.write(
        lambda connection: connection.execute(limits.delete().where(limits.c.person_id == who)).rowcount
    )
    await put(world, limits, person_id=who, students=2, rest_days=days, rest_days_after=after, meetings_week=5)
