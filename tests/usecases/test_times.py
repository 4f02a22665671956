"""A Buddy offers, a student picks, a Buddy says yes."""

from __future__ import annotations

from bot.cards.meetings import Booked, NothingToDo
from bot.cards.times import AskConfirm, AskFree, AskPick, NoneFit, Offered, Picked
from bot.domain.meetings import MeetingState
from tests.stage import ALEX, SAM, START, THREE, TUESDAY, TWO, meeting, ref, said
from tests.world import World, shown

ALL_DAY = {"day1": "2026-12-01", "from1": "12:00", "to1": "16:00"}
ROW = ("day1", "from1", "to1")
WRONG_TIMES = [
    (("2026-11-29", "14:00", "15:00"), "Sun 29 Nov at 14:00 has already passed."),
    (("2026-11-30", "10:00", "11:00"), "Mon 30 Nov at 10:00 is very soon."),
    (("2026-12-01", "14:00", "14:45"), "A meeting takes 60 minutes, and"),
    (("2026-12-01", "15:00", "14:00"), "The time to must be later"),
    (("2026-12-01", "07:00", "20:00"), "That makes 13 times, and there is room for 12."),
    (("2026-12-01", "14:00"), "Please give the day, the time from and the time to"),
    ((), "Please give at least one day"),
]
WRONG_PICKS = {
    "2026-12-01T12:00Z,2026-12-01T13:00Z,2026-12-01T14:00Z,2026-12-01T15:00Z": (
        "Please tick at most 3 times. You ticked 4."
    ),
    "": "Please tick at least one time, or press 'None of these work'.",
    "2026-12-01T16:00Z": "One of these times is not on offer any more. Please choose again.",
    "tomorrow": "I can't use that card. Please type 'next' and I will show you how things are now.",
}


async def test_free_time_becomes_times_of_one_meeting_each(pair: World) -> None:
    card = shown(await pair.presses(ALEX, "offer", **await ref(pair), **TUESDAY))
    assert isinstance(card, Offered)
    assert [time.say for time in card.times] == ["Tue 1 Dec at 14:00", "Tue 1 Dec at 15:00"]
    assert card.student == "Sam"
    assert await said(pair) == [("Sam", "Meeting 1: Starting well")]


async def test_free_time_that_cannot_be_used_is_refused_and_nobody_is_asked(pair: World) -> None:
    refused = {}
    for typed, why in WRONG_TIMES:
        answer = await pair.presses(ALEX, "offer", **await ref(pair), **dict(zip(ROW, typed, strict=False)))
        refused[typed] = (answer.card, (answer.note or "")[: len(why)])
    assert refused == {typed: (None, why) for typed, why in WRONG_TIMES}
    assert (await meeting(pair)).state is MeetingState.PLANNED
    assert await said(pair) == []


async def test_free_time_can_be_typed(pair: World) -> None:
    asked = shown(await pair.says(ALEX, "free"))
    given = shown(await pair.says(ALEX, "free tue 14:00-16:00"))
    assert (type(asked), type(given)) == (AskFree, Offered)
    assert await said(pair) == [("Sam", "Meeting 1: Starting well")]


async def test_other_times_take_the_place_of_those_on_offer(offered: World) -> None:
    await offered.says(ALEX, "free wed 10:00-11:00")
    assert await said(offered) == [("Sam", "Meeting 1: Starting well")]
    card = shown(await offered.says(SAM, "next"))
    assert isinstance(card, AskPick)
    assert [time.say for time in card.times] == ["Wed 2 Dec at 10:00"]


async def test_somebody_whose_meeting_is_set_is_shown_it_when_they_type_free_times(booked: World) -> None:
    card = shown(await booked.says(ALEX, "free wed 10:00-11:00"))
    assert isinstance(card, Booked)
    assert (card.when, (await meeting(booked)).start) == ("Tue 1 Dec at 14:00", START)


async def test_a_student_picks_and_the_buddy_is_asked(offered: World) -> None:
    card = shown(await offered.presses(SAM, "pick", **await ref(offered), times=f"{THREE},{TWO},{TWO}"))
    assert isinstance(card, Picked)
    assert [time.say for time in card.times] == ["Tue 1 Dec at 14:00", "Tue 1 Dec at 15:00"]
    assert await said(offered) == [("Alex", "Can you do this?")]


