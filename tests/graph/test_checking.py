"""What Microsoft lets us do: tried by reading alone, and shown with the way to allow it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.cards.staff import Listing
from bot.domain.capabilities import Capability
from bot.domain.people import Account
from bot.domain.tiers import TIERS, Outcome
from bot.front.beyond import NotGranted
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.store.watch import SqlWatched
from bot.usecases.checking import lines, something_missing
from bot.usecases.rooms import RoomSeen
from tests.fakes.graph import FakeGraph, Fault
from tests.graph.tiers import asking, beyond
from tests.stage import ALEX, JO, SAM, START, booked
from tests.templates import WorldAt
from tests.world import World, shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
async def world(world_at: WorldAt) -> World:
    return await world_at(booked)


async def check(world: World) -> dict[str, str]:
    """Each line of 'settings check', and what stands below it."""
    card = shown(await world.says(JO, "settings check"))
    assert isinstance(card, Listing)
    world.renderer.render(card)
    return {row.say: row.more for row in card.rows}


async def test_without_graph_nothing_is_known_nothing_is_needed_and_each_way_is_shown(world: World) -> None:
    rows = await check(world)
    assert len(rows) == len(TIERS)
    assert all("not known" in say for say in rows)
    assert "New-ManagementScope" in next(iter(rows.values()))


async def test_what_is_granted_is_tried_and_said(
    world: World, graph: Graph, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    fake.busy = {calendar.mailbox: []}
    rows = await check(asking(world, beyond(graph, calendar, world)))
    for title in ("Book meetings", "See when people are busy", "Read how long a meeting was"):
        assert f"{title}: yes." in rows
    assert "Come to people by myself: yes." in rows
    assert "How to allow it" not in rows["Book meetings: yes."]
    assert {one.served.method for one in fake.got} - {"GET"} == {"POST"}  # free and busy is asked by POST
    assert set(fake.calls) == {"calendar", "free_busy", "find_meeting", "reports", "installed"}
    assert fake.events == {}


@pytest.mark.parametrize(
    ("take", "title"),
    [
        ("Calendars.ReadWrite", "Book meetings"),
        ("OnlineMeetings.Read.All", "Read how long a meeting was"),
        ("OnlineMeetingArtifact.Read.All", "Read how long a meeting was"),
        ("TeamsAppInstallation.ReadWriteSelfForUser.All", "Come to people by myself"),
    ],
)
async def test_what_is_switched_on_and_not_granted_says_the_exact_step_for_our_mailbox(
    world: World, graph: Graph, calendar: GraphCalendar, fake: FakeGraph, take: str, title: str
) -> None:
    fake.granted -= {take, "Calendars.ReadBasic.All", "OnlineMeetings.ReadWrite.All"}
    rows = await check(asking(world, beyond(graph, calendar, world)))
    more = rows[f"{title}: no. But it is switched on here."]
    assert "How to allow it" in more
    if title == "Book meetings":
        assert f"-Resource {calendar.mailbox}" in more


async def test_what_is_switched_off_says_so(world: World, graph: Graph, calendar: GraphCalendar) -> None:
    on = frozenset({Capability.CALENDAR})
    rows = await check(asking(world, beyond(graph, calendar, world, on=on)))
    assert "Come to people by myself: yes. It is switched off here: see BUDDY_GRAPH, installation." in rows


async def test_a_mailbox_without_teams_is_not_enough(
    world: World, graph: Graph, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    fake.providers = []
    rows = await check(asking(world, beyond(graph, calendar, world)))
    assert "no Teams meetings" in rows["Book meetings: no. But it is switched on here."]


async def test_a_graph_that_hangs_or_breaks_keeps_nobody_waiting(
    world: World, graph: Graph, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    fake.faults.append(Fault(body=b"<html>", status=502, times=20))
    found = beyond(graph, calendar, world)
    checked = await found.check()
    assert {one.outcome for one in checked.tried} <= {Outcome.UNKNOWN, Outcome.NO}
    assert [one.key for one in checked.tried] == ["calendar", "free_busy", "attendance", "installation"]


async def test_what_teams_and_graph_told_us_by_themselves_counts_as_granted(world: World) -> None:
    event = RoomSeen(what="entered", at=START, join_url="https://teams.microsoft.com/l/meetup-join/made-up", thread="")
    world.clock.now = START + timedelta(minutes=1)
    await world.front.room_seen(event, key="x")
    assert "See when a meeting ends: yes." in await check(world)


async def test_an_agreement_that_was_refused_is_shown_with_its_code(world: World) -> None:
    todo = SqlWatched(store=world.store, clock=world.clock)
    turn = await todo.turn()
    assert turn
    await todo.refused(turn, NotGranted("ErrorAccessDenied"))
    rows = await check(world)
    (say,) = [one for one in rows if one.startswith("Hear of changes at once: no.")]
    assert "ErrorAccessDenied" in rows[say]


@pytest.mark.parametrize("who", [SAM, ALEX])
async def test_it_is_for_coordinators_alone_and_nothing_is_tried_for_others(
    world: World, graph: Graph, calendar: GraphCalendar, fake: FakeGraph, who: Account
) -> None:
    answer = await asking(world, beyond(graph, calendar, world)).says(who, "settings check")
    assert answer.card is None
    assert answer.note
    assert not fake.calls


@pytest.mark.parametrize("granted", [True, False])
async def test_at_the_command_line_the_same_is_said_and_what_is_missing_fails(
    world: World, graph: Graph, calendar: GraphCalendar, fake: FakeGraph, *, granted: bool
) -> None:
    fake.busy = {calendar.mailbox: []}
    if not granted:
        fake.granted.clear()
    checked = await beyond(graph, calendar, world).check()
    said = "\n".join(lines(checked))
    assert ("Book meetings: yes." in said) == granted
    assert something_missing(checked) != granted
    assert said.count("How to allow it:") == (3 if granted else len(TIERS))
