"""The thin path through the real Teams edge: real HTTP, tokens and store; only the channel's services are ours."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.domain.people import Account
from bot.front.front import Front
from bot.front.safety import Net
from bot.store.outbox import SqlOutbox
from bot.store.seal import Sealer
from bot.store.sql_store import SqlStore, open_database
from bot.teams.allowed import Allowed
from bot.teams.authentic import TokenCheck
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.http import TeamsEdge
from bot.teams.voice import TeamsVoice
from bot.usecases.people import ensure_coordinator
from bot.worker import Worker
from tests.fakes.connector import FakeConnector, connector_service
from tests.fakes.identity import APP_ID, NOW, FakeIdentity, identity_service
from tests.stage import ALEX, JO, SAM, START, TUESDAY, TWO, heading
from tests.watching import typed
from tests.world import COORDINATOR, MONDAY, ROSTER, Clock, all_templates, filled, library, site

CARD = "application/vnd.microsoft.card.adaptive"
NOTE = "application/vnd.microsoft.activity.message"
SECRETS = ("Zanzibar", "Quixotic", "Wallaby")
Json = Any


class OurTokens:
    """What the connector knows us by."""

    async def bearer(self, scope: str) -> str:
        assert scope == "https://api.botframework.com/.default"
        return "ours"

    def drop(self, scope: str, token: str) -> None:
        raise AssertionError(f"{scope} {token} was refused")


@dataclass
class Teams:
    """Everybody's Teams, the assistant behind it, and all that either carried."""

    channel: FakeConnector
    identity: FakeIdentity
    session: ClientSession
    worker: Worker
    clock: Clock
    address: str
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    answers: list[tuple[str, Json]] = field(default_factory=list)
    heard: int = 0

    async def send(self, who: Account, kind: str, **more: Json) -> Json:
        """One activity, as Teams sends it."""
        activity = {
            "type": kind,
            "id": f"activity-{next(self.numbers)}",
            "timestamp": "2026-11-30T09:00:00.000Z",
            "serviceUrl": self.channel.url,
            "channelId": "msteams",
            "from": {"id": f"29:{who.name}", "name": who.name, "aadObjectId": who.entra_id},
            "conversation": {"conversationType": "personal", "tenantId": "tenant", "id": f"a:{who.name}"},
            "recipient": {"id": f"28:{APP_ID}", "name": "Buddy"},
            "channelData": {"tenant": {"id": "tenant"}},
            **more,
        }
        typed(more.get("text"), more.get("value"))
        headers = {"Authorization": f"Bearer {self.identity.token()}"}
        async with self.session.post(self.address, json=activity, headers=headers) as answer:
            assert answer.status in {200, 201, 202}, (answer.status, more)
            body = await answer.json() if answer.content_type == "application/json" else None
        self.answers.append((str(more.get("name", kind)), body))
        return body

    async def presses(self, who: Account, card: Json, title: str, **typed: str) -> Json:
        """A button of a card; what stands in its place afterwards, or the words beside it."""
        button = button_of(card, title)
        assert button["type"] == "Action.Execute"
        action = {"type": "Action.Execute", "verb": button["verb"], "data": {**button["data"], **typed}}
        value = {"action": action, "trigger": "manual"}
        answer = await self.send(who, "invoke", name="adaptiveCard/action", value=value, replyToId=self.newest(who))
        assert answer["type"] in {CARD, NOTE}
        return answer["value"]

    async def opens(self, who: Account, card: Json, title: str) -> Json:
        """The dialog behind a button."""
        data = button_of(card, title)["data"]
        value = {"data": data, "context": {"theme": "default"}}
        answer = await self.send(who, "invoke", name="task/fetch", value=value, replyToId=self.newest(who))
        return answer["task"]["value"]["card"]["content"]

    async def sends_in(self, who: Account, card: Json, title: str, **typed: str) -> Json:
        """A dialog's form."""
        data = button_of(card, title)["data"]
        value = {"data": {**data, **typed}, "context": {"theme": "default"}}
        answer = await self.send(who, "invoke", name="task/submit", value=value)
        return answer["task"]["value"]["card"]["content"]

    def newest(self, who: Account) -> str:
        """The channel's id of the newest message in somebody's chat."""
        made = [f"1:made{at}" for at, one in enumerate(self.channel.got, 1) if one.conversation == f"a:{who.name}"]
        return made[-1]

    async def hears(self) -> list[tuple[str, str, Json]]:
        """Who now gets which card, in order: new messages, and cards put in the place of others."""
        await self.worker.catch_up()
        new, self.heard = self.channel.got[self.heard :], len(self.channel.got)
        return [(one.conversation[2:], one.method, one.activity["attachments"][0]["content"]) for one in new]

    async def one(self) -> Json:
        """The one card that somebody now gets."""
        (_, _, card), *more = await self.hears()
        assert not more
        return card


