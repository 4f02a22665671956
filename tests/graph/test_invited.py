"""Who leaves a group is let go from the event in the calendar, and who comes back is invited again."""

from __future__ import annotations

import pytest

from bot.graph.calendar import GraphCalendar
from tests.conversations.test_groups import KIM, ROBIN, group_with_a_time
from tests.fakes.graph import FakeGraph, Fault
from tests.graph.office import Office, office
from tests.staff import does
from tests.stage import ALEX, SAM, ref
from tests.templates import WorldAt

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"], indirect=True)
ADDRESS = "kim.lee@university.example"
FOUR = "2026-12-08T16:00Z"
REST = ["alex.morgan@post.example", "robin.hart@university.example", "sam.taylor@university.example"]


@pytest.fixture
async def group(world_at: WorldAt, calendar: GraphCalendar) -> Office:
    """All four have a meeting in the calendar."""
    at_work = office(await world_at(group_with_a_time), calendar)
    await at_work.catch_up()
    at_work.world.clock.move(seconds=1)
    return at_work


def attendees(fake: FakeGraph) -> list[str]:
    (event,) = fake.events.values()
    return sorted(one["emailAddress"]["address"] for one in event["attendees"])


async def test_who_leaves_a_group_is_let_go_at_once_and_nobody_else_is_written_to(
    group: Office, fake: FakeGraph
) -> None:
    await group.world.presses(KIM, "leave_yes")
    await group.catch_up()
    (event,) = fake.events
    assert attendees(fake) == REST
    assert fake.mails == [("invited", event, ""), ("let go", event, ADDRESS)]
    assert set(fake.got[-1].body) == {"attendees"}
    group.world.clock.move(days=1)
    await group.catch_up()
    assert len(fake.mails) == 2


async def test_who_comes_back_is_invited_again(group: Office, fake: FakeGraph) -> None:
    await group.world.presses(KIM, "leave_yes")
    await group.catch_up()
    group.world.clock.move(minutes=1)
    await does(group.world, "person return S-003")
    await group.catch_up()
    assert attendees(fake) == sorted([*REST, ADDRESS])
    assert [what for what, _, _ in fake.mails] == ["invited", "let go", "invited"]


async def test_an_address_that_is_put_right_is_invited_and_the_wrong_one_is_let_go(
    group: Office, fake: FakeGraph
) -> None:
    await does(group.world, "person set kim email kim.lea@university.example")
    await group.catch_up()
    assert attendees(fake) == sorted([*REST, "kim.lea@university.example"])


async def test_who_leaves_while_the_calendar_is_down_never_hears_of_the_new_time(
    group: Office, fake: FakeGraph
) -> None:
    await group.world.presses(KIM, "leave_yes")
    fake.faults = [Fault(times=9)]
    await group.catch_up()
    fake.faults = []
    await does(group.world, "meet move M-1 8 dec 16:00")
    await group.world.presses(SAM, "pick", **await ref(group.world), times=FOUR)
    for account in (ALEX, ROBIN):
        await group.world.presses(account, "confirm", **await ref(group.world), time=FOUR)
    for _ in range(2):
        group.world.clock.move(minutes=10)
        await group.catch_up()
    assert attendees(fake) == REST
    assert [what for what, _, _ in fake.mails] == ["invited", "let go", "moved"]
    changes = [one.body for one in fake.got if one.body]  # to look again in the meantime is no change
    assert set(changes[-1]) == {"start", "end", "attendees"}


async def test_a_booking_whose_answer_was_lost_lets_go_who_has_left_since(
    world_at: WorldAt, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    at_work = office(await world_at(group_with_a_time), calendar)
    fake.faults = [Fault(status=504, done=True, calls=frozenset({"book"}))]
    await at_work.catch_up()
    await at_work.world.presses(KIM, "leave_yes")
    for _ in range(3):
        at_work.world.clock.move(minutes=1)
        await at_work.catch_up()
    assert attendees(fake) == REST
    assert [what for what, _, _ in fake.mails] == ["invited", "let go"]


async def test_an_event_that_somebody_moved_by_hand_stays_there_when_somebody_leaves(
    group: Office, fake: FakeGraph
) -> None:
    (event,) = fake.events.values()
    before = event["start"], event["end"]
    await group.world.presses(SAM, "leave_yes")
    await group.catch_up()
    assert (event["start"], event["end"]) == before
    assert ("moved", event["id"], "") not in fake.mails
