"""Who takes part in two cohorts sees on each card which one it is about; nobody else is told."""

from __future__ import annotations

import pytest

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.usecases.ports import Work
from tests.matching import cast
from tests.staff import does
from tests.stage import ALEX, JO, SAM, TUESDAY, TWO, heading, meeting, ref, said
from tests.store.pairs import enrol
from tests.world import World, chat_of

WHERE = "In Buddy Scheme"


async def also_in_another(world: World) -> None:
    """Alex is in a second cohort too."""
    alex = await world.store.read(ALEX, lambda work, _, __: work.actor.id, None)

    def add(work: Work, _request: None, _now: object) -> CohortId:
        return work.cohorts.add("Spring", series="core6", model="buddy_workbook").id

    second = await world.store.run(JO, add, None)
    await enrol(world.store, alex, second, EnrolmentState.LINKED)


@pytest.mark.parametrize("several", [True, False])
async def test_each_card_names_the_cohort_to_who_is_in_several(pair: World, several: bool) -> None:
    if several:
        await also_in_another(pair)
    asked = await pair.says(ALEX, "next")
    await pair.presses(ALEX, "offer", **await ref(pair), **TUESDAY)
    await pair.presses(SAM, "pick", **await ref(pair), times=TWO)
    answer = await pair.presses(ALEX, "confirm", **await ref(pair), time=TWO)
    before = len(pair.voice.said)
    await said(pair)
    named = {one.conversation: WHERE in str(one.card) for one in pair.voice.said[before:]}
    cards = [pair.renderer.render(one.card) for one in (asked, answer) if one.card]
    assert [WHERE in str(card) for card in cards] == [several] * 2
    assert named.get("chat-entra-sam.taylor") is False
    assert (await meeting(pair)).cohort == ""


@pytest.mark.parametrize("several", [True, False])
async def test_a_question_about_a_match_names_the_cohort_too(world: World, several: bool) -> None:
    await cast(world)
    if several:
        await also_in_another(world)
    before = len(world.voice.said)
    await does(world, "match make sam alex")
    await said(world)
    asked = [one.card for one in world.voice.said[before:] if one.conversation == chat_of(ALEX).conversation]
    assert [heading(card) for card in asked] == ["Would you like to meet a student?"]
    assert ["In OT Autumn" in str(card) for card in asked] == [several]
