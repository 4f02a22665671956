"""A student's reflection: written on the card or in a dialog, kept as a draft, saved, read again."""

from __future__ import annotations

from bot.cards import Card
from bot.cards.after import AfterStudent
from bot.cards.meetings import NothingToDo
from bot.cards.reflection import ReadReflection, ReflectionDialog, ReflectionSaved, SavedInDialog, WriteReflection
from bot.domain.reflections import MAX_CHARS
from bot.front.voice import Unreachable
from tests.stage import JO, SAM, ref, said
from tests.world import World, shown


def drafts(card: Card) -> dict[str, str]:
    """What stands in each box of a dialog, without the empty ones."""
    assert isinstance(card, ReflectionDialog)
    return {box.id: box.draft for box in card.fields if box.draft}


async def dialog(world: World) -> ReflectionDialog:
    card = shown(await world.opens(SAM, "open_reflection", meeting=1))
    assert isinstance(card, ReflectionDialog)
    return card


async def read(world: World) -> dict[str, str]:
    """What Sam reads again."""
    card = shown(await world.opens(SAM, "read_reflection", meeting=1))
    assert isinstance(card, ReadReflection)
    return {one.label: one.text for one in card.fields}


async def test_the_card_asks_the_four_questions_and_names_the_time(over: World) -> None:
    card = shown(await over.presses(SAM, "after_student", **await ref(over), took_place="held"))
    assert isinstance(card, WriteReflection)
    assert (card.due, card.has_draft, card.respect) == ("Thu 3 Dec at 15:00", False, False)
    assert [box.label for box in card.fields] == ["What I heard", "How I asked", "What I felt", "How I will use it"]


async def test_what_is_written_on_the_card_is_saved_and_can_be_read_again(reflecting: World) -> None:
    card = shown(await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard=" Hope. ", w_felt="", meddle="x"))
    assert card == ReflectionSaved(meeting=1, title="Starting well")
    assert await read(reflecting) == {"What I heard": "Hope."}


async def test_after_two_days_it_is_late_and_that_is_fine(reflecting: World) -> None:
    reflecting.clock.move(hours=48)
    card = shown(await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope."))
    assert isinstance(card, ReflectionSaved)
    assert card.late
    reflecting.clock.move(days=1)
    again = shown(await reflecting.sends_in(SAM, "save_reflection", meeting=1, w_heard="More hope."))
    assert again == SavedInDialog(meeting=1, title="Starting well", late=True)


async def test_what_was_in_time_stays_in_time_when_it_is_changed_later(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    reflecting.clock.move(days=9)
    card = shown(await reflecting.sends_in(SAM, "save_reflection", meeting=1, w_heard="More hope."))
    assert card == SavedInDialog(meeting=1, title="Starting well")
    assert await read(reflecting) == {"What I heard": "More hope."}


async def test_nothing_and_too_much_are_refused_on_the_card(reflecting: World) -> None:
    empty = await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard=" ")
    long = await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="x" * (MAX_CHARS + 1))
    assert (empty.card, empty.note) == (None, "Nothing is written yet. A few words in one box are enough.")
    assert (long.card, (long.note or "")[:36]) == (None, "'What I heard' has 4001 letters. The"[:36])
    just = await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="x" * MAX_CHARS)
    assert isinstance(just.card, ReflectionSaved)


async def test_a_draft_is_kept_and_shown_again_wherever_one_left_off(reflecting: World) -> None:
    kept = shown(await reflecting.sends_in(SAM, "keep_draft", meeting=1, w_heard="Half a thought", w_use="Ask less"))
    assert isinstance(kept, ReflectionDialog)
    assert kept.draft_kept
    reflecting.clock.move(days=1)
    assert drafts(await dialog(reflecting)) == {"w_heard": "Half a thought", "w_use": "Ask less"}
    card = shown(await reflecting.says(SAM, "reflect"))
    assert isinstance(card, WriteReflection)
    assert (card.has_draft, {box.draft for box in card.fields}) == (True, {""})


