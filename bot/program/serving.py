"""Serves Teams; foresees; tries what Microsoft lets us do."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from datetime import date

import structlog
from aiohttp import ClientSession, DummyCookieJar, TCPConnector, web

from bot.front import preview
from bot.graph.asked import SCOPE as GRAPH_SCOPE
from bot.logs import write_as_json
from bot.process import asked_to_stop, meanwhile, started
from bot.program.instant import now, seconds
from bot.program.pages import application, edge_of, file_pages, health_of
from bot.program.parts import build, calendar_for, graph_of, prepare
from bot.settings import Settings
from bot.teams.allowed import Allowed
from bot.teams.authentic import TokenCheck
from bot.teams.connector import SCOPE, Connector
from bot.teams.files import Files
from bot.teams.voice import TeamsVoice
from bot.telemetry import listened_to
from bot.tokens import Tokens, certificate_ends, from_certificate, from_managed_identity, from_secret
from bot.usecases import checking
from bot.usecases.ports.beyond import Checked
from bot.web.health import secret_word
from bot.web.listening import listening
from bot.worker import working

log = structlog.get_logger(__name__)
FOR_THE_LAST = 1.0  # seconds in which we say that we stop, and still answer: who sends us people hears of it


async def serve(settings: Settings) -> None:
    """Serves Teams until it is told to stop."""
    write_as_json()
    stop = asked_to_stop()
    tokens = await tokens_for(settings)
    listener = listened_to(settings.otlp_endpoint, instance=socket.gethostname())
    outside = ClientSession(connector=TCPConnector(limit=100), cookie_jar=DummyCookieJar())
    async with listener as telemetry, outside as session:
        check = TokenCheck(app_id=settings.app_id, tenants=frozenset({settings.tenant}), session=session, clock=seconds)
        connector = Connector(session=session, tokens=tokens, allow=Allowed(settings.service_hosts), clock=now)
        voice, keys = TeamsVoice(connector), settings.seal_keys
        calendar = await calendar_for(settings, tokens)
        parts = build(settings, clock=now, voice=voice, keys=keys, telemetry=telemetry, calendar=calendar)
        files = Files(session=session, allow=Allowed(settings.file_hosts))
        edge = edge_of(parts, check=check, connector=connector, files=files)
        health = health_of(parts, check=check, tokens=tokens, ends=_secret_ends(settings))
        health.telemetry = telemetry
        messages = web.post("/api/messages", edge.messages)
        told = parts.notifications.routes() if parts.notifications else []
        app = application([*health.routes(), messages, *told, *file_pages(parts, settings.public_url)])
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


async def check_live(settings: Settings) -> int:
    """Tries what Microsoft lets us do, by reading alone; 1 when something is switched on and not granted."""
    tokens = await tokens_for(settings)
    calendar = await calendar_for(settings, tokens)
    try:
        graph = graph_of(settings, calendar, settings.seal_keys, now)
        off = Checked(app_id=settings.app_id, mailbox=settings.graph_mailbox)
        checked = await graph.beyond.check() if graph else off
        print("\n\n".join(checking.lines(checked)))  # noqa: T201 - the command's answer
    finally:
        if calendar:
            await calendar.graph.close()
        await tokens.close()
    return int(checking.something_missing(checked))


async def tokens_for(settings: Settings) -> Tokens:
    """What proves who we are, as the settings say."""
    app_id, tenant = settings.app_id, settings.tenant
    if settings.app_secret:
        secret = settings.app_secret.get_secret_value()
        return await from_secret(tenant=tenant, app_id=app_id, secret=secret, clock=seconds)
    if settings.app_certificate:
        path = str(settings.app_certificate)
        return await from_certificate(tenant=tenant, app_id=app_id, path=path, clock=seconds)
    return await from_managed_identity(app_id=app_id, clock=seconds)


def _secret_ends(settings: Settings) -> date | None:
    certificate = settings.app_certificate
    ends = settings.secret_expires or (certificate_ends(str(certificate)) if certificate else None)
    if (word := secret_word(ends, now().date())) in {"ends soon", "ended"}:
        log.warning("app.secret", state=word, ends=str(ends))
    return ends
