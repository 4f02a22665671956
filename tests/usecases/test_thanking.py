"""A student's thank-you: looked at for names and contact details, and then the Buddy's to read."""

from __future__ import annotations

import json
from typing import Any

from bot.cards.ending import AskNote, LookAtNote, NoteSent, NoteSettled, NotesWaiting, ReadNote
from bot.domain.ending import mark
from tests.closing import ended, heard, number_of
from tests.stage import ALEX, JO, SAM
from tests.templates import WorldAt
from tests.world import World, shown

WORDS = "Thank you for the garden."


async def written(world: World) -> None:
    await ended(world)
    card = shown(await world.presses(SAM, "send_note", link=1, note=WORDS))
    assert card == NoteSent(buddy="Alex", sent=True)


async def which(world: World) -> dict[str, Any]:
    return {"link": 1, "author": await number_of(world, SAM)}


async def looked(world: World, words: str = WORDS) -> dict[str, Any]:
    """What the card that shows these words sends."""
    return await which(world) | {"mark": mark(words)}


async def test_the_buddy_reads_it_only_after_a_coordinator_has_looked(world_at: WorldAt) -> None:
    world = await world_at(written)
    early = shown(await world.opens(ALEX, "read_note", **await which(world)))
    waiting = shown(await world.says(JO, "thanks"))
    look = shown(await world.opens(JO, "look_note", **await which(world)))
    assert (early, look) == (
        ReadNote(gone=True),
        LookAtNote(**await which(world), say="From Sam Taylor (S-002), P-1", words=WORDS, mark=mark(WORDS)),
    )
    assert isinstance(waiting, NotesWaiting)
    assert "garden" not in json.dumps(world.renderer.render(waiting))
    assert shown(await world.sends_in(JO, "pass_note", **await looked(world))) == NoteSettled(passed=True)
    assert ("Alex", "A note for you") in await heard(world)
    assert shown(await world.opens(ALEX, "read_note", **await which(world))) == ReadNote(student="Sam", words=WORDS)
    assert "garden" not in json.dumps([one.card for one in world.voice.said])


async def test_a_note_with_a_name_in_it_goes_back_and_can_be_written_again(world_at: WorldAt) -> None:
    world = await world_at(written)
    await world.sends_in(JO, "back_note", **await which(world), why="name")
    asked = [(who, what) for who, what in await heard(world) if "note" in what]
    assert asked == [("Sam", "Your note to Alex")]
    await world.presses(SAM, "send_note", link=1, note="Thank you all the same.")
    assert len((shown(await world.says(JO, "thanks"))).rows) == 1  # type: ignore[attr-defined]  # a NotesWaiting
    await world.sends_in(JO, "back_note", **await which(world), why="contact")
    await world.presses(SAM, "send_note", link=1, note="Thank you.")
    assert [what for who, what in await heard(world) if "note" in what] == []  # it was written before it was asked for


async def test_what_is_settled_stays_settled(world_at: WorldAt) -> None:
    world = await world_at(written)
    await world.sends_in(JO, "pass_note", **await looked(world))
    again = [
        shown(await world.sends_in(JO, verb, **await looked(world), why="name")) for verb in ("pass_note", "back_note")
    ]
    look = shown(await world.opens(JO, "look_note", **await which(world)))
    nowhere = shown(await world.opens(JO, "look_note", link=99, author=1))
    late = shown(await world.presses(SAM, "send_note", link=1, note="Another."))
    assert [*again, look, nowhere] == [NoteSettled(before=True)] * 4
    assert late == NoteSent(buddy="Alex", passed=True)


async def test_words_that_nobody_has_looked_at_are_not_passed_on(world_at: WorldAt) -> None:
    world = await world_at(written)
    before = await looked(world)
    await world.presses(SAM, "send_note", link=1, note="Call me on 01632 960001.")
    again = shown(await world.sends_in(JO, "pass_note", **before))
    assert isinstance(again, LookAtNote)
    assert (again.words, again.changed) == ("Call me on 01632 960001.", True)
    assert shown(await world.opens(ALEX, "read_note", **await which(world))) == ReadNote(gone=True)
    assert ("Alex", "A note for you") not in await heard(world)


async def test_no_note_is_fine_and_an_empty_or_long_one_is_asked_for_again(world_at: WorldAt) -> None:
    world = await world_at(ended)
    none = shown(await world.presses(SAM, "no_note", link=1))
    wrong = [await world.presses(SAM, "send_note", link=1, note=words) for words in ("", "x" * 1001)]
    assert (none, [one.card for one in wrong]) == (NoteSent(buddy="Alex", skipped=True), [None, None])
    assert shown(await world.says(JO, "thanks")) == NotesWaiting(rows=(), none=True)
    assert AskNote.template == "ending/note"


async def test_nobody_else_reads_or_settles_a_note(world_at: WorldAt) -> None:
    world = await world_at(written)
    refused = [
        await world.opens(SAM, "read_note", **await which(world)),
        await world.opens(ALEX, "look_note", **await which(world)),
        await world.sends_in(ALEX, "pass_note", **await which(world)),
        await world.sends_in(SAM, "pass_note", **await which(world)),
        await world.says(SAM, "thanks"),
    ]
    assert [one.card for one in refused] == [None] * 5
    await world.sends_in(JO, "pass_note", **await looked(world))
    last = [what for _ in range(2) for who, what in await heard(world) if who == "Alex"]
    assert last == ["A note for you", "That was the last one"]
