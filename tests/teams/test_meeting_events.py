from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.front.turn import Answer
from bot.usecases.rooms import RoomSeen
from tests.fakes.connector import Fault
from tests.teams.conftest import TENANT, Hello, World

URL = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NjA%40thread.v2/0"
THREAD = "19:meeting_NjA@thread.v2"
CHAT = {"conversationType": "groupChat", "isGroup": True, "tenantId": TENANT, "id": THREAD}
DATA = {"tenant": {"id": TENANT}, "meeting": {"id": "MCMxOTp="}}
BEGAN = datetime(2026, 11, 21, 10, 0, 1, 123456, tzinfo=UTC)
START = {
    "MeetingType": "Scheduled",
    "Title": "Buddy",
    "Id": "other",
    "JoinUrl": URL,
    "StartTime": "2026-11-21T10:00:01.1234567Z",
}


async def tell(world: World, name: str, value: object, **changes: Any) -> int:  # noqa: ANN401  # fields of any kind
    activity = world.activity("event", name=name, value=value, conversation=CHAT, channelData=DATA)
    status, _ = await world.send(activity | changes)
    return status


@pytest.mark.parametrize(
    ("name", "value", "seen"),
    [
        ("application/vnd.microsoft.meetingStart", START, ("entered", BEGAN)),
        (" application/vnd.microsoft.meetingStart", {k.lower(): v for k, v in START.items()}, ("entered", BEGAN)),
        (
            "application/vnd.microsoft.meetingEnd",
            {"joinUrl": URL, "endTime": "2026-11-21T10:00:01.1234567Z"},
            ("left", BEGAN),
        ),
        ("Application/vnd.microsoft.MEETINGEND ", {"JoinUrl": URL, "EndTime": "soon"}, ("left", None)),
    ],
)
async def test_a_beginning_and_an_end_are_read_whatever_their_letters(
    world: World, name: str, value: object, seen: tuple[Any, datetime | None]
) -> None:
    assert await tell(world, name, value) == 200
    what, at = seen
    assert world.front.rooms == [
        (RoomSeen(what=what, at=at, join_url=URL, thread=THREAD), f"{THREAD}|1700000000000|{what}|{at}")
    ]
    assert world.front.turns == []


async def test_the_address_is_asked_for_by_the_channels_own_id_when_the_event_has_none(world: World) -> None:
    world.channel.meetings["MCMxOTp="] = {"id": "MCMxOTp=", "details": {"id": "x", "joinUrl": URL}}
    await tell(world, "application/vnd.microsoft.meetingStart", {"Id": "other"})
    assert world.front.rooms[0][0].join_url == URL


@pytest.mark.parametrize("fault", [Fault(status=403), Fault(status=503), Fault(garbage=True)])
async def test_without_the_grant_the_chat_of_the_meeting_has_to_do(world: World, fault: Fault) -> None:
    world.channel.faults.append(fault)
    assert await tell(world, "application/vnd.microsoft.meetingStart", None) == 200
    assert world.front.rooms[0][0] == RoomSeen(what="entered", at=None, join_url="", thread=THREAD)


async def test_an_answer_without_an_address_is_none(world: World) -> None:
    world.channel.meetings["MCMxOTp="] = {"details": {"joinUrl": "x" * 3000}}
    await tell(world, "application/vnd.microsoft.meetingStart", {"JoinUrl": 7})
    await tell(world, "application/vnd.microsoft.meetingStart", {}, channelData={"tenant": {"id": TENANT}})
    world.channel.meetings["MCMxOTp="] = {"details": "none"}
    await tell(world, "application/vnd.microsoft.meetingStart", {})
    assert [seen.join_url for seen, _ in world.front.rooms] == ["", "", ""]


async def test_the_agenda_is_said_in_the_chat_of_the_meeting(world: World) -> None:
    world.channel.conversations.add(THREAD)
    world.front.answers.append(Answer(card=Hello()))
    await tell(world, "application/vnd.microsoft.meetingStart", START)
    assert [one.conversation for one in world.channel.got] == [THREAD]


@pytest.mark.parametrize("name", ["application/vnd.microsoft.readReceipt", "", None, "meetingStart"])
async def test_other_events_are_not_our_business(world: World, name: str) -> None:
    assert await tell(world, name, START) == 200
    assert (world.front.rooms, world.channel.got) == ([], [])


@pytest.mark.parametrize(("value", "key"), [(START, f"{THREAD}||entered|{BEGAN}"), ({"JoinUrl": URL}, None)])
async def test_an_event_may_come_without_an_id(world: World, value: object, key: str | None) -> None:
    activity = world.activity(
        "event",
        name=" application/vnd.microsoft.meetingStart",
        value=value,
        conversation=CHAT,
        channelData=DATA,
        id=None,
    )
    assert (await world.send(activity))[0] == 200
    assert [one for _, one in world.front.rooms] == [key]


async def test_every_other_activity_has_an_id(world: World) -> None:
    assert (await world.say("help", id=None))[0] == 400
