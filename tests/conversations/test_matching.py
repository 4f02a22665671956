"""Who would like to meet whom: each way that it can go, and who hears what."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, select

from bot.cards.staff import Done, ShallI
from bot.domain.links import LinkState, Said
from bot.front.turn import Json
from bot.store.tables import do_not_match, meeting
from bot.usecases.matching import today_lines
from bot.usecases.ports import Work
from tests.matching import agrees, asked, cast, freeze, heard, link_now, place, says, state, types
from tests.stage import JO
from tests.test_cards import walk
from tests.world import World, person, shown

FREE = ("alex", "When are you free?")


def _todo(work: Work, _request: None, now: datetime) -> tuple[int, tuple[str, ...]]:
    return today_lines(work, now, at_most=6)


async def todo(world: World) -> tuple[int, tuple[str, ...]]:
    """What of matches waits for Jo."""
    return await world.store.read(JO, _todo, None)


def in_full(card: dict[str, Json]) -> str:
    """All that a card says, above its buttons."""
    return " ".join(str(node["text"]) for node in walk(card["body"]) if node.get("type") == "TextBlock")


def conflicts(connection: Connection) -> list[tuple[int, int | None]]:
    return [tuple(row) for row in connection.execute(select(do_not_match.c.person_id, do_not_match.c.other_id)).all()]


async def test_the_buddy_is_asked_first_then_the_student_and_then_they_begin(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    assert await heard(world) == [("alex", "Would you like to meet a student?")]
    card = str(world.voice.said[-1].card)
    assert all(words in card for words in ("Sam studies nursing at ARU.", "Oak Ward", "back to work", "6 times"))
    assert await says(world, "alex", "match_yes") == "Thank you"
    assert await heard(world) == [("sam", "You have a Buddy")]
    assert "They wrote: I knit." in str(world.voice.said[-1].card)
    assert await state(world) is LinkState.AGREED
    assert await place(world, people["sam"]) == ("waiting", False)
    assert await says(world, "sam", "match_yes") == "It's a yes"
    assert await state(world) is LinkState.ACTIVE
    assert await heard(world) == [("alex", "It's a yes"), FREE]
    assert await place(world, people["sam"]) == ("linked", False)


async def test_a_buddys_no_is_heard_by_nobody_and_the_student_waits_first_in_line(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    assert await says(world, "alex", "match_no") == "That's fine"
    assert await heard(world) == []
    assert (await state(world), await place(world, people["sam"])) == (LinkState.ENDED, ("waiting", True))
    assert await todo(world) == (1, ("P-1, Sam with Alex: it does not go ahead. First in line again: Sam",))
    assert (await says(world, "sam", "match_yes")).startswith("I can't find that")
    assert await says(world, "alex", "match_yes") == "This one does not go ahead"
    assert await says(world, "alex", "match_no") == "That's fine"


async def test_a_students_no_reaches_the_buddy_as_nobodys_fault(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    assert await says(world, "sam", "match_no") == "That's fine"
    assert await heard(world) == [("alex", "This one does not go ahead")]
    words = str(world.voice.said[-1].card)
    assert "It is not because of you." in words
    assert "Sam" not in words
    assert await place(world, people["sam"]) == ("waiting", True)


async def test_a_buddy_can_take_a_yes_back_until_everybody_has_said_it(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    assert await says(world, "alex", "match_no") == "That's fine"
    assert await heard(world) == [("sam", "This one does not go ahead")]
    assert await says(world, "sam", "match_yes") == "This one does not go ahead"
    assert await place(world, people["sam"]) == ("waiting", True)


async def test_who_may_know_the_other_stops_it_at_once_and_gives_no_reason(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    assert await says(world, "sam", "match_knows") == "That's fine"
    link = await link_now(world)
    assert (link.state, link.frozen) == (LinkState.AGREED, True)
    assert await world.store.database.read(conflicts) == [(people["sam"].number, people["alex"].number)]
    assert await heard(world) == []
    assert await todo(world) == (1, ("P-1, Sam with Alex: on hold. Type 'match resume' or 'match end'",))
    assert await says(world, "alex", "match_yes") == "This is on hold"
    assert await says(world, "sam", "match_yes") == "That's fine"
    assert "are not to be matched" in str(await types(world, "match resume P-1"))
    preview = await types(world, "match end P-1 --rematch")
    assert isinstance(preview, ShallI)
    assert isinstance(await agrees(world, "match end P-1 --rematch"), Done)
    assert await heard(world) == [("alex", "This one does not go ahead"), ("sam", "This one does not go ahead")]
    cards = sorted((in_full(one.card) for one in world.voice.said[-2:]), key=lambda words: "the line" in words)
    assert [card.endswith(told.words) for told, card in zip(preview.telling, cards, strict=True)] == [True, True]


async def test_knowing_the_other_after_they_began_takes_the_yes_back(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await heard(world)
    assert await says(world, "alex", "match_knows") == "That's fine"
    link = await link_now(world)
    assert (link.state, link.frozen, link.said[people["sam"].number]) == (LinkState.ASKED, True, Said.YES)
    world.clock.move(days=3)
    assert await heard(world) == []


async def test_a_nudge_comes_once_after_two_days_and_then_the_coordinator_sees_it(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    world.clock.move(hours=47)
    assert await heard(world) == []
    world.clock.move(hours=2)
    assert await heard(world) == [("alex", "Would you like to meet a student?")]
    assert "A gentle nudge" in str(world.voice.said[-1].card)
    assert await todo(world) == (0, ())
    world.clock.move(days=1)
    assert [who for who, _ in await heard(world)] == []
    assert await todo(world) == (1, ("P-1, Sam with Alex: no answer yet from Alex",))


async def test_two_days_count_from_when_the_question_really_went_out(world: World) -> None:
    people = await cast(world)
    world.clock.now = datetime(2026, 12, 4, 19, tzinfo=UTC)  # a Friday evening
    await asked(world, people)
    assert await heard(world) == []
    world.clock.now = datetime(2026, 12, 7, 9, tzinfo=UTC)
    assert ("alex", "Would you like to meet a student?") in await heard(world)
    world.clock.move(days=1)
    assert await heard(world) == []
    world.clock.move(days=1, hours=12)  # put off, it is thought about again after twelve hours
    world.clock.now = datetime(2026, 12, 10, 9, tzinfo=UTC)
    assert ("alex", "Would you like to meet a student?") in await heard(world)


async def test_each_press_counts_once_and_an_old_card_tells_what_is_true(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    assert await says(world, "alex", "match_yes") == "Thank you"
    again = await world.presses(JO, "match_yes", link=1)
    assert await says(world, "alex", "match_yes") == "Thank you"
    assert again.note is not None
    await says(world, "sam", "match_yes")
    assert await says(world, "sam", "match_yes") == "It's a yes"
    assert await says(world, "alex", "match_no") == "It's a yes"
    assert await state(world) is LinkState.ACTIVE
    assert len(await world.store.database.read(lambda one: one.execute(select(meeting.c.id)).all())) == 1


async def test_nobody_else_can_press_and_who_is_not_asked_yet_learns_nothing(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee")
    await asked(world, {"alex": people["alex"], "sam": people["sam"]})
    for name in ("kim", "lee", "sam"):
        for verb in ("match_yes", "match_no", "match_knows"):
            assert (await says(world, name, verb)).startswith("I can't find that"), (name, verb)
    assert (await says(world, "alex", "match_yes", link=99)).startswith("I can't find that")
    assert await state(world) is LinkState.ASKED
    odd: list[dict[str, Json]] = [{}, {"link": "x"}, {"link": -1}, {"link": True}, {"link": None}]
    for fields in odd:
        answer = await world.presses(person("alex.morgan"), "match_yes", **fields)
        assert answer.note is not None


async def test_a_link_on_hold_keeps_an_answer_and_goes_on_from_there(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await freeze(world)
    assert await heard(world) == []
    assert await says(world, "alex", "match_yes") == "This is on hold"
    assert await state(world) is LinkState.ASKED
    assert isinstance(await agrees(world, "match resume P-1"), Done)
    assert await heard(world) == [("sam", "You have a Buddy")]
    assert str(await types(world, "match resume P-1")) == "P-1 is not on hold."


async def test_the_preview_holds_the_very_words_that_are_sent(world: World) -> None:
    people = await cast(world)
    shown_first = await types(world, "match make S-003 B-002")
    assert isinstance(shown_first, ShallI)
    assert [one.who for one in shown_first.telling] == ["Alex Morgan (B-002)", "Sam Taylor (S-003), after a yes,"]
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    for told, message in zip(shown_first.telling, world.voice.said[-2:], strict=True):
        assert in_full(message.card).endswith(told.words)


async def test_undo_takes_the_question_back_while_nobody_has_answered(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    assert "undo" not in str(shown(await world.says(JO, "today"))).lower()
    done = await world.presses(JO, "undo", undo=1)
    assert isinstance(done.card, Done)
    assert await heard(world) == []
    assert (await state(world), await place(world, people["sam"])) == (LinkState.ENDED, ("waiting", False))
    assert await says(world, "alex", "match_yes") == "This one does not go ahead"
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes", link=2)
    refused = await world.presses(JO, "undo", undo=2)
    assert "Somebody has answered" in (refused.note or "")
    assert await state(world, 2) is LinkState.AGREED


async def test_an_end_tells_both_in_kind_words_and_the_student_is_first_in_line(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await heard(world)
    preview = await types(world, "match end P-1 --rematch")
    assert isinstance(preview, ShallI)
    assert isinstance(await agrees(world, "match end P-1 --rematch"), Done)
    assert await heard(world) == [("alex", "The series has ended"), ("sam", "A change of Buddy")]
    cards = sorted((in_full(one.card) for one in world.voice.said[-2:]), reverse=True)
    assert [card.endswith(told.words) for told, card in zip(preview.telling, cards, strict=True)] == [True, True]
    assert await place(world, people["sam"]) == ("waiting", True)
    states = await world.store.database.read(lambda one: one.execute(select(meeting.c.state)).scalars().all())
    assert states == ["cancelled"]
    assert await says(world, "sam", "match_yes") == "A change of Buddy"
    assert "has ended already" in str(await types(world, "match end P-1"))


async def test_an_end_can_be_told_to_nobody(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await heard(world)
    await freeze(world)
    preview = await types(world, "match end P-1")
    assert isinstance(preview, ShallI)
    assert any("add --quiet" in note.say for note in preview.notes)
    assert isinstance(await agrees(world, "match end P-1 --quiet"), Done)
    assert await heard(world) == []
    assert await place(world, people["sam"]) == ("linked", False)


async def test_two_buddies_and_three_students_all_say_yes_or_it_does_not_begin(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee robin")
    await asked(world, people)
    assert [who for who, _ in await heard(world)] == ["alex", "kim"]
    assert "You would do this with another Buddy: Kim." in str(world.voice.said[-2:])
    assert await says(world, "alex", "match_yes") == "Thank you"
    assert await heard(world) == []
    await says(world, "kim", "match_yes")
    assert [who for who, _ in await heard(world)] == ["lee", "robin", "sam"]
    assert "You have Buddies" in str(world.voice.said[-1].card)
    for name in ("sam", "lee"):
        assert await says(world, name, "match_yes") == "Thank you"
        assert await state(world) is LinkState.AGREED
    assert await says(world, "robin", "match_yes") == "It's a yes"
    assert await heard(world) == [
        ("alex", "It's a yes"),
        FREE,
        ("kim", "It's a yes"),
        ("kim", "When are you free?"),
        ("lee", "It's a yes"),
        ("sam", "It's a yes"),
    ]
    assert [await place(world, people[name]) for name in ("sam", "lee", "robin")] == [("linked", False)] * 3


async def test_in_a_group_one_no_ends_it_kindly_for_all_who_were_asked(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee robin")
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await says(world, "kim", "match_no")
    assert await heard(world) == [("alex", "This one does not go ahead")]
    assert [await place(world, people[name]) for name in ("sam", "lee", "robin")] == [("waiting", True)] * 3


async def test_who_does_not_know_the_other_after_all_is_asked_again(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    await says(world, "sam", "match_knows")
    await world.store.database.write(lambda one: one.execute(do_not_match.delete()).rowcount)
    world.clock.move(hours=1)
    assert isinstance(await agrees(world, "match resume P-1"), Done)
    assert await heard(world) == [("sam", "You have a Buddy")]
    assert await says(world, "sam", "match_yes") == "It's a yes"
    assert await state(world) is LinkState.ACTIVE


async def test_a_no_while_the_link_is_on_hold_is_kept_and_ends_it_when_it_would_go_on(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    await freeze(world)
    assert await says(world, "alex", "match_no") == "That's fine"
    assert await says(world, "alex", "match_no") == "That's fine"
    assert (await state(world), await heard(world)) == (LinkState.ASKED, [])
    assert isinstance(await agrees(world, "match resume P-1"), Done)
    assert await state(world) is LinkState.ENDED
    assert await heard(world) == []


async def test_who_said_no_or_never_heard_of_it_can_not_say_that_they_know_the_other(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await says(world, "alex", "match_no")
    assert await says(world, "alex", "match_knows") == "This one does not go ahead"
    assert await world.store.database.read(conflicts) == []
    assert (await says(world, "sam", "match_knows")).startswith("I can't find that")
