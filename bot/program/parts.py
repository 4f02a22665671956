"""The program, put together, without the door that it serves."""

from __future__ import annotations

import hashlib
import hmac
import os
import random
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.calendar.links import Links, teams_link
from bot.calendar.zones import windows_zones
from bot.calendar_worker import CalendarWorker
from bot.cards import Card
from bot.content.closed import bank_holidays
from bot.content.library import Library
from bot.domain.capabilities import Capability
from bot.front.front import Front
from bot.front.render import Renderer
from bot.front.safety import Net
from bot.front.telemetry import SILENCE, Telemetry
from bot.graph.calendar import GraphCalendar
from bot.graph.opening import calendar_of
from bot.graph.parts import GraphParts, graph_parts
from bot.graph.watch import Watch
from bot.planner import Planner
from bot.program.instant import new_key, reference
from bot.settings import Settings
from bot.store.booking_queue import SqlBookingsToDo
from bot.store.migrate import NewerDatabase, upgrade
from bot.store.outbox import SqlOutbox
from bot.store.plan_queue import SqlPlansToDo
from bot.store.seal import Sealer
from bot.store.sql_store import SqlStore, open_database
from bot.store.watch import SqlWatched
from bot.teams.voice import TeamsVoice
from bot.tokens import Tokens
from bot.usecases.people import ensure_coordinator
from bot.usecases.ports import Site
from bot.usecases.ports.beyond import NothingBeyond
from bot.web.export import ExportLinks
from bot.web.graph import PATH, Notifications, told_with
from bot.worker import Worker, wake_all

Clock = Callable[[], datetime]
OTHER_DATABASE = "Start the database, or look again at BUDDY_DATABASE_URL."


class CannotStart(Exception):
    """Why the program does not start, in one sentence with the remedy."""


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
    todo, told = SqlBookingsToDo(store=store, me=me, clock=clock, new_key=new_key), worker.wake.set
    keeper = None
    if calendar:
        keeper = CalendarWorker(todo=todo, calendar=calendar, told=told, books=site.books, checks=site.checks)
    net = Net.of(library.prompt_words)
    wake = wake_all(worker, planner, *([keeper] if keeper else []))
    graph = graph_of(settings, calendar, keys, clock)
    named = graph.agreements.name if graph and graph.agreements else ""
    watched = SqlWatched(store=store, clock=clock, name=named)
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


def graph_of(
    settings: Settings, calendar: GraphCalendar | None, keys: Sequence[bytes], clock: Clock
) -> GraphParts | None:
    """What Graph is used for besides the calendar, if it is used at all."""
    if calendar is None:
        return None
    url, secret = settings.public_url.rstrip("/") + PATH, told_with(keys[0])
    return graph_parts(calendar, on=settings.capabilities, app_id=settings.app_id, url=url, secret=secret, clock=clock)


async def calendar_for(settings: Settings, tokens: Tokens) -> GraphCalendar | None:
    """Graph, with the calendar of the service mailbox, if any of it is to be used."""
    if not settings.capabilities:
        return None
    return await calendar_of(settings.graph_mailbox, tokens, windows_zones())


async def prepare(parts: Parts, coordinator: str) -> None:
    """The database has today's layout, and somebody is a coordinator."""
    try:
        await parts.store.database.write(upgrade)
    except NewerDatabase as error:
        raise CannotStart("The database belongs to a newer Buddy. Start that one, or put a backup back.") from error
    except OSError as error:
        raise CannotStart(f"The database does not answer ({type(error).__name__}). {OTHER_DATABASE}") from error
    await parts.store.run(None, ensure_coordinator, coordinator)
