"""A list goes over nobody's limits: who is away, has no room, or is apart from the other is never brought in by it."""

from __future__ import annotations

import pytest

from bot.cards.people import ImportPreview
from bot.domain.cohorts import CohortId
from bot.domain.links import LinkState
from bot.store.tables import limits, person, registration
from tests.day import number, put
from tests.staff import HEAD, does, imported, look, pair_rows
from tests.stage import JO
from tests.world import World, shown

ACTIVE, SUGGESTED = LinkState.ACTIVE, LinkState.SUGGESTED
ASH = "student,Ash,Bell,ash.bell@university.example,{pair},,yes,\n"
KIM = "student,Kim,Lee,kim.lee@university.example,{pair},,yes,\n"
ROBIN = "buddy,Robin,Hart,robin.hart@university.example,{pair},,yes,yes\n"
DANA = "buddy,Dana,Cole,dana.cole@post.example,{pair},,yes,yes\n"


def rows(pair: str, *people: str) -> str:
    return "".join(one.format(pair=pair) for one in people)


async def stand(world: World) -> dict[str, LinkState]:
    """How the pairs of the first cohort stand, by label."""
    found = await look(world, lambda work: work.links.in_cohort(CohortId(1)))
    return {one.label: one.state for one in found}


async def test_a_list_gives_no_buddy_more_students_than_they_said(world: World) -> None:
    await imported(world, pair_rows(yes="yes"))
    more = HEAD + rows("Three", ASH, ROBIN)
    card = shown(await world.says(JO, f"person import\n{more}"))
    assert isinstance(card, ImportPreview)
    assert (card.starting, card.asked) == (0, 1)
    done = await imported(world, more)
    assert (done.starting, done.asked) == (0, 1)
    assert await stand(world) == {"Two": ACTIVE, "Three": SUGGESTED}
    await world.worker.catch_up()
    assert await stand(world) == {"Two": ACTIVE, "Three": SUGGESTED}  # nor is anybody asked


async def test_two_pairs_of_one_list_count_too(world: World) -> None:
    await imported(world, HEAD + rows("Two", KIM, ROBIN) + rows("Three", ASH, ROBIN) + rows("Four", KIM, DANA))
    found = await stand(world)
    assert (found["Two"], found["Three"], found["Four"]) == (ACTIVE, SUGGESTED, SUGGESTED)


async def test_a_buddy_with_room_for_two_starts_with_two(world: World) -> None:
    await imported(world, pair_rows(yes="yes"))
    await put(world, limits, person_id=await number(world, "Robin"), students=2)
    await imported(world, HEAD + rows("Three", ASH, ROBIN))
    assert await stand(world) == {"Two": ACTIVE, "Three": ACTIVE}


async def test_a_student_who_has_a_buddy_is_not_given_another_by_a_list(world: World) -> None:
    await imported(world, pair_rows(yes="yes"))
    await imported(world, HEAD + rows("Three", KIM, DANA))
    assert await stand(world) == {"Two": ACTIVE, "Three": SUGGESTED}


async def test_a_list_brings_in_nobody_who_takes_a_break(world: World) -> None:
    await imported(world, HEAD + rows("", ROBIN))
    await does(world, "person rest B-002")
    await imported(world, HEAD + rows("Three", ASH, ROBIN))
    assert await stand(world) == {"Three": SUGGESTED}


async def test_a_list_keeps_a_buddy_apart_from_a_team(world: World) -> None:
    await imported(world, HEAD + rows("", KIM, ROBIN))
    await does(world, 'conflict add B-003 "Oak Ward"')
    placed = person.update().where(person.c.first_name == "Kim").values(placement="oak ward")
    await world.store.database.write(lambda connection: connection.execute(placed))
    await imported(world, HEAD + rows("Three", KIM, ROBIN))
    assert await stand(world) == {"Three": SUGGESTED}


@pytest.mark.parametrize(("year", "state"), [(2026, SUGGESTED), (2028, ACTIVE)])
async def test_a_registration_must_last_as_long_as_the_cohort(world: World, year: int, state: LinkState) -> None:
    await does(world, 'cohort new "Autumn" --start 2026-12-01 --end 2027-03-26')
    await imported(world, HEAD + rows("", ROBIN))
    expires = registration.update().values(expires=world.clock.now.date().replace(year=year, month=12, day=20))
    await world.store.database.write(lambda connection: connection.execute(expires))
    await imported(world, (HEAD + rows("Three", ASH, ROBIN)).replace("Three,,", "Three,Autumn,"))
    found = await look(world, lambda work: [one for c in work.cohorts.all() for one in work.links.in_cohort(c.id)])
    assert {one.label: one.state for one in found} == {"Three": state}
