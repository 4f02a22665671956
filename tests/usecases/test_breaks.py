"""Breaks and leaving: at once, at any time, without a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from bot.cards.meetings import NothingToDo
from bot.cards.profile import AskLeave, AskRest, Back, HasLeft, Resting, SureToLeave
from bot.domain.cohorts import EnrolmentState
from bot.domain.errors import NotYours
from bot.domain.links import LinkState
from bot.domain.meetings import MeetingState, Side
from bot.domain.people import Account, Person, PersonId, Role
from bot.usecases.breaks import PARKED, come_back, leave, take_break
from bot.usecases.ports import Work
from tests.joining import invite, places, says_yes, standing
from tests.stage import ALEX, JO, SAM, START, meeting, said
from tests.store.pairs import Pair, add_person, confirmed, linked
from tests.templates import WorldAt
from tests.world import World, person, shown

KIM = person("kim.lee")


def _group(work: Work, members: dict[PersonId, Side], now: datetime) -> int:
    linked(work, members, now)
    return work.meetings.of(max(members))[0].id


async def number(world: World, account: Account) -> PersonId:
    """The number of somebody who is on the list."""
    return await world.store.read(account, lambda work, _, __: work.actor.id, None)


async def audited(world: World, what: str) -> list[str]:
    """Of whom the log says this, as the coordinator reads it."""
    since = world.clock.now - timedelta(days=1)

    def look(work: Work, _: None, __: datetime) -> Sequence[Person]:
        return work.presence.noted(what, settled="", since=since, at_most=9)[1]

    people = await world.store.read(JO, look, None)
    return [one.first_name or "" for one in people]


async def test_a_break_begins_at_once_and_says_when_the_next_question_comes(world: World) -> None:
    there = await invite(world)
    asked = shown(await world.says(SAM, "break"))
    card = shown(await world.presses(SAM, "rest", until="month"))
    now = await standing(world, there.sam)
    assert (asked, card) == (AskRest(), Resting(until="Wed 30 Dec"))
    assert (now.rests_since, now.rests_until) == (world.clock.now, date(2026, 12, 30))
    assert await audited(world, "takes a break") == ["Sam"]


@pytest.mark.parametrize(
    ("until", "day"),
    [("week", date(2026, 12, 7)), ("month", date(2026, 12, 30)), ("three_months", date(2027, 3, 1)), ("never", None)],
)
async def test_somebody_away_chooses_when_to_be_asked(world: World, until: str, day: date | None) -> None:
    there = await invite(world)
    await world.presses(SAM, "rest", until=until)
    assert (await standing(world, there.sam)).rests_until == day


async def test_nothing_unasked_is_said_to_somebody_on_a_break(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await says_yes(world)
    await world.presses(SAM, "rest", until="never")
    world.clock.move(days=30)
    assert await said(world) == []


async def test_the_others_hear_only_that_the_meeting_moves(booked: World) -> None:
    shown(await booked.presses(ALEX, "rest", until="never"))
    now = await meeting(booked)
    assert (now.state, now.start, now.since) == (MeetingState.PLANNED, None, booked.clock.now + PARKED)
    assert await said(booked) == [("Sam", "Your meeting will move")]
    booked.clock.move(days=20)
    assert await said(booked) == []


async def test_a_break_on_the_day_looks_like_any_other_move_of_that_day(booked: World) -> None:
    booked.clock.now = START - timedelta(hours=1)
    await booked.worker.catch_up()
    await booked.presses(SAM, "rest", until="month")
    heard = await said(booked)
    assert ("Alex", "Today's meeting will move") in heard
    assert "Sam" not in dict(heard)


async def test_a_meeting_that_goes_on_is_left_to_go_on(booked: World) -> None:
    booked.clock.now = START + timedelta(minutes=10)
    await booked.presses(ALEX, "rest", until="never")
    assert (await meeting(booked)).state is MeetingState.CONFIRMED


async def test_who_comes_back_is_asked_about_the_meeting_again(booked: World) -> None:
    await booked.presses(ALEX, "rest", until="never")
    await booked.worker.catch_up()
    booked.clock.move(days=35)
    card = shown(await booked.says(ALEX, "come back"))
    assert card == Back(came=True)
    assert await said(booked) == [("Alex", "When are you free?")]


async def test_a_question_that_ran_out_during_a_break_is_asked_again(pair: World) -> None:
    await pair.presses(SAM, "rest", until="never")
    pair.clock.move(days=42)
    await pair.worker.catch_up()
    await pair.presses(SAM, "come_back")
    assert ("Alex", "When are you free?") in await said(pair)


async def test_come_back_when_not_away_changes_nothing(booked: World) -> None:
    before = await meeting(booked)
    assert shown(await booked.says(ALEX, "come back")) == Back(here=True)
    assert await meeting(booked) == before


async def test_break_pressed_again_shows_how_things_are_and_another_day_can_be_named(world: World) -> None:
    there = await invite(world)
    await world.presses(SAM, "rest", until="month")
    since = (await standing(world, there.sam)).rests_since
    world.clock.move(days=3)
    assert shown(await world.presses(SAM, "break")) == Resting(until="Wed 30 Dec")
    assert shown(await world.presses(SAM, "rest", until="never")) == Resting(until="", open=True)
    assert (await standing(world, there.sam)).rests_since == since


async def test_the_day_that_was_named_brings_one_question(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await world.presses(SAM, "rest", until="month")
    world.clock.now = datetime.fromisoformat("2026-12-30T08:59Z")
    early = await said(world)
    world.clock.now = datetime.fromisoformat("2026-12-30T09:00Z")
    assert (early, await said(world), await said(world)) == ([], [("Sam", "How are you?")], [])


async def test_who_came_back_before_that_day_is_not_asked(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await world.presses(SAM, "rest", until="month")
    await world.presses(SAM, "come_back")
    world.clock.now = datetime.fromisoformat("2026-12-30T09:00Z")
    assert "How are you?" not in [words for _, words in await said(world)]


async def test_a_question_after_a_break_that_comes_late_waits_for_the_morning(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await world.presses(SAM, "rest", until="month")
    world.clock.now = datetime.fromisoformat("2026-12-30T22:00Z")
    night = await said(world)
    world.clock.now = datetime.fromisoformat("2026-12-31T10:00Z")
    assert (night, await said(world)) == ([], [("Sam", "How are you?")])


async def test_a_group_goes_on_without_a_student_who_takes_a_break(booked: World) -> None:
    sam, kim = await number(booked, SAM), await add_person(booked.store, "kim.lee", Role.STUDENT)
    dana = await add_person(booked.store, "dana.cole", Role.BUDDY)
    members = {sam: Side.STUDENT, kim: Side.STUDENT, dana: Side.BUDDY}
    group = await booked.store.run(JO, _group, members)
    await confirmed(booked.store, Pair(dana, kim, (await meeting(booked, group)).id), START + timedelta(days=2))
    await booked.presses(SAM, "rest", until="never")
    assert (await meeting(booked, group)).state is MeetingState.CONFIRMED
    assert (await meeting(booked, 1)).state is MeetingState.PLANNED


async def test_when_a_coordinator_stops_everything_nobody_in_the_link_hears_anything(booked: World) -> None:
    def silence(work: Work, who: PersonId, now: datetime) -> None:
        take_break(work, who, until=None, silent=True, now=now)

    def again(work: Work, who: PersonId, now: datetime) -> None:
        come_back(work, who, now=now)

    await booked.store.run(JO, silence, await number(booked, ALEX))
    booked.clock.now = START + timedelta(hours=2)
    quiet = await said(booked)
    stands = await meeting(booked)
    await booked.store.run(JO, again, await number(booked, ALEX))
    assert (quiet, stands.held_back, stands.state) == ([], True, MeetingState.CONFIRMED)
    assert not (await meeting(booked)).held_back


async def test_coordinators_see_whose_meetings_need_a_plan(booked: World) -> None:
    async def to_plan() -> tuple[int, list[str | None]]:
        total, people = await booked.store.read(JO, lambda work, _, __: work.presence.to_plan(at_most=5), None)
        return total, [one.first_name for one in people]

    before = await to_plan()
    await booked.presses(ALEX, "rest", until="never")
    assert (before, await to_plan()) == ((0, []), (1, ["Alex"]))


async def test_leaving_asks_twice_and_then_ends_the_link_in_kind_words(booked: World) -> None:
    sam = await number(booked, SAM)
    cards = [shown(await booked.presses(SAM, verb)) for verb in ("leave", "leave_sure", "leave_yes")]
    assert cards == [AskLeave(), SureToLeave(), HasLeft(contact="01632 960000")]
    link = await booked.store.read(JO, lambda work, _, __: work.links.of(sam)[0], None)
    assert (link.state, (await meeting(booked)).state) == (LinkState.ENDED, MeetingState.CANCELLED)
    assert [one.state for one in await places(booked, sam)] == [EnrolmentState.LEFT]
    assert [who for who, _ in await said(booked)] == ["Alex"]
    assert await audited(booked, "left") == ["Sam"]


async def test_when_a_buddy_leaves_the_student_waits_again(booked: World) -> None:
    sam = await number(booked, SAM)
    await booked.presses(ALEX, "leave_yes")
    assert [one.state for one in await places(booked, sam)] == [EnrolmentState.WAITING]
    assert [who for who, _ in await said(booked)] == ["Sam"]


async def test_leave_pressed_twice_is_once_and_nothing_more_is_said_to_who_left(booked: World) -> None:
    sam = await number(booked, SAM)
    await booked.presses(SAM, "leave_yes")
    left_at = (await standing(booked, sam)).left_at
    booked.clock.move(days=8)
    assert isinstance(shown(await booked.presses(SAM, "leave_yes")), HasLeft)
    assert (await standing(booked, sam)).left_at == left_at
    assert [who for who, _ in await said(booked) if who == "Sam"] == []


async def test_a_group_goes_on_without_a_student_who_leaves(booked: World) -> None:
    sam = await number(booked, SAM)
    kim = await add_person(booked.store, "kim.lee", Role.STUDENT)
    dana = await add_person(booked.store, "dana.cole", Role.BUDDY)
    await booked.store.run(JO, _group, {sam: Side.STUDENT, kim: Side.STUDENT, dana: Side.BUDDY})
    await booked.presses(SAM, "leave_yes")
    states = {
        link.label: link.state for link in await booked.store.read(JO, lambda work, _, __: work.links.of(sam), None)
    }
    assert states == {"Pair 1": LinkState.ENDED, "P-2": LinkState.ACTIVE}


async def test_who_has_left_is_told_so_by_every_old_card(booked: World) -> None:
    sam = await number(booked, SAM)
    await booked.presses(SAM, "leave_yes")
    tried = [("break", {}), ("rest", {"until": "month"}), ("come_back", {}), ("leave", {}), ("leave_sure", {})]
    tried += [("join", {"role": "student"}), ("agree", {"role": "student", "version": "x"})]
    cards = [shown(await booked.presses(SAM, verb, **fields)) for verb, fields in tried]
    assert {type(card) for card in cards} == {HasLeft}
    assert (await standing(booked, sam)).rests_since is None


async def test_a_coordinator_can_let_somebody_leave_and_nobody_hears_it_who_is_not_to(booked: World) -> None:
    def end(work: Work, who: PersonId, now: datetime) -> None:
        take_break(work, who, until=None, silent=True, now=now)
        leave(work, who, now=now)

    await booked.store.run(JO, end, await number(booked, ALEX))
    assert await said(booked) == []
    assert isinstance(shown(await booked.says(SAM, "next")), NothingToDo)


@pytest.mark.parametrize("until", ["", "a year", 7, None])
async def test_a_break_that_no_card_offers_is_refused(world: World, until: str | int | None) -> None:
    there = await invite(world)
    answer = await world.presses(SAM, "rest", until=until)
    assert (answer.note or "").startswith("I can't use that card.")
    assert (await standing(world, there.sam)).rests_since is None


async def test_nobody_sends_somebody_else_away(booked: World) -> None:
    def send_away(work: Work, who: PersonId, now: datetime) -> None:
        take_break(work, who, until=None, silent=False, now=now)

    alex = await number(booked, ALEX)
    with pytest.raises(NotYours):
        await booked.store.run(SAM, send_away, alex)
    assert (await standing(booked, alex)).rests_since is None


async def test_a_coordinator_has_no_break_of_this_kind(world: World) -> None:
    assert (await world.says(JO, "break")).note == (
        "That one is not part of your role. Type 'commands' to see what you can do."
    )
