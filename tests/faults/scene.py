"""A pair in the middle of finding a time, with the real worker, store and edge; only what lies around us is ours."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, ClientTimeout, web
from aiohttp.test_utils import TestServer
from azure.core.exceptions import AzureError
from azure.identity.aio import ClientSecretCredential
from sqlalchemy import Connection, select, update

from bot.cards.today import Today
from bot.domain.people import Account
from bot.store.tables import chat, due_work
from bot.teams.allowed import Allowed
from bot.teams.authentic import TokenCheck
from bot.teams.connector import Connector
from bot.teams.files import Files
from bot.teams.http import TeamsEdge
from bot.teams.voice import TeamsVoice
from bot.tokens import ONCE_MORE, Tokens
from tests.fakes.connector import FakeConnector, connector_service
from tests.fakes.entra import TENANT, FakeEntra, entra_service
from tests.fakes.identity import APP_ID, NOW, FakeIdentity, identity_service
from tests.stage import ALEX, JO, SAM, TUESDAY, heading, ref
from tests.watching import typed
from tests.world import World, shown

PATIENCE = ClientTimeout(total=0.3, connect=0.2)  # ten seconds and five in real life


@dataclass(kw_only=True)
class Scene:
    """Sam and Alex are a pair; what each of them now does goes through Teams, and so does what they hear."""

    world: World
    channel: FakeConnector
    keys: FakeIdentity
    entra: FakeEntra
    tokens: Tokens
    session: ClientSession
    edge: TeamsEdge
    use: Callable[[Tokens], None]
    key_clock: list[float]
    address: str = ""
    slept: list[float] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(1))

    async def sends(self, who: Account, kind: str, **more: object) -> tuple[int, Any]:
        """One activity, as Teams sends it; the status and the body of the answer."""
        activity = {
            "type": kind,
            "id": f"activity-{next(self.numbers)}",
            "timestamp": "2026-11-30T09:00:00.000Z",
            "serviceUrl": self.channel.url,
            "channelId": "msteams",
            "from": {"id": f"29:{who.entra_id}", "name": who.name, "aadObjectId": who.entra_id},
            "conversation": {"conversationType": "personal", "tenantId": "tenant", "id": chat_name(who)},
            "recipient": {"id": f"28:{APP_ID}", "name": "Buddy"},
            "channelData": {"tenant": {"id": "tenant"}},
            **more,
        }
        typed(more.get("text"), more.get("value"))
        headers = {"Authorization": f"Bearer {self.keys.token(exp=int(self.key_clock[0]) + 3600)}"}
        async with self.session.post(self.address, json=activity, headers=headers) as answer:
            body = await answer.json() if answer.content_type == "application/json" else None
            return answer.status, body

    async def types(self, who: Account, words: str) -> int:
        """The status with which Teams hears that these words were taken."""
        return (await self.sends(who, "message", text=words, textFormat="plain"))[0]

    async def presses(self, who: Account, verb: str, **fields: object) -> tuple[int, str]:
        """The status, and the first line of the card that now stands in the place of the one that was pressed."""
        data = {**await ref(self.world), **fields}
        value = {"action": {"type": "Action.Execute", "verb": verb, "data": data}, "trigger": "manual"}
        status, body = await self.sends(who, "invoke", name="adaptiveCard/action", value=value, replyToId="1:card")
        return status, heading(body["value"]) if body and status == 200 else ""

    async def offers(self) -> None:
        """Alex says when, so that Sam is to be asked."""
        assert await self.presses(ALEX, "offer", **TUESDAY) == (200, "Thank you")

    async def goes_on(self, seconds: float = 0.0) -> None:
        """So much later, the worker looks."""
        self.world.clock.move(seconds=seconds)
        await self.world.worker.catch_up()

    def heard(self, who: Account) -> list[str]:
        """The first line of every card that the channel took for this person, in order."""
        mine = [one.activity for one in self.channel.got if one.conversation == chat_name(who)]
        return [heading(one["attachments"][0]["content"]) for one in mine if "attachments" in one]

    async def coordinator_sees(self) -> list[str]:
        """The lines of the coordinator's day."""
        card = shown(await self.world.says(JO, "today"))
        assert isinstance(card, Today)
        return [line.title for line in card.lines]

    async def waiting(self) -> list[tuple[str, str | None]]:
        """How each message stands that Sam has not been told, and why."""
        return await self.world.store.database.read(_waiting)


