"""What holds on each database: a meeting is brought into the calendar once, whoever does it and whatever happens."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.front.calendar import Wish
from bot.graph.calendar import GraphCalendar
from bot.store.tables import booking
from tests.fakes.graph import FakeGraph
from tests.fakes.graph_calendar import deleted
from tests.graph.office import NOTE, ON, SET, Office, confirmed, office
from tests.stage import ALEX, SAM, START, ref


async def test_two_keepers_book_it_once(at_work: Office, calendar: GraphCalendar, fake: FakeGraph) -> None:
    await confirmed(at_work)
    other = office(at_work.world, calendar, me="calendar-2")
    await asyncio.gather(at_work.keeper.catch_up(), other.keeper.catch_up())
    assert [what for what, _, _ in fake.mails] == ["invited"]


async def test_what_a_keeper_left_behind_is_taken_up_when_its_lease_has_run_out(
    at_work: Office, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    await confirmed(at_work)
    left = await at_work.keeper.todo.take(lease=timedelta(minutes=2))
    assert left is not None
    await calendar.book(left.wish)  # and then it is gone
    other = office(at_work.world, calendar, me="calendar-2")
    await other.keeper.catch_up()
    assert fake.calls["book"] == 1
    at_work.world.clock.move(minutes=3)
    await other.keeper.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited"]
    await at_work.keeper.todo.settle(left, None)
    assert (await other.row()).state == "booked"


async def test_what_changes_while_the_calendar_is_asked_is_put_right_as_soon_as_it_has_answered(
    at_work: Office, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    await confirmed(at_work)
    asked = await at_work.keeper.todo.take(lease=timedelta(minutes=2))
    assert asked is not None
    entry = await calendar.book(asked.wish)
    await at_work.world.presses(SAM, "move", **await ref(at_work.world))
    other = office(at_work.world, calendar, me="calendar-2")
    await other.keeper.catch_up()  # it finds the change, and that the meeting is held by another
    await at_work.keeper.todo.settle(asked, entry)
    await other.keeper.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited", "cancelled"]


async def test_a_deleted_event_is_asked_about_and_not_made_again_before_both_say_so(
    at_work: Office, fake: FakeGraph
) -> None:
    world = at_work.world
    await confirmed(at_work)
    await at_work.catch_up()
    deleted(fake, next(iter(fake.events)))
    world.clock.move(hours=2)
    assert await at_work.catch_up() == [("Alex", ON), ("Jo", NOTE), ("Sam", ON)]
    for _ in range(2):
        await world.presses(SAM, "still_on", **await ref(world))
    world.clock.move(hours=1)
    assert await at_work.catch_up() == []
    assert [what for what, _, _ in fake.mails] == ["invited"]
    await world.presses(ALEX, "still_on", **await ref(world))
    world.clock.move(seconds=1)
    assert await at_work.catch_up() == [("Alex", SET), ("Sam", SET)]
    assert [what for what, _, _ in fake.mails] == ["invited", "invited"]


async def test_an_event_whose_meeting_is_not_there_any_more_is_cancelled(
    at_work: Office, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    entry = await calendar.book(Wish(key="old", start=START, end=START + timedelta(hours=1)))
    row = {"meeting_id": 999, "key": "old", "state": "booked", "start": START, "minutes": 60, "sequence": 1}
    await at_work.world.store.database.write(
        lambda connection: connection.execute(booking.insert(), row | {"event": entry.id})
    )
    for _ in range(2):
        await at_work.keeper.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited", "cancelled"]


async def test_a_meeting_that_is_in_the_calendar_is_not_asked_about_at_each_look(
    at_work: Office, fake: FakeGraph
) -> None:
    await confirmed(at_work)
    await at_work.catch_up()
    asked = sum(fake.calls.values())
    for _ in range(3):
        await at_work.keeper.catch_up()
    assert sum(fake.calls.values()) == asked


class Broken:
    """A calendar with a bug in it."""

    def __getattr__(self, _name: str) -> object:
        raise RuntimeError


async def test_a_bug_holds_up_nobody_and_the_meeting_is_tried_again(at_work: Office, fake: FakeGraph) -> None:
    await confirmed(at_work)
    good, at_work.keeper.calendar = at_work.keeper.calendar, Broken()  # type: ignore[assignment]  # that is the point
    await at_work.keeper.catch_up()
    assert (await at_work.row()).error == "bug"
    at_work.keeper.calendar = good
    at_work.world.clock.move(minutes=1)
    await at_work.keeper.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited"]


async def test_a_keeper_works_until_it_is_told_to_stop(at_work: Office, fake: FakeGraph) -> None:
    news = asyncio.Event()
    at_work.keeper.told = news.set
    working = asyncio.create_task(at_work.keeper.run())
    await confirmed(at_work)
    at_work.keeper.wake.set()
    async with asyncio.timeout(10):
        await news.wait()
        at_work.keeper.stop()
        await working
    assert [what for what, _, _ in fake.mails] == ["invited"]
