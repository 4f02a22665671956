"""Buddy: the only place where the parts are put together.

python app.py          serves Teams, as the settings say
python app.py demo     serves the local demo on this machine, with made-up people
python app.py check    checks content, cards and, if there are any, the settings; --live tries what Microsoft lets us do
python app.py preview --until 2026-12-24 [--names]    lists who would get what and when, and sends nothing
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import random
import secrets
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.calendar.ics import Entry, entry_of, ics
from bot.calendar.links import Links, teams_link
from bot.calendar.zones import windows_zones
from bot.calendar_worker import CalendarWorker
from bot.cards import Card
from bot.content.closed import bank_holidays
from bot.content.library import ContentFault, Library
from bot.domain.capabilities import Capability
from bot.domain.errors import BuddyError
from bot.domain.people import PersonId
from bot.domain.times import say
from bot.front import preview
from bot.front.front import Front
from bot.front.render import Renderer, TemplateFault
from bot.front.safety import Net
from bot.front.telemetry import SILENCE, Telemetry
from bot.graph.asked import SCOPE as GRAPH_SCOPE
from bot.graph.calendar import GraphCalendar
from bot.graph.opening import calendar_of
from bot.graph.parts import GraphParts, graph_parts
from bot.graph.watch import Watch
from bot.logs import write_as_json
from bot.planner import Planner
from bot.process import asked_to_stop, meanwhile, started
from bot.settings import HIGHEST_PORT, PREFIX, Settings, SettingsFault
from bot.store.alive import answers
from bot.store.booking_queue import SqlBookingsToDo
from bot.store.migrate import NewerDatabase, empty, upgrade
from bot.store.outbox import SqlOutbox
from bot.store.plan_queue import SqlPlansToDo
from bot.store.seal import Sealer
from bot.store.sql_store import SqlStore, open_database
from bot.store.watch import SqlWatched
from bot.teams.allowed import Allowed
from bot.teams.authentic import TokenCheck
from bot.teams.connector import SCOPE, Connector
from bot.teams.files import Files
from bot.teams.http import TeamsEdge
from bot.teams.voice import TeamsVoice
from bot.telemetry import listened_to
from bot.tokens import Tokens, certificate_ends, from_certificate, from_managed_identity, from_secret
from bot.usecases import checking, exporting
from bot.usecases.meetings import calendar_entry
from bot.usecases.people import ensure_coordinator
from bot.usecases.ports import Site
from bot.usecases.ports.beyond import Checked, NothingBeyond
from bot.web import export as export_page
from bot.web import ics as ics_page
from bot.web import shell
from bot.web.demo import Demo
from bot.web.demo_setting import COORDINATOR, EXAMPLE_ROSTER, PEOPLE, DemoClock
from bot.web.demo_teams import Around
from bot.web.export import ExportLinks
from bot.web.graph import PATH, Notifications, told_with
from bot.web.guard import from_program, guarded
from bot.web.health import Health, secret_word
from bot.web.listening import NoPort, listening
from bot.web.problems import error_pages
from bot.worker import Worker, wake_all, working

log = structlog.get_logger("app")
Clock = Callable[[], datetime]
LARGEST = 1024 * 1024  # bytes of any request; the Teams edge takes less
OTHER_DATABASE = "Start the database, or look again at BUDDY_DATABASE_URL."
DEMO_FILE = Path("var/demo.db")
FOR_THE_LAST = 1.0  # seconds in which we say that we stop, and still answer: who sends us people hears of it
MOST_JUMPS = 50  # to the next instant at which somebody hears something


class CannotStart(Exception):
    """Why the program does not start, in one sentence with the remedy."""


def now() -> datetime:
    """The present instant: the one place where the clock is read."""
    return datetime.now(UTC)


def reference() -> str:
    """A new number under which something that went wrong is logged."""
    return secrets.token_hex(4).upper()


def all_cards() -> list[type[Card]]:
    """Every kind of card of ours."""
    return [one for one in Card.__subclasses__() if one.__module__.startswith("bot.cards.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The program, put together: what serves and what must be closed at the end."""

    store: SqlStore
    outbox: SqlOutbox
    worker: Worker
    planner: Planner
    keeper: CalendarWorker | None
    watch: Watch | None
    notifications: Notifications | None
    front: Front
    renderer: Renderer
    links: Links
    exports: ExportLinks


