"""What Teams reports of a meeting: a hint for coordinators, read only where it is granted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.rooms import Room, Together
from bot.front.watching import Ended
from bot.graph.attendance import GraphAttendance
from bot.graph.client import Graph
from bot.graph.watch import Watch
from bot.store.watch import SqlWatched
from tests.fakes.graph import MAILBOX, FakeGraph, Json
from tests.fakes.graph_beyond import attended, report
from tests.stage import ALEX as ALEX_HERSELF
from tests.stage import JO, START, booked, meeting, ref
from tests.templates import WorldAt
from tests.world import World

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ROOM = "https://teams.microsoft.com/l/meetup-join/made-up"
END = START + timedelta(hours=1)
ENDED = Ended(meeting=1, join_url=ROOM, start=START, end=END)
SAM, ALEX = "sam.taylor@university.example", "alex.morgan@post.example"


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


@pytest.fixture
def reports(graph: Graph, fake: FakeGraph) -> GraphAttendance:
    fake.meetings["MSp*1"] = {"id": "MSp*1", "joinWebUrl": ROOM}
    return GraphAttendance(graph=graph, mailbox=MAILBOX)


def put(fake: FakeGraph, *found: Json) -> None:
    fake.reports["MSp*1"] = list(found)


@pytest.mark.parametrize(
    ("found", "seen"),
    [
        ([], None),
        ([report("r1", START)], None),  # it is empty for some minutes
        ([report("r1", START, attended(SAM, (START, 50)))], Together(people=1, minutes=0)),
        (
            [report("r1", START, attended(SAM, (START, 50)), attended(ALEX.upper(), (START + minutes(5), 40)))],
            Together(people=2, minutes=40),
        ),
        (  # everybody left, and came back: another report
            [
                report("r1", START, attended(SAM, (START, 20)), attended(None, (START, 20))),
                report(
                    "r2", START, attended(SAM, (START + minutes(25), 30)), attended(None, (START + minutes(30), 25))
                ),
            ],
            Together(people=3, minutes=45),
        ),
        (  # the same person at two devices is one person
            [report("r1", START, attended(SAM, (START, 50), (START + minutes(10), 20)))],
            Together(people=1, minutes=0),
        ),
        (  # the same room a week before
            [report("r0", START - timedelta(days=7), attended(SAM, (START - timedelta(days=7), 50)))],
            None,
        ),
        (  # no intervals: by the length of time alone, counted from the end
            [
                report(
                    "r1",
                    START,
                    attended(SAM) | {"totalAttendanceInSeconds": 3000},
                    attended(ALEX) | {"totalAttendanceInSeconds": 1800},
                    attended(None) | {"totalAttendanceInSeconds": -5},
                )
            ],
            Together(people=2, minutes=30),
        ),
    ],
)
async def test_how_long_two_were_there_is_summed_over_all_reports(
    reports: GraphAttendance, fake: FakeGraph, found: list[Json], seen: Together | None
) -> None:
    put(fake, *found)
    assert await reports.seen(ENDED) == seen


@pytest.fixture
async def world(world_at: WorldAt) -> World:
    return await world_at(booked)


def watch_of(world: World, reports: GraphAttendance) -> Watch:
    return Watch(todo=SqlWatched(store=world.store, clock=world.clock), clock=world.clock, reports=reports)


@on_sqlite
async def test_a_report_is_looked_for_after_the_end_until_it_is_there_and_then_no_more(
    world: World, reports: GraphAttendance, fake: FakeGraph
) -> None:
    watch = watch_of(world, reports)
    for after in (-30, 5, 11, 15, 30):
        world.clock.now = END + minutes(after)
        await watch.once()
    assert fake.calls["reports"] == 2
    put(fake, report("r1", START, attended(SAM, (START, 50)), attended(ALEX, (START, 48))))
    world.clock.now = END + minutes(50)
    await watch.once()
    assert (await meeting(world)).room == Room(people=2, minutes=48)
    later = START + minutes(55)
    put(fake, *fake.reports["MSp*1"], report("r2", START, attended(SAM, (later, 9)), attended(ALEX, (later, 5))))
    for after in (70, 120, 200):
        world.clock.now = END + minutes(after)
        await watch.once()
    assert fake.calls["reports"] == 4
    assert (await meeting(world)).room == Room(people=2, minutes=53)


@on_sqlite
@pytest.mark.parametrize("missing", ["grant", "policy", "meeting"])
async def test_where_it_is_not_granted_nothing_else_changes_and_it_ends_after_a_day(
    world: World, reports: GraphAttendance, fake: FakeGraph, missing: str
) -> None:
    fake.policy = missing != "policy"
    if missing == "grant":
        fake.granted.clear()
    elif missing == "meeting":
        fake.meetings.clear()
    watch = watch_of(world, reports)
    for hours in (1, 2, 20, 24, 30, 50):
        world.clock.now = END + timedelta(hours=hours)
        await watch.once()
    assert fake.calls["find_meeting"] == 3
    assert (await meeting(world)).room is None


@on_sqlite
async def test_who_was_there_shows_the_minutes_to_coordinators(
    world: World, reports: GraphAttendance, fake: FakeGraph
) -> None:
    put(fake, report("r1", START, attended(SAM, (START, 50)), attended(ALEX, (START, 48))))
    world.clock.now = END + timedelta(hours=1)
    await watch_of(world, reports).once()
    answer = await world.says(JO, "attend show C-1")
    assert "Teams saw 2 people there, together for 48 minutes" in str(answer.card)


@on_sqlite
@pytest.mark.parametrize(("together", "asked"), [(48, True), (3, False)])
async def test_a_coordinator_has_a_look_when_teams_saw_what_nobody_says_and_nobody_is_blamed(
    world: World, reports: GraphAttendance, fake: FakeGraph, together: int, *, asked: bool
) -> None:
    put(fake, report("r1", START, attended(SAM, (START, 50)), attended(ALEX, (START, together))))
    world.clock.now = END + timedelta(hours=1)
    await watch_of(world, reports).once()
    await world.presses(ALEX_HERSELF, "after_buddy", **await ref(world), took_place="absent_other")
    today = str((await world.says(JO, "today")).card)
    assert ("please decide (Teams saw 2 people there)" in today) == asked
