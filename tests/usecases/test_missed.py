"""A student wasn't able to come; and a coordinator who says how a meeting went."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards.after import AfterStudent, Thanks
from bot.cards.meetings import Missed, NothingToDo
from bot.cards.reflection import WriteReflection
from bot.cards.staff import Done, Listing
from bot.domain.meetings import MeetingState
from bot.store.tables import audit, history, link
from tests.day import buddy, heard, needs, rest_days, rows, student
from tests.stage import ALEX, JO, SAM, START, meeting, ref
from tests.world import World, shown

MISSED, HELD, PLANNED = MeetingState.MISSED, MeetingState.HELD, MeetingState.PLANNED


async def marks(world: World, words: str) -> Done:
    card = shown(await world.says(JO, f"attend mark {words}"))
    assert isinstance(card, Done)
    return card


async def refused(world: World, words: str) -> str:
    answer = await world.says(JO, f"attend mark {words}")
    assert answer.card is None
    return answer.note or ""


async def meet_again(world: World, number: int = 1) -> None:
    """They find another time, two days from now at two, and it passes."""
    day = world.clock.now + timedelta(days=2)
    time = day.replace(hour=14, minute=0)
    await world.presses(ALEX, "offer", **await ref(world, number), day1=f"{day:%Y-%m-%d}", from1="14:00", to1="15:00")
    await world.presses(SAM, "pick", **await ref(world, number), times=f"{time:%Y-%m-%dT%H:%MZ}")
    await world.presses(ALEX, "confirm", **await ref(world, number), time=f"{time:%Y-%m-%dT%H:%MZ}")
    world.clock.now = time.replace(hour=15, minute=5)


async def missed_again(world: World) -> None:
    await student(world, "new_time")
    await meet_again(world)
    await buddy(world, took_place="absent_other")


async def test_a_student_who_was_not_there_is_asked_kindly_and_can_find_a_new_time(over: World) -> None:
    assert await buddy(over, took_place="absent_other") == Thanks(nobody=True)
    assert await heard(over) == [("Jo", "A meeting to know about"), ("Sam", "About your meeting")]
    card = shown(await over.says(SAM, "next"))
    assert isinstance(card, Missed)
    assert (card.told, card.own, card.again) == (True, False, True)
    old = await ref(over)
    assert await student(over, "new_time") == Thanks(moved=True)
    now = await meeting(over)
    assert (now.state, now.number, now.start) == (PLANNED, 1, None)
    assert [one["what"] for one in await rows(over, history)][-2:] == ["missed", "planned"]
    assert await heard(over) == [("Alex", "When are you free?")]
    stale = shown(await over.presses(SAM, "new_time", **old))
    assert isinstance(stale, NothingToDo)


async def test_that_s_wrong_i_was_there_leads_to_the_same_questions_and_a_coordinator_decides(over: World) -> None:
    await buddy(over, took_place="absent_other")
    asked = await student(over, "was_there")
    assert isinstance(asked, AfterStudent)
    assert isinstance(await student(over, took_place="held"), WriteReflection)
    assert (await meeting(over)).state is HELD
    assert (await needs(over))["1 meeting has two answers"] == ["Sam with Alex, meeting 1 (M-1): please decide"]
    await marks(over, "M-1 held")
    assert "1 meeting has two answers" not in await needs(over)


async def test_both_were_there_and_alone_is_nobody_s_fault(over: World) -> None:
    await buddy(over, took_place="absent_other")
    assert await student(over, took_place="absent_other") == Thanks(nobody=True)
    assert (await meeting(over)).state is PLANNED
    assert "1 meeting has two answers" in await needs(over)


async def test_a_buddy_who_was_not_there_is_never_marked_as_missing(over: World) -> None:
    assert await student(over, took_place="absent_other") == Thanks(nobody=True)
    assert await heard(over) == [("Alex", "Today's meeting will move"), ("Jo", "A change today")]
    words = str([one.card for one in over.voice.said])
    assert "That is all I know, and it is fine. It still counts." in words
    assert {one["what"] for one in await rows(over, history)} & {"missed", "marked_missed"} == set()
    assert "Only a student of M-1" in await refused(over, "M-1 missed:Alex Morgan")


async def test_a_missed_meeting_is_planned_anew_by_itself_after_some_days(over: World) -> None:
    await buddy(over, took_place="absent_other")
    await over.worker.catch_up()
    over.clock.move(days=2, minutes=-1)
    assert ("Alex", "When are you free?") not in await heard(over)
    over.clock.move(minutes=1)
    assert ("Alex", "When are you free?") in await heard(over)
    assert (await meeting(over)).state is PLANNED


async def test_the_second_time_a_coordinator_calls_and_the_third_time_the_pair_rests(over: World) -> None:
    await rest_days(over, 0)
    await buddy(over, took_place="absent_other")
    await over.worker.catch_up()
    assert "Please call them" not in str([one.card for one in over.voice.said])
    await missed_again(over)
    await over.worker.catch_up()
    note = next(str(one.card) for one in over.voice.said[::-1] if "A meeting to know about" in str(one.card))
    assert "Times in this series: 2." in note
    assert "Please call them" in note
    assert (await needs(over))["1 student to call"] == ["Sam (P-1) wasn't able to come 2 times"]
    await missed_again(over)
    assert {one["frozen"] for one in await rows(over, link)} == {True}
    over.clock.now = over.clock.now.replace(hour=9) + timedelta(days=3)
    lines = await heard(over)
    assert lines == [("Jo", "A meeting to know about")]
    assert "I have stopped my messages to this pair." in str([one.card for one in over.voice.said])
    card = shown(await over.says(SAM, "next"))
    assert isinstance(card, Missed)
    assert (card.again, card.call_first) == (False, True)
    assert isinstance(await student(over, "new_time"), Missed)
    assert (await meeting(over)).state is MISSED


@pytest.mark.parametrize(
    ("words", "state", "what"),
    [
        ("held", HELD, "marked_held"),
        ("short", MeetingState.HELD_SHORT, "marked_held_short"),
        ("missed:Sam Taylor", MISSED, "marked_missed"),
        ("off", PLANNED, "marked_off"),
    ],
)
async def test_a_coordinator_marks_a_meeting_and_can_take_it_back_for_an_hour(
    over: World, words: str, state: MeetingState, what: str
) -> None:
    done = await marks(over, f"M-1 {words}")
    assert (done.minutes, (await meeting(over)).state) == (60, state)
    assert (await rows(over, history))[-1]["what"] == what
    assert [one["what"] for one in await rows(over, audit)][-1] == "attendance marked"
    over.clock.move(minutes=59)
    back = shown(await over.presses(JO, "undo", undo=done.undo))
    assert isinstance(back, Done)
    now = await meeting(over)
    assert (now.state, now.start) == (MeetingState.CONFIRMED, START)
    again = await over.presses(JO, "undo", undo=done.undo)
    assert again.card is None


async def test_a_mark_that_the_pair_has_gone_on_from_stays(over: World) -> None:
    done = await marks(over, "M-1 off")
    await over.presses(ALEX, "offer", **await ref(over), day1="2026-12-10", from1="14:00", to1="15:00")
    answer = await over.presses(JO, "undo", undo=done.undo)
    assert "M-1 has changed since" in (answer.note or "")


async def test_a_meeting_that_was_planned_anew_can_still_be_marked_as_held(over: World) -> None:
    await student(over, took_place="moved")
    await marks(over, "M-1 held")
    now = await meeting(over)
    assert (now.state, now.start) == (HELD, START)
    asked = await heard(over)
    assert [line for line in asked if line[0] == "Sam" and line[1] == "How did it go?"] == []


async def test_what_cannot_be_marked_is_refused_with_what_to_write(booked: World) -> None:
    assert "M-1 has not begun yet" in await refused(booked, "M-1 held")
    booked.clock.now = START
    found = [await refused(booked, words) for words in ("M-1 gone", "M-1 missed:", "M-9 held", "M-1 missed:Nobody", "")]
    assert [("attend mark M-34" in one, bool(one)) for one in found][:2] == [(True, True)] * 2
    assert "M-9" in found[2]
    assert all(found)
    refusals = [await booked.says(who, "attend mark M-1 held") for who in (SAM, ALEX)]
    assert [answer.card for answer in refusals] == [None, None]
    assert (await meeting(booked)).state is MeetingState.CONFIRMED


async def test_a_cohort_s_attendance_is_one_line_for_each_person(over: World) -> None:
    found: list[tuple[str, str]] = []
    for words in (None, "M-1 held", "M-1 missed:Sam Taylor"):
        if words:
            await marks(over, words)
        card = shown(await over.says(JO, "attend show C-1"))
        assert isinstance(card, Listing)
        found.append([(row.say, row.more) for row in card.rows][-1])
    assert found == [
        ("Sam Taylor", "1 (M-1): not marked"),
        ("Sam Taylor", "1 (M-1): held. 2 (M-2): no time yet"),
        ("Sam Taylor", "1 (M-1): student not there. 2 (M-2): no time yet"),
    ]
    assert (await over.says(SAM, "attend show C-1")).card is None
