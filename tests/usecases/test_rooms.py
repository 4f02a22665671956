from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

import pytest

from bot.cards import Card
from bot.cards.rooms import Agenda
from bot.domain.meetings import Meeting, MeetingState
from bot.domain.rooms import Room
from bot.usecases.ports import Work
from bot.usecases.rooms import RoomSeen
from tests.stage import ALEX, START, booked, meeting, ref, said
from tests.templates import WorldAt
from tests.world import World

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ROOM = "https://teams.microsoft.com/l/meetup-join/made-up"


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


async def seen(
    world: World, what: Literal["entered", "left"], minutes: float, *, url: str = ROOM, key: str = ""
) -> Card | None:
    """Teams tells of it at once."""
    world.clock.now = at(minutes)
    event = RoomSeen(what=what, at=at(minutes), join_url=url, thread="19:meeting_x@thread.v2")
    answer = await world.front.room_seen(event, key=key or f"{what}-{minutes}")
    assert answer.note is None
    return answer.card


async def asked(world: World, minutes: float) -> list[str]:
    """Who is asked how it went when it is so late."""
    world.clock.now = at(minutes)
    return [who for who, what in await said(world) if what != "Where are you now?"]  # it would come anyway


@pytest.fixture
async def world(world_at: WorldAt) -> World:
    made = await world_at(booked)
    made.clock.now = at(-9)
    await made.worker.catch_up()
    return made


async def test_people_are_asked_five_minutes_after_the_last_has_left(world: World) -> None:
    await seen(world, "entered", 1)
    await seen(world, "left", 40)
    assert await asked(world, 44) == []
    assert await asked(world, 45) == ["Alex", "Sam"]
    assert await asked(world, 65) == []


async def test_a_meeting_that_goes_on_is_not_interrupted_and_is_asked_about_after_it(world: World) -> None:
    await seen(world, "entered", 1)
    assert await asked(world, 70) == []
    await seen(world, "left", 72)
    assert await asked(world, 77) == ["Alex", "Sam"]


async def test_without_any_word_from_teams_the_clock_decides(world: World) -> None:
    assert await asked(world, 64) == []
    assert await asked(world, 65) == ["Alex", "Sam"]


async def test_an_end_that_gets_lost_holds_up_nobody_for_long(world: World) -> None:
    await seen(world, "entered", 1)
    assert await asked(world, 80) == ["Alex", "Sam"]


async def test_who_comes_back_into_the_room_is_still_in_the_meeting(world: World) -> None:
    await seen(world, "entered", 1)
    await seen(world, "entered", 32)
    await seen(world, "left", 30)  # told late, and out of order
    assert await asked(world, 50) == []
    await seen(world, "left", 55)
    assert await asked(world, 60) == ["Alex", "Sam"]


async def test_the_agenda_comes_once_without_names_however_often_it_is_told(world: World) -> None:
    card = await seen(world, "entered", 0, key="one")
    assert isinstance(card, Agenda)
    assert card.number == 1
    words = str(world.renderer.render(card))
    assert "Sam" not in words
    assert "Alex" not in words
    assert await seen(world, "entered", 0, key="one") is None
    assert await seen(world, "entered", 0, key="two") is None
    assert await seen(world, "entered", 20) is None


async def test_a_room_of_somebody_else_changes_nothing(world: World) -> None:
    assert await seen(world, "entered", 0, url="https://teams.microsoft.com/l/meetup-join/other") is None
    assert (await meeting(world)).room is None


async def test_a_meeting_that_has_moved_is_not_taken_for_the_one_that_was(world: World) -> None:
    await seen(world, "entered", -8)
    assert (await meeting(world)).room is not None
    await world.presses(ALEX, "not_today", **await ref(world))
    assert (await meeting(world)).room is None


async def test_a_time_that_was_not_said_or_lies_ahead_is_taken_for_now(world: World) -> None:
    world.clock.now = at(3)
    for when in (None, at(500)):
        event = RoomSeen(what="entered", at=when, join_url=ROOM, thread="")
        await world.front.room_seen(event, key=str(when))
    assert (await meeting(world)).room == Room(began=at(3), entered=at(3))


def _report(work: Work, number: int, _now: datetime) -> None:
    (one,) = work.rooms.near(since=START, until=START)
    assert one.id == number
    work.rooms.reported(one, people=3, minutes=48)


async def test_what_a_report_says_is_for_coordinators_alone(world: World) -> None:
    await world.store.run(None, _report, 1)
    found = await meeting(world)
    assert found.room == Room(people=3, minutes=48)

    def as_alex(work: Work, _request: None, _now: datetime) -> Meeting:
        return next(one for one in work.meetings.of(work.actor.id) if one.state is MeetingState.CONFIRMED)

    assert (await world.store.read(ALEX, as_alex, None)).room is None


async def test_a_database_that_is_gone_leaves_the_chat_of_the_meeting_in_peace(world: World) -> None:
    await world.store.close()
    event = RoomSeen(what="left", at=at(30), join_url=ROOM, thread="")
    answer = await world.front.room_seen(event, key="x")
    assert (answer.card, answer.note) == (None, None)
