"""Two coordinators at work at the same moment: what both want is done once, and nobody undoes what the other did."""

from __future__ import annotations

import asyncio

import pytest

from bot.cards.people import Imported, ImportPreview
from tests.staff import does, pair_rows, undone
from tests.stage import JO, pair
from tests.templates import WorldAt
from tests.world import World, person, shown

PAT = person("pat.reid")


async def two(world: World) -> None:
    await pair(world)
    await does(world, "person add pat.reid@university.example --role coordinator")
    await world.comes(PAT)


@pytest.fixture
async def team(world_at: WorldAt) -> World:
    return await world_at(two)


async def test_the_same_list_brought_in_twice_at_once_comes_in_once(team: World) -> None:
    seen = [shown(await team.says(one, f"person import\n{pair_rows(yes='yes')}")) for one in (JO, PAT)]
    numbers = [one.proposal for one in seen if isinstance(one, ImportPreview)]
    answers = await asyncio.gather(
        *(team.presses(one, "import_yes", proposal=number) for one, number in zip((JO, PAT), numbers, strict=True))
    )
    cards = [shown(one) for one in answers]
    assert sorted(one.new_people for one in cards if isinstance(one, Imported)) == [0, 2]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("person set alex line I knit.", "person set alex line I grow tomatoes."),
        ("duty set jo 1 dec..4 dec", "duty set pat 3 dec"),
        ("reg set alex checks expired", "reg set alex checks done --expires 2028-01-01"),
        ("cohort set C-1 --closed 2026-12-14..2027-01-03", "cohort set C-1 --closed 2026-12-21..2027-01-03"),
    ],
)
async def test_what_another_has_changed_since_stays_as_they_have_set_it(team: World, first: str, then: str) -> None:
    done = await does(team, first)
    await does(team, then, by=PAT)
    assert await undone(team, done) == "This has been changed again since, so I leave it as it is now."
