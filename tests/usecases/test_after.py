"""What people say after a meeting, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards import Card
from bot.cards.after import AfterStudent, AskCall, Thanks
from bot.cards.duty import WorrySent
from bot.cards.meetings import Missed, NothingToDo
from bot.cards.reflection import WriteReflection
from bot.domain.errors import NotThere
from bot.domain.meetings import MeetingState
from bot.front.turn import Json
from bot.store.tables import person, worry
from tests.day import buddy, heard, names, needs, rest_days, rows, student
from tests.stage import ALEX, SAM, START, meeting, ref
from tests.world import World, shown

HELD: dict[str, Json] = {"took_place": "held"}


def drawn(world: World, card: Card) -> str:
    return str(world.renderer.render(card))


async def test_one_yes_makes_it_held_and_opens_the_reflection(over: World) -> None:
    assert isinstance(await student(over, **HELD), WriteReflection)
    assert (await meeting(over)).state is MeetingState.HELD
    assert await buddy(over, **HELD, how="good", respect="yes", call="no") == Thanks(held=True)
    assert await needs(over) == {}


async def test_a_meeting_can_be_answered_for_as_soon_as_it_has_begun(booked: World) -> None:
    booked.clock.now = START - timedelta(minutes=1)
    early = shown(await booked.presses(SAM, "after_student", **await ref(booked), **HELD))
    booked.clock.now = START
    begun = await student(booked, **HELD)
    assert (early.template, type(begun)) == ("meetings/booked", WriteReflection)


async def notes(world: World) -> list[tuple[str, str, bool]]:
    """What waits for somebody on duty: who, from where, and whether the next few days are early enough."""
    who = await names(world)
    return [(who[one["person_id"]], one["source"], one["soon"]) for one in await rows(world, worry)]


async def test_not_respectful_is_somebody_s_to_take_at_once_and_a_call_is_offered(over: World) -> None:
    card = await student(over, took_place="held", respect="no")
    assert isinstance(card, WriteReflection)
    assert card.respect
    assert await buddy(over, took_place="held", respect="no") == Thanks(respect=True, held=True)
    assert await notes(over) == [("Sam", "respect", True), ("Alex", "respect", True)]
    offered = drawn(over, Thanks(respect=True, held=True))
    assert "Would you like a call?" in offered
    assert "Call me" in offered


async def test_a_call_that_is_wanted_is_a_duty_item_and_its_sender_hears_who_has_it(over: World) -> None:
    card = await buddy(over, **HELD, how="shaken", respect="no", call="today")
    assert isinstance(card, WorrySent)
    assert await notes(over) == [("Alex", "call", False)]


@pytest.mark.parametrize("how", ["shaken", "not_good"])
async def test_who_does_not_feel_so_well_is_asked_about_a_call_and_left_in_peace_for_the_own_days(
    over: World, how: str
) -> None:
    await rest_days(over, 0, after=6)
    assert await buddy(over, **HELD, how=how) == AskCall()
    assert await notes(over) == []  # a tap is no risk score, and tells nobody
    over.clock.now = START.replace(hour=15, minute=4) + timedelta(days=6)
    assert [line for line in await heard(over) if line[0] == "Alex"] == []
    over.clock.move(minutes=1)
    assert ("Alex", "When are you free?") in await heard(over)


async def test_feeling_good_asks_for_no_rest(over: World) -> None:
    await buddy(over, **HELD, how="good")
    assert {one["quiet_until"] for one in await rows(over, person)} == {None}


@pytest.mark.parametrize(("when", "soon"), [("today", False), ("soon", True)])
async def test_a_call_can_be_asked_for_or_not_by_one_press(over: World, when: str, soon: bool) -> None:
    assert isinstance(shown(await over.presses(ALEX, "call_back", when=when)), WorrySent)
    assert await notes(over) == [("Alex", "call", soon)]
    assert shown(await over.presses(ALEX, "no_call")) == Thanks(no_call=True)
    refused = await over.presses(ALEX, "call_back", when="yesterday")
    assert (refused.card, (refused.note or "")[:22]) == (None, "I can't use that card.")


async def test_who_could_not_make_it_is_asked_what_they_would_like(over: World) -> None:
    card = await student(over, took_place="absent_self", respect="no")
    assert (type(card), card.own, card.told, card.again) == (Missed, True, False, True)
    assert (await meeting(over)).state is MeetingState.MISSED
    assert await buddy(over, took_place="absent_other") == Thanks(nobody=True)
    assert "1 meeting has two answers" not in await needs(over)
    assert isinstance(shown(await over.says(SAM, "next")), Missed)


async def test_a_meeting_that_was_moved_among_themselves_is_planned_anew_and_no_call_is_lost(over: World) -> None:
    assert await student(over, took_place="moved") == Thanks(moved=True)
    assert isinstance(await buddy(over, took_place="moved", call="soon"), WorrySent)
    assert (await meeting(over)).state is MeetingState.PLANNED
    assert await notes(over) == [("Alex", "call", True)]
    over.clock.move(days=1)
    assert ("Alex", "When are you free?") in await heard(over)


async def test_two_answers_that_differ_are_both_kept_and_a_coordinator_decides(over: World) -> None:
    await buddy(over, took_place="absent_other")
    assert isinstance(await student(over, took_place="held_short"), WriteReflection)
    assert (await meeting(over)).state is MeetingState.HELD_SHORT
    assert await needs(over) == {"1 meeting has two answers": ["Sam with Alex, meeting 1 (M-1): please decide"]}


@pytest.mark.parametrize("first", ["absent_self", "absent_other", "moved"])
async def test_a_second_answer_takes_the_place_of_the_first(over: World, first: str) -> None:
    await buddy(over, took_place=first, respect="no")
    await buddy(over, **HELD, respect="yes")
    now = await meeting(over)
    assert (now.state, now.start) == (MeetingState.HELD, START)
    assert "1 meeting has two answers" not in await needs(over)
    over.clock.move(minutes=5)
    assert [line for line in await heard(over) if line[0] == "Alex"] == []  # she has answered


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
    assert await heard(over) == []
    over.clock.now = START + timedelta(hours=1, days=1) - timedelta(minutes=1)
    assert await heard(over) == []
    over.clock.move(minutes=1)
    assert await heard(over) == [("Alex", "When are you free?")]
    assert (await meeting(over, 2)).number == 2


async def test_after_the_last_meeting_there_is_no_other(pair: World) -> None:
    await rest_days(pair, 2)  # and five meetings a week
    for number in range(1, 7):
        await hold(pair, number)
    with pytest.raises(NotThere):
        await meeting(pair, 7)
    pair.clock.move(days=31)
    assert await heard(pair) == []
    card = shown(await pair.says(ALEX, "next"))
    assert isinstance(card, NothingToDo)
    assert card.none


async def hold(world: World, number: int) -> None:
    """One meeting of the series, from free times to the answers."""
    world.clock.move(days=2, hours=1)  # two days of rest lie between
    await world.says(ALEX, "free tomorrow 14:00-15:00")
    slot = (world.clock.now + timedelta(days=1)).replace(hour=14, minute=0)
    time = f"{slot:%Y-%m-%dT%H:%MZ}"
    await world.presses(SAM, "pick", **await ref(world, number), times=time)
    await world.presses(ALEX, "confirm", **await ref(world, number), time=time)
    world.clock.now = slot + timedelta(hours=1, minutes=5)
    await world.presses(SAM, "after_student", **await ref(world, number), **HELD)
    await world.presses(ALEX, "after_buddy", **await ref(world, number), **HELD)
    await world.worker.catch_up()
