"""Getting ready, the day of a meeting, and nobody there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.cards.after import Thanks
from bot.cards.meetings import AskMove, Booked, Missed, OurAgreement, Ready, Soon, Wait
from bot.cards.times import AskFree
from bot.domain.meetings import MeetingState
from bot.front.turn import Json
from bot.store.tables import history, person_role
from tests.day import buddy, heard, needs, number, put, rows, student
from tests.stage import ALEX, JO, SAM, START, meeting, ref
from tests.world import World, shown

THURSDAY = {"day1": "2026-12-10", "from1": "14:00", "to1": "15:00"}
THEN = datetime(2026, 12, 10, 14, 0, tzinfo=START.tzinfo)


@pytest.fixture
async def in_ten_days(pair: World) -> World:
    """They meet on Thursday of next week."""
    await pair.presses(ALEX, "offer", **await ref(pair), **THURSDAY)
    await pair.presses(SAM, "pick", **await ref(pair), times="2026-12-10T14:00Z")
    await pair.presses(ALEX, "confirm", **await ref(pair), time="2026-12-10T14:00Z")
    await pair.worker.catch_up()
    return pair


async def test_each_hears_of_a_meeting_when_it_helps(in_ten_days: World) -> None:
    found = []
    for days, hour, minute in ((2, 9, 59), (2, 10, 0), (1, 9, 59), (1, 10, 0), (0, 8, 59), (0, 9, 0), (0, 13, 50)):
        in_ten_days.clock.now = (THEN - timedelta(days=days)).replace(hour=hour, minute=minute)
        found.append(await heard(in_ten_days))
    assert found == [
        [],
        [("Sam", "Get ready: Starting well")],
        [],
        [("Alex", "Tomorrow at 14:00")],
        [],
        [("Alex", "Today at 14:00")],
        [("Alex", "In 10 minutes"), ("Sam", "In 10 minutes")],
    ]


async def test_who_gets_ready_sees_aims_and_questions_and_can_ask_for_them_again(in_ten_days: World) -> None:
    card = await student(in_ten_days, "ready")
    assert isinstance(card, Ready)
    assert "Meet as two people, before any talk of illness." in str(card.aims)
    assert "What would you like me to know about you first?" in str(card.questions)
    assert card.when == "Thu 10 Dec at 14:00"
    in_ten_days.clock.now = THEN
    begun = await student(in_ten_days, "ready")
    assert isinstance(begun, Booked)
    assert (begun.begun, begun.ready) == (True, False)


async def test_a_meeting_that_is_set_on_the_day_before_needs_one_message_with_a_button_to_get_ready(
    picked: World,
) -> None:
    await picked.presses(ALEX, "confirm", **await ref(picked), time="2026-12-01T14:00Z")
    assert await heard(picked) == [("Sam", "It's set")]


async def test_a_buddy_hears_on_friday_of_a_meeting_on_monday(pair: World) -> None:
    times = {"day1": "2026-12-07", "from1": "14:00", "to1": "15:00"}
    await pair.presses(ALEX, "offer", **await ref(pair), **times)
    await pair.presses(SAM, "pick", **await ref(pair), times="2026-12-07T14:00Z")
    await pair.presses(ALEX, "confirm", **await ref(pair), time="2026-12-07T14:00Z")
    await pair.worker.catch_up()
    pair.clock.now = datetime(2026, 12, 4, 10, 0, tzinfo=START.tzinfo)
    assert await heard(pair) == [("Alex", "Mon 7 Dec at 14:00")]
    words = next(str(one.card) for one in pair.voice.said if "Mon 7 Dec at 14:00" in str(one.card["body"][0]))  # type: ignore[index]  # JSON
    assert "You can pass on any question. You do not have to say why." in words


async def test_caring_comes_first_on_the_cards_of_a_carer(booked: World) -> None:
    await booked.store.database.write(
        lambda connection: connection.execute(
            person_role.update().where(person_role.c.role == "buddy").values(role="carer")
        )
    )
    booked.clock.now = START.replace(hour=9)
    await booked.worker.catch_up()
    morning = next(str(one.card) for one in booked.voice.said if "Today at 14:00" in str(one.card))
    booked.clock.now = START.replace(hour=15, minute=5)
    await booked.worker.catch_up()
    after = next(str(one.card) for one in booked.voice.said if "How do you feel now?" in str(one.card))
    assert "Caring comes first." in morning
    assert "Still good for today?" not in morning
    assert "Your care team never does." not in after


async def test_who_is_both_is_spoken_to_as_a_buddy(booked: World) -> None:
    await put(booked, person_role, person_id=await number(booked, "Alex"), role="carer")
    booked.clock.now = START.replace(hour=9)
    await booked.worker.catch_up()
    assert "Still good for today?" in str([one.card for one in booked.voice.said])


async def test_nobody_is_here_says_how_long_to_wait_and_that_it_is_nobody_s_fault(booked: World) -> None:
    early = await buddy(booked, "nobody_here")
    assert isinstance(early, Booked)
    booked.clock.now = START.replace(minute=3)
    waits = [await student(booked, "nobody_here"), await buddy(booked, "nobody_here")]
    assert [(type(card), card.other, card.until, card.student) for card in waits] == [
        (Wait, "Alex", "14:15", True),
        (Wait, "Sam", "14:15", False),
    ]
    here = await student(booked, "here_now")
    assert isinstance(here, Booked)
    assert (here.begun, here.changed) == (True, False)
    booked.clock.now = START.replace(hour=15)
    assert (await student(booked, "nobody_here")).template == "after/student"


async def test_nothing_is_said_while_a_meeting_runs(booked: World) -> None:
    booked.clock.now = START.replace(minute=0)
    await booked.worker.catch_up()
    before = len(booked.voice.said)
    for minute in (5, 10, 15, 30, 59):
        booked.clock.now = START.replace(minute=minute)
        await booked.worker.catch_up()
    assert len(booked.voice.said) == before


async def test_they_did_not_come_counts_from_a_quarter_past(booked: World) -> None:
    booked.clock.now = START.replace(minute=14, second=59)
    early = await student(booked, "did_not_come")
    assert isinstance(early, Wait)
    assert early.early
    assert (await meeting(booked)).state is MeetingState.CONFIRMED
    booked.clock.now = START.replace(minute=15)
    assert await student(booked, "did_not_come") == Thanks(nobody=True)
    assert (await meeting(booked)).state is MeetingState.PLANNED  # lost by the scheme, planned anew
    assert await heard(booked) == [("Alex", "Today's meeting will move"), ("Jo", "A change today")]
    assert {one["what"] for one in await rows(booked, history)} & {"missed", "marked_missed"} == set()


async def test_a_buddy_who_waited_in_vain_is_thanked_and_has_nothing_to_rearrange(booked: World) -> None:
    booked.clock.now = START.replace(minute=15)
    assert await buddy(booked, "did_not_come") == Thanks(waited=True)
    assert (await meeting(booked)).state is MeetingState.MISSED
    assert ("Sam", "About your meeting") in await heard(booked)
    booked.clock.now = START.replace(hour=15, minute=5)
    assert await heard(booked) == []  # each has said or been asked all there is


async def test_a_move_that_is_noted_beats_they_did_not_come(booked: World) -> None:
    old = await ref(booked)
    booked.clock.now = START.replace(hour=13)
    await booked.presses(SAM, "move", **old)
    after = await meeting(booked)
    booked.clock.now = START.replace(minute=15)
    for who, verb in ((ALEX, "did_not_come"), (ALEX, "nobody_here"), (SAM, "did_not_come"), (SAM, "here_now")):
        answer = await booked.presses(who, verb, **old)
        assert answer.note is None
    assert await meeting(booked) == after
    assert await needs(booked) == {"1 meeting moved today": []}


@pytest.mark.parametrize("verb", ["nobody_here", "here_now", "did_not_come", "ready", "keep", "move_too", "new_time"])
async def test_these_buttons_are_for_those_who_meet(booked: World, verb: str) -> None:
    about: dict[str, Json] = await ref(booked)
    for who in (JO,):
        answer = await booked.presses(who, verb, **about)
        assert (answer.card, answer.note is not None) == (None, True)
    assert (await meeting(booked)).state is MeetingState.CONFIRMED


async def test_ten_minutes_before_there_is_a_way_to_say_that_nobody_is_here(booked: World) -> None:
    booked.clock.now = START.replace(hour=13, minute=50)
    await booked.worker.catch_up()
    soon = [str(one.card) for one in booked.voice.said if "In 10 minutes" in str(one.card)]
    assert ["Nobody is here" in one for one in soon] == [True, True]
    assert Soon.template == "meetings/soon"


async def test_the_card_after_an_evening_meeting_waits_for_allowed_hours(pair: World) -> None:
    times = {"day1": "2026-12-04", "from1": "17:30", "to1": "18:30"}
    await pair.presses(ALEX, "offer", **await ref(pair), **times)
    await pair.presses(SAM, "pick", **await ref(pair), times="2026-12-04T17:30Z")
    await pair.presses(ALEX, "confirm", **await ref(pair), time="2026-12-04T17:30Z")
    await pair.worker.catch_up()
    pair.clock.now = datetime(2026, 12, 4, 17, 30, tzinfo=START.tzinfo)
    await pair.worker.catch_up()
    found = []
    for day, hour, minute in ((4, 18, 35), (5, 12, 0), (7, 8, 59), (7, 9, 0)):  # Friday, Saturday, Monday
        pair.clock.now = datetime(2026, 12, day, hour, minute, tzinfo=START.tzinfo)
        found.append(await heard(pair))
    assert found == [[], [], [], [("Alex", "Thank you"), ("Sam", "How did it go?")]]


async def test_who_has_not_answered_is_nudged_once_and_then_a_coordinator_marks(over: World) -> None:
    over.clock.now = START.replace(hour=15, minute=4) + timedelta(days=1)
    assert await heard(over) == []
    over.clock.now = START.replace(hour=15, minute=5) + timedelta(days=1)
    assert await heard(over) == [("Alex", "Thank you"), ("Sam", "How did it go?")]
    assert ["A gentle nudge" in str(one.card) for one in over.voice.said].count(True) == 2
    over.clock.now = START.replace(hour=14, minute=59) + timedelta(days=3)
    assert await heard(over) == []
    assert "1 meeting to mark" not in await needs(over)
    over.clock.now = START.replace(hour=15) + timedelta(days=3)
    assert (await needs(over))["1 meeting to mark"] == [
        "Sam with Alex, meeting 1 (M-1) on Tue 1 Dec at 14:00: please mark it"
    ]


async def test_a_student_who_could_not_come_is_asked_and_not_nudged(over: World) -> None:
    await buddy(over, took_place="absent_other")
    asked = await heard(over)
    over.clock.move(days=1)
    assert asked == [("Jo", "A meeting to know about"), ("Sam", "About your meeting")]
    assert await heard(over) == []
    assert isinstance(shown(await over.says(SAM, "next")), Missed)


async def test_on_the_day_next_has_not_today_and_typed_words_find_it(in_ten_days: World) -> None:
    before = shown(await in_ten_days.says(ALEX, "next"))
    in_ten_days.clock.now = THEN.replace(hour=7)
    cards = [shown(await in_ten_days.says(ALEX, words)) for words in ("next", "Not today.", "I can\u2019t come today")]
    found = [(card.another, card.not_today) for card in (before, *cards) if isinstance(card, Booked)]
    assert found == [(True, False), (False, True), (False, True), (False, True)]
    seen = shown(await in_ten_days.says(SAM, "cancel"))
    assert isinstance(seen, Booked)
    assert (seen.student, seen.another, seen.not_today) == (True, False, False)
    assert (await meeting(in_ten_days)).state is MeetingState.CONFIRMED  # nothing moves before a press


async def test_not_today_without_a_meeting_is_what_comes_next(pair: World) -> None:
    assert isinstance(shown(await pair.says(ALEX, "not today")), AskFree)


async def test_both_can_read_the_agreement_before_the_meeting_in_which_they_make_it(in_ten_days: World) -> None:
    ready = shown(await in_ten_days.presses(SAM, "ready", **await ref(in_ten_days)))
    assert isinstance(ready, Ready)
    assert ready.agreement
    lines = shown(await in_ten_days.presses(SAM, "agreement", **await ref(in_ten_days)))
    assert isinstance(lines, OurAgreement)
    assert (len(lines.lines), lines.student) == (10, True)
    assert lines.lines[0].say == "We meet as two equal people. Both of us can learn."
    in_ten_days.clock.now = (THEN - timedelta(days=1)).replace(hour=10)
    assert ["Our agreement" in str(card) for card in await in_ten_days.hears(ALEX)] == [True]
    again = shown(await in_ten_days.presses(ALEX, "agreement", **await ref(in_ten_days)))
    assert again == replace(lines, student=False, buddy=True)


async def test_a_student_is_asked_before_a_meeting_moves_and_a_slip_moves_nothing(in_ten_days: World) -> None:
    asked = shown(await in_ten_days.presses(SAM, "ask_move", **await ref(in_ten_days)))
    assert isinstance(asked, AskMove)
    assert (asked.buddy, asked.when) == ("Alex", "Thu 10 Dec at 14:00")
    assert (await meeting(in_ten_days)).state is MeetingState.CONFIRMED
    assert await in_ten_days.hears(ALEX) == []
    in_ten_days.clock.now = THEN
    begun = shown(await in_ten_days.presses(SAM, "ask_move", **await ref(in_ten_days)))
    assert not isinstance(begun, AskMove)  # it has begun: there is no time to ask twice
    assert (await meeting(in_ten_days)).state is MeetingState.HELD_SHORT
    assert not isinstance(shown(await in_ten_days.presses(SAM, "agreement", **await ref(in_ten_days, 2))), OurAgreement)