def build(
    settings: Settings,
    *,
    clock: Clock,
    voice: TeamsVoice,
    keys: Sequence[bytes],
    telemetry: Telemetry = SILENCE,
    calendar: GraphCalendar | None = None,
) -> Parts:
    """All that does not depend on the door."""
    library = Library.read(contact=settings.coordinator_contact, office_hours=settings.office_hours)
    link_key = hmac.new(keys[-1], b"links", hashlib.sha256).digest()
    links, exports = Links(link_key, settings.public_url), ExportLinks(link_key, settings.public_url, clock)
    site = Site(
        library=library,
        contact=settings.coordinator_contact,
        closed=bank_holidays(),
        ics_url=links.ics_url,
        teams_url=teams_link,
        export_url=exports.url,
        books=calendar is not None and Capability.CALENDAR in settings.capabilities,
        checks=calendar is not None and Capability.FREE_BUSY in settings.capabilities,
    )
    database, sealer = open_database(settings.database_url), Sealer(keys)
    store = SqlStore(database=database, site=site, sealer=sealer, clock=clock, trace=telemetry.trace)
    me = f"{socket.gethostname()}-{os.getpid()}-{reference()}"
    outbox = SqlOutbox(store=store, me=me, clock=clock)
    renderer = Renderer(shared={"help": library.help})
    renderer.check(all_cards())
    worker = Worker(
        outbox=outbox,
        voice=voice,
        render=renderer.render,
        clock=clock,
        chance=random.SystemRandom().random,
        rate=settings.sends_per_second,
        telemetry=telemetry,
        health=None if telemetry is SILENCE else outbox.health,
    )
    planner = Planner(todo=SqlPlansToDo(store=store, me=me, clock=clock), told=worker.wake.set)
    todo, told = SqlBookingsToDo(store=store, me=me, clock=clock, new_key=_new_key), worker.wake.set
    keeper = None
    if calendar:
        keeper = CalendarWorker(todo=todo, calendar=calendar, told=told, books=site.books, checks=site.checks)
    net = Net.of(library.prompt_words)
    wake = wake_all(worker, planner, *([keeper] if keeper else []))
    graph, watched = _graph(settings, calendar, keys, clock), SqlWatched(store=store, clock=clock)
    watch = Watch(todo=watched, clock=clock, agreements=graph.agreements, reports=graph.reports) if graph else None
    awake = wake_all(*(one for one in (watch, keeper) if one))
    door = Notifications(
        secrets=[told_with(key) for key in keys], told=watched.told, wake=awake, seconds=time.monotonic
    )
    beyond = graph.beyond if graph else NothingBeyond()
    front = Front(store=store, clock=clock, reference=reference, wake=wake, net=net, telemetry=telemetry, beyond=beyond)
    return Parts(
        store=store,
        outbox=outbox,
        worker=worker,
        planner=planner,
        keeper=keeper,
        watch=watch,
        notifications=door if graph and graph.agreements else None,
        front=front,
        renderer=renderer,
        links=links,
        exports=exports,
    )


def _graph(
    settings: Settings, calendar: GraphCalendar | None, keys: Sequence[bytes], clock: Clock
) -> GraphParts | None:
    if calendar is None:
        return None
    url, secret = settings.public_url.rstrip("/") + PATH, told_with(keys[0])
    return graph_parts(calendar, on=settings.capabilities, app_id=settings.app_id, url=url, secret=secret, clock=clock)


