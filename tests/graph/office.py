"""A scheme whose meetings stand in a calendar: the whole program of the tests, with a calendar's worker beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.calendar_worker import CalendarWorker
from bot.cards.meetings import Booked
from bot.front.calendar import Calendar
from bot.store.booking_queue import SqlBookingsToDo
from bot.store.outbox import SqlOutbox
from bot.store.tables import booking
from tests.stage import ALEX, TWO, ref, said
from tests.world import World, shown

ON, SET, NOTE = "Is your meeting still on?", "It's set", "About the meeting calendar"
OURS = (ON, SET, NOTE)  # other messages are due as well
KEYS: Iterator[int] = count(1)


@dataclass(slots=True, kw_only=True)
class Office:
    """The scheme, and who keeps its calendar. `told`: how often the calendar's worker had news."""

    world: World
    keeper: CalendarWorker
    told: list[None] = field(default_factory=list)

    async def catch_up(self) -> list[tuple[str, str]]:
        """The calendar is kept, and then who hears what."""
        await self.keeper.catch_up()
        return [(who, what) for who, what in await said(self.world) if what in OURS]

    async def row(self) -> Any:  # noqa: ANN401 - a row of the database
        """The first booking as it is kept."""
        return await self.world.store.database.read(
            lambda connection: connection.execute(select(booking).order_by(booking.c.meeting_id)).first()
        )


def office(world: World, calendar: Calendar, *, checks: bool = False, me: str = "calendar-1") -> Office:
    """The same scheme with a calendar."""
    store = replace(world.store, site=replace(world.store.site, books=True, checks=checks))
    outbox = SqlOutbox(store=store, me="worker-1", clock=world.clock)
    worker = replace(world.worker, outbox=outbox)
    with_it = replace(world, store=store, worker=worker, front=replace(world.front, store=store))
    todo = SqlBookingsToDo(store=store, me=me, clock=world.clock, new_key=lambda: f"key-{next(KEYS)}")
    told: list[None] = []
    keeper = CalendarWorker(todo=todo, calendar=calendar, told=lambda: told.append(None), checks=checks)
    return Office(world=with_it, keeper=keeper, told=told)


async def confirmed(at_work: Office) -> Booked:
    """Alex says yes; a second later the calendar is kept."""
    world = at_work.world
    card = shown(await world.presses(ALEX, "confirm", **await ref(world), time=TWO))
    world.clock.move(seconds=1)
    assert isinstance(card, Booked)
    return card
