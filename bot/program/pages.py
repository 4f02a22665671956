"""What is served by every door: pages, files behind signed links, how we are, and the edge to Teams."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.calendar.ics import Entry, entry_of, ics
from bot.domain.errors import BuddyError
from bot.domain.people import PersonId
from bot.program.instant import reference
from bot.program.parts import Parts
from bot.store.alive import answers
from bot.teams.authentic import TokenCheck
from bot.teams.connector import SCOPE, Connector
from bot.teams.files import Files
from bot.teams.http import TeamsEdge
from bot.tokens import Tokens
from bot.usecases import exporting
from bot.usecases.meetings import calendar_entry
from bot.web import export as export_page
from bot.web import ics as ics_page
from bot.web import shell
from bot.web.health import Health
from bot.web.problems import error_pages

log = structlog.get_logger(__name__)
LARGEST = 1024 * 1024  # bytes of any request; the Teams edge takes less


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


def edge_of(parts: Parts, *, check: TokenCheck | None, connector: Connector, files: Files) -> TeamsEdge:
    """Where Teams brings what people do; without a check everybody is believed, as in the demo."""
    return TeamsEdge(
        front=parts.front,
        render=parts.renderer.render,
        check=check,
        connector=connector,
        files=files,
        sleep=asyncio.sleep,
        chance=random.SystemRandom().random,
    )


def application(routes: Sequence[web.RouteDef]) -> web.Application:
    """These routes, with kind words on a page that fails."""

    def report(number: str, bug: BaseException) -> None:
        log.error("app.page_failed", reference=number, kind=type(bug).__name__)

    app = web.Application(client_max_size=LARGEST, middlewares=[error_pages(new_reference=reference, report=report)])
    app.add_routes([*routes, *shell.routes()])
    return app


def health_of(parts: Parts, *, check: TokenCheck | None, tokens: Tokens | None, ends: date | None) -> Health:
    """What is looked at; the demo has neither keys nor a token."""
    return Health(
        database=lambda: parts.store.database.read(answers),
        keys=check.keys.state if check else lambda: "not used",
        token=(lambda: tokens.state(SCOPE)) if tokens else lambda: "not used",
        looked=lambda: parts.worker.looked,
        secret_ends=ends,
        clock=parts.store.clock,
    )