def _new_key() -> str:
    """Under which a meeting is booked: never one that another site has."""
    return f"buddy-{secrets.token_hex(16)}"


async def _calendar(settings: Settings, tokens: Tokens) -> GraphCalendar | None:
    """Graph, with the calendar of the service mailbox, if any of it is to be used."""
    if not settings.capabilities:
        return None
    return await calendar_of(settings.graph_mailbox, tokens, windows_zones())


def file_pages(parts: Parts, public_url: str) -> list[web.RouteDef]:
    """The files behind signed links: of calendars, and of lists."""

    async def entry(meeting: int, person: int) -> Entry | None:
        try:
            found = await parts.store.read(PersonId(person), calendar_entry, meeting)
        except BuddyError:
            return None
        return entry_of(found, stamp=parts.store.clock(), host=urlsplit(public_url).hostname or "") if found else None

    async def make(what: str, cohort: int, person: int) -> exporting.File:
        wanted = exporting.Wanted(what=what, cohort=cohort)
        return await parts.store.run(PersonId(person), exporting.file, wanted, door="web")

    return [
        *ics_page.routes(read=parts.links.read, entry=entry, write=ics),
        *export_page.routes(read=parts.exports.read, make=make),
    ]


async def prepare(parts: Parts, coordinator: str) -> None:
    """The database has today's layout, and somebody is a coordinator."""
    try:
        await parts.store.database.write(upgrade)
    except NewerDatabase as error:
        raise CannotStart("The database belongs to a newer Buddy. Start that one, or put a backup back.") from error
    except OSError as error:
        raise CannotStart(f"The database does not answer ({type(error).__name__}). {OTHER_DATABASE}") from error
    await parts.store.run(None, ensure_coordinator, coordinator)


async def serve(settings: Settings) -> None:
    """Serves Teams until it is told to stop."""
    write_as_json()
    stop = asked_to_stop()
    tokens = await _tokens(settings)
    listener = listened_to(settings.otlp_endpoint, instance=socket.gethostname())
    outside = ClientSession(connector=TCPConnector(limit=100), cookie_jar=DummyCookieJar())
    async with listener as telemetry, outside as session:
        check = TokenCheck(
            app_id=settings.app_id, tenants=frozenset({settings.tenant}), session=session, clock=_seconds
        )
        connector = Connector(session=session, tokens=tokens, allow=Allowed(settings.service_hosts), clock=now)
        voice, keys = TeamsVoice(connector), settings.seal_keys
        calendar = await _calendar(settings, tokens)
        parts = build(settings, clock=now, voice=voice, keys=keys, telemetry=telemetry, calendar=calendar)
        files = Files(session=session, allow=Allowed(settings.file_hosts))
        edge = _edge(parts, check=check, connector=connector, files=files)
        health = _health(parts, check=check, tokens=tokens, ends=_secret_ends(settings))
        health.telemetry = telemetry
        messages = web.post("/api/messages", edge.messages)
        told = parts.notifications.routes() if parts.notifications else []
        app = _application([*health.routes(), messages, *told, *file_pages(parts, settings.public_url)])
        try:
            await prepare(parts, settings.first_coordinator)
            serving = listening(app, hosts=(settings.host,), port=settings.port)
            works = working(parts.worker, parts.planner, *(one for one in (parts.keeper, parts.watch) if one))
            scopes = (SCOPE, *([GRAPH_SCOPE] if calendar else []))
            async with serving, works, meanwhile(tokens.warm(*scopes)), meanwhile(check.keys.fetch()):
                started()
                log.info("app.ready", port=settings.port)
                await stop.wait()
                health.stopping = True
                await asyncio.sleep(FOR_THE_LAST)
        finally:
            if calendar:
                await calendar.graph.close()
            await tokens.close()
            await parts.store.close()


