"""One meeting from its time to the question how it went, with the grants of one tier and no others.

pytest tests/graph/test_matrix.py --matrix: each mixture of what is switched on, granted and not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations

import pytest

from bot.calendar_worker import CalendarWorker
from bot.cards.staff import Listing
from bot.domain.capabilities import Capability
from bot.domain.rooms import Room
from bot.domain.tiers import TIERS
from bot.graph.calendar import GraphCalendar
from bot.graph.parts import graph_parts
from bot.graph.watch import Watch
from bot.store.booking_queue import SqlBookingsToDo
from bot.store.outbox import SqlOutbox
from bot.store.watch import SqlWatched
from bot.usecases.rooms import RoomSeen
from tests.fakes.graph import FakeGraph
from tests.fakes.graph_beyond import attended, report
from tests.graph.office import KEYS
from tests.graph.tiers import APP, asking
from tests.stage import ALEX, JO, START, TWO, meeting, picked, ref, said
from tests.templates import WorldAt
from tests.world import World, shown

SAM_AT, ALEX_AT = "sam.taylor@university.example", "alex.morgan@post.example"
STANDING = "https://teams.microsoft.com/l/meetup-join/made-up"
SET = "It's set"
GRANTS = {one.capability: frozenset(one.grants) for one in TIERS if one.capability}
TITLE = {one.capability: one.title for one in TIERS}


@dataclass(frozen=True)
class Mix:
    """What is switched on, whether it is granted, and whether the meeting's chat has the app."""

    on: frozenset[Capability] = frozenset()
    granted: bool = True
    in_chat: bool = False

    def __str__(self) -> str:
        named = "+".join(sorted(self.on)) or "nothing"
        return named + (" in the chat" if self.in_chat else "") + ("" if self.granted else " not granted")


ONE_EACH = (
    Mix(),
    *(Mix(frozenset({one})) for one in Capability),
    Mix(in_chat=True),
    Mix(frozenset(Capability), in_chat=True),
    Mix(frozenset(Capability), granted=False),
)
ALL = tuple(
    Mix(frozenset(on), granted, in_chat)
    for many in range(len(Capability) + 1)
    for on in combinations(Capability, many)
    for granted in (True, False)
    for in_chat in (True, False)
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every mixture, or one conversation for each tier."""
    if "mix" in metafunc.fixturenames:
        whole = metafunc.config.getoption("--matrix", default=False)
        metafunc.parametrize("mix", ALL if whole else ONE_EACH, ids=str)


@dataclass(kw_only=True)
class Scheme:
    """A scheme with what the mixture switches on; `keeper` is None where no calendar is looked at."""

    world: World
    watch: Watch
    keeper: CalendarWorker | None

    async def catch_up(self) -> list[tuple[str, str]]:
        """Everybody who works behind the scenes has a turn; who then hears what."""
        await self.watch.once()
        if self.keeper:
            await self.keeper.catch_up()
        return await said(self.world)


def scheme(world: World, mix: Mix, calendar: GraphCalendar) -> Scheme:
    """The scheme with what is switched on."""
    books, checks = Capability.CALENDAR in mix.on, Capability.FREE_BUSY in mix.on
    store = replace(world.store, site=replace(world.store.site, books=books, checks=checks))
    worker = replace(world.worker, outbox=SqlOutbox(store=store, me="worker-1", clock=world.clock))
    with_it = replace(world, store=store, worker=worker, front=replace(world.front, store=store))
    todo = SqlBookingsToDo(store=store, me="calendar-1", clock=world.clock, new_key=lambda: f"key-{next(KEYS)}")
    keeper = CalendarWorker(todo=todo, calendar=calendar, told=lambda: None, books=books, checks=checks)
    parts = graph_parts(
        calendar,
        on=mix.on,
        app_id=APP,
        url="http://127.0.0.1:9/api/graph/notifications",
        secret="said",
        clock=world.clock,
    )
    watched = SqlWatched(store=store, clock=world.clock)
    watch = Watch(todo=watched, clock=world.clock, agreements=parts.agreements, reports=parts.reports)
    return Scheme(world=asking(with_it, parts.beyond), watch=watch, keeper=keeper if books or checks else None)


async def in_the_chat(world: World, url: str) -> None:
    """The app is in the meeting's chat: both come two minutes late, and leave after 45 minutes."""
    for what, minutes in (("entered", 2), ("left", 45)):
        world.clock.now = at = START + timedelta(minutes=minutes)
        seen = RoomSeen(what="entered" if what == "entered" else "left", at=at, join_url=url, thread="")
        await world.front.room_seen(seen, key=what)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_meeting_takes_its_way_with_these_grants(
    mix: Mix, world_at: WorldAt, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    at_work = scheme(await world_at(picked), mix, calendar)
    world = at_work.world
    fake.granted = {grant for one in mix.on for grant in GRANTS[one]} if mix.granted else set()
    fake.now, fake.busy = world.clock.now, {calendar.mailbox: []}

    # A time is set, and both get a link.
    shown(await world.presses(ALEX, "confirm", **await ref(world), time=TWO))
    heard = []
    for seconds in (1, 130):
        world.clock.move(seconds=seconds)
        heard += await at_work.catch_up()
    assert ("Sam", SET) in heard
    booked = Capability.CALENDAR in mix.on and mix.granted
    url = (await meeting(world)).join_url or ""
    assert url == (f"{fake.link}1" if booked else STANDING)
    assert len(fake.events) == int(booked)

    # It takes place, and both are asked: after its real end where that is known.
    if mix.in_chat:
        await in_the_chat(world, url)
    world.clock.now = START + timedelta(minutes=51)
    asked = [one for one in await at_work.catch_up() if one[0] == "Alex"]
    assert bool(asked) == mix.in_chat
    fake.meetings["MSp*1"] = {"id": "MSp*1", "joinWebUrl": url}
    fake.reports["MSp*1"] = [report("r", START, attended(SAM_AT, (START, 45)), attended(ALEX_AT, (START, 40)))]
    world.clock.now = START + timedelta(minutes=75)
    assert bool([one for one in await at_work.catch_up() if one[0] == "Alex"]) != mix.in_chat
    room = (await meeting(world)).room or Room()
    assert room.minutes == (40 if Capability.ATTENDANCE in mix.on and mix.granted else None)

    # The coordinator sees what is granted.
    card = shown(await world.says(JO, "settings check"))
    assert isinstance(card, Listing)
    rows = [row.say for row in card.rows]
    for one in mix.on & {Capability.CALENDAR, Capability.ATTENDANCE, Capability.INSTALLATION}:
        assert (
            f"{TITLE[one]}: yes." in rows if mix.granted else f"{TITLE[one]}: no. But it is switched on here." in rows
        )
