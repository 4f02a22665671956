"""What people set about themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.cards.joining import AllSet, GettingReady
from bot.cards.profile import (
    AskHope,
    AskLimits,
    AskLine,
    AskNeeds,
    AskPlacement,
    AskQuiet,
    Fact,
    MyChoices,
)
from bot.domain.joining import Limits, Step
from bot.domain.people import Role
from bot.front.turn import Json
from tests.joining import TEAM, all_steps_done, invite, kept, limits, says_yes, standing
from tests.stage import ALEX, JO, SAM
from tests.templates import WorldAt
from tests.world import World, shown

CAN_T_FIND = "I can't find that. It may have changed since. Type 'commands' to see what you can do."
USUAL: dict[str, Json] = {
    "students": "1",
    "meetings_week": "2",
    "hours_week": "",
    "rest_days": "2",
    "rest_days_after": "3",
    "slowly": "false",
    "then": "me",
}


async def test_a_student_is_asked_one_thing_after_the_other_and_can_skip_each(world_at: WorldAt) -> None:
    world = await world_at(invite)
    cards = [shown(await says_yes(world))]
    skipped = ("needs", "quiet", "placement", "hope")
    cards += [shown(await world.presses(SAM, "skip", name=name, then="student")) for name in skipped]
    assert [type(card) for card in cards] == [AskNeeds, AskQuiet, AskPlacement, AskHope, AllSet]
    assert cards[-1] == AllSet(day="Mon 30 Nov", waiting=True)


async def test_what_a_student_tells_is_kept_and_the_next_thing_is_asked(world: World) -> None:
    there = await invite(world)
    await says_yes(world)
    told: list[tuple[str, dict[str, Json]]] = [
        ("save_needs", {"needs": "  Captions,\n please. "}),
        ("save_quiet", {"first": "10:00", "last": "20:30"}),
        ("save_placement", {"team": TEAM, "first": "2026-12-01", "last": "2027-01-31"}),
        ("save_hope", {"hope": "To listen well."}),
    ]
    cards = [shown(await world.presses(SAM, verb, **fields, then="student")) for verb, fields in told]
    row = await kept(world, there.sam)
    assert [type(card) for card in cards] == [AskQuiet, AskPlacement, AskHope, AllSet]
    assert (row["needs"], row["quiet_to"], row["quiet_from"]) == ("Captions, please.", 600, 1230)
    assert (row["placement"], row["placement_from"]) == (TEAM, date(2026, 12, 1))
    assert (row["placement_to"], row["hope"]) == (date(2027, 1, 31), "To listen well.")


async def test_a_buddy_sees_the_steps_then_is_asked_for_a_line_needs_hours_and_limits(world: World) -> None:
    there = await invite(world)
    await all_steps_done(world, there.alex, Step.TRAINING)
    cards = [shown(await says_yes(world, "buddy"))]
    cards.append(shown(await world.presses(ALEX, "skip", name="steps", then="buddy")))
    cards.append(shown(await world.presses(ALEX, "save_line", line="I grow tomatoes.", then="buddy")))
    skipped = ("needs", "quiet", "limits")
    cards += [shown(await world.presses(ALEX, "skip", name=name, then="buddy")) for name in skipped]
    assert [type(card) for card in cards] == [GettingReady, AskLine, AskNeeds, AskQuiet, AskLimits, AllSet]
    first = cards[0]
    assert isinstance(first, GettingReady)
    assert (first.todo, first.done.count(",")) == ("your training", 6)
    assert cards[-1] == AllSet(day="Mon 30 Nov", giver=True, to_do=True)
    assert (await kept(world, there.alex))["line"] == "I grow tomatoes."


async def test_who_has_done_every_step_is_thanked(world: World) -> None:
    there = await invite(world)
    await all_steps_done(world, there.alex)
    card = shown(await world.presses(ALEX, "setting", name="steps", then="me"))
    assert isinstance(card, GettingReady)
    assert (card.ready, card.todo) == (True, "")


async def test_each_thing_can_be_changed_later_and_comes_back_to_all_choices(world_at: WorldAt) -> None:
    world = await world_at(invite)
    asked = shown(await world.presses(SAM, "setting", name="hope", then="me"))
    card = shown(await world.presses(SAM, "save_hope", hope="To ask well.", then="me"))
    assert asked == AskHope(hope="", then="me")
    assert isinstance(card, MyChoices)
    assert card.saved
    assert Fact(title="Hope", value="To ask well.") in card.facts
    assert (card.student, card.giver) == (True, False)


async def test_the_hours_count_for_the_next_message(world: World) -> None:
    there = await invite(world)
    card = shown(await world.presses(SAM, "setting", name="quiet", then="me"))
    await world.presses(SAM, "save_quiet", first="13:00:00", last="20:00", then="me")
    assert card == AskQuiet(first="09:00", last="18:00", then="me")
    assert (await standing(world, there.sam)).quiet_to == 13 * 60
    await says_yes(world)
    world.clock.now = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    early = await world.hears(SAM)
    world.clock.now = datetime(2026, 12, 7, 13, 30, tzinfo=UTC)
    assert (len(early), len(await world.hears(SAM))) == (0, 1)


@pytest.mark.parametrize(
    ("verb", "fields", "why"),
    [
        ("save_quiet", {"first": "05:00", "last": "20:00"}, "I write between 06:00 and 22:00"),
        ("save_quiet", {"first": "12:00", "last": "12:30"}, "'Write until' must be at least one hour"),
        ("save_quiet", {"first": "noon", "last": ""}, "I can't read one of the times."),
        ("save_placement", {"team": "", "first": "", "last": ""}, "Please write the name of the team"),
        ("save_placement", {"team": "A", "first": "soon"}, "I can't read one of the days."),
        ("save_placement", {"team": "A", "first": "2026-12-02", "last": "2026-12-01"}, "The last day is before"),
        ("save_hope", {"hope": "a" * 201}, "That is a little long. Please use at most 200 letters."),
        ("save_needs", {"needs": "a" * 501}, "That is a little long. Please use at most 500 letters."),
    ],
)
async def test_what_cannot_be_kept_is_said_and_the_card_stays(
    world: World, verb: str, fields: dict[str, Json], why: str
) -> None:
    there = await invite(world)
    before = await kept(world, there.sam)
    answer = await world.presses(SAM, verb, **fields, then="me")
    assert answer.card is None
    assert (answer.note or "").startswith(why)
    assert await kept(world, there.sam) == before


async def test_no_placement_takes_back_what_was_told(world: World) -> None:
    there = await invite(world)
    await world.presses(SAM, "save_placement", team=TEAM, first="2026-12-01", last="", then="me")
    await world.presses(SAM, "no_placement", then="me")
    row = await kept(world, there.sam)
    assert (row["placement"], row["placement_from"]) == ("", None)


async def test_a_buddy_lowers_the_limits_at_once(world: World) -> None:
    there = await invite(world)
    await world.presses(ALEX, "save_limits", **{**USUAL, "students": "2", "slowly": "true", "hours_week": "1.5"})
    await world.presses(ALEX, "save_limits", **{**USUAL, "students": "1", "meetings_week": "1", "slowly": "true"})
    now = await limits(world, there.alex)
    assert (now.students, now.meetings_week, now.slowly) == (1, 1, True)
    assert (now.minutes_week, now.raised) == (90, {"minutes_week": None})


async def test_more_counts_after_seven_days_for_who_has_that_rule(world: World) -> None:
    there = await invite(world)
    await world.presses(ALEX, "save_limits", **{**USUAL, "slowly": "true"})
    await world.presses(ALEX, "save_limits", **{**USUAL, "students": "3", "slowly": "true"})
    card = shown(await world.presses(ALEX, "limits", then="me"))
    assert isinstance(card, AskLimits)
    assert (card.students, card.raised, card.slowly, card.hours_week) == (1, "Mon 7 Dec", "true", "")
    world.clock.move(days=6, hours=23)
    assert (await limits(world, there.alex)).students == 1
    world.clock.move(hours=1)
    assert (await limits(world, there.alex)).students == 3


async def test_more_counts_at_once_for_everybody_else(world: World) -> None:
    there = await invite(world)
    await world.presses(ALEX, "save_limits", **{**USUAL, "students": "3"})
    assert await limits(world, there.alex) == Limits(students=3)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"students": "9"}, "You can have 1 to 3 students"),
        ({"hours_week": "lots"}, "Please give the hours as a number"),
        ({"hours_week": "99"}, "Please give 1 to 40 hours"),
        ({"students": "-1"}, "I can't use that card."),
        ({"rest_days": "99"}, "You can have up to 30 days"),
    ],
)
async def test_limits_that_cannot_be_are_refused(world: World, wrong: dict[str, Json], why: str) -> None:
    there = await invite(world)
    answer = await world.presses(ALEX, "save_limits", **{**USUAL, **wrong})
    assert (answer.note or "").startswith(why)
    assert await limits(world, there.alex) == Limits()


async def test_the_days_of_rest_are_shown_to_nobody_else(world: World) -> None:
    there = await invite(world)
    await world.presses(ALEX, "save_limits", **{**USUAL, "rest_days": "9"})
    seen = await world.store.read(JO, lambda work, _, now: work.joining.limits_of(there.alex, now=now), None)
    mine = await limits(world, there.alex)
    assert (mine.rest_days, seen.rest_days, seen.rest_days_after) == (9, None, None)
    assert (await world.presses(JO, "limits", then="me")).note == (
        "That one is not part of your role. Type 'commands' to see what you can do."
    )


async def test_fewer_messages_is_a_choice_that_can_be_taken_back(world: World) -> None:
    there = await invite(world)
    card = shown(await world.presses(SAM, "fewer"))
    fewer = (await standing(world, there.sam)).fewer
    again = shown(await world.presses(SAM, "fewer"))
    assert isinstance(card, MyChoices)
    assert isinstance(again, MyChoices)
    assert (fewer, card.fewer, card.usual, again.fewer, again.usual) == (True, True, False, False, True)


async def test_a_student_has_no_limits_and_a_buddy_no_hope(world: World) -> None:
    there = await invite(world)
    before = (await kept(world, there.sam), await kept(world, there.alex))
    answers = [
        await world.presses(SAM, "setting", name="limits", then="me"),
        await world.presses(ALEX, "setting", name="hope", then="me"),
        await world.presses(SAM, "skip", name="steps", then="student"),
        await world.presses(SAM, "skip", name="hope", then="buddy"),
        await world.presses(ALEX, "skip", name="needs", then="student"),
    ]
    assert {answer.note for answer in answers} == {CAN_T_FIND}
    assert (await kept(world, there.sam), await kept(world, there.alex)) == before


async def test_somebody_who_is_both_a_student_and_a_carer_sees_all_choices(world: World) -> None:
    there = await invite(world)
    await world.store.run(JO, lambda work, _, __: work.people.give_role(there.sam, Role.CARER), None)
    card = shown(await world.says(SAM, "my choices"))
    assert isinstance(card, MyChoices)
    assert (card.student, card.giver) == (True, True)
    assert replace(card, facts=()) == MyChoices(facts=(), usual=True, student=True, giver=True)