@pytest.fixture
async def teams(tmp_path: Path) -> AsyncIterator[Teams]:
    """The program as app.py puts it together for Teams, on SQLite."""
    url = f"sqlite:///{tmp_path / 'buddy.db'}"
    await filled(url)
    async with AsyncExitStack() as stack:
        channel = await stack.enter_async_context(connector_service())
        identity = await stack.enter_async_context(identity_service())
        session = await stack.enter_async_context(ClientSession())
        channel.bearer, identity.service_url = "ours", channel.url
        for who in (JO, SAM, ALEX):
            channel.conversations.add(f"a:{who.name}")
            channel.members[f"29:{who.name}"] = {"id": f"29:{who.name}", "email": who.email, "name": who.name}
        made = await _program(stack, url, channel, identity, session)
        yield made
        await made.worker.outbox.store.close()  # type: ignore[attr-defined]  # it is the real one


async def _program(
    stack: AsyncExitStack, url: str, channel: FakeConnector, identity: FakeIdentity, session: ClientSession
) -> Teams:
    clock, allow = Clock(MONDAY), Allowed((), loopback=channel.url)
    store = SqlStore(database=open_database(url), site=site(), sealer=Sealer([b"k" * 32]), clock=clock)
    connector = Connector(session=session, tokens=OurTokens(), allow=allow, clock=clock)
    render, outbox = all_templates().render, SqlOutbox(store=store, me="worker-1", clock=clock)
    voice = TeamsVoice(connector)
    worker = Worker(
        outbox=outbox, voice=voice, render=render, clock=clock, chance=lambda: 0.5, rate=100_000.0, apart=0.0
    )
    net = Net.of(library().prompt_words)
    front = Front(store=store, clock=clock, reference=lambda: "REF", wake=worker.wake.set, net=net)
    check = TokenCheck(
        app_id=APP_ID,
        tenants=frozenset({"tenant"}),
        session=session,
        clock=lambda: NOW,
        metadata_url=identity.metadata_url,
    )
    edge = TeamsEdge(
        front=front,
        render=render,
        check=check,
        connector=connector,
        files=Files(session=session, allow=allow),
        sleep=_no_sleep,
        chance=lambda: 0.5,
    )
    app = web.Application()
    app.router.add_post("/api/messages", edge.messages)
    server = await stack.enter_async_context(TestServer(app, host="127.0.0.1"))
    await store.run(None, ensure_coordinator, COORDINATOR)
    return Teams(channel, identity, session, worker, clock, str(server.make_url("/api/messages")))


async def _no_sleep(_seconds: float) -> None:
    raise AssertionError("nothing had to be tried again")


def verb(card: Json) -> set[str]:
    """The verbs of a card's buttons."""
    return {one["verb"] for one in buttons(card) if "verb" in one}


def buttons(card: Json) -> list[Json]:
    """A card's buttons, row by row."""
    sets = [one["actions"] for one in card["body"] if one["type"] == "ActionSet"]
    return [one for row in (*sets, card["actions"]) for one in row]


def button_of(card: Json, title: str) -> Json:
    """The button with this title."""
    return next(one for one in buttons(card) if one["title"] == title)


async def come_together(teams: Teams) -> Json:
    """Everybody installs the assistant, and Jo brings the pair in; the card that asks Alex when."""
    for who in (JO, SAM, ALEX):
        await teams.send(who, "installationUpdate", action="add")
    await teams.hears()
    await teams.send(JO, "message", text=f"person import\n{ROSTER}", textFormat="plain")
    ((_, _, preview),) = await teams.hears()
    done = await teams.presses(JO, preview, "Yes")
    assert heading(done) == "Done"
    heard = await teams.hears()
    assert sorted((who, heading(card)) for who, _, card in heard) == [
        ("alex.morgan", "Welcome to the Buddy Scheme"),
        ("alex.morgan", "When are you free?"),
        ("sam.taylor", "Welcome to the Buddy Scheme"),
    ]
    return next(card for _, _, card in heard if heading(card) == "When are you free?")