async def test_a_fault_in_the_dialog_keeps_every_word(reflecting: World) -> None:
    long = "y" * (MAX_CHARS + 1)
    for verb in ("save_reflection", "keep_draft"):
        card = shown(await reflecting.sends_in(SAM, verb, meeting=1, card="card-1", w_heard="  Kept  ", w_felt=long))
        assert isinstance(card, ReflectionDialog)
        assert drafts(card) == {"w_heard": "Kept", "w_felt": long}
        assert (card.problem[:34], card.card) == ("'What I felt' has 4001 letters. Th", "card-1")
    nothing = shown(await reflecting.sends_in(SAM, "save_reflection", meeting=1))
    assert isinstance(nothing, ReflectionDialog)
    assert nothing.problem == "Nothing is written yet. A few words in one box are enough."


async def test_saving_in_the_dialog_replaces_the_card_in_the_chat(reflecting: World) -> None:
    opened = await dialog(reflecting)
    card = shown(await reflecting.sends_in(SAM, "save_reflection", meeting=1, card=opened.card, w_heard="Hope."))
    assert card == SavedInDialog(meeting=1, title="Starting well")
    assert await said(reflecting) == [("Sam", "Saved")]
    assert (reflecting.voice.said[-1].replaces, opened.card) == ("card-1", "card-1")
    await reflecting.sends_in(SAM, "save_reflection", meeting=1, w_heard="No card behind it.")
    assert await said(reflecting) == []


async def test_a_few_words_on_the_card_do_not_wipe_out_a_long_draft(reflecting: World) -> None:
    await reflecting.sends_in(SAM, "keep_draft", meeting=1, w_heard="An hour of thought.", w_felt="Moved.")
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="One more thing.", w_use="Listen.")
    assert await read(reflecting) == {
        "What I heard": "An hour of thought.\n\nOne more thing.",
        "What I felt": "Moved.",
        "How I will use it": "Listen.",
    }


async def test_an_old_card_adds_to_what_was_saved_and_says_nothing_twice(reflecting: World) -> None:
    for words in ("Hope.", "Hope.", "Hope. And more.", "And"):
        await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard=words)
    assert await read(reflecting) == {"What I heard": "Hope. And more."}


async def test_the_newest_reflection_that_waits_can_be_asked_for(reflecting: World) -> None:
    waiting = shown(await reflecting.says(SAM, "reflect"))
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    none = shown(await reflecting.says(SAM, "reflect"))
    assert isinstance(waiting, WriteReflection)
    assert isinstance(none, NothingToDo)
    assert (none.no_reflection, none.none) == (True, False)


async def test_who_asks_to_reflect_before_saying_how_it_went_is_asked_that_first(booked: World) -> None:
    early = shown(await booked.says(SAM, "reflect"))
    booked.clock.move(days=1, hours=6, minutes=1)
    asked = shown(await booked.says(SAM, "reflect"))
    assert (type(early), type(asked)) == (NothingToDo, AfterStudent)
    await booked.presses(SAM, "after_student", **await ref(booked), took_place="absent_self")
    assert isinstance(shown(await booked.says(SAM, "reflect")), NothingToDo)


async def test_a_dialog_of_a_reflection_that_was_never_begun_does_not_open(over: World) -> None:
    answer = await over.opens(SAM, "open_reflection", meeting=1)
    assert (answer.card, answer.note) == (
        None,
        "I can't find that. It may have changed since. Type 'commands' to see what you can do.",
    )


async def test_what_was_typed_on_the_card_goes_along_into_the_dialog_and_is_kept(reflecting: World) -> None:
    card = shown(await reflecting.opens(SAM, "open_reflection", meeting=1, w_heard="Hope.", w_felt="", w_own="x"))
    assert drafts(card) == {"w_heard": "Hope."}
    assert drafts(await dialog(reflecting)) == {"w_heard": "Hope."}


async def test_a_card_that_is_gone_from_the_chat_is_not_a_message_that_failed(reflecting: World) -> None:
    reflecting.voice.fault = Unreachable("404")
    await reflecting.sends_in(SAM, "save_reflection", meeting=1, card="gone", w_heard="Hope.")
    await reflecting.worker.catch_up()
    reflecting.voice.fault = None
    assert "did not arrive" not in str(shown(await reflecting.says(JO, "today")))
