"""Told, asked, and a yes or a not now."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards.duty import WorrySent
from bot.cards.joining import AllSet, AskChoice, GettingReady, HowItWorks, NotNow, NotYet
from bot.cards.people import WelcomeBuddy
from bot.cards.profile import AskNeeds, HasLeft
from bot.domain.cohorts import EnrolmentState
from bot.domain.joining import ChoiceSaid, version_of
from bot.domain.people import Role
from bot.usecases.joining import has_chosen
from bot.usecases.people import welcome_card
from tests.joining import choice, invite, places, says_yes, ticks
from tests.stage import ALEX, JO, SAM, said
from tests.templates import WorldAt
from tests.world import World, library, shown

CAN_T_FIND = "I can't find that. It may have changed since. Type 'commands' to see what you can do."


async def test_a_student_is_told_what_it_is_before_anything_is_asked(world_at: WorldAt) -> None:
    world = await world_at(invite)
    card = shown(await world.presses(SAM, "how", role="student"))
    assert card == HowItWorks(role="student", meetings=6, student=True)


async def test_the_choice_of_a_student_has_six_ticks_and_that_they_are_eighteen(world_at: WorldAt) -> None:
    world = await world_at(invite)
    card = shown(await world.presses(SAM, "join", role="student"))
    assert isinstance(card, AskChoice)
    assert tuple(one.say for one in card.ticks) == library().agreements["student"]
    assert (len(card.ticks), card.ticks[-1].say) == (7, "I am 18 or over.")


async def test_a_yes_is_kept_with_the_very_lines_their_version_and_the_time(world: World) -> None:
    there = await invite(world)
    world.clock.move(minutes=5)
    await says_yes(world)
    kept = await choice(world, there.sam, Role.STUDENT)
    assert kept is not None
    assert (kept.said, kept.lines, kept.at) == (ChoiceSaid.YES, library().agreements["student"], world.clock.now)
    assert kept.version == version_of(library().agreements["student"])


async def test_a_yes_makes_an_invited_student_wait_and_asks_the_first_thing(world: World) -> None:
    there = await invite(world)
    card = shown(await says_yes(world))
    assert card == AskNeeds(needs="", then="student")
    assert [one.state for one in await places(world, there.sam)] == [EnrolmentState.WAITING]
    assert [one.state for one in await places(world, there.alex)] == [EnrolmentState.INVITED]


async def test_without_every_tick_nothing_is_kept_and_the_card_stays_as_it_is(world: World) -> None:
    there = await invite(world)
    fields = await ticks(world)
    fields["tick3"] = "false"
    del fields["tick7"]
    answer = await world.presses(SAM, "agree", **fields)
    assert answer.card is None
    assert (answer.note or "").startswith("Please tick every line that you agree with. Still open: 2 of 7. Nothing")
    assert await choice(world, there.sam, Role.STUDENT) is None
    assert [one.state for one in await places(world, there.sam)] == [EnrolmentState.INVITED]


async def test_who_is_not_eighteen_is_refused_kindly_and_the_coordinator_hears_at_once(world: World) -> None:
    there = await invite(world)
    fields = await ticks(world)
    for _ in range(2):
        assert shown(await world.presses(SAM, "under_age", role="student")) == NotYet(role="student")
        world.clock.move(minutes=5)
    assert await choice(world, there.sam, Role.STUDENT) is None
    assert [one.state for one in await places(world, there.sam)] == [EnrolmentState.INVITED]
    notes = [str(card) for card in await world.hears(JO)]
    assert ["says that they are not 18 yet" in one for one in notes] == [True]
    assert "asks for a call" not in notes[0]
    assert "about not being 18 yet" in str(shown(await world.says(JO, "today")))
    assert isinstance(shown(await world.presses(SAM, "agree", **fields)), AskNeeds)  # it was a slip
    assert isinstance(shown(await world.presses(SAM, "under_age", role="student")), AllSet)  # an old card


async def test_the_tick_of_age_left_out_is_asked_about_and_nobody_is_told(world: World) -> None:
    there = await invite(world)
    fields = await ticks(world)
    card = shown(await world.presses(SAM, "agree", **fields | {"tick7": "false"}))
    assert isinstance(card, AskChoice)
    assert (card.age, [one.ticked for one in card.ticks]) == (True, ["true"] * 6 + ["false"])
    assert await world.hears(JO) == []
    assert await choice(world, there.sam, Role.STUDENT) is None
    assert isinstance(shown(await world.presses(SAM, "agree", **fields)), AskNeeds)


async def test_who_asks_a_question_can_still_choose(world: World) -> None:
    there = await invite(world)
    card = shown(await world.presses(SAM, "question", role="student"))
    assert isinstance(card, WorrySent)
    assert card.back == "student"
    assert await choice(world, there.sam, Role.STUDENT) is None
    assert isinstance(shown(await world.presses(SAM, "join", role=card.back)), AskChoice)
    assert (await world.presses(SAM, "question", role="buddy")).card is None


async def test_who_has_left_is_asked_for_no_age(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await world.presses(SAM, "leave_yes")
    assert isinstance(shown(await world.presses(SAM, "under_age", role="student")), HasLeft)


async def test_lines_that_changed_since_are_shown_anew_and_old_ticks_count_for_nothing(world: World) -> None:
    there = await invite(world)
    card = shown(await world.presses(SAM, "agree", **{**await ticks(world), "version": "0" * 16}))
    assert isinstance(card, AskChoice)
    assert card.changed
    assert await choice(world, there.sam, Role.STUDENT) is None


async def test_a_second_yes_changes_nothing(world: World) -> None:
    there = await invite(world)
    fields = await ticks(world)
    await world.presses(SAM, "agree", **fields)
    before = await choice(world, there.sam, Role.STUDENT)
    world.clock.move(days=1)
    card = shown(await world.presses(SAM, "agree", **fields))
    assert card == AllSet(day="Mon 30 Nov", waiting=True, changed=True)
    assert await choice(world, there.sam, Role.STUDENT) == before


async def test_a_cohort_keeps_the_lines_that_it_began_with(world_at: WorldAt) -> None:
    world = await world_at(invite)
    old = library().agreements["student"]
    edited = replace(library(), agreements={**library().agreements, "student": ("A new line.",)})
    store = replace(world.store, site=replace(world.store.site, library=edited))
    world.front = replace(world.front, store=store)
    card = shown(await world.presses(SAM, "join", role="student"))
    assert isinstance(card, AskChoice)
    assert tuple(one.say for one in card.ticks) == old


async def test_not_now_is_kept_and_not_asked_again(world: World) -> None:
    there = await invite(world)
    cards = [shown(await world.presses(SAM, "not_now", role="student")) for _ in range(2)]
    assert cards == [NotNow(role="student")] * 2
    kept = await choice(world, there.sam, Role.STUDENT)
    assert kept is not None
    assert (kept.said, kept.lines) == (ChoiceSaid.NOT_NOW, ())
    world.clock.move(days=40)
    assert await said(world) == []


async def test_who_said_not_now_can_say_yes_later(world: World) -> None:
    there = await invite(world)
    await world.presses(SAM, "not_now", role="student")
    assert isinstance(shown(await world.says(SAM, "join")), AskChoice)
    await says_yes(world)
    yes = await world.store.read(SAM, lambda work, _, __: has_chosen(work, there.sam, Role.STUDENT), None)
    assert yes


async def test_not_now_on_an_old_card_takes_no_yes_back(world: World) -> None:
    there = await invite(world)
    await says_yes(world)
    card = shown(await world.presses(SAM, "not_now", role="student"))
    assert card == AllSet(day="Mon 30 Nov", waiting=True, changed=True)
    kept = await choice(world, there.sam, Role.STUDENT)
    assert kept is not None
    assert kept.said is ChoiceSaid.YES


@pytest.mark.parametrize("carer", [False, True])
async def test_a_buddy_or_carer_has_lines_of_their_own_and_then_sees_the_steps(world: World, *, carer: bool) -> None:
    role = "carer" if carer else "buddy"
    there = await invite(world, carer=carer)
    card = shown(await says_yes(world, role))
    kept = await choice(world, there.alex, Role(role))
    assert isinstance(card, GettingReady)
    assert (card.done, card.ready, card.then) == ("", False, role)
    assert card.todo.startswith("a first talk with the team, your form, ")
    assert kept is not None
    assert kept.lines == library().agreements[role]


async def test_join_typed_again_shows_how_things_stand(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await says_yes(world, "buddy")
    card = shown(await world.says(ALEX, "join"))
    assert card == AllSet(day="Mon 30 Nov", giver=True, to_do=True)


async def test_a_question_becomes_a_note_for_whoever_is_on_duty(world: World) -> None:
    there = await invite(world)
    shown(await world.presses(SAM, "call_me"))
    notes = await world.store.read(SAM, lambda work, _, now: work.duty.mine(since=now), None)
    assert [(note.person.id, note.kind, note.source, note.soon) for note in notes] == [
        (there.sam, "else", "call", True)
    ]


async def test_nobody_says_yes_in_a_role_that_is_not_theirs(world: World) -> None:
    there = await invite(world)
    fields = await ticks(world)
    answers = [
        await world.presses(SAM, "join", role="buddy"),
        await world.presses(ALEX, "agree", **fields),
        await world.presses(ALEX, "not_now", role="student"),
        await world.presses(SAM, "how", role="carer"),
    ]
    assert {answer.note for answer in answers} == {CAN_T_FIND}
    assert await choice(world, there.alex, Role.STUDENT) is None


@pytest.mark.parametrize("role", ["", "coordinator", "lead", "<b>", None])
async def test_a_role_that_no_card_sends_is_refused(world_at: WorldAt, role: str | None) -> None:
    world = await world_at(invite)
    notes = [(await world.presses(SAM, verb, role=role)).note for verb in ("join", "not_now", "how", "agree")]
    assert {(note or "")[:24] for note in notes} == {"I can't use that card. P"}


async def test_a_coordinator_has_no_choice_to_make(world_at: WorldAt) -> None:
    world = await world_at(invite)
    answer = await world.presses(JO, "join", role="student")
    assert answer.note == "That one is not part of your role. Type 'commands' to see what you can do."


async def test_the_welcome_asks_and_does_not_ask_somebody_who_has_said_yes(world: World) -> None:
    there = await invite(world)
    before = await world.store.read(ALEX, welcome_card, there.alex)
    await says_yes(world, "buddy")
    after = await world.store.read(ALEX, welcome_card, there.alex)
    assert before == WelcomeBuddy(first_name="Alex", role="buddy", buddy=True, asked=True)
    assert after == WelcomeBuddy(first_name="Alex", role="buddy", buddy=True, joined=True)
