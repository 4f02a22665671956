"""Times that clash with people's calendars are not offered; what cannot be seen is said."""

from __future__ import annotations

import json

import pytest

from bot.cards.times import AskPick
from bot.domain.meetings import MeetingState
from bot.graph.calendar import GraphCalendar
from tests.fakes.graph import FakeGraph, Fault
from tests.graph.office import Office, office
from tests.stage import ALEX, SAM, TUESDAY, meeting, pair, ref, said
from tests.templates import WorldAt
from tests.world import shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SAMS, ALEXS = "sam.taylor@university.example", "alex.morgan@post.example"
ASKED = "Meeting 1: "


@pytest.fixture
async def at_work(world_at: WorldAt, calendar: GraphCalendar, fake: FakeGraph) -> Office:
    """Alex has just offered two times on Tuesday: at two and at three."""
    fake.busy = {SAMS: [], ALEXS: []}
    made = office(await world_at(pair), calendar, checks=True)
    await made.world.presses(ALEX, "offer", **await ref(made.world), **TUESDAY)
    return made


async def offered(at_work: Office) -> tuple[str, ...]:
    card = shown(await at_work.world.says(SAM, "next"))
    return tuple(one.say for one in card.times) if isinstance(card, AskPick) else ()


def not_checked(at_work: Office) -> bool:
    """Whether the last card says that calendars were not seen."""
    return "Not checked" in json.dumps(at_work.world.voice.said[-1].card)


async def test_the_question_waits_for_the_look_and_shows_only_what_does_not_clash(
    at_work: Office, fake: FakeGraph
) -> None:
    fake.busy[SAMS] = [("2026-12-01T14:30+00:00", "2026-12-01T14:45+00:00", "busy")]
    assert await said(at_work.world) == []
    await at_work.keeper.catch_up()
    at_work.world.clock.move(seconds=5)
    assert [who for who, _ in await said(at_work.world)] == ["Sam"]
    assert not not_checked(at_work)
    assert await offered(at_work) == ("Tue 1 Dec at 15:00",)
    assert fake.calls["free_busy"] == 1


@pytest.mark.parametrize("way", ["unknown person", "no grant", "slow", "html"])
async def test_what_cannot_be_seen_stays_on_offer_and_is_said(at_work: Office, fake: FakeGraph, way: str) -> None:
    match way:
        case "unknown person":
            del fake.busy[ALEXS]
        case "no grant":
            fake.granted.clear()
        case "slow":
            fake.slow = 2.5
        case _:
            fake.faults = [Fault(status=200, body=b"<html>")]
    await at_work.keeper.catch_up()
    at_work.world.clock.move(seconds=5)
    await said(at_work.world)
    assert not_checked(at_work)
    assert len(await offered(at_work)) == 2


async def test_the_question_does_not_wait_for_a_keeper_that_is_gone(at_work: Office) -> None:
    at_work.world.clock.move(seconds=31)
    assert [who for who, _ in await said(at_work.world)] == ["Sam"]
    assert not_checked(at_work)


async def test_when_every_time_clashes_others_are_asked_for(at_work: Office, fake: FakeGraph) -> None:
    fake.busy[ALEXS] = [("2026-12-01T00:00+00:00", "2026-12-02T00:00+00:00", "oof")]
    await at_work.keeper.catch_up()
    assert (await meeting(at_work.world)).state is MeetingState.PLANNED
    at_work.world.clock.move(seconds=5)
    assert [who for who, _ in await said(at_work.world)] == ["Alex"]


async def test_a_look_that_comes_too_late_changes_nothing(at_work: Office, fake: FakeGraph) -> None:
    (check,) = await at_work.keeper.todo.checks()
    hours = await at_work.keeper.calendar.hours(check.people, check.cells)
    await at_work.world.presses(SAM, "pick", **await ref(at_work.world), times="2026-12-01T14:00Z")
    await at_work.keeper.todo.checked(check, hours)
    assert (await meeting(at_work.world)).state is MeetingState.HALF_CONFIRMED
    assert fake.calls["free_busy"] == 1
    assert await at_work.keeper.todo.checks() == []


async def test_without_the_capability_nobody_is_looked_up(at_work: Office, fake: FakeGraph) -> None:
    at_work.keeper.checks = False
    await at_work.keeper.catch_up()
    assert not fake.calls["free_busy"]
