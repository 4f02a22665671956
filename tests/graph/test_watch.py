"""What Graph tells us by itself: agreed, renewed, told twice and out of order, lost, and forged."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.graph.subscriptions import GraphSubscriptions
from bot.graph.watch import Watch
from bot.store.watch import SqlWatched
from bot.web.graph import PATH, Notifications
from tests.fakes.graph import MAILBOX, FakeGraph, Fault, Json
from tests.fakes.graph_beyond import lived, told
from tests.fakes.graph_calendar import deleted, edited
from tests.graph.office import Office, office
from tests.stage import ALEX, START, TWO, picked, ref
from tests.templates import WorldAt

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SECRET = "s3cret-" + "x" * 50
ON = "Is your meeting still on?"


@dataclass
class Watching:
    """A scheme with a meeting in the calendar, a door for Graph, and who keeps up the agreement."""

    office: Office
    watch: Watch
    door: Notifications
    session: ClientSession
    address: str
    seconds: list[float]
    woken: list[None] = field(default_factory=list)

    async def post(self, *notifications: Json) -> int:
        async with self.session.post(self.address, json={"value": list(notifications)}) as response:
            return response.status


@pytest.fixture
async def watching(
    world_at: WorldAt, calendar: GraphCalendar, graph: Graph, fake: FakeGraph
) -> AsyncIterator[Watching]:
    world = await world_at(picked)
    at_work = office(world, calendar)
    fake.now = world.clock.now
    todo = SqlWatched(store=at_work.world.store, clock=world.clock)
    seconds, woken = [0.0], list[None]()
    door = Notifications(
        secrets=("older", SECRET), told=todo.told, wake=lambda: woken.append(None), seconds=lambda: seconds[0]
    )
    app = web.Application()
    app.add_routes(door.routes())
    async with TestServer(app, host="127.0.0.1") as server, ClientSession() as session:
        url = str(server.make_url(PATH))
        agreements = GraphSubscriptions(graph=graph, mailbox=MAILBOX, url=url, secret=SECRET)
        watch = Watch(todo=todo, clock=world.clock, agreements=agreements)
        made = Watching(at_work, watch, door, session, url, seconds, woken)
        await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
        world.clock.move(seconds=1)
        await at_work.catch_up()
        yield made


def event(fake: FakeGraph) -> str:
    return next(iter(fake.events))


async def test_graph_agrees_after_a_handshake_and_is_asked_again_in_time(watching: Watching, fake: FakeGraph) -> None:
    await watching.watch.once()
    (made,) = fake.subscriptions.values()
    assert (made["changeType"], made["clientState"]) == ("updated,deleted", SECRET)
    first = made["expirationDateTime"]
    for days in (1, 2.9):
        watching.office.world.clock.move(days=days)
        await watching.watch.once()
    assert fake.calls["renew"] == 0
    watching.office.world.clock.move(days=0.2)
    fake.now = watching.office.world.clock.now
    await watching.watch.once()
    assert (len(fake.subscriptions), fake.calls["subscribe"], fake.calls["renew"]) == (1, 1, 1)
    assert made["expirationDateTime"] > first


async def test_one_of_several_replicas_sees_to_it(watching: Watching, fake: FakeGraph) -> None:
    for _ in range(3):
        await watching.watch.once()
    assert fake.calls["subscribe"] == 1


async def test_an_agreement_that_is_gone_is_made_anew(watching: Watching, fake: FakeGraph) -> None:
    await watching.watch.once()
    fake.subscriptions.clear()
    fake.now += timedelta(days=5)
    watching.office.world.clock.move(days=5)
    await watching.watch.once()
    assert list(fake.subscriptions) == ["subscription-1"]
    assert fake.calls["subscribe"] == 2


async def test_without_the_grant_we_go_on_looking_ourselves_and_ask_again_less_and_less_often(
    watching: Watching, fake: FakeGraph
) -> None:
    fake.granted.clear()
    clock = watching.office.world.clock
    for _ in range(40):
        await watching.watch.once()
        clock.move(minutes=30)
    assert 4 <= fake.calls["subscribe"] <= 12
    assert (await SqlWatched(store=watching.office.world.store, clock=clock).state())[1] == "ErrorAccessDenied"


async def test_an_address_that_graph_cannot_reach_is_no_agreement(watching: Watching, fake: FakeGraph) -> None:
    watching.seconds[0] = -1e9  # every request is one too many
    watching.door.left = 0.0
    await watching.watch.once()
    assert fake.subscriptions == {}


@pytest.mark.parametrize("change", ["deleted", "updated"])
async def test_both_are_asked_as_soon_as_graph_says_that_somebody_changed_it(
    watching: Watching, fake: FakeGraph, change: str
) -> None:
    await watching.watch.once()
    await watching.office.catch_up()
    if change == "deleted":
        deleted(fake, event(fake))
    else:
        edited(fake, event(fake), START + timedelta(hours=2))
    watching.office.world.clock.move(seconds=5)
    assert await watching.office.catch_up() == []
    assert await watching.post(told(fake, event(fake), change=change)) == 202
    assert watching.woken
    assert [one for one in await watching.office.catch_up() if one[0] != "Jo"] == [("Alex", ON), ("Sam", ON)]
    assert len(fake.events) == 1


async def test_the_same_change_told_again_or_in_disorder_is_looked_at_once(watching: Watching, fake: FakeGraph) -> None:
    await watching.watch.once()
    await watching.office.catch_up()
    later, earlier = told(fake, event(fake)), told(fake, event(fake))
    later["resourceData"] = later["resourceData"] | {"@odata.etag": "newer"}
    before = fake.calls["look"]
    for one in (later, earlier, later, earlier):
        assert await watching.post(one, one) == 202
        watching.office.world.clock.move(seconds=1)
        assert await watching.office.catch_up() == []
    assert fake.calls["look"] == before + 2


@pytest.mark.parametrize("what", ["missed", "subscriptionRemoved", "reauthorizationRequired", "somethingNew"])
async def test_what_graph_says_of_the_agreement_itself(watching: Watching, fake: FakeGraph, what: str) -> None:
    await watching.watch.once()
    await watching.office.catch_up()
    deleted(fake, event(fake))  # and nobody told us
    said = lived(fake, what)
    if what == "subscriptionRemoved":
        fake.subscriptions.clear()
    assert await watching.post(said) == 202
    watching.office.world.clock.move(seconds=1)
    await watching.watch.once()
    asked = [one for one in await watching.office.catch_up() if one[0] != "Jo"]
    assert asked == ([] if what == "somethingNew" else [("Alex", ON), ("Sam", ON)])
    anew = {"missed": (1, 1), "subscriptionRemoved": (2, 0), "reauthorizationRequired": (1, 1), "somethingNew": (1, 0)}
    assert (fake.calls["subscribe"], fake.calls["renew"]) == anew[what]


async def test_what_cannot_be_kept_is_said_again_by_graph(watching: Watching, fake: FakeGraph) -> None:
    await watching.watch.once()
    said = told(fake, event(fake))
    await watching.office.world.store.close()
    assert await watching.post(said) == 503
    assert watching.woken == []


async def test_a_graph_that_is_away_is_asked_again(watching: Watching, fake: FakeGraph) -> None:
    fake.faults.append(Fault(status=429, code="TooManyRequests", retry_after="200", calls=frozenset({"subscribe"})))
    await watching.watch.once()
    watching.office.world.clock.move(seconds=199)
    await watching.watch.once()
    assert fake.calls["subscribe"] == 1
    watching.office.world.clock.move(seconds=2)
    await watching.watch.once()
    assert len(fake.subscriptions) == 1


async def test_another_address_or_secret_is_agreed_anew(watching: Watching, fake: FakeGraph, graph: Graph) -> None:
    await watching.watch.once()
    clock, store = watching.office.world.clock, watching.office.world.store
    for url, secret in ((watching.address, "new"), (f"{watching.address}?x=1", "new")):
        agreements = GraphSubscriptions(graph=graph, mailbox=MAILBOX, url=url, secret=secret)
        todo = SqlWatched(store=store, clock=clock, name=agreements.name)
        await Watch(todo=todo, clock=clock, agreements=agreements).once()
    assert [one["clientState"] for one in fake.subscriptions.values()] == [SECRET, "new", "new"]
