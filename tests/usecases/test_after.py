"""What people say after a meeting, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards.after import AfterStudent, Thanks
from bot.cards.meetings import NothingToDo
from bot.cards.reflection import WriteReflection
from bot.cards.today import Today
from bot.domain.errors import NotThere
from bot.domain.meetings import MeetingState
from bot.front.turn import Json
from tests.stage import ALEX, JO, SAM, START, meeting, ref, said
from tests.world import World, shown

HELD: dict[str, Json] = {"took_place": "held"}


async def today(world: World) -> list[tuple[str, list[str]]]:
    """What the coordinator's day says needs somebody."""
    card = shown(await world.says(JO, "today"))
    assert isinstance(card, Today)
    return [(section.title, [entry.say for entry in section.entries]) for section in card.lines]


async def student(world: World, **fields: Json) -> object:
    return shown(await world.presses(SAM, "after_student", **await ref(world), **fields))


async def buddy(world: World, **fields: Json) -> object:
    return shown(await world.presses(ALEX, "after_buddy", **await ref(world), **fields))


async def test_one_yes_makes_it_held_and_opens_the_reflection(over: World) -> None:
    assert isinstance(await student(over, **HELD), WriteReflection)
    assert (await meeting(over)).state is MeetingState.HELD
    assert await buddy(over, **HELD, how="good", respect="yes", call="no") == Thanks(held=True)
    assert await today(over) == []


async def test_a_meeting_can_be_answered_for_as_soon_as_it_has_begun(booked: World) -> None:
    booked.clock.now = START - timedelta(minutes=1)
    early = shown(await booked.presses(SAM, "after_student", **await ref(booked), **HELD))
    booked.clock.now = START
    begun = await student(booked, **HELD)
    assert (early.template, type(begun)) == ("meetings/booked", WriteReflection)


async def test_not_respectful_is_in_the_coordinator_s_day_and_answered_with_care(over: World) -> None:
    card = await student(over, took_place="held", respect="no")
    assert isinstance(card, WriteReflection)
    assert card.respect
    assert await today(over) == [("1 person did not find a meeting respectful", ["Sam Taylor"])]
    assert await buddy(over, took_place="held", respect="no") == Thanks(respect=True, held=True)
    assert await today(over) == [("2 people did not find a meeting respectful", ["Sam Taylor", "Alex Morgan"])]


async def test_a_call_that_is_wanted_is_in_the_coordinator_s_day(over: World) -> None:
    assert await buddy(over, **HELD, how="shaken", respect="no", call="today") == Thanks(call=True, held=True)
    assert await today(over) == [
        ("1 call to make", ["Alex Morgan: today, if you can"]),
        ("1 person did not find a meeting respectful", ["Alex Morgan"]),
    ]


async def test_who_could_not_make_it_is_not_asked_to_reflect_and_the_coordinator_knows(over: World) -> None:
    card = await student(over, took_place="absent_self", respect="no")
    assert card == Thanks(respect=True, not_held=True)
    assert (await meeting(over)).state is MeetingState.CONFIRMED
    assert (await today(over))[1] == ("1 meeting may not have taken place", ["Sam Taylor says so"])
    await buddy(over, took_place="absent_other")
    assert (await today(over))[1] == ("1 meeting may not have taken place", ["Sam Taylor and Alex Morgan say so"])
    assert (await meeting(over)).state is MeetingState.PLANNED


async def test_a_meeting_that_was_moved_among_themselves_is_planned_anew_and_no_call_is_lost(over: World) -> None:
    said_so = [await student(over, took_place="moved"), await buddy(over, took_place="moved", call="soon")]
    assert said_so == [
        Thanks(moved=True),
        Thanks(moved=True, call=True),
    ]
    assert (await meeting(over)).state is MeetingState.PLANNED
    assert ("1 call to make", ["Alex Morgan: in the next few days"]) in await today(over)
    over.clock.move(days=1)
    assert [card["body"][0]["text"] for card in await over.hears(ALEX)] == ["When are you free?"]  # type: ignore[index,call-overload]  # JSON


async def test_two_answers_that_differ_are_both_kept_and_the_yes_opens_the_reflection(over: World) -> None:
    await buddy(over, took_place="absent_other")
    assert isinstance(await student(over, took_place="held_short"), WriteReflection)
    assert (await meeting(over)).state is MeetingState.HELD_SHORT
    assert await today(over) == [("1 meeting may not have taken place", ["Alex Morgan says so"])]


async def test_a_second_answer_takes_the_place_of_the_first(over: World) -> None:
    await buddy(over, took_place="absent_self", respect="no", call="today")
    await buddy(over, **HELD, respect="yes", call="no")
    assert await today(over) == []
    assert (await meeting(over)).state is MeetingState.HELD


async def test_answers_that_are_none_of_those_on_the_card_are_refused(over: World) -> None:
    about = await ref(over)
    fields: list[dict[str, Json]] = [{"took_place": "maybe"}, HELD | {"useful": "11"}, HELD | {"respect": "hm"}, {}]
    answers = [await over.presses(SAM, "after_student", **about, **one) for one in fields]
    assert {(answer.card, (answer.note or "")[:22]) for answer in answers} == {(None, "I can't use that card.")}
    assert (await meeting(over)).state is MeetingState.CONFIRMED
    assert isinstance(shown(await over.says(SAM, "next")), AfterStudent)


async def test_the_next_meeting_is_brought_up_a_day_later_and_once(over: World) -> None:
    await student(over, **HELD)
    await buddy(over, **HELD)
    assert await said(over) == []
    over.clock.now = START + timedelta(hours=1, days=1) - timedelta(minutes=1)
    assert await said(over) == []
    over.clock.move(minutes=1)
    assert await said(over) == [("Alex", "When are you free?")]
    assert (await meeting(over, 2)).number == 2


async def test_after_the_last_meeting_there_is_no_other(pair: World) -> None:
    for number in range(1, 7):
        await hold(pair, number)
    with pytest.raises(NotThere):
        await meeting(pair, 7)
    pair.clock.move(days=31)
    assert await said(pair) == []
    cards = [shown(await pair.says(ALEX, words)) for words in ("free wed 10:00-11:00", "next")]
    assert [card.none for card in cards if isinstance(card, NothingToDo)] == [True, True]


async def hold(world: World, number: int) -> None:
    """One meeting of the series, from free times to the answers."""
    world.clock.move(days=1, hours=1)
    await world.says(ALEX, "free tomorrow 14:00-15:00")
    slot = (world.clock.now + timedelta(days=1)).replace(hour=14, minute=0)
    time = f"{slot:%Y-%m-%dT%H:%MZ}"
    await world.presses(SAM, "pick", **await ref(world, number), times=time)
    await world.presses(ALEX, "confirm", **await ref(world, number), time=time)
    world.clock.now = slot + timedelta(hours=1, minutes=5)
    await world.presses(SAM, "after_student", **await ref(world, number), **HELD)
    await world.presses(ALEX, "after_buddy", **await ref(world, number), **HELD)
    await world.worker.catch_up()
