"""A meeting that is set: it moves, it is stopped, it is asked after."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards.meetings import Booked, MoveDone, NothingToDo, NotToday
from bot.cards.times import AskFree
from bot.cards.today import Section, Today
from bot.domain.errors import NotYours
from bot.domain.meetings import REST_DAYS, MeetingState
from bot.domain.people import PersonId
from bot.usecases.meetings import CalendarEntry, calendar_entry
from tests.day import heard
from tests.stage import ALEX, JO, SAM, START, TUESDAY, TWO, bring_in, meeting, ref
from tests.world import World, person, shown

MORNING = START.replace(hour=8, minute=30)
QUIET = timedelta(days=2)
NINE = timedelta(minutes=30)  # from the morning's question to the end of the quiet hours
NUMBERS = {"Sam": PersonId(2), "Alex": PersonId(3)}


async def test_not_today_moves_the_meeting_and_tells_the_student_no_more_than_that(booked: World) -> None:
    booked.clock.now = MORNING
    await booked.worker.catch_up()
    card = shown(await booked.presses(ALEX, "not_today", **await ref(booked)))
    assert isinstance(card, NotToday)
    assert (card.moved, card.stopped) == (True, False)
    assert await heard(booked) == [("Sam", "Today's meeting will move")]
    now = await meeting(booked)
    assert (now.state, now.start) == (MeetingState.PLANNED, None)


async def test_after_not_today_there_are_days_of_quiet_and_then_the_buddy_is_asked_again(booked: World) -> None:
    booked.clock.now = MORNING
    await booked.worker.catch_up()
    await booked.presses(ALEX, "not_today", **await ref(booked))
    await booked.worker.catch_up()
    booked.clock.now = MORNING.replace(hour=9)
    assert await heard(booked) == [("Jo", "A change today")]
    booked.clock.now = MORNING + QUIET + NINE - timedelta(minutes=1)
    assert await heard(booked) == []
    booked.clock.move(minutes=1)
    assert await heard(booked) == [("Alex", "When are you free?")]


async def test_somebody_who_feels_better_sooner_can_give_times_at_once(booked: World) -> None:
    card = shown(await booked.presses(ALEX, "not_today", **await ref(booked)))
    assert isinstance(card, NotToday)
    asked = shown(await booked.presses(ALEX, "free", meeting=card.meeting, version=card.version))
    assert isinstance(asked, AskFree)
    await booked.presses(ALEX, "offer", meeting=asked.meeting, version=asked.version, **TUESDAY)
    assert ("Sam", "Meeting 1: Starting well") in await heard(booked)


async def test_not_today_gives_days_of_quiet_also_when_the_student_had_moved_it_already(booked: World) -> None:
    old = await ref(booked)
    booked.clock.now = MORNING
    await booked.presses(SAM, "move", **old)
    assert await heard(booked) == [("Alex", "Today's meeting will move")]
    card = shown(await booked.presses(ALEX, "not_today", **old))
    assert isinstance(card, NotToday)
    assert card.moved
    booked.clock.now = MORNING.replace(hour=9)
    assert await heard(booked) == [("Jo", "A change today")]
    booked.clock.now = MORNING + QUIET + NINE - timedelta(minutes=1)
    assert await heard(booked) == []
    booked.clock.move(minutes=1)
    assert await heard(booked) == [("Alex", "When are you free?")]


async def test_not_today_while_they_meet_ends_it_and_it_counts(booked: World) -> None:
    old = await ref(booked)
    booked.clock.now = START.replace(minute=20)
    cards = [shown(await booked.presses(who, verb, **old)) for who, verb in ((ALEX, "not_today"), (SAM, "move"))]
    again = shown(await booked.presses(ALEX, "not_today", **old))
    assert [card.stopped for card in [*cards, again] if isinstance(card, NotToday)] == [True, True, True]
    now = await meeting(booked)
    assert (now.state, now.start, now.version) == (MeetingState.HELD_SHORT, START, 5)


async def test_a_student_can_end_it_too_and_so_can_another_time(booked: World) -> None:
    booked.clock.now = START.replace(minute=20)
    card = shown(await booked.presses(SAM, "move", **await ref(booked)))
    assert isinstance(card, NotToday)
    assert (card.stopped, (await meeting(booked)).state) == (True, MeetingState.HELD_SHORT)


async def test_another_time_while_they_meet_ends_it_as_well(booked: World) -> None:
    booked.clock.now = START.replace(minute=20)
    card = shown(await booked.presses(ALEX, "free_again", **await ref(booked)))
    assert isinstance(card, NotToday)
    assert card.stopped


async def test_after_a_meeting_that_was_stopped_the_buddy_rests_first_and_then_the_series_goes_on(
    booked: World,
) -> None:
    booked.clock.now = START.replace(minute=20)
    await booked.presses(ALEX, "not_today", **await ref(booked))
    booked.clock.now = START.replace(hour=15, minute=5)
    assert await heard(booked) == [("Sam", "How did it go?")]
    await booked.presses(SAM, "after_student", **await ref(booked), took_place="held_short")
    booked.clock.now = START.replace(minute=19) + QUIET
    assert await heard(booked) == []
    booked.clock.now = START.replace(minute=20) + QUIET
    assert await heard(booked) == [("Alex", "Thank you")]
    booked.clock.now = START.replace(hour=15) + QUIET
    assert await heard(booked) == [("Alex", "When are you free?")]
    assert (await meeting(booked, 2)).number == 2


async def test_when_it_is_over_not_today_asks_how_it_went(over: World) -> None:
    old = await ref(over)
    asked = [shown(await over.presses(who, verb, **old)) for who, verb in ((ALEX, "not_today"), (SAM, "move"))]
    again = shown(await over.presses(ALEX, "free_again", **old))
    assert [card.template for card in [*asked, again]] == ["after/buddy", "after/student", "after/buddy"]
    assert (await meeting(over)).state is MeetingState.CONFIRMED


async def test_a_student_moves_a_meeting_and_the_buddy_is_asked_after_the_same_days_of_quiet(booked: World) -> None:
    card = shown(await booked.presses(SAM, "move", **await ref(booked)))
    assert isinstance(card, MoveDone)
    assert card.buddy == "Alex"
    assert await heard(booked) == [("Alex", "Your meeting will move")]
    booked.clock.move(days=REST_DAYS)
    assert await heard(booked) == [("Alex", "When are you free?")]


@pytest.mark.parametrize(
    ("who", "verb", "hears"), [(ALEX, "not_today", "Sam"), (ALEX, "free_again", "Sam"), (SAM, "move", "Alex")]
)
async def test_a_move_on_the_day_looks_the_same_to_everybody_else(
    booked: World, who: object, verb: str, hears: str
) -> None:
    booked.clock.now = MORNING
    await booked.worker.catch_up()
    await booked.presses(SAM if who is SAM else ALEX, verb, **await ref(booked))
    assert await heard(booked) == [(hears, "Today's meeting will move")]
    words = str(booked.voice.said[-1].card)
    assert "moves to another day. That is all I know, and it is fine. It still counts." in words
    today = shown(await booked.says(JO, "today"))
    assert isinstance(today, Today)
    assert today.lines == (Section(title="1 meeting moved today", more=0, entries=()),)


async def test_a_meeting_set_on_its_own_day_is_not_asked_about_in_the_same_breath(pair: World) -> None:
    await pair.says(ALEX, "free today 14:00-15:00")
    await pair.presses(SAM, "pick", **await ref(pair), times="2026-11-30T14:00Z")
    await pair.presses(ALEX, "confirm", **await ref(pair), time="2026-11-30T14:00Z")
    before = await heard(pair)
    pair.clock.now = pair.clock.now.replace(hour=13, minute=49)
    assert [line for line in before + await heard(pair) if line[1].startswith(("Today", "In "))] == []
    pair.clock.move(minutes=1)
    assert await heard(pair) == [("Alex", "In 10 minutes"), ("Sam", "In 10 minutes")]


async def test_a_meeting_that_moves_is_reminded_of_at_its_new_time(booked: World) -> None:
    await booked.presses(ALEX, "free_again", **await ref(booked))
    await booked.presses(ALEX, "offer", **await ref(booked), day1="2026-12-02", from1="14:00", to1="15:00")
    await booked.presses(SAM, "pick", **await ref(booked), times="2026-12-02T14:00Z")
    await booked.presses(ALEX, "confirm", **await ref(booked), time="2026-12-02T14:00Z")
    await booked.worker.catch_up()
    booked.clock.now = START.replace(hour=15, minute=30)
    assert await heard(booked) == [("Alex", "Tomorrow at 14:00"), ("Sam", "Get ready: Starting well")]
    booked.clock.now = MORNING.replace(hour=9) + timedelta(days=1)
    assert await heard(booked) == [("Alex", "Today at 14:00")]


async def test_next_shows_what_is_wanted_of_each(pair: World) -> None:
    asked = [type(shown(await pair.says(who, "next"))) for who in (ALEX, SAM)]
    assert asked == [AskFree, NothingToDo]


async def test_next_after_a_meeting_that_did_not_take_place_looks_for_another_time(over: World) -> None:
    for who, verb in ((SAM, "after_student"), (ALEX, "after_buddy")):
        await over.presses(who, verb, **await ref(over), took_place="absent_self")
    student, buddy = [shown(await over.says(who, "next")) for who in (SAM, ALEX)]
    assert isinstance(student, NothingToDo)
    assert (student.waiting, student.other) == (True, "Alex")
    assert isinstance(buddy, AskFree)


async def test_a_calendar_hears_of_the_time_and_of_its_end(booked: World) -> None:
    link, end = "https://teams.microsoft.com/l/meetup-join/made-up", START + timedelta(hours=1)
    entry = CalendarEntry(meeting=1, sequence=1, start=START, end=end, join_url=link, cancelled=False)
    assert [await booked.store.read(who, calendar_entry, 1) for who in NUMBERS.values()] == [entry, entry]
    await booked.presses(SAM, "move", **await ref(booked))
    gone = CalendarEntry(meeting=1, sequence=2, start=START, end=end, join_url=link, cancelled=True)
    assert [await booked.store.read(who, calendar_entry, 1) for who in NUMBERS.values()] == [gone, gone]


async def test_a_calendar_has_nothing_of_a_meeting_without_a_time_or_of_other_people(picked: World) -> None:
    others = """role,first_name,surname,email,pair,said_yes,registered
student,Kim,Lee,kim.lee@university.example,Pair 2,yes,yes
buddy,Robin,Hart,robin.hart@university.example,Pair 2,yes,yes
"""
    await bring_in(picked, others)
    assert await picked.store.read(NUMBERS["Sam"], calendar_entry, 1) is None
    await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO)
    assert await picked.store.read(PersonId(1), calendar_entry, 1) is None  # the coordinator is in no meeting
    with pytest.raises(NotYours):
        await picked.store.read(PersonId(4), calendar_entry, 1)


async def test_still_good_for_today_shows_how_to_get_there_to_those_who_meet(booked: World) -> None:
    stranger = await booked.presses(person("pat.lee"), "good_today", **await ref(booked))
    assert "I don't have you on my list yet." in str(booked.renderer.render(shown(stranger)))
    card = shown(await booked.presses(ALEX, "good_today", **await ref(booked)))
    assert isinstance(card, Booked)
    assert (card.changed, card.join_url) == (False, "https://teams.microsoft.com/l/meetup-join/made-up")