async def foresee(settings: Settings, words: Sequence[str]) -> None:
    """Says who would get what until a day: it reads beside a program that runs, and can reach nobody."""
    async with ClientSession() as session:
        nowhere = Connector(session=session, tokens=None, allow=Allowed(()), clock=now)
        parts = build(settings, clock=now, voice=TeamsVoice(nowhere), keys=settings.seal_keys)
        try:
            print("\n".join(await preview.lines(parts.store, words)))  # noqa: T201 - the command's answer
        finally:
            await parts.store.close()


async def _tokens(settings: Settings) -> Tokens:
    app_id, tenant = settings.app_id, settings.tenant
    if settings.app_secret:
        secret = settings.app_secret.get_secret_value()
        return await from_secret(tenant=tenant, app_id=app_id, secret=secret, clock=_seconds)
    if settings.app_certificate:
        path = str(settings.app_certificate)
        return await from_certificate(tenant=tenant, app_id=app_id, path=path, clock=_seconds)
    return await from_managed_identity(app_id=app_id, clock=_seconds)


def _edge(parts: Parts, *, check: TokenCheck | None, connector: Connector, files: Files) -> TeamsEdge:
    return TeamsEdge(
        front=parts.front,
        render=parts.renderer.render,
        check=check,
        connector=connector,
        files=files,
        sleep=asyncio.sleep,
        chance=random.SystemRandom().random,
    )


def _application(routes: Sequence[web.RouteDef]) -> web.Application:
    def report(number: str, bug: BaseException) -> None:
        log.error("app.page_failed", reference=number, kind=type(bug).__name__)

    app = web.Application(client_max_size=LARGEST, middlewares=[error_pages(new_reference=reference, report=report)])
    app.add_routes([*routes, *shell.routes()])
    return app


def _health(parts: Parts, *, check: TokenCheck | None, tokens: Tokens | None, ends: date | None) -> Health:
    """What is looked at; the demo has neither keys nor a token."""
    return Health(
        database=lambda: parts.store.database.read(answers),
        keys=check.keys.state if check else lambda: "not used",
        token=(lambda: tokens.state(SCOPE)) if tokens else lambda: "not used",
        looked=lambda: parts.worker.looked,
        secret_ends=ends,
        clock=parts.store.clock,
    )


def _secret_ends(settings: Settings) -> date | None:
    certificate = settings.app_certificate
    ends = settings.secret_expires or (certificate_ends(str(certificate)) if certificate else None)
    if (word := secret_word(ends, now().date())) in {"ends soon", "ended"}:
        log.warning("app.secret", state=word, ends=str(ends))
    return ends


def _seconds() -> float:
    return now().timestamp()


async def demo(settings: Settings) -> None:
    """Serves the demo on this machine until it is told to stop."""
    clock, base, stop = DemoClock(now), settings.public_url, asked_to_stop()
    async with ClientSession(cookie_jar=DummyCookieJar()) as session:
        loopback = Allowed((), loopback=base)
        connector = Connector(session=session, tokens=None, allow=loopback, clock=now)
        parts = build(settings, clock=clock, voice=TeamsVoice(connector), keys=(secrets.token_bytes(32),))
        parts.worker.apart = 0.0  # nobody waits in the demo
        edge = _edge(parts, check=None, connector=connector, files=Files(session=session, allow=loopback))
        page = Demo(PEOPLE, _around(parts, clock, base))
        messages = guarded([web.post("/api/messages", edge.messages)], from_program)
        health = _health(parts, check=None, tokens=None, ends=None)
        app = _application([*health.routes(), *messages, *page.routes(), *file_pages(parts, base)])
        try:
            await prepare(parts, COORDINATOR.email)
            works = working(parts.worker, parts.planner)
            async with listening(app, hosts=("127.0.0.1", "::1"), port=settings.port), works:
                await page.install()
                started()
                print(f"The demo is at http://localhost:{settings.port} (Ctrl-C ends it)", flush=True)  # noqa: T201 - said to the person who started it
                await stop.wait()
        finally:
            await parts.store.close()


