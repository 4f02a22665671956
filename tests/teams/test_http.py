"""The door: what is asked of a request, in which order, and what it costs the others."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import AsyncIterator
from time import thread_time
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity

from bot.front.turn import Answer
from bot.teams.activity import HANDLED, BadActivity, parse, read, write
from bot.teams.bot import received
from bot.teams.bridge import Adapter
from bot.teams.files import Files
from bot.teams.http import LARGEST
from tests.teams.conftest import Hello, World, serving


@pytest.fixture
async def trusting(world: World) -> AsyncIterator[World]:
    """The edge without a token check, as on a developer's machine."""
    files = Files(session=world.session, allow=world.connector._allow)  # noqa: SLF001  # the same places
    async with serving(world, check=None, files=files):
        yield world


async def post(world: World, body: bytes, **headers: str) -> int:
    whole = {"Content-Type": "application/json", "Authorization": f"Bearer {world.identity.token()}", **headers}
    async with world.session.post(world.address, data=body, headers=whole) as response:
        await response.read()
        return response.status


async def test_only_json_is_taken(world: World) -> None:
    assert await post(world, b"a=1", **{"Content-Type": "application/x-www-form-urlencoded"}) == 415


async def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    assert await post(world, b" " * (LARGEST + 1)) == 413


async def test_a_body_of_unknown_length_is_measured_while_it_comes(world: World) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 65_536

    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {world.identity.token()}"}
    async with world.session.post(world.address, data=endless(), headers=headers) as response:
        assert response.status == 413


async def test_the_token_is_looked_at_before_the_body(world: World) -> None:
    assert await post(world, b"not json", Authorization="Bearer rubbish") == 401


async def test_a_body_that_does_not_come_is_not_waited_for(world: World) -> None:
    world.edge._body_patience = 0.05  # noqa: SLF001  # ten seconds in the product
    reader, writer = await asyncio.open_connection("127.0.0.1", int(world.address.split(":")[2].split("/")[0]))
    head = f"Authorization: Bearer {world.identity.token()}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n"
    writer.write(f"POST /api/messages HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())

    assert b" 408 " in await reader.readline()
    writer.close()


NO_ACTIVITIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"NaN",
    b'{"a": Infinity}',
    b"\xff\xfe",
    b"[" * 200_000,
    b'{"a": "\\u0000"}',
    b'{"\\ud800": 1}',
    b'{"a": [["\\uDC00"]]}',
]


@pytest.mark.parametrize("body", NO_ACTIVITIES)
async def test_what_is_no_activity_is_a_bad_request(trusting: World, body: bytes) -> None:
    assert await post(trusting, body) == 400
    assert trusting.front.turns == []
    assert list(trusting.edge.counters().values()) == [1]


def test_characters_outside_the_first_plane_are_text() -> None:
    assert parse(b'{"a": "\\ud83d\\ude00", "b": "\\\\u0000"}') == {"a": "\U0001f600", "b": "\\u0000"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"id": None}, "id is missing"),
        ({"id": 7}, "id is missing"),
        ({"id": "x" * 3_000}, "id is too long"),
        ({"type": None, "kind": None}, "type is missing"),
        ({"serviceUrl": None}, "serviceUrl is missing"),
        ({"channelId": ""}, "channelId is missing"),
        ({"from": None}, "from is missing"),
        ({"from": {}}, "from.id is missing"),
        ({"from": {"id": 7}}, "id is not a str"),
        ({"from": {"id": "29:x", "name": {}}}, "name is not a str"),
        ({"recipient": "bot"}, "recipient is missing"),
        ({"conversation": None}, "conversation is missing"),
        ({"conversation": {"tenantId": "t"}}, "id is missing"),
        ({"conversation": {"id": "a:1"}, "channelData": None}, "the tenant is missing"),
        ({"text": 7}, "text is not a str"),
        ({"entities": {}}, "entities is not a list"),
        ({"attachments": "x"}, "attachments is not a list"),
        ({"membersAdded": [7]}, "membersAdded is missing"),
        ({"replyToId": []}, "replyToId is not a str"),
    ],
)
async def test_a_field_that_is_missing_or_wrong_is_named(trusting: World, changes: dict[str, Any], why: str) -> None:
    status, body = await trusting.send(trusting.activity(**changes))

    assert (status, body["value"]["message"]) == (400, why)
    assert trusting.front.turns == []


