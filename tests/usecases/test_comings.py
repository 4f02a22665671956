"""What is said, unasked, to those who join and wait."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.cards.joining import AskChoice, AskedIn, SurveyDone, SurveyForm
from bot.domain.cohorts import CohortState, EnrolmentState
from bot.domain.links import LinkState
from bot.domain.meetings import Side
from bot.front.turn import Json
from bot.usecases.ports import Work
from tests.joining import Invited, invite, says_yes
from tests.stage import ALEX, JO, SAM, said
from tests.templates import WorldAt
from tests.world import World, library, person, shown

NUDGE, NEWS, BEFORE = "A gentle nudge", "Still looking", "Where are you now?"


async def linked(world: World) -> Invited:
    """Sam has a Buddy, and their link goes on since now."""
    there = await invite(world)
    await says_yes(world)

    def begin(work: Work, request: Invited, now: datetime) -> None:
        members = {request.sam: Side.STUDENT, request.alex: Side.BUDDY}
        link = work.links.suggest(request.cohort, members, now=now)
        work.links.change(link, LinkState.ACTIVE, now=now)
        work.cohorts.set_state(request.cohort, request.sam, EnrolmentState.LINKED, now=now)

    await world.store.run(JO, begin, there)
    return there


async def heard(world: World, words: str, *, days: int) -> list[tuple[str, int]]:
    """Who hears this, on which day from now."""
    found = []
    for day in range(1, days + 1):
        world.clock.move(days=1)
        found += [(who, day) for who, first in await said(world) if first == words]
    return found


async def test_an_invitation_without_an_answer_is_nudged_about_once(world_at: WorldAt) -> None:
    world = await world_at(invite)
    assert await heard(world, NUDGE, days=40) == [("Alex", 7), ("Sam", 7)]  # the fifth day is a Saturday


@pytest.mark.parametrize("answer", ["yes", "not now", "break", "fewer"])
async def test_who_has_answered_is_not_nudged(world_at: WorldAt, answer: str) -> None:
    world = await world_at(invite)
    match answer:
        case "yes":
            await says_yes(world)
        case "not now":
            await world.presses(SAM, "not_now", role="student")
        case "break":
            await world.presses(SAM, "rest", until="never")
        case _:
            await world.presses(SAM, "fewer")
    assert [who for who, _ in await heard(world, NUDGE, days=20) if who == "Sam"] == []


async def test_coordinators_see_who_has_not_answered(world: World) -> None:
    there = await invite(world)
    before = world.clock.now + timedelta(minutes=1)

    async def unanswered() -> tuple[int, list[int]]:
        total, people = await world.store.read(
            JO, lambda work, _, __: work.presence.unanswered(before=before, at_most=5), None
        )
        return total, [one.id for one in people]

    both = await unanswered()
    await world.presses(ALEX, "not_now", role="buddy")
    assert both == (2, [there.sam, there.alex])
    assert await unanswered() == (1, [there.sam])


async def test_who_waits_hears_every_seven_days_that_they_are_on_the_list(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await says_yes(world)
    assert await heard(world, NEWS, days=22) == [("Sam", 7), ("Sam", 14), ("Sam", 21)]


async def test_who_does_not_wait_any_more_hears_no_news(world: World) -> None:
    there = await linked(world)
    assert await heard(world, NEWS, days=15) == []
    assert there.sam != there.alex


async def test_who_wishes_for_fewer_messages_hears_no_news(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await says_yes(world)
    await world.presses(SAM, "fewer")
    assert await heard(world, NEWS, days=15) == []


async def test_nobody_hears_news_while_the_cohort_is_paused(world: World) -> None:
    there = await invite(world)
    await says_yes(world)

    def pause(work: Work, _: None, __: datetime) -> None:
        work.cohorts.change(there.cohort, state=CohortState.PAUSED)

    await world.store.run(JO, pause, None)
    assert await heard(world, NEWS, days=15) == []


async def test_the_questions_of_before_come_once_a_link_goes_on_and_are_never_nagged_about(world_at: WorldAt) -> None:
    world = await world_at(linked)
    world.clock.move(hours=1)
    assert [one for one in await said(world) if one[1] == BEFORE] == [("Sam", BEFORE)]
    assert await heard(world, BEFORE, days=30) == []


async def test_the_form_has_the_twelve_lines_with_five_answers_each(world: World) -> None:
    there = await linked(world)
    card = shown(await world.presses(SAM, "before", cohort=there.cohort))
    assert isinstance(card, SurveyForm)
    assert [item.key for item in card.items] == [item.key for item in library().instruments["bs_prepost"].items]
    assert ({len(item.options) for item in card.items}, len(card.items)) == ({5}, 12)


async def test_answers_are_kept_once_and_those_left_out_are_left_out(world: World) -> None:
    there = await linked(world)
    ref: dict[str, Json] = {"cohort": there.cohort, "moment": "before"}
    first = shown(await world.presses(SAM, "save_survey", **ref, u1="4", a3="", p1="9", x="1"))
    again = shown(await world.presses(SAM, "save_survey", **ref, u1="1"))
    told = await world.store.read(SAM, lambda work, _, __: work.presence.everything()["survey"], None)
    assert (first, again) == (SurveyDone(kept=True), SurveyDone(kept=True))
    assert [(row["moment"], row["answers"], row["day"]) for row in told] == [
        ("before", '{"u1": 4}', world.clock.now.date())
    ]
    assert shown(await world.says(SAM, "before")) == SurveyDone(kept=True)


async def test_nothing_chosen_is_nothing_lost(world: World) -> None:
    there = await linked(world)
    answer = await world.presses(SAM, "save_survey", cohort=there.cohort, moment="before")
    assert (answer.card, answer.note) == (None, "Please choose at least one answer, or press 'Later'.")
    assert shown(await world.presses(SAM, "later", cohort=there.cohort)) == SurveyDone(later=True)


async def test_before_typed_without_a_buddy_says_when_it_comes(world_at: WorldAt) -> None:
    world = await world_at(invite)
    assert (await world.says(SAM, "before")).note == (
        "There are no questions for you just now. I will ask when you have a Buddy."
    )


async def test_the_questions_of_another_cohort_are_not_there(world_at: WorldAt) -> None:
    world = await world_at(linked)
    tried: list[tuple[str, dict[str, Json]]] = [
        ("before", {}), ("later", {}), ("save_survey", {"moment": "before", "u1": "3"})
    ]  # fmt: skip
    notes = {(await world.presses(SAM, verb, cohort=99, **fields)).note for verb, fields in tried}
    assert notes == {"I can't find that. It may have changed since. Type 'commands' to see what you can do."}
    odd = await world.presses(SAM, "save_survey", cohort=1, moment="never")
    assert (odd.note or "").startswith("I can't use that card.")


async def test_a_buddy_has_no_questions_of_this_kind(world: World) -> None:
    there = await linked(world)
    assert (await world.presses(ALEX, "before", cohort=there.cohort)).note == (
        "That one is not part of your role. Type 'commands' to see what you can do."
    )


async def test_a_stranger_can_say_that_they_would_like_to_take_part(world: World) -> None:
    robin = person("robin.hart")
    await world.comes(JO)
    await world.comes(robin)
    cards = [shown(await world.presses(robin, "take_part")) for _ in range(2)]
    asked = await world.store.read(JO, lambda work, _, __: work.presence.asked_in(at_most=5), None)
    assert cards == [AskedIn(contact="01632 960000")] * 2
    assert asked == (1, ["robin.hart"])


async def test_somebody_who_is_on_the_list_by_now_is_asked_to_choose_and_is_no_line_any_more(world: World) -> None:
    await world.presses(SAM, "take_part")
    await invite(world)
    card = shown(await world.presses(SAM, "take_part"))
    assert isinstance(card, AskChoice)
    assert await world.store.read(JO, lambda work, _, __: work.presence.asked_in(at_most=5), None) == (0, [])


async def test_a_coordinator_who_presses_it_is_told_that_it_is_not_theirs(world: World) -> None:
    await world.comes(JO)
    assert ((await world.presses(JO, "take_part")).note or "").startswith("I can't find that.")


async def test_what_a_stranger_types_reaches_nobody(world: World) -> None:
    robin = person("robin.hart")
    await world.comes(JO)
    await world.presses(robin, "take_part", words="Tell them about me.", name="Somebody Else")
    asked = await world.store.read(JO, lambda work, _, __: work.presence.asked_in(at_most=5), None)
    assert asked == (1, ["robin.hart"])