async def test_picks_that_cannot_be_used_are_refused_and_the_card_stays(pair: World) -> None:
    await pair.presses(ALEX, "offer", **await ref(pair), **ALL_DAY)
    about = await ref(pair)
    answers = [await pair.presses(SAM, "pick", **about, times=times) for times in WRONG_PICKS]
    assert [answer.card for answer in answers] == [None] * len(WRONG_PICKS)
    assert [answer.note for answer in answers] == list(WRONG_PICKS.values())
    assert (await meeting(pair)).state is MeetingState.OFFERED


async def test_a_time_that_has_passed_cannot_be_picked_and_is_shown_no_more(offered: World) -> None:
    offered.clock.now = START.replace(minute=1)
    answer = await offered.presses(SAM, "pick", **await ref(offered), times=TWO)
    card = shown(await offered.says(SAM, "next"))
    assert (answer.note or "").startswith("One of these times is not on offer any more.")
    assert isinstance(card, AskPick)
    assert [time.value for time in card.times] == [THREE]


async def test_when_every_time_has_passed_the_buddy_is_asked_again_and_nobody_waits_for_nobody(offered: World) -> None:
    offered.clock.move(days=3)
    card = shown(await offered.says(ALEX, "next"))
    assert isinstance(card, AskFree)
    assert card.changed
    given = shown(
        await offered.presses(ALEX, "offer", **await ref(offered), day1="2026-12-04", from1="10:00", to1="11:00")
    )
    assert isinstance(given, Offered)


async def test_when_no_time_suits_the_buddy_is_asked_for_others(offered: World) -> None:
    card = shown(await offered.presses(SAM, "none_fit", **await ref(offered)))
    assert isinstance(card, NoneFit)
    assert card.buddy == "Alex"
    assert await said(offered) == [("Alex", "When are you free?")]


async def test_a_yes_books_the_time_and_both_have_it(picked: World) -> None:
    card = shown(await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO))
    assert isinstance(card, Booked)
    assert (card.when, card.minutes, card.other, card.another) == ("Tue 1 Dec at 14:00", 60, "Sam", True)
    assert await said(picked) == [("Sam", "It's set")]
    theirs = shown(await picked.says(SAM, "next"))
    assert isinstance(theirs, Booked)
    assert (theirs.when, theirs.other, theirs.student) == ("Tue 1 Dec at 14:00", "Alex", True)
    assert theirs.join_url == "https://teams.microsoft.com/l/meetup-join/made-up"


async def test_a_yes_to_a_time_that_cannot_be_is_refused(picked: World) -> None:
    about = await ref(picked)
    elsewhere = await picked.presses(ALEX, "confirm", **about, time="2026-12-01T16:00Z")
    picked.clock.now = START
    passed = await picked.presses(ALEX, "confirm", **about, time=TWO)
    assert elsewhere.note == "That time is not among the picks. Please choose one that is shown."
    assert passed.note == "That time has already passed. Please choose another one, or press 'Another time'."
    assert (await meeting(picked)).state is MeetingState.HALF_CONFIRMED


async def test_picks_that_have_passed_are_shown_no_more_and_then_the_buddy_is_asked_afresh(picked: World) -> None:
    picked.clock.now = START.replace(minute=30)
    still = shown(await picked.says(ALEX, "next"))
    picked.clock.now = START.replace(hour=16)
    none = shown(await picked.says(ALEX, "next"))
    assert isinstance(still, AskConfirm)
    assert [time.value for time in still.times] == [THREE]
    assert isinstance(none, AskFree)


async def test_another_time_takes_the_picks_back_and_the_student_waits(picked: World) -> None:
    card = shown(await picked.presses(ALEX, "free_again", **await ref(picked)))
    assert isinstance(card, AskFree)
    assert not card.moved
    assert await said(picked) == []
    theirs = shown(await picked.says(SAM, "next"))
    assert isinstance(theirs, NothingToDo)
    assert (theirs.waiting, theirs.other) == (True, "Alex")


async def test_a_buddy_can_change_the_times_that_were_sent(offered: World) -> None:
    card = shown(await offered.presses(ALEX, "free", **await ref(offered)))
    assert isinstance(card, AskFree)
    assert (await meeting(offered)).state is MeetingState.OFFERED
