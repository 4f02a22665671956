"""What is kept only for a while is gone after it, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Select, Table, func, select, update

from bot.cards.people import ImportPreview
from bot.store.tables import asked_in, booking, chat, proposal, seen
from bot.store.tables import person as people
from bot.store.tidy import PROPOSED_FOR, SEEN_FOR, STRANGER_FOR
from tests import closing, stage
from tests.templates import WorldAt
from tests.world import ROSTER, World, person, shown

JO, KIM = person("jo.field"), person("kim.lee")


def _all(table: Table) -> Select[int]:
    return select(func.count()).select_from(table)


async def kept(world: World) -> tuple[int, int, int]:
    """How many keys, lists and places there are."""

    def count(connection: Connection) -> Sequence[int]:
        of_turns = ~seen.c.key.contains(" ")  # and not what is noted to do a thing once a day
        tables = (select(func.count()).select_from(seen).where(of_turns), *(_all(one) for one in (proposal, chat)))
        return [connection.execute(counted).scalar_one() for counted in tables]

    first, second, third = await world.store.database.read(count)
    return first, second, third


@pytest.fixture
async def busy(world: World) -> World:
    """A coordinator who was shown a list and did not answer, and somebody who is on nobody's list."""
    await world.comes(JO)
    await world.comes(KIM)
    await world.says(JO, f"person import\n{ROSTER}")
    return world


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(), (3, 1, 2)),
        (PROPOSED_FOR + timedelta(minutes=1), (3, 0, 2)),
        (SEEN_FOR + timedelta(minutes=1), (0, 0, 2)),
        (STRANGER_FOR + timedelta(minutes=1), (0, 0, 1)),
    ],
)
async def test_each_goes_in_its_own_time(busy: World, after: timedelta, left: tuple[int, int, int]) -> None:
    busy.clock.now += after
    await busy.worker.catch_up()
    assert await kept(busy) == left


async def test_the_names_in_a_list_are_gone_as_soon_as_it_is_answered(busy: World) -> None:
    preview = shown(await busy.says(JO, f"person import\n{ROSTER}"))
    assert isinstance(preview, ImportPreview)
    await busy.presses(JO, "import_yes", proposal=preview.proposal)
    bodies = select(proposal.c.body).where(proposal.c.id == preview.proposal)
    assert await busy.store.database.read(lambda connection: connection.execute(bodies).scalar_one()) == ""


async def test_the_name_of_somebody_who_would_like_to_take_part_goes_after_ninety_days(world: World) -> None:
    await world.presses(KIM, "take_part")

    def names(connection: Connection) -> Sequence[str]:
        return connection.execute(select(asked_in.c.name)).scalars().all()

    found = []
    for days in (90, 1):
        world.clock.move(days=days)
        await world.worker.catch_up()
        found.append(list(await world.store.database.read(names)))
    assert found == [["kim.lee"], []]


async def test_where_a_student_is_on_placement_goes_when_the_cohort_has_closed(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    there = {"placement": "The blue ward", "placement_from": date(2026, 11, 2), "placement_to": date(2027, 1, 29)}

    def note(connection: Connection) -> None:
        connection.execute(update(people).where(people.c.first_name == "Sam").values(**there))

    def kept_of_sam(connection: Connection) -> dict[str, object]:
        columns = (people.c[name] for name in there)
        return dict(connection.execute(select(*columns).where(people.c.first_name == "Sam")).mappings().one())

    await world.store.database.write(note)
    found = []
    for step in (None, closing.close):
        if step:
            await step(world)
        world.clock.move(days=1)
        await world.worker.catch_up()
        found.append(await world.store.database.read(kept_of_sam))
    assert found == [there, {"placement": "", "placement_from": None, "placement_to": None}]


async def test_what_the_calendar_knew_of_a_meeting_goes_a_month_after_it(world: World) -> None:
    now, row = world.clock.now, {"state": "booked", "minutes": 60, "sequence": 1}
    rows = [row | {"meeting_id": days, "key": str(days), "start": now - timedelta(days=days)} for days in (-1, 29, 30)]
    await world.store.database.write(lambda connection: connection.execute(booking.insert(), rows))
    world.clock.move(hours=1)
    await world.worker.catch_up()
    left = await world.store.database.read(
        lambda connection: connection.execute(select(booking.c.meeting_id)).scalars().all()
    )
    assert sorted(left) == [-1, 29]
