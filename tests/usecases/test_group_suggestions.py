"""Groups are suggested where a series is for groups, and where there is no room for each student alone."""

from __future__ import annotations

import pytest

from bot.cards.staff import Done, Listing, Row, ShallI
from bot.domain.people import Role
from bot.front.turn import Answer
from tests.matching import add_ready, agrees, cast, heard, types
from tests.stage import JO
from tests.usecases.test_plans import small_groups
from tests.world import World

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def rows(world: World, cohort: str = "C-1") -> tuple[Row, ...]:
    """What Jo is named."""
    card = await types(world, f"match suggest {cohort}")
    assert isinstance(card, Listing)
    return card.rows


async def carers(world: World, names: str) -> None:
    """Students who wait for a meeting that is for groups, and a Buddy."""
    await cast(world, buddies="alex", students="")
    cohort = await world.store.run(None, small_groups, None)
    for name in names.split():
        await add_ready(world, name, Role.STUDENT, cohort)


async def test_where_a_series_is_for_groups_a_group_is_named_with_buddies_for_all_of_it(world: World) -> None:
    await carers(world, "ann bea cal")
    group, buddy = await rows(world, "C-2")
    assert group.say == "A group of 3: Ann Lee (S-003), Bea Lee (S-004) and Cal Lee (S-005)"
    assert group.more == "To ask, type: match make S-003 S-004 S-005, then the Buddy"
    assert buddy.say == "Buddy: Alex Morgan (B-002)"
    assert isinstance(await types(world, "match make S-003 S-004 S-005 B-002"), ShallI)


async def test_a_group_that_would_be_too_small_says_how_many_more_are_needed(world: World) -> None:
    await carers(world, "ann bea")
    (only,) = await rows(world, "C-2")
    assert only.say == "2 students can be asked, and 1 student more is needed"
    assert only.more == "Here 3 to 8 meet a Buddy together."


async def test_where_there_is_no_room_for_each_a_group_is_suggested_beside_them(world: World) -> None:
    await cast(world, buddies="alex", students="sam lee max")
    found = await rows(world)
    assert found[0].say == "3 students can be asked, and there is room for 1"
    assert found[0].more == "Some could meet a Buddy in a small group: see the end of the list."
    assert [row.say.split(":")[0] for row in found[-2:]] == ["A group of 3", "Buddy"]
    await agrees(world, found[-2].more.removeprefix("To ask, type: ").replace(", then the Buddy", " B-002"))
    assert ("alex", "Would you like to meet some students?") in await heard(world)


async def test_without_any_room_no_group_is_suggested_and_nobody_is_asked_for_more_than_they_can(world: World) -> None:
    await cast(world, buddies="", students="sam lee")
    found = await rows(world)
    assert found[0] == Row(say="2 students can be asked, and there is room for 0", more="")
    assert not any("group" in row.say for row in found)


async def test_a_student_who_cannot_be_asked_yet_is_in_no_group_and_the_reason_is_said(world: World) -> None:
    await carers(world, "ann bea cal dee")
    assert isinstance(await agrees(world, "person rest S-006 --until 2027-01-04"), Done)
    found = await rows(world, "C-2")
    assert found[0].say.startswith("Dee Lee (S-006)")
    assert (found[1].say, found[2].say.split(":")[0]) == ("Can't be asked yet", "A group of 3")
    refused: Answer = await world.says(JO, "match make S-003 S-004 S-005 S-006 B-002")
    assert refused.card is None