def chat_name(who: Account) -> str:
    """Where this person and the assistant write to each other."""
    return f"a:{who.name}"


def _waiting(connection: Connection) -> list[tuple[str, str | None]]:
    rows = connection.execute(select(due_work.c.state, due_work.c.error).where(due_work.c.state != "done"))
    return [(row.state, row.error) for row in rows]


def _all_here(service_url: str) -> Callable[[Connection], None]:
    """Everybody's chat is with this service."""

    def move(connection: Connection) -> None:
        for who in (JO, SAM, ALEX):
            values = {"service_url": service_url, "conversation": chat_name(who)}
            connection.execute(update(chat).where(chat.c.entra_id == who.entra_id).values(values))

    return move


def _seconds() -> float:
    return datetime.now(UTC).timestamp()  # noqa: TID251 - the library reckons with the real time


def tokens_from(entra: FakeEntra, *, secret: str) -> Tokens:
    """Tokens as bot/tokens.py makes them, from the service on this machine."""
    return Tokens(
        make=lambda: ClientSecretCredential(
            TENANT,
            APP_ID,
            secret,
            authority=entra.authority,
            disable_instance_discovery=True,
            connection_verify=entra.authority_file,
            **ONCE_MORE,
        ),
        refusals=(AzureError,),
        clock=_seconds,
    )


@asynccontextmanager
async def scene_of(world: World, folder: Path) -> AsyncIterator[Scene]:
    """The program as app.py puts it together for Teams, around this world."""
    async with AsyncExitStack() as stack:
        channel = await stack.enter_async_context(connector_service())
        keys = await stack.enter_async_context(identity_service())
        entra = await stack.enter_async_context(entra_service(folder))
        session = await stack.enter_async_context(ClientSession())
        channel.bearer, keys.service_url = entra.bearer, channel.url
        channel.conversations |= {chat_name(who) for who in (JO, SAM, ALEX)}
        await world.store.database.write(_all_here(channel.url))
        made = _put_together(world, channel=channel, keys=keys, entra=entra, session=session)
        stack.push_async_callback(made.tokens.close)
        app = web.Application()
        app.router.add_post("/api/messages", made.edge.messages)
        server = await stack.enter_async_context(TestServer(app, host="127.0.0.1"))
        made.address = str(server.make_url("/api/messages"))
        yield made


def _put_together(
    world: World,
    *,
    channel: FakeConnector,
    keys: FakeIdentity,
    entra: FakeEntra,
    session: ClientSession,
) -> Scene:
    tokens, allow = tokens_from(entra, secret=entra.secret), Allowed((), loopback=channel.url)
    connector = Connector(session=session, tokens=tokens, allow=allow, clock=world.clock, patience=PATIENCE)

    def use(others: Tokens) -> None:
        """Speak first with these, as after a start with another secret."""
        fresh = Connector(session=session, tokens=others, allow=allow, clock=world.clock, patience=PATIENCE)
        world.worker.voice = TeamsVoice(fresh)

    use(tokens)
    key_clock, slept = [NOW], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    check = TokenCheck(
        app_id=APP_ID,
        tenants=frozenset({"tenant"}),
        session=session,
        clock=lambda: key_clock[0],
        metadata_url=keys.metadata_url,
    )
    files = Files(session=session, allow=allow)
    edge = TeamsEdge(
        front=world.front,
        render=world.renderer.render,
        check=check,
        connector=connector,
        files=files,
        sleep=sleep,
        chance=lambda: 0.5,
    )
    return Scene(
        world=world,
        channel=channel,
        keys=keys,
        entra=entra,
        tokens=tokens,
        session=session,
        edge=edge,
        use=use,
        key_clock=key_clock,
        slept=slept,
    )
