"""What is watched in Graph, on every database."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.domain.rooms import Room, Together
from bot.domain.watching import HELD, Agreed
from bot.front.beyond import NotGranted
from bot.store.watch import SqlWatched
from bot.usecases.ports import Work
from tests.stage import START, booked, meeting
from tests.templates import WorldAt
from tests.world import World


def watched(world: World) -> SqlWatched:
    return SqlWatched(store=world.store, clock=world.clock)


async def test_of_several_at_once_one_sees_to_the_agreement(world: World) -> None:
    turns = await asyncio.gather(*(watched(world).turn() for _ in range(4)))
    assert len([one for one in turns if one]) == 1


async def test_a_turn_that_was_not_finished_is_anothers_a_little_later(world: World) -> None:
    todo = watched(world)
    assert await todo.turn()
    assert await todo.turn() is None
    world.clock.now += HELD
    again = await todo.turn()
    assert again
    await todo.refused(again, NotGranted("ErrorAccessDenied"))
    assert await todo.state() == (None, "ErrorAccessDenied")
    assert await todo.turn() is None
    until = world.clock.now + timedelta(days=6)
    await todo.agreed(Agreed(subscription="s-1", until=until))
    assert await todo.state() == (until, "")
    world.clock.now += timedelta(days=4, minutes=1)
    renewed = await todo.turn()
    assert renewed
    assert (renewed.subscription, renewed.tries) == ("s-1", 0)


async def test_what_was_told_before_is_passed_over_and_what_was_lost_is_made_anew(world: World) -> None:
    todo = watched(world)
    await todo.turn()
    await todo.agreed(Agreed(subscription="s-1", until=world.clock.now + timedelta(days=6)))
    for _ in range(2):
        await todo.told([("k" * 64, "event-1")], lost=False, again=False)
    assert await todo.turn() is None
    await todo.told([], lost=True, again=False)
    turn = await todo.turn()
    assert turn
    assert turn.subscription == ""


async def test_a_meeting_is_asked_about_once_in_a_while_until_there_is_a_report(world_at: WorldAt) -> None:
    world = await world_at(booked)
    todo = watched(world)
    assert await todo.ended() == []
    world.clock.now = START + timedelta(minutes=70)
    (one,) = await todo.ended()
    assert (one.start, one.end) == (START, START + timedelta(hours=1))
    assert await todo.ended() == []
    world.clock.move(minutes=15)
    assert await todo.ended() == [one]
    await todo.reported(one, Together(people=2, minutes=48))
    world.clock.move(hours=3)
    assert await todo.ended() == []
    assert (await meeting(world)).room == Room(people=2, minutes=48)


def _see(work: Work, minutes: int, now: datetime) -> None:
    (one,) = work.rooms.near(since=now, until=now)
    for at in (30, minutes, 40):
        work.rooms.entered(one, now + timedelta(minutes=at))
        work.rooms.left(one, now + timedelta(minutes=at + 5))


async def test_the_first_and_the_last_time_are_kept_in_whatever_order_they_come(world_at: WorldAt) -> None:
    world = await world_at(booked)
    world.clock.now = START
    await world.store.run(None, _see, 2)
    at = [START + timedelta(minutes=one) for one in (2, 40, 45)]
    assert (await meeting(world)).room == Room(began=at[0], entered=at[1], left=at[2])
