"""The door at which Graph knocks, and at which anybody else may knock too."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.web.graph import AT_ONCE, LARGEST, PATH, Notifications

SECRET = "s3cret-" + "x" * 50
CHANGE = {"@odata.etag": 'W/"k1"', "id": "AAMk=1"}
KEY = hashlib.sha256(b'graph|AAMk=1|W/"k1"|updated').hexdigest()


def change(**other: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever somebody sends
    return {"clientState": SECRET, "changeType": "updated", "resourceData": CHANGE} | other


@dataclass
class Knocking:
    """A door, and what was written down."""

    session: ClientSession = field(default_factory=ClientSession)
    told: list[tuple[list[tuple[str, str]], bool, bool]] = field(default_factory=list)
    woken: list[None] = field(default_factory=list)
    seconds: float = 0.0
    slow: float = 0.0
    door: Notifications = field(init=False)
    address: str = ""

    async def write_down(self, changes: Sequence[tuple[str, str]], *, lost: bool, again: bool) -> None:
        await asyncio.sleep(self.slow)
        self.told.append((list(changes), lost, again))

    async def post(self, body: object, **more: Any) -> int:  # noqa: ANN401  # what a session takes
        kind = (
            {"data": body, "headers": {"Content-Type": "application/json"}}
            if isinstance(body, bytes)
            else {"json": body}
        )
        async with self.session.post(self.address, **(kind | more)) as response:
            return response.status

    async def say(self, *said: object) -> int:
        return await self.post({"value": list(said)})


@pytest.fixture
async def knocking() -> AsyncIterator[Knocking]:
    made = Knocking()
    made.door = Notifications(
        secrets=("older", SECRET),
        told=made.write_down,
        wake=lambda: made.woken.append(None),
        seconds=lambda: made.seconds,
        patience=0.3,
    )
    app = web.Application()
    app.add_routes(made.door.routes())
    async with TestServer(app, host="127.0.0.1") as server:
        made.address = str(server.make_url(PATH))
        yield made
        await made.session.close()


async def test_what_changed_is_written_down_once_and_then_worked_on(knocking: Knocking) -> None:
    assert await knocking.say(change(), change(), change(clientState="older")) == 202
    assert knocking.told == [([(KEY, "AAMk=1")], False, False)]
    assert knocking.woken == [None]


@pytest.mark.parametrize(
    ("event", "kept"),
    [
        ("missed", [([], False, True)]),
        ("reauthorizationRequired", [([], False, True)]),
        ("subscriptionRemoved", [([], True, False)]),
        ("somethingNew", []),
        (["missed"], []),
    ],
)
async def test_what_it_says_of_the_agreement_is_written_down(knocking: Knocking, event: object, kept: object) -> None:
    assert await knocking.say({"clientState": SECRET, "lifecycleEvent": event}) == 202
    assert knocking.told == kept


@pytest.mark.parametrize("state", ["", "older-not", None, 7, SECRET + "x", "\ud800", ["older"]])
async def test_who_does_not_know_the_secret_moves_nothing_and_is_told_nothing(
    knocking: Knocking, state: object
) -> None:
    assert await knocking.say(change(clientState=state)) == 202
    assert (knocking.told, knocking.woken) == ([], [])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"value": 7}', 400),
        (b"[" * 100_000, 400),
        (b'{"value": [7, null, {}]}', 202),
        (b'{"value": [' + b"{}," * 1000 + b"{}]}", 400),
        (b"x" * (LARGEST + 1), 413),
        ({"value": [change(resourceData={"id": "x" * 401})]}, 202),
        ({"value": [change(resourceData={"id": 7})]}, 202),
        ({"value": [change(resourceData=[])]}, 202),
        ({"value": [change(resourceData={"id": "a\nb"})]}, 202),
    ],
)
async def test_a_hostile_body_does_no_harm(knocking: Knocking, body: object, status: int) -> None:
    assert await knocking.post(body) == status
    assert (knocking.told, knocking.woken) == ([], [])


async def test_other_sorts_of_content_are_not_read(knocking: Knocking) -> None:
    assert await knocking.post(b"{}", headers={"Content-Type": "text/html"}) == 415


async def test_too_much_at_once_is_asked_to_wait(knocking: Knocking) -> None:
    found = [await knocking.say() for _ in range(int(AT_ONCE) + 1)]
    assert (set(found[:-1]), found[-1]) == ({202}, 429)
    knocking.seconds += 1
    assert await knocking.say() == 202


async def test_what_takes_too_long_to_keep_is_said_again_by_graph(knocking: Knocking) -> None:
    knocking.slow = 5.0
    assert await knocking.say(change()) == 503
    assert knocking.woken == []


@pytest.mark.parametrize(("token", "status"), [("<script> &", 200), ("", 400), ("x" * 2001, 400)])
async def test_a_handshake_gives_back_plain_text(knocking: Knocking, token: str, status: int) -> None:
    async with knocking.session.post(knocking.address, params={"validationToken": token}) as response:
        assert response.status == status
        if status == 200:
            assert response.content_type == "text/plain"
            assert await response.text() == "&lt;script&gt; &amp;"
