"""A time cannot be booked twice, however many people press at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.cards import Card
from bot.cards.meetings import Booked
from bot.cards.times import AskConfirm, AskFree
from bot.domain.meetings import MeetingState
from bot.domain.people import Role
from bot.domain.times import cells
from bot.store.sql_store import SqlStore
from bot.store.tables import cell, meeting
from bot.usecases.meetings import move
from bot.usecases.times import Confirm, Ref, confirm
from tests.store.pairs import Pair, add_pair, add_person, confirmed, new_pair, no_rest, picked
from tests.world import MONDAY, World, make_world

TIME = MONDAY + timedelta(days=2, hours=5)
LATER = TIME + timedelta(hours=1)


def booked_cells(connection: Connection) -> Counter[tuple[int, int]]:
    """Who is booked in which quarter hour."""
    return Counter((row.person_id, row.cell) for row in connection.execute(select(cell)))


def fit(connection: Connection) -> bool:
    """Whether exactly the meetings that are confirmed have their quarter hours."""
    rows = connection.execute(select(meeting).where(meeting.c.state == MeetingState.CONFIRMED)).all()
    wanted = {(row.id, number) for row in rows for number in cells(row.start, row.minutes)}
    found = Counter((row.meeting_id, row.cell) for row in connection.execute(select(cell)))
    return found == Counter(dict.fromkeys(wanted, 2))  # each meeting here has two people


async def confirms(store: SqlStore, pair: Pair, version: int, at: datetime = TIME) -> Card:
    return await store.run(pair.buddy, confirm, Confirm(meeting=pair.meeting, version=version, time=at))


async def rivals(world: World, count: int) -> list[tuple[Pair, int]]:
    """So many students of one Buddy, who all picked the same hour; every second one picked a later hour too."""
    buddy = await add_person(world.store, "alex.morgan", Role.BUDDY)
    await no_rest(world.store, buddy)
    found = []
    for number in range(count):
        pair = await add_pair(world.store, buddy, await add_person(world.store, f"student.{number}", Role.STUDENT))
        hours = (TIME, LATER) if number % 2 else (TIME,)
        found.append((pair, await picked(world.store, pair, *hours)))
    return found


@pytest.fixture
async def fifty(world: World) -> list[tuple[Pair, int]]:
    return await rivals(world, 50)


@pytest.fixture
async def ten(world: World) -> list[tuple[Pair, int]]:
    return await rivals(world, 10)


async def test_of_fifty_confirmations_of_one_hour_one_wins_and_the_others_are_offered_something_else(
    world: World, fifty: list[tuple[Pair, int]], database_url: str
) -> None:
    other = await make_world(database_url, me="second machine")
    stores = [world.store, other.store]

    cards = await asyncio.gather(*(confirms(stores[at % 2], pair, version) for at, (pair, version) in enumerate(fifty)))

    (winner,) = (card for card in cards if isinstance(card, Booked))
    asked = [card for card in cards if isinstance(card, AskConfirm)]
    free = [card for card in cards if isinstance(card, AskFree)]
    assert len(asked) + len(free) == 49
    assert all(card.taken and len(card.times) == 1 for card in asked)
    assert all(card.changed for card in free)
    assert abs(len(asked) - len(free)) == 1
    (pair,) = (pair for pair, _ in fifty if pair.meeting == winner.meeting)
    wanted = [(person, number) for person in (pair.buddy, pair.student) for number in cells(TIME, winner.minutes)]
    assert await world.store.database.read(booked_cells) == Counter(wanted)
    await other.store.close()


async def test_the_others_can_still_have_their_second_choice(world: World, ten: list[tuple[Pair, int]]) -> None:
    await asyncio.gather(*(confirms(world.store, pair, version) for pair, version in ten[::2]))

    cards = await asyncio.gather(*(confirms(world.store, pair, version, LATER) for pair, version in ten[1::2]))

    assert Counter(type(card) for card in cards) == {Booked: 1, AskFree: 4}
    assert await world.store.database.read(fit)


async def test_two_confirmations_of_one_meeting_are_one_booking(world: World) -> None:
    pair = await new_pair(world.store, 1)
    version = await picked(world.store, pair, TIME, LATER)

    first, second = await asyncio.gather(
        confirms(world.store, pair, version, TIME), confirms(world.store, pair, version, LATER)
    )

    assert isinstance(first, Booked)
    assert isinstance(second, Booked)
    assert {first.changed, second.changed} == {False, True}
    assert first.when == second.when
    assert await world.store.database.read(fit)


async def test_a_meeting_that_moves_leaves_its_hour_to_others(world: World) -> None:
    pair = await new_pair(world.store, 1)
    other = await add_pair(world.store, pair.buddy, await add_person(world.store, "kim.lee", Role.STUDENT))
    version = await picked(world.store, other, TIME)
    booked = await confirmed(world.store, pair, TIME)
    assert isinstance(booked, Booked)
    await world.store.run(pair.student, move, Ref(meeting=pair.meeting, version=booked.version))

    card = await confirms(world.store, other, version)

    assert isinstance(card, Booked)
    assert await world.store.database.read(fit)


async def test_a_meeting_that_overlaps_by_a_quarter_of_an_hour_is_refused(world: World) -> None:
    pair = await new_pair(world.store, 1)
    other = await add_pair(world.store, pair.buddy, await add_person(world.store, "kim.lee", Role.STUDENT))
    await no_rest(world.store, pair.buddy)
    beside = await add_pair(world.store, pair.buddy, await add_person(world.store, "lou.ray", Role.STUDENT))
    booked = await confirmed(world.store, pair, TIME)
    assert isinstance(booked, Booked)

    late = await confirmed(world.store, other, TIME + timedelta(minutes=booked.minutes - 15))
    after = await confirmed(world.store, beside, TIME + timedelta(minutes=booked.minutes))

    assert isinstance(late, AskFree)
    assert isinstance(after, Booked)
    assert await world.store.database.read(fit)
