"""Certain words bring up a calm question, whoever writes them and wherever; it stops nothing and tells nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.cards.duty import InThePast, SafetyQuestion, Talk, WorrySent
from bot.cards.help import Commands, HelpNow, NotUnderstood
from bot.cards.people import Unknown
from bot.cards.reflection import ReflectionDialog, ReflectionSaved
from bot.domain.meetings import MeetingId
from bot.domain.people import Account, ChatKind
from bot.domain.reflections import ReflectionState
from bot.front.safety import Net
from bot.front.turn import Happened
from bot.store.tables import prompt_shown
from tests import stage
from tests.stage import ALEX, JO, SAM
from tests.templates import WorldAt
from tests.world import World, chat_of, library, person, shown

DARK = "Some days I want to die."
QUESTION = SafetyQuestion(call=True)


async def counted(world: World) -> dict[str, int]:
    rows = await world.store.database.read(lambda c: c.execute(select(prompt_shown)).all())
    return {row.pressed: row.times for row in rows}


async def reflection(world: World) -> ReflectionState | None:
    found = await world.store.read(SAM, lambda work, _, __: work.reflections.get(MeetingId(1)), None)
    return found.state if found else None


@pytest.mark.parametrize("who", [SAM, ALEX])
async def test_words_that_are_no_command_are_answered_by_the_question_alone(world_at: WorldAt, who: Account) -> None:
    world = await world_at(stage.pair)
    answer = await world.says(who, DARK)
    assert (answer.card, answer.also, answer.note) == (QUESTION, None, None)
    assert isinstance((await world.says(who, "some words")).card, NotUnderstood)
    assert await counted(world) == {"shown": 1}


async def test_a_command_is_done_and_the_question_comes_after_it(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    answer = await world.says(SAM, "not safe, help")
    assert answer.card == QUESTION
    answer = await world.says(ALEX, "free not safe")
    assert (answer.note is not None, answer.also) == (True, QUESTION)


async def test_what_was_written_on_a_card_is_saved_and_then_asked_about(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)
    answer = await world.presses(SAM, "save_reflection", meeting=1, w_heard=DARK)
    assert answer.also == QUESTION
    assert await reflection(world) is ReflectionState.SAVED
    assert isinstance(answer.card, ReflectionSaved)
    assert DARK not in repr(answer)


async def test_a_text_that_goes_through_a_dialog_is_asked_about_once(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)
    opened = await world.opens(SAM, "open_reflection", meeting=1, w_heard=f"We met. {DARK}")
    kept = await world.sends_in(SAM, "keep_draft", meeting=1, card="card-1", w_heard=f"We met. {DARK} And tea.")
    saved = await world.sends_in(SAM, "save_reflection", meeting=1, card="card-1", w_heard=f"We met. {DARK} The end.")
    assert [one.also for one in (opened, kept, saved)] == [QUESTION, None, None]
    assert isinstance(kept.card, ReflectionDialog)
    assert await counted(world) == {"shown": 1}


async def test_who_presses_for_a_person_in_a_dialog_keeps_every_word(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)
    answer = await world.sends_in(SAM, "talk_keep", meeting=1, card="card-1", w_heard="We met.")
    assert isinstance(answer.card, ReflectionDialog)
    assert "We met." in {one.draft for one in answer.card.fields}
    assert answer.also == Talk()
    again = await world.sends_in(SAM, "talk_keep", meeting=1, card="card-1", w_heard="")
    assert isinstance(again.card, ReflectionDialog)
    assert "We met." in {one.draft for one in again.card.fields}


async def test_the_question_leads_to_help_to_a_call_or_to_nothing(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    assert (await world.presses(SAM, "prompt_help")).card == HelpNow()
    assert (await world.presses(SAM, "prompt_ok")).card == InThePast()
    assert await world.hears(JO) == []
    assert isinstance((await world.presses(SAM, "prompt_call")).card, WorrySent)
    assert [card["body"][0]["text"] for card in await world.hears(JO)] == ["A note for you"]  # type: ignore[index,call-overload]  # a card's JSON
    assert await counted(world) == {"help": 1, "past": 1, "call": 1}


async def test_the_question_tells_nobody_and_keeps_no_words(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    before = len(world.voice.said)
    for _ in range(3):
        await world.says(SAM, DARK)
    await world.worker.catch_up()
    assert len(world.voice.said) == before
    assert await counted(world) == {"shown": 3}


async def test_somebody_who_is_not_on_the_list_is_asked_too_without_the_call(world: World) -> None:
    stranger = person("lee.young")
    answer = await world.says(stranger, DARK)
    assert isinstance(answer.card, Unknown)
    assert answer.also == SafetyQuestion(call=False)
    assert (await world.presses(stranger, "prompt_help")).card == HelpNow()
    assert isinstance((await world.presses(stranger, "prompt_call")).card, Unknown)


async def test_a_coordinator_is_asked_without_the_call_to_themselves(world: World) -> None:
    await world.comes(JO)
    assert (await world.says(JO, DARK)).card == SafetyQuestion(call=False)


async def test_where_others_read_along_only_help_is_shown(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    group = replace(chat_of(SAM, ChatKind.GROUP), conversation="group-1")
    assert (await world.says(SAM, DARK, chat=group)).card == HelpNow()


async def test_the_same_turn_twice_is_asked_about_once(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    turn = world.turn(SAM, Happened.SAID, words=DARK)
    first, second = await world.front.answer(turn), await world.front.answer(turn)
    assert (first.card, second.card, second.also) == (QUESTION, None, None)


async def test_it_can_be_turned_off(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    off = replace(world.front, net=Net.of(replace(library().prompt_words, on=False)))
    answer = await off.answer(world.turn(SAM, Happened.SAID, words=DARK))
    assert isinstance(answer.card, NotUnderstood)
    assert answer.also is None


async def test_the_lists_of_commands_offer_a_person(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    card = shown(await world.says(SAM, "commands"))
    assert isinstance(card, Commands)
    assert "talk" in {line.example for line in card.commands}
