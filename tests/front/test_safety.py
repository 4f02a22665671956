"""The net of words that bring up a calm question, and the buttons that need no database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards.duty import InThePast, SafetyQuestion, Talk, TalkBack
from bot.cards.help import HelpNow
from bot.content.safety import PromptWords
from bot.domain.people import ChatKind
from bot.front.front import ONLY_ALONE, Front
from bot.front.safety import BELOW, REMEMBERED, Net, fold
from bot.front.turn import Answer, Door, Happened, Json, Turn
from tests.front.test_front import StoreThat
from tests.world import MONDAY, chat_of, library, person

SAM, ALEX = person("sam.taylor"), person("alex.morgan")
DARK = "Some days I want to die."


def net() -> Net:
    return Net.of(library().prompt_words)


def front(store: StoreThat) -> Front:
    return Front(store=store, clock=lambda: MONDAY, reference=lambda: "REF", wake=lambda: None, net=net())


def turn(happened: Happened, **more: object) -> Turn:
    values: dict[str, object] = {"key": "turn", "account": SAM, "chat": chat_of(SAM), "door": Door.TEAMS} | more
    return Turn(happened=happened, **values)  # type: ignore[arg-type]  # the values are a Turn's own


def said(words: str) -> Turn:
    return turn(Happened.SAID, words=words)


def sent(*, meeting: int = 1, happened: Happened = Happened.SENT_IN, **fields: Json) -> Turn:
    return turn(happened, verb="save_reflection", fields={"meeting": meeting, **fields})


@pytest.mark.parametrize(
    "words",
    [
        "suicide",
        "SUICIDAL?",
        "I can't go on",
        "i can\u2019t go on.",
        "I cant  go\non",
        "self-harm",
        "Self\u2011harming",
        "self harm",
        "I *want* to die",
        "he said: I'd be better   off dead",
        "\u200bover\u00addose",
        "\uff4bill myself",  # a letter of full width
        "next kill_myself",
    ],
)
def test_the_words_are_found_however_they_are_written(words: str) -> None:
    assert net().catches(said(words))


@pytest.mark.parametrize(
    "words", ["", "next", "homicidal", "overdosed", "not so safe", "I want to. Die Bahn", "selfish"]
)
def test_other_words_are_left_alone(words: str) -> None:
    assert not net().catches(said(words))


def test_a_net_that_is_turned_off_finds_nothing() -> None:
    assert not Net.of(replace(library().prompt_words, on=False)).catches(said("suicide"))
    assert not Net.of(PromptWords(on=False, words=())).catches(said("suicide"))


@pytest.mark.parametrize("happened", [Happened.PRESSED, Happened.OPENED, Happened.SENT_IN])
def test_whatever_is_typed_in_a_form_is_looked_at(happened: Happened) -> None:
    assert net().catches(sent(happened=happened, w_heard=DARK))
    assert net().catches(sent(happened=happened, comment=DARK, number=3, ticks=["suicide"]))
    assert not net().catches(sent(happened=happened, w_heard="It was a good hour."))


def test_a_text_that_comes_again_with_each_draft_is_asked_about_once() -> None:
    ours = net()
    assert ours.catches(sent(w_heard=f"We met. {DARK}"))
    assert not ours.catches(sent(w_heard=f"We met.  {DARK} And then we had tea."))
    assert ours.catches(sent(w_heard=f"We met. {DARK} He took an overdose."))
    assert ours.catches(sent(w_heard=DARK, meeting=2))
    assert ours.catches(replace(sent(w_heard=DARK), account=ALEX))


def test_words_in_the_chat_are_asked_about_each_time() -> None:
    ours = net()
    assert [ours.catches(said(DARK)) for _ in range(3)] == [True] * 3


def test_what_is_remembered_are_numbers_and_not_many() -> None:
    ours = net()
    for number in range(REMEMBERED + 5):
        ours.catches(sent(meeting=number, w_heard=DARK))
    assert len(ours.asked) == REMEMBERED
    assert {type(one) for one in ours.asked} == {int}


def test_a_long_text_is_folded_to_one_line() -> None:
    assert fold("It\u2019s  a\n\nlong-winded \u2014 *Text*") == "its a long winded text "


async def test_the_question_is_the_answer_when_the_words_are_no_command() -> None:
    store = StoreThat(reply=True)
    answer = await front(store).answer(said("next"))
    assert answer == Answer(card=True)  # type: ignore[arg-type]  # whatever the store gives back
    assert (await front(StoreThat(fault=ConnectionError())).answer(said(DARK))).also == SafetyQuestion(call=False)


@pytest.mark.parametrize(
    ("verb", "answer"),
    [
        ("talk", Answer(note=BELOW, also=Talk())),
        ("talk_back", Answer(card=TalkBack())),
        ("who_can_help", Answer(card=HelpNow())),
        ("prompt_help", Answer(card=HelpNow())),
        ("prompt_ok", Answer(card=InThePast())),
    ],
)
@pytest.mark.parametrize("happened", [Happened.PRESSED, Happened.SENT_IN])
async def test_help_and_a_person_are_offered_while_the_database_is_gone(
    happened: Happened, verb: str, answer: Answer
) -> None:
    assert await front(StoreThat(fault=ConnectionError())).answer(turn(happened, verb=verb)) == answer


@pytest.mark.parametrize("words", ["talk", "Talk to a person", "call me!", "I\u2019m worried", "/worry"])
async def test_who_asks_for_a_person_in_words_gets_the_card(words: str) -> None:
    store = StoreThat(fault=ConnectionError())
    assert await front(store).answer(said(words)) == Answer(card=Talk())
    assert store.noted == []


async def test_where_others_read_along_nobody_is_asked_about_a_worry() -> None:
    group = chat_of(SAM, ChatKind.GROUP)
    asked = await front(StoreThat()).answer(replace(said("talk"), chat=group))
    written = await front(StoreThat(fault=ConnectionError())).answer(replace(said(DARK), chat=group))
    assert asked == Answer(note=ONLY_ALONE)
    assert written.also == HelpNow()
