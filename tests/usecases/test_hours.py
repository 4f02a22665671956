"""A Buddy's hours: put down by themselves, asked about once a month, approved by a coordinator."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.cards.hours import AskHours, HoursKept, HoursNow
from bot.cards.staff import Done, Listing, ShallI
from bot.domain.due import Kind
from bot.domain.meetings import MeetingId, MeetingState
from bot.usecases.hours import say_hours
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt
from tests.closing import heard, met
from tests.stage import ALEX, JO, SAM, heading, said
from tests.world import World, shown

FOUR = {"month": "2026-12", "minutes": "300", "prep": "75", "costs": "3.40"}


async def asked(world: World) -> AskHours:
    """Alex is asked about December, on the first working day of January."""
    await met(world, 5)
    world.clock.now = datetime(2027, 1, 4, 9, 59, tzinfo=UTC)
    assert [what for who, what in await said(world) if "time" in what] == []
    assert [one for one in await heard(world, 0) if "time" in one[1]] == [("Alex", "Your time in December 2026")]

    def card(work: Work, _request: None, now: datetime) -> AskHours:
        made = hours_card(work, now)
        assert isinstance(made, AskHours)
        return made

    return await world.store.read(ALEX, card, None)


def hours_card(work: Work, now: datetime) -> object:
    prompt = Prompt(kind=Kind.HOURS, subject=202612, key="hours:2026-12:2", until=now)
    return say_hours(work, prompt, now)


async def test_full_bookings_are_put_down_and_asked_about_once(world: World) -> None:
    card = await asked(world)
    assert (card.meetings, card.minutes, card.prep) == ("5 meetings", "300", "75")
    assert [one for one in await heard(world) if "time" in one[1]] == []


async def test_a_meeting_that_was_cut_short_or_missed_counts_in_full(world: World) -> None:
    meetings = await met(world, 3)

    def change(work: Work, to: tuple[int, MeetingState], now: datetime) -> None:
        meeting = work.meetings.get(MeetingId(to[0]))
        work.meetings.change(meeting, to[1], now=now, start=meeting.start)

    for at, state in ((0, MeetingState.HELD_SHORT), (1, MeetingState.MISSED), (2, MeetingState.CANCELLED)):
        await world.store.run(None, change, (meetings[at].id, state))
    card = shown(await world.says(ALEX, "hours"))
    assert isinstance(card, HoursNow)
    assert (card.what, len(card.rows)) == ("3 hours for meetings, 45 minutes to get ready.", 3)


async def test_the_buddy_changes_what_is_wrong_and_the_coordinator_approves_it(world: World) -> None:
    await asked(world)
    kept = shown(await world.presses(ALEX, "give_hours", **(FOUR | {"minutes": "240"})))
    what = "4 hours for meetings, 1 hour 15 minutes to get ready, costs 3.40 pounds."
    assert kept == HoursKept(say="December 2026", what=what, given=True)
    everybody = shown(await world.says(JO, "hours show --month 2026-12"))
    assert isinstance(everybody, Listing)
    assert [(row.say, row.more) for row in everybody.rows] == [
        (f"Alex Morgan (B-003): {what}", "given, not approved yet")
    ]
    asked_ = shown(await world.says(JO, "hours approve B-003 --month 2026-12"))
    assert isinstance(asked_, ShallI)
    words = asked_.telling[0].words
    done = shown(await world.presses(JO, "yes", proposal=asked_.proposal))
    assert isinstance(done, Done)
    assert done.minutes == 60
    assert [one for one in await said(world) if one[0] == "Alex"] == []
    world.clock.move(minutes=61)
    await world.worker.catch_up()
    assert [words in str(one.card) for one in world.voice.said[-1:]] == [True]
    late = await world.presses(ALEX, "give_hours", **FOUR)
    assert (late.card, "approved by now" in (late.note or "")) == (None, True)


async def test_an_approval_that_is_taken_back_is_told_to_nobody(world: World) -> None:
    await asked(world)
    await world.presses(ALEX, "give_hours", **FOUR)
    asked_ = shown(await world.says(JO, "hours approve B-003 --month 2026-12"))
    assert isinstance(asked_, ShallI)
    done = shown(await world.presses(JO, "yes", proposal=asked_.proposal))
    assert isinstance(done, Done)
    await world.presses(JO, "undo", undo=done.undo)
    assert [one for one in await heard(world, 0, hour=14) if one[0] == "Alex"] == []
    listed = shown(await world.says(JO, "hours show B-003 --month 2026-12"))
    assert isinstance(listed, Listing)
    assert (len(listed.rows), listed.rows[-1].more) == (6, "given, not approved yet")


async def test_who_does_not_want_to_claim_is_not_asked_again(world: World) -> None:
    await asked(world)
    assert shown(await world.presses(ALEX, "no_claim", month="2026-12")) == HoursKept(say="December 2026", none=True)
    refused = await world.says(JO, "hours approve B-003 --month 2026-12")
    assert (refused.card, "does not want to claim" in (refused.note or "")) == (None, True)


@pytest.mark.parametrize(
    "wrong", [{"minutes": "many"}, {"prep": "-1"}, {"costs": "3,40"}, {"month": "2026-13"}, {"month": "2027-02"}]
)
async def test_what_cannot_be_read_is_asked_for_again(world: World, wrong: dict[str, str]) -> None:
    await asked(world)
    answer = await world.presses(ALEX, "give_hours", **(FOUR | wrong))
    assert (answer.card, bool(answer.note)) == (None, True)


async def test_hours_are_the_buddys_own_and_the_coordinators_business(world: World) -> None:
    await asked(world)
    refused = [await world.says(SAM, words) for words in ("hours", "hours show", "hours approve B-003 --month 2026-12")]
    nothing = shown(await world.says(JO, "hours show"))
    wrong = await world.says(JO, "hours show B-003 --month soon")
    assert [one.card for one in refused] == [None] * 3
    assert isinstance(nothing, Listing)
    assert (nothing.nothing, wrong.card) == ("Nobody has answered for this month yet.", None)
    now = shown(await world.says(ALEX, "my hours"))
    assert heading(world.renderer.render(now)) == "Your time in January 2027"
