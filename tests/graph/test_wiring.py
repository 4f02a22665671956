"""The program with a calendar and without one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.calendar.zones import windows_zones
from bot.graph.calendar import GraphCalendar
from bot.program.instant import now
from bot.program.parts import build
from bot.settings import Settings
from bot.teams.allowed import Allowed
from bot.teams.connector import Connector
from bot.teams.voice import TeamsVoice
from tests.fakes.graph import MAILBOX


def settings(folder: Path, *graph: str) -> Settings:
    return Settings.model_construct(
        coordinator_contact="01632 960000",
        office_hours="always",
        public_url="https://buddy.example",
        database_url=f"sqlite:///{folder / 'buddy.db'}",
        graph_mailbox=MAILBOX,
        graph=graph,
    )


@pytest.mark.parametrize(
    ("graph", "books", "checks"),
    [((), True, False), (("calendar", "free_busy"), True, True), (("free_busy",), False, True)],
)
async def test_each_capability_switches_on_its_own_part(
    tmp_path: Path, calendar: GraphCalendar, graph: tuple[str, ...], *, books: bool, checks: bool
) -> None:
    voice = TeamsVoice(Connector(session=None, tokens=None, allow=Allowed(()), clock=now))  # type: ignore[arg-type]  # nothing is sent
    parts = build(settings(tmp_path, *graph), clock=now, voice=voice, keys=(b"k" * 32,), calendar=calendar)
    assert parts.keeper is not None
    assert (parts.keeper.books, parts.keeper.checks) == (books, checks)
    assert (parts.store.site.books, parts.store.site.checks) == (books, checks)
    await parts.store.close()


async def test_without_a_calendar_there_is_nobody_who_keeps_one(tmp_path: Path) -> None:
    voice = TeamsVoice(Connector(session=None, tokens=None, allow=Allowed(()), clock=now))  # type: ignore[arg-type]  # nothing is sent
    parts = build(settings(tmp_path), clock=now, voice=voice, keys=(b"k" * 32,))
    assert parts.keeper is None
    assert not parts.store.site.books
    await parts.store.close()


def test_the_names_of_windows_are_known() -> None:
    assert windows_zones()["GMT Standard Time"] == "Europe/London"
