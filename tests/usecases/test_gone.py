"""Who has left has no part in the work of the team any more, and nobody is told that they are there."""

from __future__ import annotations

import pytest

from bot.cards.duty import WorrySent
from bot.cards.meetings import NothingToDo
from bot.cards.profile import Me
from bot.cards.staff import ShallI
from bot.domain.errors import NotYours
from bot.domain.meetings import MeetingState
from bot.domain.people import PersonId, Standing
from bot.usecases.meetings import calendar_entry
from tests.conversations.test_groups import GROUP, KIM, ROBIN, group_with_a_time
from tests.day import heard
from tests.staff import does, lists, look, refused
from tests.stage import ALEX, JO, SAM, THREE, TUESDAY, TWO, bring_in, meeting, pair, ref, said
from tests.templates import WorldAt
from tests.world import World, person, shown

PAT = person("pat.reid")


async def with_pat(world: World) -> None:
    """A second coordinator, Pat, who is on duty all week."""
    await pair(world)
    await does(world, "person add pat.reid@university.example --role coordinator")
    await world.comes(PAT)
    await does(world, "duty set pat 30 nov..18 dec")


@pytest.fixture
async def team(world_at: WorldAt) -> World:
    return await world_at(with_pat)


@pytest.mark.parametrize("words", ["person find sam", "today", "worry list", "export roster C-1", "cohort list"])
async def test_who_has_left_the_team_sees_nobody_any_more(team: World, words: str) -> None:
    assert (await team.says(PAT, words)).card
    await does(team, "person leave pat")
    answer = await team.says(PAT, words)
    assert (answer.card, "Sam" in (answer.note or "")) == (None, False)


async def test_a_card_that_was_sent_before_is_no_key_either(team: World) -> None:
    asked = shown(await team.says(PAT, "person leave sam"))
    assert isinstance(asked, ShallI)
    await does(team, "person leave pat")
    assert (await team.presses(PAT, "yes", proposal=asked.proposal, typed=asked.typed)).card is None
    assert not await look(team, lambda work: (work.people.get(PersonId(2)).standing or Standing()).left_at)


async def test_who_comes_back_to_the_team_has_the_same_part(team: World) -> None:
    await does(team, "person leave pat")
    await does(team, f"person return {await _number(team)}")
    assert (await team.says(PAT, "today")).card


async def _number(team: World) -> str:
    found = await look(team, lambda work: work.people.find(["pat.reid@university.example"]))
    return next(iter(found.values())).number


async def test_a_buddy_who_has_left_still_sees_what_is_their_own(team: World) -> None:
    await team.presses(ALEX, "leave_yes")
    assert isinstance(shown(await team.says(ALEX, "me")), Me)


async def test_the_last_coordinator_brings_in_another_before_they_leave(team: World) -> None:
    await does(team, "person leave pat")
    assert "There is no other coordinator." in await refused(team, "person leave jo")


@pytest.mark.parametrize("words", ["person rest pat", "person leave pat"])
async def test_nobody_is_told_that_somebody_has_their_note_who_is_away(team: World, words: str) -> None:
    assert shown(await team.presses(SAM, "ask_call")) == WorrySent(name="Pat")
    await does(team, words)
    team.clock.move(minutes=2)
    assert shown(await team.presses(SAM, "ask_call")) == WorrySent(nobody=True)
    assert "Tue 1 Dec: Pat, who is away" in await lists(team, "duty show")
    await said(team)
    team.clock.move(days=1)
    assert ("Jo", "Nobody on duty") in await said(team)


@pytest.mark.parametrize("verb", ["good_today", "ask_move", "move", "ready", "agreement"])
async def test_who_has_left_a_group_neither_sees_nor_moves_its_meeting(world_at: WorldAt, verb: str) -> None:
    world = await world_at(group_with_a_time)
    card = await ref(world)
    await world.presses(KIM, "leave_yes")
    answer = await world.presses(KIM, verb, **card)
    assert (answer.card, bool(answer.note)) == (None, True)
    assert (await meeting(world)).state is MeetingState.CONFIRMED
    assert shown(await world.says(KIM, "next")) == NothingToDo(number=0, title="", other="", none=True)


async def test_a_calendar_file_serves_nobody_who_has_left(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    kim = await world.store.read(KIM, lambda work, _request, _now: work.actor.id, None)
    assert await world.store.read(kim, calendar_entry, 1)
    await world.presses(KIM, "leave_yes")
    with pytest.raises(NotYours):
        await world.store.read(kim, calendar_entry, 1)


async def test_a_time_that_waits_for_somebody_who_leaves_is_asked_about_again(world_at: WorldAt) -> None:
    world = await world_at(group_before_a_time)
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    await heard(world)
    await world.presses(ROBIN, "leave_yes")
    assert ("Alex", "Can you do this?") in await heard(world)
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    assert (await meeting(world)).state is MeetingState.CONFIRMED
    assert ("Sam", "It's set") in await heard(world)
    assert not [
        one for one in world.voice.said if one.conversation == "chat-entra-robin.hart" and "It's set" in str(one.card)
    ]


async def group_before_a_time(world: World) -> None:
    """All four, with times that Kim picked."""
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    await world.presses(KIM, "pick", **await ref(world), times=f"{TWO},{THREE}")
    await heard(world)
