"""A Buddy says once when they are free, and is not bothered for each meeting."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.cards.free import AwayKept, FreeKept, MyTimes, WhenAway, WhenFree
from bot.cards.times import AskPick, Offered
from bot.domain.free import Free, FreeKind
from bot.domain.meetings import MeetingState
from bot.front.turn import Json
from bot.usecases.ports import Work
from tests import stage
from tests.stage import ALEX, JO, SAM, TWO, meeting, ref, said
from tests.templates import WorldAt
from tests.world import World, shown

TUESDAYS: dict[str, Json] = {"days": "1", "from_time": "14:00", "to_time": "16:00", "repeat": "weekly"}
UNTIL: dict[str, Json] = {"until": "2026-12-18"}
QUESTION = [("Alex", "When are you free?")]
OFFER = [("Sam", "Meeting 1: Starting well")]
YES = [("Alex", "Can you do this?")]
WRONG: list[tuple[dict[str, Json], str]] = [
    ({}, "Please give a time from and a time to."),
    ({**TUESDAYS, "days": ""}, "Please tick at least one day."),
    ({**TUESDAYS, "days": "x,7"}, "Please tick at least one day."),
    ({**TUESDAYS, "to_time": "13:00"}, "The time to must be later"),
    ({**TUESDAYS, "from_time": "2 pm"}, "I can't read that time."),
    ({**TUESDAYS, "until": "soon"}, "I can't read that day."),
    ({**TUESDAYS, "until": "2026-11-30"}, "There is no Tuesday before Mon 30 Nov."),
    ({**TUESDAYS, "days": "5"}, "Weekly times are from Monday to Friday."),
    ({**TUESDAYS, "repeat": "once", "day": "2026-12-25"}, "Fri 25 Dec is a bank holiday."),
    ({**TUESDAYS, "repeat": "now"}, "I can't use that card."),
]


def _times(work: Work, _request: None, _now: datetime) -> list[Free]:
    return list(work.free.of(work.actor.id))


async def kept(world: World) -> list[Free]:
    """What is kept of Alex."""
    return await world.store.read(ALEX, _times, None)


async def asked(world: World) -> list[tuple[str, str]]:
    """Who is now asked about times."""
    return [one for one in await said(world) if one in QUESTION + OFFER + YES]


async def _fresh(world: World) -> None:
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    await stage.bring_in(world)


@pytest.fixture
async def fresh(world_at: WorldAt) -> World:
    """A pair that was brought in, before anybody was asked anything."""
    return await world_at(_fresh)


async def test_who_gave_free_times_is_not_asked_and_the_student_picks_at_once(fresh: World) -> None:
    card = shown(await fresh.presses(ALEX, "free_save", **TUESDAYS, **UNTIL))
    assert isinstance(card, FreeKept)
    assert [one.say for one in card.times] == ["Tuesday 14:00 to 16:00, each week until Fri 18 Dec"]
    assert card.student == "Sam"
    assert await asked(fresh) == OFFER
    pick = shown(await fresh.says(SAM, "next"))
    assert isinstance(pick, AskPick)
    assert [one.say for one in pick.times] == [
        "Tue 1 Dec at 14:00",
        "Tue 1 Dec at 15:00",
        "Tue 8 Dec at 14:00",
        "Tue 8 Dec at 15:00",
        "Tue 15 Dec at 14:00",
        "Tue 15 Dec at 15:00",
    ]


async def test_times_given_after_the_question_answer_it(pair: World) -> None:
    await pair.says(ALEX, "free every tue 14-16 until 18 dec")
    assert await asked(pair) == OFFER
    assert (await meeting(pair)).state is MeetingState.OFFERED


async def test_times_that_do_not_fit_leave_the_question(pair: World) -> None:
    await pair.says(ALEX, "free every fri 9:00-9:30")
    assert await asked(pair) == QUESTION
    assert (await meeting(pair)).state is MeetingState.PLANNED


async def test_when_none_of_the_free_times_suit_the_buddy_is_asked_and_they_are_not_offered_again(pair: World) -> None:
    await pair.says(ALEX, "free every tue 14-16 until 8 dec")
    await said(pair)
    await pair.presses(SAM, "none_fit", **await ref(pair))
    assert await asked(pair) == QUESTION
    await pair.says(ALEX, "free every wed 10-11 until 9 dec")
    assert await asked(pair) == OFFER
    pick = shown(await pair.says(SAM, "next"))
    assert isinstance(pick, AskPick)
    assert [one.say for one in pick.times] == ["Wed 2 Dec at 10:00", "Wed 9 Dec at 10:00"]


async def test_when_a_time_is_lost_the_others_of_that_offer_are_offered_again(pair: World) -> None:
    await pair.says(ALEX, "free every tue 14-16 until 15 dec")
    await said(pair)
    await pair.presses(SAM, "pick", **await ref(pair), times=TWO)
    await pair.presses(ALEX, "confirm", **await ref(pair), time=TWO)
    await said(pair)
    await pair.presses(SAM, "move", **await ref(pair))
    pair.clock.move(days=2)
    assert await asked(pair) == OFFER
    pick = shown(await pair.says(SAM, "next"))
    assert isinstance(pick, AskPick)
    assert [one.say for one in pick.times] == [
        "Tue 8 Dec at 14:00",
        "Tue 8 Dec at 15:00",
        "Tue 15 Dec at 14:00",
        "Tue 15 Dec at 15:00",
    ]


@pytest.mark.parametrize(("fields", "why"), WRONG, ids=range(len(WRONG)))
async def test_times_that_cannot_be_are_refused_and_the_card_stays(
    pair: World, fields: dict[str, Json], why: str
) -> None:
    answer = await pair.presses(ALEX, "free_save", **fields)
    assert (answer.card, (answer.note or "")[: len(why)]) == (None, why)
    assert await kept(pair) == []


async def test_a_card_that_is_pressed_twice_keeps_each_time_once(pair: World) -> None:
    for _ in range(2):
        await pair.presses(ALEX, "free_save", **TUESDAYS | {"days": "1,3"})
    assert [(one.weekday, one.until) for one in await kept(pair)] == [(1, date(2027, 2, 22)), (3, date(2027, 2, 22))]


async def test_a_time_for_just_once_is_on_the_day_given_or_on_the_next_such_day(booked: World) -> None:
    once: dict[str, Json] = {**TUESDAYS, "repeat": "once"}
    await booked.presses(ALEX, "free_save", **once, day="2026-12-05")
    await booked.presses(ALEX, "free_save", **once)
    assert [(one.kind, one.day) for one in await kept(booked)] == [
        (FreeKind.ONCE, date(2026, 12, 1)),
        (FreeKind.ONCE, date(2026, 12, 5)),
    ]


async def test_times_for_one_meeting_can_be_kept_for_each_week_by_one_tick(pair: World) -> None:
    row: dict[str, Json] = {"day1": "2026-12-02", "from1": "10:00", "to1": "12:00", "keep": "true"}
    card = shown(await pair.presses(ALEX, "offer", **await ref(pair), **row))
    assert isinstance(card, Offered)
    assert [(one.kind, one.weekday, one.from_minute) for one in await kept(pair)] == [(FreeKind.WEEKLY, 2, 600)]


async def test_a_bank_holiday_is_not_offered(pair: World) -> None:
    answer = await pair.says(ALEX, "free 25 dec 10:00-12:00")
    assert answer.note == "Fri 25 Dec is a bank holiday. Please choose another day."


async def test_my_times_shows_all_and_takes_one_out(booked: World) -> None:
    await booked.says(ALEX, "free every tue 14-16 until 18 dec, thu 10am-12pm until 18 dec")
    card = shown(await booked.says(ALEX, "my times"))
    assert isinstance(card, MyTimes)
    assert len(card.times) == 2
    after = shown(await booked.presses(ALEX, "free_remove", number=card.times[0].number))
    again = shown(await booked.presses(ALEX, "free_remove", number=card.times[0].number))
    assert isinstance(after, MyTimes)
    assert isinstance(again, MyTimes)
    assert (after.taken_out, after.times) == (card.times[0].say, card.times[1:])
    assert (again.taken_out, again.times) == ("", card.times[1:])


async def test_nobody_takes_out_the_times_of_others_or_sees_them(booked: World) -> None:
    await booked.says(ALEX, "free every tue 14-16 until 18 dec")
    number = (await kept(booked))[0].id
    own = [await booked.presses(SAM, "free_remove", number=number), await booked.says(SAM, "my times")]
    assert [answer.card for answer in own] == [MyTimes(times=(), none=True)] * 2
    assert (await booked.says(JO, "my times")).card is None
    assert len(await kept(booked)) == 1


async def test_same_as_last_time_renews_what_runs_out(booked: World) -> None:
    none = shown(await booked.presses(ALEX, "free_same"))
    assert isinstance(none, WhenFree)
    assert none.nothing_last
    await booked.says(ALEX, "free every tue 14-16 until 8 dec")
    form = shown(await booked.presses(ALEX, "free_ask"))
    assert isinstance(form, WhenFree)
    assert form.has_last
    card = shown(await booked.presses(ALEX, "free_same"))
    assert isinstance(card, FreeKept)
    assert [(one.weekday, one.until) for one in await kept(booked)] == [(1, date(2027, 2, 22))]


async def test_days_away_take_times_off_offer_and_show_what_is_set(offered: World) -> None:
    card = shown(await offered.says(ALEX, "away 1 dec to 8 dec"))
    assert isinstance(card, AwayKept)
    assert (card.days, card.has_meetings) == ("Away Tue 1 Dec to Tue 8 Dec", False)
    assert (await meeting(offered)).state is MeetingState.PLANNED
    assert await asked(offered) == QUESTION


async def test_a_meeting_on_a_day_away_stays_unless_it_is_moved(booked: World) -> None:
    assert isinstance(shown(await booked.says(ALEX, "away")), WhenAway)
    card = shown(await booked.presses(ALEX, "free_away_save", from_day="2026-12-01"))
    assert isinstance(card, AwayKept)
    assert [(one.meeting, one.say) for one in card.meetings] == [(1, "Tue 1 Dec at 14:00 with Sam")]
    assert (await meeting(booked)).state is MeetingState.CONFIRMED
    refused = await booked.presses(ALEX, "free_away_save", from_day="", to_day="2026-12-08")
    assert refused.note == "Please give the first day and the last day."


async def test_somebody_can_call_about_it(pair: World) -> None:
    card = shown(await pair.presses(ALEX, "free_call"))
    assert card.template == "duty/sent"


async def test_who_runs_dry_is_asked_once_ten_days_ahead_and_once_more(pair: World) -> None:
    await pair.says(ALEX, "free every tue 14-16 until 18 dec")
    await pair.worker.catch_up()
    heard = []
    for day in range(1, 20):
        pair.clock.now = datetime(2026, 12, day, 10, tzinfo=UTC)
        heard += [day for card in await pair.hears(ALEX) if "Your free times end on Fri 18 Dec" in str(card)]
    assert heard == [8, 15]


async def test_who_gave_more_is_not_asked_for_more(pair: World) -> None:
    await pair.says(ALEX, "free every tue 14-16 until 18 dec")
    await pair.says(ALEX, "free every thu 14-16 until 29 jan")
    await pair.worker.catch_up()
    pair.clock.now = datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert "Your free times end" not in str(await pair.hears(ALEX))


async def test_every_time_that_has_passed_makes_new_ones_be_offered_and_nobody_waits(pair: World) -> None:
    await pair.says(ALEX, "free tue 14:00-16:00")
    await pair.worker.catch_up()
    await pair.presses(SAM, "pick", **await ref(pair), times=TWO)
    await pair.worker.catch_up()
    pair.clock.now = datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert await asked(pair) == QUESTION
    assert (await meeting(pair)).state is MeetingState.PLANNED
    await pair.says(ALEX, "free every thu 10-11")
    await said(pair)
    assert (await meeting(pair)).state is MeetingState.OFFERED
    pair.clock.now = datetime(2026, 12, 17, 11, tzinfo=UTC)
    assert await asked(pair) == OFFER
    pick = shown(await pair.says(SAM, "next"))
    assert isinstance(pick, AskPick)
    assert [one.say for one in pick.times] == ["Thu 24 Dec at 10:00", "Thu 31 Dec at 10:00", "Thu 7 Jan at 10:00"]


async def test_a_question_has_one_nudge_after_two_days_and_then_none(pair: World) -> None:
    start, heard = pair.clock.now, []
    for hours in (24, 47, 49, 60, 96, 200):
        pair.clock.now = start + timedelta(hours=hours)
        heard += [hours for card in await pair.hears(ALEX) if "A gentle nudge" in str(card)]
    assert heard == [49]


async def test_a_student_who_does_not_pick_is_nudged_kindly_and_a_buddy_about_a_yes(offered: World) -> None:
    await offered.says(ALEX, "free 10 dec 10:00-12:00")
    await offered.worker.catch_up()
    offered.clock.move(hours=49)
    cards = await offered.hears(SAM)
    assert [stage.heading(card) for card in cards if "A gentle nudge" in str(card)] == ["Meeting 1: Starting well"]
    await offered.presses(SAM, "pick", **await ref(offered), times="2026-12-10T10:00Z")
    await offered.worker.catch_up()
    offered.clock.move(hours=49)
    cards = await offered.hears(ALEX)
    assert [stage.heading(card) for card in cards if "A gentle nudge" in str(card)] == ["Can you do this?"]


async def test_an_answered_question_has_no_nudge(pair: World) -> None:
    await pair.says(ALEX, "free 10 dec 10:00-12:00")
    await pair.worker.catch_up()
    pair.clock.move(hours=49)
    assert "A gentle nudge" not in str(await pair.hears(ALEX))


def _rest(work: Work, since: datetime | None, _now: datetime) -> None:
    work.people.change(work.actor.id, rests_since=since)


async def test_nobody_is_booked_into_a_break(fresh: World) -> None:
    await fresh.presses(ALEX, "free_save", **TUESDAYS)
    await fresh.store.run(ALEX, _rest, fresh.clock.now)
    await fresh.worker.catch_up()
    assert (await meeting(fresh)).state is MeetingState.PLANNED


async def test_there_is_room_for_so_many_times_and_what_has_passed_goes(booked: World) -> None:
    for day in range(4, 12):  # five each
        span = ", ".join(f"{day} dec {hour}:00-{hour}:30" for hour in (9, 11, 13, 15))
        assert (await booked.says(ALEX, f"free every mon {day + 4}:00-{day + 4}:45, {span}")).note is None
    full = await booked.says(ALEX, "free every tue 9-10")
    assert full.note == "There is room for 40 times. Please take some out first: type 'my times'."
    booked.clock.now = datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert isinstance(shown(await booked.says(ALEX, "free every tue 9-10")), FreeKept)
    assert {one.kind for one in await kept(booked)} == {FreeKind.WEEKLY}


async def test_days_away_that_touch_no_time_on_offer_change_nothing(offered: World) -> None:
    await offered.says(ALEX, "away 9 dec")
    assert (await meeting(offered)).version == (await ref(offered))["version"]
    assert (await meeting(offered)).state is MeetingState.OFFERED


async def test_a_question_that_was_answered_meanwhile_is_not_nudged(pair: World) -> None:
    pair.clock.move(hours=47)
    await pair.worker.catch_up()
    old = pair.clock.now
    pair.clock.now = old + timedelta(hours=2)
    await pair.says(ALEX, "free 10 dec 10:00-12:00")
    assert "A gentle nudge" not in str(await pair.hears(ALEX))
