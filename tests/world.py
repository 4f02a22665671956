"""A whole scheme for tests: real store, front and worker on a real database; only the channel is written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from sqlalchemy import make_url

from bot.cards import Card
from bot.content.closed import bank_holidays
from bot.content.library import Library
from bot.domain.people import Account, Chat, ChatKind
from bot.front.front import Front
from bot.front.render import Renderer
from bot.front.safety import Net
from bot.front.turn import Answer, Door, Happened, Json, Turn
from bot.store.migrate import upgrade
from bot.store.outbox import SqlOutbox
from bot.store.seal import Sealer
from bot.store.sql_store import SqlStore
from bot.usecases.people import ensure_coordinator
from bot.usecases.ports import Site
from bot.worker import Worker
from tests.reused import reopened
from tests.watching import typed

MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
COORDINATOR = "jo.field@trust.example"
ROSTER = """role,first_name,surname,email,pair,line,join_url,said_yes,registered
student,Sam,Taylor,sam.taylor@university.example,Pair 1,,https://teams.microsoft.com/l/meetup-join/made-up,yes,yes
buddy,Alex,Morgan,alex.morgan@post.example,Pair 1,I grow tomatoes.,,yes,yes
"""


_FIRST: list[bytes] = []  # a file with today's tables, once there is one


class Clock:
    """Stands still until a test moves it."""

    def __init__(self, start: datetime = MONDAY) -> None:
        self.now = start

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class Said:
    """One message as the channel took it."""

    conversation: str
    card: dict[str, Json]
    replaces: str | None
    id: str


@dataclass(slots=True)
class RecordingVoice:
    """Takes every message; `fault` is raised instead while it is set."""

    said: list[Said] = field(default_factory=list)
    fault: Exception | None = None
    numbers: Iterator[int] = field(default_factory=count)

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        if self.fault:
            raise self.fault
        message = Said(chat.conversation, card, replaces, f"message-{next(self.numbers)}")
        self.said.append(message)
        return message.id


def person(name: str) -> Account:
    """The account of somebody, by the part of the address before the @."""
    home = {"jo.field": "trust.example", "alex.morgan": "post.example"}.get(name, "university.example")
    return Account(tenant="tenant", entra_id=f"entra-{name}", name=name, email=f"{name}@{home}")


def chat_of(account: Account, kind: ChatKind = ChatKind.PERSONAL) -> Chat:
    return Chat(
        conversation=f"chat-{account.entra_id}",
        service_url="https://smba.trafficmanager.net/emea/",
        tenant=account.tenant,
        member=f"29:{account.entra_id}",
        kind=kind,
    )


@dataclass(slots=True, kw_only=True)
class World:
    """The scheme, and the people in it."""

    store: SqlStore
    clock: Clock
    front: Front
    voice: RecordingVoice
    worker: Worker
    renderer: Renderer
    keys: Iterator[int] = field(default_factory=count)

    def turn(self, account: Account, happened: Happened, **more: object) -> Turn:
        """One thing that somebody does."""
        values: dict[str, object] = {
            "key": f"turn-{next(self.keys)}",
            "account": Account(tenant=account.tenant, entra_id=account.entra_id, name=account.name),
            "chat": chat_of(account),
            "door": Door.TEAMS,
            "happened": happened,
            "find_email": _found(account.email),
        } | more
        typed(more.get("words"), more.get("fields"))
        return Turn(**values)  # type: ignore[arg-type]  # the values are a Turn's own

    async def comes(self, account: Account) -> Answer:
        return await self.front.answer(self.turn(account, Happened.CAME))

    async def says(self, account: Account, words: str, **more: object) -> Answer:
        return await self.front.answer(self.turn(account, Happened.SAID, words=words, **more))

    async def presses(self, account: Account, verb: str, **fields: Json) -> Answer:
        return await self.front.answer(self.turn(account, Happened.PRESSED, verb=verb, fields=fields))

    async def opens(self, account: Account, verb: str, *, card_id: str = "card-1", **fields: Json) -> Answer:
        return await self.front.answer(self.turn(account, Happened.OPENED, verb=verb, fields=fields, card_id=card_id))

    async def sends_in(self, account: Account, verb: str, **fields: Json) -> Answer:
        return await self.front.answer(self.turn(account, Happened.SENT_IN, verb=verb, fields=fields))

    async def hears(self, account: Account) -> list[dict[str, Json]]:
        """What the worker now says to this person, and to nobody else's surprise, in order."""
        before = len(self.voice.said)
        await self.worker.catch_up()
        return [one.card for one in self.voice.said[before:] if one.conversation == chat_of(account).conversation]


def _found(email: str | None) -> object:
    async def find() -> str | None:
        return email

    return find


async def filled(url: str) -> None:
    """An empty scheme with today's tables; a file becomes a copy of the first, since the steps take long."""
    if _FIRST and make_url(url).get_backend_name() == "sqlite":
        _file(url).write_bytes(_FIRST[0])
        return
    database = reopened(url)
    await database.write(upgrade)
    await database.close()
    if make_url(url).get_backend_name() == "sqlite":
        _FIRST.append(_file(url).read_bytes())


def _file(url: str) -> Path:
    return Path(str(make_url(url).database))


@cache
def library() -> Library:
    return Library.read(contact="01632 960000", office_hours="Monday to Friday, 9 to 5")


@cache
def all_templates() -> Renderer:
    return Renderer(shared={"help": library().help})


@cache
def site() -> Site:
    return Site(
        library=library(),
        contact="01632 960000",
        closed=bank_holidays(),
        ics_url=lambda meeting, person: f"https://buddy.example/ics/{meeting}-{person}",
        teams_url=lambda start, end: f"https://teams.microsoft.com/l/meeting/new?{start:%H%M}-{end:%H%M}",
        export_url=lambda what, cohort, who, until: f"https://buddy.example/files/{what}-{cohort}-{who}-{until:%H%M}",
    )


async def make_world(url: str, *, me: str = "worker-1") -> World:
    """The program on a database that has its tables, with one coordinator."""
    clock, voice = Clock(), RecordingVoice()
    store = SqlStore(database=reopened(url), site=site(), sealer=Sealer([b"k" * 32]), clock=clock)
    renderer = all_templates()
    worker = Worker(
        outbox=SqlOutbox(store=store, me=me, clock=clock),
        voice=voice,
        render=renderer.render,
        clock=clock,
        chance=lambda: 0.5,
        rate=100_000.0,
        apart=0.0,
    )
    references = count(1)
    front = Front(
        store=store,
        clock=clock,
        reference=lambda: f"REF-{next(references)}",
        wake=worker.wake.set,
        net=Net.of(library().prompt_words),
    )
    await store.run(None, ensure_coordinator, COORDINATOR)
    return World(store=store, clock=clock, front=front, voice=voice, worker=worker, renderer=renderer)


def shown(answer: Answer) -> Card:
    """The card of an answer that must have one."""
    assert answer.card is not None, answer
    return answer.card