async def meet(teams: Teams) -> None:
    """From free times to the end of the meeting."""
    free = await come_together(teams)
    assert heading(await teams.presses(ALEX, free, "Send", **{name: str(text) for name, text in TUESDAY.items()})) == (
        "Thank you"
    )
    assert heading(await teams.presses(SAM, await teams.one(), "Send", times=TWO)) == "Sent"
    assert heading(await teams.presses(ALEX, await teams.one(), "Yes", time=TWO)) == "It's set"
    assert heading(await teams.one()) == "It's set"
    teams.clock.now = START.replace(hour=9)
    morning = {who: card for who, _, card in await teams.hears()}
    assert heading(morning["sam.taylor"]) == "Where are you now?"
    assert verb(morning["alex.morgan"]) == {"good_today", "not_today", "talk"}
    teams.clock.now = START - timedelta(minutes=10)
    assert sorted((who, heading(card)) for who, _, card in await teams.hears()) == [
        ("alex.morgan", "In 10 minutes"),
        ("sam.taylor", "In 10 minutes"),
    ]
    teams.clock.now = START + timedelta(hours=1, minutes=5)


async def test_the_whole_path_through_teams_and_no_word_of_the_reflection_in_any_message(teams: Teams) -> None:
    await meet(teams)
    cards = {who: card for who, _, card in await teams.hears()}
    write = await teams.presses(SAM, cards["sam.taylor"], "Send", took_place="held", useful="8", respect="yes")
    thanks = await teams.presses(ALEX, cards["alex.morgan"], "Send", took_place="held", call="no")
    dialog = await teams.opens(SAM, write, "Write in a bigger box")
    kept = await teams.sends_in(SAM, dialog, "Keep a draft and finish later", w_heard=SECRETS[0])
    saved = await teams.sends_in(SAM, kept, "Save", w_heard=SECRETS[0], w_felt=SECRETS[1])
    replaced = await teams.hears()
    too_long = await teams.presses(SAM, write, "Save", w_heard="x" * 4001, w_felt=SECRETS[2])
    again = await teams.presses(SAM, write, "Save", w_use=SECRETS[2])
    read = await teams.opens(SAM, replaced[0][2], "Read it again")
    await teams.send(JO, "message", text="today", textFormat="plain")
    today = await teams.one()

    assert [heading(card) for card in (write, thanks, saved, again)] == [
        "Your reflection: Starting well",
        "Thank you",
        "Saved",
        "Saved",
    ]
    assert [(who, method, heading(card)) for who, method, card in replaced] == [("sam.taylor", "PUT", "Saved")]
    assert too_long.startswith("'What I heard' has 4001 letters.")
    assert [word in json.dumps(read) for word in SECRETS] == [True] * 3
    assert "Meetings held: 1. Reflections saved: 1." in json.dumps(today)
    assert secrets_in([one.activity for one in teams.channel.got]) == set()
    carried = {name: secrets_in(body) for name, body in teams.answers if secrets_in(body)}
    assert carried.keys() == {"task/fetch", "task/submit"}
    assert teams.channel.refused == []


async def test_a_dialog_that_may_not_open_says_so_in_words(teams: Teams) -> None:
    await meet(teams)
    value = {"data": {"verb": "open_reflection", "meeting": "1"}, "context": {"theme": "default"}}
    answers = [await teams.send(who, "invoke", name="task/fetch", value=value) for who in (SAM, ALEX)]
    assert [answer["task"]["type"] for answer in answers] == ["message", "message"]
    assert answers[0]["task"]["value"].startswith("I can't find that.")


async def test_nobody_is_shown_more_than_that_there_is_a_message(teams: Teams) -> None:
    await come_together(teams)
    assert {one.activity["summary"] for one in teams.channel.got} == {"Buddy Scheme: a message for you"}
    assert {one.activity.get("text") for one in teams.channel.got} == {None}


def secrets_in(carried: Json) -> set[str]:
    """Which of the reflection's words stand in what was carried."""
    return {word for word in SECRETS if word in json.dumps(carried)}
