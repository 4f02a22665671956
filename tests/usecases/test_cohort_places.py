"""How many students of a university or course a cohort takes: asked of every suggestion, plan and pair."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.cards.plans import Proposed
from bot.cards.staff import Done, Listing, ShallI
from bot.store.tables import person
from tests.matching import Ready, agrees, asked, cast, says, types
from tests.planned import asks, planned, says_yes
from tests.stage import JO
from tests.world import World, shown


async def of_essex(world: World, *people: Ready, course: str = "nursing") -> None:
    """They study there."""
    numbers = [one.number for one in people]
    study = update(person).where(person.c.id.in_(numbers)).values(university="Essex", discipline=course)
    await world.store.database.write(lambda one: one.execute(study).rowcount)


async def test_who_has_no_place_left_is_named_in_no_suggestion_and_in_no_pair(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee max")
    await of_essex(world, people["sam"], people["lee"])
    assert isinstance(await agrees(world, 'cohort set C-1 --places "essex=1"'), Done)
    await asked(world, {"alex": people["alex"], "sam": people["sam"]})
    card = await types(world, "match suggest C-1")
    assert isinstance(card, Listing)
    assert "S-005 studies where all places of this cohort are taken." in str(card.rows)
    assert "Places of this cohort for essex: 1. Left: 0." in str(await types(world, "match make S-005 B-003"))
    assert isinstance(await types(world, "match make S-006 B-003"), ShallI)
    await says(world, "alex", "match_no")
    assert isinstance(await types(world, "match make S-005 B-003"), ShallI)


async def test_a_plan_fills_as_many_places_as_there_are_and_the_yes_asks_again(world: World) -> None:
    people = await cast(world, buddies="alex kim pat", students="sam lee max")
    await of_essex(world, people["sam"], people["lee"])
    await agrees(world, 'cohort set C-1 --places "Essex=5, Essex/nursing=1"')
    card = await planned(world)
    assert isinstance(card, Proposed)
    assert len(card.pairs) == 2
    assert sum("Max" in one.say for one in card.pairs) == 1
    proposal = await asks(world)
    await agrees(world, 'cohort set C-1 --places "Essex=0"')
    done = await says_yes(world, proposal)
    assert isinstance(done, Done)
    assert "Places of this cohort for Essex: 0. Left: 0." in done.notes[0].say


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_the_limits_are_shown_first_and_can_be_taken_back(world: World) -> None:
    await cast(world)
    card = await types(world, 'cohort set C-1 --places "Essex=20, Essex/nursing=12"')
    assert isinstance(card, ShallI)
    assert card.what == "C-1 OT Autumn takes at most 20 of Essex; at most 12 of nursing at Essex."
    done = shown(await world.presses(JO, "yes", proposal=card.proposal))
    assert isinstance(done, Done)
    same = await types(world, 'cohort set C-1 --places "Essex=20, Essex/nursing=12"')
    assert same == "That changes nothing."
    assert "alone" in str(await types(world, 'cohort set C-1 --places "Essex=20" --end 2027-01-31'))
    assert "I can't read 'Essex'" in str(await types(world, 'cohort set C-1 --places "Essex"'))
    none = await types(world, "cohort set C-1 --places none")
    assert isinstance(none, ShallI)
    assert (none.what, none.notes[0].say[:7]) == ("C-1 OT Autumn has no limits any more.", "It had:")
    back = shown(await world.presses(JO, "undo", undo=done.undo))
    assert isinstance(back, Done)
    assert back.what == "C-1 OT Autumn: no limits."
