"""Who is not to be matched, after the match too: a placement that changes, a family, and holds that a break is not."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.matching import Hold
from bot.domain.links import LinkState
from bot.domain.meetings import Side
from bot.domain.people import PersonId
from bot.usecases.match_cards import card_now
from bot.usecases.matching import today_lines
from tests.matching import agrees, asked, cast, heard, link_now, says, state, types
from tests.staff import HEAD, does, imported, look, undone
from tests.stage import JO, SAM, START, meeting, said
from tests.world import World

HOLD = ["P-1 is on hold from now on, and its people hear that, not why. To end it: match end P-1"]
REST = [("Alex", "This is on hold"), ("Sam", "This is on hold")]
PLACED = {"team": "Oak Ward.", "first": "", "last": "", "then": "me"}


async def held(world: World, number: int = 1) -> bool:
    return (await link_now(world, number)).frozen


async def on_the_list(world: World) -> tuple[str, ...]:
    _, lines = await world.store.read(JO, lambda work, _, now: today_lines(work, now, at_most=6), None)
    return lines


async def test_a_placement_with_a_team_of_the_buddy_puts_the_pair_on_hold_at_once_and_says_no_reason(
    booked: World,
) -> None:
    await does(booked, 'conflict add B-003 "oak ward"')
    await booked.presses(SAM, "save_placement", **PLACED)
    assert await held(booked)
    assert [one for one in await said(booked) if one[0] != "Jo"] == REST
    assert await on_the_list(booked) == ("P-1, Sam with Alex: on hold. Type 'match resume' or 'match end'",)
    link = await link_now(booked)
    card = await booked.store.read(SAM, lambda work, _, __: card_now(work, work.links.get(link.id)), None)
    assert card == Hold(on_hold=True, began=True, others="Alex")
    booked.clock.now = START - timedelta(minutes=9)
    assert [one for one in await said(booked) if one[0] in {"Sam", "Alex"}] == []


async def test_another_placement_changes_nothing(booked: World) -> None:
    await does(booked, 'conflict add B-003 "Elm Ward"')
    await booked.presses(SAM, "save_placement", **PLACED)
    assert not await held(booked)


async def test_two_who_are_not_to_be_matched_rest_at_once_and_go_on_when_the_coordinator_says_so(booked: World) -> None:
    done = await does(booked, "conflict add S-002 B-003")
    assert [one.say for one in done.notes] == HOLD
    assert await said(booked) == REST
    back = await does(booked, "conflict remove S-002 B-003")
    assert [one.say for one in back.notes] == ["P-1 stays on hold. To let it go on: match resume P-1"]
    await does(booked, "match resume P-1")
    assert await said(booked) == [(who, "Your meetings go on") for who in ("Alex", "Sam")]
    assert (await meeting(booked)).start == START


async def test_a_team_that_is_kept_apart_finds_the_students_who_are_placed_there(booked: World) -> None:
    await booked.presses(SAM, "save_placement", **PLACED)
    assert not await held(booked)
    done = await does(booked, 'conflict add B-003 "oak ward"')
    assert [one.say for one in done.notes] == HOLD


async def test_an_undo_that_notes_it_again_holds_again(booked: World) -> None:
    await does(booked, "conflict add S-002 B-003")
    back = await does(booked, "conflict remove S-002 B-003")
    await does(booked, "match resume P-1")
    await undone(booked, back)
    assert await held(booked)


async def test_students_of_one_of_a_family_are_not_matched_with_the_other_unless_both_wish(world: World) -> None:
    people = await cast(world, buddies="alex robin", students="sam kim")
    alex, robin, sam = (people[name].short for name in ("alex", "robin", "sam"))
    await asked(world, {name: people[name] for name in ("alex", "sam")})
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await agrees(world, "match end P-1 --rematch")
    await heard(world)
    await does(world, f"conflict add {alex} {robin}")
    assert f"{robin} and {sam} are not to be matched." in str(await types(world, f"match make {sam} {robin}"))
    suggested = str(await types(world, "match suggest C-1"))
    assert "Robin" not in suggested.partition("Kim")[0]
    await agrees(world, f"match make {people['kim'].short} {robin}")
    assert await state(world, 2) is LinkState.ASKED
    await does(world, f"conflict remove {robin} {alex}")
    await agrees(world, f"match make {sam} {alex}")
    assert await state(world, 3) is LinkState.ASKED


async def test_a_list_does_not_start_a_pair_across_a_family(world: World) -> None:
    await world.comes(JO)
    rows = "student,Kim,Lee,kim.lee@university.example,{},{},yes,\nbuddy,{}@post.example,{},,yes,yes\n"
    await imported(world, HEAD + rows.format("One", "", "Robin,Hart,robin.hart", "One"))
    await imported(world, HEAD + "buddy,Dana,Cole,dana.cole@post.example,,,yes,yes\n")
    await does(world, "match end P-1 --rematch")
    await does(world, "conflict add B-003 B-004")
    await imported(world, HEAD + rows.format("Two", "", "Dana,Cole,dana.cole", "Two"))
    links = await look(world, lambda work: work.links.of(PersonId(4)))
    assert [(one.state, one.names(Side.STUDENT)) for one in links] == [(LinkState.SUGGESTED, "Kim")]


async def test_who_comes_back_lets_go_of_nothing_that_is_on_hold_for_another_reason(booked: World) -> None:
    await does(booked, "conflict add S-002 B-003")
    await does(booked, "person rest B-003 --quiet")
    await does(booked, "person return B-003")
    assert await held(booked)


async def test_a_hold_that_comes_during_a_quiet_break_outlasts_it(booked: World) -> None:
    await does(booked, "person rest B-003 --quiet")
    assert await held(booked)
    await does(booked, "conflict add S-002 B-003")
    await does(booked, "person return B-003")
    assert await held(booked)


async def test_a_pair_goes_on_only_when_the_last_of_those_who_are_away_quietly_is_back(booked: World) -> None:
    await does(booked, "person rest B-003 --quiet")
    await does(booked, "person rest S-002 --quiet")
    await does(booked, "person return B-003")
    assert await held(booked)
    await does(booked, "person return S-002")
    assert not await held(booked)
