"""The words of a reflection are shown to their author in a dialog, and stand nowhere else."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from bot.front.turn import Answer
from bot.store.tables import metadata
from tests import stage
from tests.stage import ALEX, JO, SAM
from tests.templates import WorldAt
from tests.world import RecordingVoice, World

SECRETS = {"draft": "Zanzibar", "dialog": "Quixotic", "fault": "Wallaby", "card": "Xylophone", "again": "Jacaranda"}
MARKED_UP = "**bold** [link](https://evil.example) <at>x</at>\n# head\n1. one ${due}"
TOO_LONG = "x" * 4001


def words_in(world: World, *answers: Answer) -> set[str]:
    """Which of the secrets stand in these answers, as the channel would carry them."""
    carried = [(world.renderer.render(one.card) if one.card else None, one.note) for one in answers]
    return found(json.dumps(carried))


def found(text: str) -> set[str]:
    return {word for word in SECRETS.values() if word in text}


def sent(voice: RecordingVoice) -> str:
    return json.dumps([message.card for message in voice.said])


def everything(connection: Connection) -> str:
    """All that is in the database, as text."""
    return " ".join(
        str([bytes(value) if isinstance(value, memoryview) else value for value in row])
        for table in metadata.sorted_tables
        for row in connection.execute(select(table))
    )


async def test_the_words_are_in_no_message_and_in_no_answer_to_a_press(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)
    kept = await world.sends_in(SAM, "keep_draft", meeting=1, card="card-1", w_heard=SECRETS["draft"])
    asked = await world.says(SAM, "reflect")
    opened = await world.opens(SAM, "open_reflection", meeting=1)
    wrong = await world.sends_in(SAM, "save_reflection", meeting=1, w_heard=SECRETS["fault"], w_felt=TOO_LONG)
    sent_in = await world.sends_in(SAM, "save_reflection", meeting=1, card="card-1", w_heard=SECRETS["dialog"])
    await world.worker.catch_up()
    refused = await world.presses(SAM, "save_reflection", meeting=1, w_heard=SECRETS["fault"], w_felt=TOO_LONG)
    pressed = await world.presses(SAM, "save_reflection", meeting=1, w_felt=SECRETS["card"])
    read = await world.opens(SAM, "read_reflection", meeting=1)
    others = [await world.says(who, words) for who in (JO, ALEX, SAM) for words in ("today", "next", "reflect")]
    others += [await world.opens(who, "read_reflection", meeting=1) for who in (JO, ALEX)]
    world.clock.move(days=2)
    await world.worker.catch_up()

    assert words_in(world, asked, sent_in, refused, pressed, *others) == set()
    assert found(sent(world.voice)) == set()
    assert [words_in(world, one) for one in (kept, opened)] == [{SECRETS["draft"]}] * 2
    assert words_in(world, wrong) == {SECRETS["fault"]}
    assert words_in(world, read) == {SECRETS["dialog"], SECRETS["card"]}
    assert found(await world.store.database.read(everything)) == set()


async def test_a_draft_after_saving_is_sealed_and_shown_to_its_author_too(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)
    await world.presses(SAM, "save_reflection", meeting=1, w_heard=SECRETS["card"])
    await world.sends_in(SAM, "keep_draft", meeting=1, w_heard=SECRETS["again"])
    opened = await world.opens(SAM, "open_reflection", meeting=1)
    assert words_in(world, opened) == {SECRETS["again"]}
    assert found(await world.store.database.read(everything)) == set()


async def test_markup_that_people_type_stays_text(world_at: WorldAt) -> None:
    world = await world_at(stage.reflecting)
    await world.presses(SAM, "save_reflection", meeting=1, w_heard=MARKED_UP)
    read = await world.opens(SAM, "read_reflection", meeting=1)
    shown = json.dumps(world.renderer.render(read.card)) if read.card else ""
    assert "one ${due}" in shown.replace("\\", "")
    assert ("**bold**" in shown, "[link]" in shown, "<at>" in shown, "\\n# head" in shown) == (False,) * 4
    assert "\\\\*\\\\*bold\\\\*\\\\* \\\\[link\\\\]" in shown


async def test_markup_in_a_list_of_people_stays_text_on_every_card(world: World) -> None:
    head = "role,first_name,surname,email,pair,said_yes,registered\n"
    roster = head + "student,**Sam**,_T_,sam.taylor@university.example,[P](x),yes,yes\n"
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    await stage.bring_in(
        world, roster + "buddy,*Alex*,<b>,alex.morgan@post.example,[P](x),yes,yes\nnurse,`x`,y,z@a.example,#p\n"
    )
    preview = await world.says(JO, f"person import\n{roster}nurse,`x`,y,z@a.example,#p\n")
    await world.presses(ALEX, "offer", **await stage.ref(world), **stage.TUESDAY)
    await world.worker.catch_up()
    today = await world.says(JO, "today")
    carried = sent(world.voice) + str([one.card and world.renderer.render(one.card) for one in (preview, today)])
    assert [mark for mark in ("**Sam**", " *Alex*", "_T_", "<b>") if mark in carried] == []
    assert "Hello \\\\*\\\\*Sam\\\\*\\\\*." in carried
    assert "These times work for \\\\*Alex\\\\*." in carried