STRANGE: list[Any] = [
    None,
    True,
    7,
    0.5,
    "",
    "x",
    [],
    {},
    [7],
    [[]],
    {"id": 7},
    {"id": {}},
    {"verb": "x"},
    {"action": {"verb": []}},
]


@pytest.mark.parametrize("kind", sorted(HANDLED))
async def test_no_shape_of_an_activity_is_a_fault_of_ours(trusting: World, kind: str) -> None:
    whole = trusting.activity(kind, name="task/fetch", text="x", value=None)
    for field in [*whole, "value", "attachments", "membersAdded", "membersRemoved", "action", "replyToId"]:
        for strange in STRANGE:
            status, _ = await trusting.send({**whole, field: strange})
            assert status in {200, 400, 501}, (field, strange)


async def test_without_a_check_everybody_is_believed(trusting: World) -> None:
    assert (await trusting.send(trusting.activity(text="help"), token="rubbish"))[0] == 200
    assert len(trusting.front.turns) == 1


def test_an_activity_is_written_without_what_is_empty(world: World) -> None:
    written = write(read(world.activity(text="help", value=None)))

    assert written["from"] == {"id": "29:student", "name": "A Student", "aadObjectId": written["from"]["aadObjectId"]}
    assert written["serviceUrl"] == world.channel.url
    assert "value" not in written


async def longest_gap(stop: asyncio.Event) -> float:
    """The longest time for which nothing else could run.

    Measured in the thread's own time, so that a busy machine is no fault. A call that waits instead of working would
    never end here: the services that it waits for live on the same loop.
    """
    longest = 0.0
    while not stop.is_set():
        before = thread_time()
        await asyncio.sleep(0.001)
        longest = max(longest, thread_time() - before)
    return longest


async def test_no_request_holds_up_the_others(world: World) -> None:
    gc.collect()  # so that no collection falls into the measurement
    stop = asyncio.Event()
    watch = asyncio.create_task(longest_gap(stop))
    await asyncio.sleep(0.01)
    world.front.answers = [Answer(card=Hello(words="x" * 20_000)) for _ in range(100)]
    pasted = "student,a@example.org\n" * 10_000

    assert (await world.say("help"))[0] == 200  # the very first one: fetches keys, opens connections
    assert (await world.say(pasted))[0] == 200
    assert await post(world, b"[" * 200_000) == 400
    for _ in range(10):
        await asyncio.gather(*(world.say("help") for _ in range(4)))
    stop.set()

    assert await watch < 0.05


async def test_the_adapter_believes_nobody_by_itself(world: World) -> None:
    adapter = Adapter(world.connector)

    with pytest.raises(PermissionError):
        await adapter.process_activity("Bearer x", read(world.activity()), lambda _: asyncio.sleep(0))
    with pytest.raises(PermissionError):
        await adapter.bot_framework_authentication.authenticate_streaming_request("", "")


async def test_an_activity_that_was_not_read_by_us_goes_nowhere(world: World) -> None:
    foreign = TurnContext(Adapter(world.connector), Activity(type="message"))

    with pytest.raises(TypeError, match="elsewhere"):
        received(foreign)


async def test_the_adapter_can_speak_first(world: World) -> None:
    adapter = Adapter(world.connector)
    reference = TurnContext.get_conversation_reference(read(world.activity()))

    async def greet(turn_context: TurnContext) -> None:
        await turn_context.send_activity("Hello")

    await adapter.continue_conversation(reference, greet, bot_app_id="x")

    assert [got.activity["text"] for got in world.channel.got] == ["Hello"]


def test_a_bad_activity_never_repeats_a_value() -> None:
    with pytest.raises(BadActivity) as raised:
        parse(json.dumps("secret").encode())
    assert "secret" not in str(raised.value)
