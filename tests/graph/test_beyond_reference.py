"""What we ask of Graph besides calendars, and what we read of it, held against Graph's own schema and examples."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.front.watching import Ended
from bot.graph.attendance import GraphAttendance, _stays
from bot.graph.client import Graph
from bot.graph.people import GraphPeople, _mail
from bot.graph.subscriptions import GraphSubscriptions, _agreed
from bot.teams.activity import read
from bot.teams.meeting_events import happened_in_room
from bot.web.graph import PATH, Notifications, _changes, _parsed
from tests.fakes.graph import MAILBOX, FakeGraph
from tests.fakes.graph_beyond import BEYOND_CALLS, CATALOGUE, attended, report
from tests.graph.test_people import APP, member
from tests.graph.test_reference import FOLDER, HOUR, START, answer, examples, problems

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="GRAPH_REFERENCE names no folder")
ROOM = "https://teams.microsoft.com/l/meetup-join/made-up"


async def nothing(*_: object, **__: object) -> None:
    """Writes nothing down."""


async def test_our_requests_and_the_answers_of_the_fake_are_graph_s_own(graph: Graph, fake: FakeGraph) -> None:
    fake.meetings["MSp*1"] = {"id": "MSp*1", "joinWebUrl": ROOM}
    fake.reports["MSp*1"] = [report("r1", START, attended("sam@university.example", (START, 50)), attended(None))]
    fake.teams["team"] = [member(1, "Sam Taylor", "sam@university.example")]
    fake.now = START
    door = Notifications(secrets=("s",), told=nothing, wake=lambda: None, seconds=lambda: 0.0)
    app = web.Application()
    app.add_routes(door.routes())
    async with TestServer(app, host="127.0.0.1") as server:
        url = str(server.make_url(PATH))
        agreements = GraphSubscriptions(graph=graph, mailbox=MAILBOX, url=url, secret="s")
        agreed = await agreements.make(until=START + timedelta(days=6))
    assert agreed.until == START + timedelta(days=6)
    await agreements.renew(agreed.subscription, until=START + timedelta(days=5))
    ended = Ended(meeting=1, join_url=ROOM, start=START, end=START + HOUR)
    assert await GraphAttendance(graph=graph, mailbox=MAILBOX).seen(ended)
    people = GraphPeople(graph=graph, app_id=APP)
    await people.install("sam@university.example", CATALOGUE)
    await people.installed("sam@university.example")
    await people.team("team")
    known = {one.name for one in BEYOND_CALLS}
    assert {one.served.name for one in fake.got} - {"find_meeting"} == known
    assert list(problems(fake.got)) == []


@pytest.mark.parametrize("path", examples("attendanceRe"))
def test_every_documented_report_is_read(path: Path) -> None:
    body = answer(path)
    found = list(_stays(body if "attendanceRecords" in body else {"id": "r", "attendanceRecords": body["value"]}))
    assert found
    assert {one.who for one in found} <= {"frederick.cormier@contoso.com", "lisa.adkins@contoso.com"}
    assert all(one.since < one.until for one in found)


@pytest.mark.parametrize("path", examples("subscription-create-01", "subscription-update", "subscription-get"))
def test_every_documented_subscription_is_read(path: Path) -> None:
    body = answer(path)
    assert _agreed(body).subscription == body["id"]


@pytest.mark.parametrize("path", examples("team-list-members"))
def test_every_documented_member_is_read(path: Path) -> None:
    members = answer(path)["value"]
    assert members
    assert all("@" in mail for one in members if (mail := _mail(one)))


def notifications(path: Path) -> Any:  # noqa: ANN401 - any JSON
    return json.loads(path.read_text())["request"]["body"]


@pytest.mark.parametrize("path", examples("change-notification", "lifecycle-notification"))
def test_every_documented_notification_is_read(path: Path) -> None:
    parsed = _parsed(json.dumps(notifications(path)).encode())
    assert parsed
    for one in parsed:
        assert one.get("clientState")
        assert bool(list(_changes(one))) != ("lifecycleEvent" in one)


@pytest.mark.parametrize("path", examples("teams-meeting-event"))
def test_every_documented_event_of_a_meeting_is_read(path: Path) -> None:
    activity = json.loads(path.read_text())["activity"]
    seen = happened_in_room(read(activity))
    assert seen is not None
    assert seen.at is not None
    assert (seen.join_url, seen.thread) == ("join_url", "conversation_id")
    assert seen.what == ("entered" if "meetingStart" in activity["name"] else "left")