def _around(parts: Parts, clock: DemoClock, base: str) -> Around:
    async def settle() -> None:
        await parts.worker.catch_up()

    async def jump() -> str:
        for _ in range(MOST_JUMPS):
            if (instant := await parts.outbox.next_event()) is None:
                return "Nothing more is planned. Somebody has to answer a card first."
            clock.move_to(instant)
            if sent := await parts.worker.catch_up():
                return f"{say(clock())}: {sent} {'message was' if sent == 1 else 'messages were'} due."
        return f"It is {say(clock())} now, and nobody had to be told anything."

    async def again() -> None:
        await parts.store.database.write(empty)
        clock.again()
        await prepare(parts, COORDINATOR.email)

    return Around(
        post_url=f"{base}/api/messages",
        base_url=base,
        tenant="demo",
        clock=clock,
        new_id=lambda: secrets.token_hex(8),
        settle=settle,
        jump=jump,
        again=again,
        example_csv=EXAMPLE_ROSTER,
    )


def demo_settings(port: int) -> Settings:
    """The demo's own settings; a fresh database each time."""
    for ending in ("", "-wal", "-shm"):
        Path(f"{DEMO_FILE}{ending}").unlink(missing_ok=True)
    return Settings.model_construct(
        coordinator_contact="Jo Field, 01632 960000",
        office_hours="Monday to Friday, 9 to 5",
        public_url=f"http://127.0.0.1:{port}",
        database_url=f"sqlite:///{DEMO_FILE}",
        port=port,
        sends_per_second=1000.0,
    )


def check() -> None:
    """Content and cards fit together, and so do the settings if there are any."""
    renderer = Renderer(shared={"help": Library.read().help})
    renderer.check(all_cards())
    print(f"content and {len(renderer.templates)} cards: in order")  # noqa: T201 - the command's answer
    if any(f"{PREFIX}{name.upper()}" in os.environ for name in Settings.model_fields):
        Settings.read()
        print("settings: in order")  # noqa: T201 - the command's answer


async def check_live(settings: Settings) -> int:
    """Tries what Microsoft lets us do, by reading alone; 1 when something is switched on and not granted."""
    tokens = await _tokens(settings)
    calendar = await _calendar(settings, tokens)
    try:
        graph = _graph(settings, calendar, settings.seal_keys, now)
        off = Checked(app_id=settings.app_id, mailbox=settings.graph_mailbox)
        checked = await graph.beyond.check() if graph else off
        print("\n\n".join(checking.lines(checked)))  # noqa: T201 - the command's answer
    finally:
        if calendar:
            await calendar.graph.close()
        await tokens.close()
    return int(checking.something_missing(checked))


def main(arguments: Sequence[str]) -> int:
    """Runs what the command line asks for; the exit code."""
    try:
        match list(arguments):
            case []:
                asyncio.run(serve(Settings.read()))
            case ["demo"]:
                asyncio.run(demo(demo_settings(_demo_port())))
            case ["check"]:
                check()
            case ["check", "--live"]:
                check()
                return asyncio.run(check_live(Settings.read()))
            case ["preview", *words]:
                asyncio.run(foresee(Settings.read(), words))
            case _:
                print(__doc__, file=sys.stderr)  # noqa: T201 - the command's answer
                return 2
    except (CannotStart, NoPort, BuddyError, SettingsFault, ContentFault, TemplateFault) as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - said to the person who started it
        return 1
    return 0


def _demo_port() -> int:
    if "BUDDY_APP_ID" in os.environ:
        raise CannotStart("A bot registration is configured here (BUDDY_APP_ID), so the demo does not start. Unset it.")
    port = os.environ.get("BUDDY_PORT", "3978")
    if not port.isdecimal() or not 0 < int(port) <= HIGHEST_PORT:
        raise CannotStart("BUDDY_PORT must be a number from 1 to 65535.")
    return int(port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
