"""A registration that runs out in the middle of a series: nothing new is set, and what is set needs a yes."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.meetings import Booked
from bot.cards.times import AskConfirm, Offered, Picked
from bot.domain.meetings import MeetingState
from tests.day import heard as heard_of
from tests.day import needs
from tests.staff import does, refused, undone
from tests.stage import ALEX, SAM, START, THREE, TUESDAY, TWO, meeting, ref, said
from tests.world import World, shown

TODAY_ALONE = "reg set B-003 training done --on 2026-11-01 --expires 2026-11-30"
RENEWED = "reg set B-003 training done --expires 2027-11-30"
NOT_NOW = "We can't book a time on Tue 1 Dec just now. The coordinator knows, and will write."
YES = "1 meeting needs your yes"
WAITS = "1 meeting waits for a registration"


async def test_no_time_is_given_picked_or_confirmed_for_a_day_that_the_registration_does_not_reach(
    picked: World,
) -> None:
    await does(picked, TODAY_ALONE)
    confirm = await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO)
    offer = await picked.presses(ALEX, "offer", **await ref(picked), **TUESDAY)
    assert (confirm.note, offer.note, (await meeting(picked)).state) == (NOT_NOW, NOT_NOW, MeetingState.HALF_CONFIRMED)
    await does(picked, RENEWED)
    again = await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO)
    assert isinstance(shown(again), Booked)


async def test_a_pick_waits_too_and_the_student_reads_nothing_of_why(offered: World) -> None:
    await does(offered, TODAY_ALONE)
    pick = await offered.presses(SAM, "pick", **await ref(offered), times=f"{TWO},{THREE}")
    assert pick.note == NOT_NOW
    await does(offered, RENEWED)
    assert isinstance(shown(await offered.presses(SAM, "pick", **await ref(offered), times=TWO)), Picked)


async def test_nobody_is_asked_for_times_while_it_has_run_out_and_everybody_is_once_it_is_renewed(pair: World) -> None:
    shown(await pair.presses(ALEX, "offer", **await ref(pair), **TUESDAY))
    await does(pair, "reg set B-003 checks expired")
    pair.clock.move(days=30)
    assert await said(pair) == []
    assert (await needs(pair))[WAITS] == ["M-1, Sam with Alex. Type: reg show"]
    await does(pair, "reg set B-003 checks done")
    assert ("Alex", "When are you free?") in await said(pair)
    assert WAITS not in await needs(pair)
    card = shown(await pair.presses(ALEX, "offer", **await ref(pair), day1="2027-01-05", from1="14:00", to1="16:00"))
    assert isinstance(card, Offered)


async def test_free_times_that_are_kept_are_not_offered_beyond_it(pair: World) -> None:
    await pair.says(ALEX, "free every tue 14:00-16:00")
    await does(pair, TODAY_ALONE)
    await said(pair)
    assert (await meeting(pair)).state is MeetingState.PLANNED
    assert "does not last until" in await refused(pair, "meet set P-1 1 tue 14:00")


async def test_a_meeting_that_is_set_beyond_it_waits_for_a_yes_and_its_reminders_too(booked: World) -> None:
    await does(booked, TODAY_ALONE)
    assert ("Jo", "A meeting needs your yes") in await said(booked)
    line = "M-1, Sam with Alex on Tue 1 Dec at 14:00: not registered by then."
    assert (await needs(booked))[YES] == [f"{line} Type: meet keep M-1, or meet cancel M-1"]
    done = await does(booked, "meet keep M-1")
    assert done.what == "M-1 takes place on Tue 1 Dec at 14:00."
    assert YES not in await needs(booked)
    await undone(booked, done)
    assert YES in await needs(booked)
    await does(booked, "meet keep M-1")
    booked.clock.now = START - timedelta(minutes=9)
    assert {("Alex", "In 9 minutes"), ("Sam", "In 9 minutes")} <= set(await said(booked))
    assert (await meeting(booked)).state is MeetingState.CONFIRMED


async def test_without_a_yes_nobody_is_left_to_wait_alone_it_moves_on_the_morning(booked: World) -> None:
    await does(booked, TODAY_ALONE)
    await said(booked)
    booked.clock.now = START.replace(hour=8, minute=30)
    heard = await said(booked)
    assert {("Alex", "Today's meeting will move"), ("Sam", "Today's meeting will move")} <= set(heard)
    assert (await meeting(booked)).state is MeetingState.PLANNED
    booked.clock.now = START
    assert not [one for one in await heard_of(booked) if one[0] != "Jo"]


async def test_a_yes_counts_for_that_time_alone(booked: World) -> None:
    await does(booked, TODAY_ALONE)
    await does(booked, "meet keep M-1")
    assert "needs no yes" in await refused(booked, "meet keep M-1")
    await booked.presses(SAM, "move", **await ref(booked))
    assert not (await meeting(booked)).kept
    assert "needs no yes" in await refused(booked, "meet keep M-1")


async def test_a_yes_is_for_coordinators(booked: World) -> None:
    await does(booked, TODAY_ALONE)
    assert {(await booked.says(who, "meet keep M-1")).card for who in (SAM, ALEX)} == {None}
    assert (await meeting(booked)).needs_yes


async def test_the_buddy_may_look_at_the_picks_meanwhile(picked: World) -> None:
    await does(picked, TODAY_ALONE)
    assert isinstance(shown(await picked.says(ALEX, "next")), AskConfirm)
