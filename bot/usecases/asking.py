"""Pairs that came in with a list are asked as soon as nothing stands in the way, whoever did the last step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.meetings import LinkId
from bot.usecases.matching import ask, gates
from bot.usecases.ports import Work


def ready_to_ask(work: Work, _request: None, now: datetime) -> Sequence[LinkId]:
    """The links that can be asked about now; reading only."""
    return [one for one in work.rosters.ripe() if not gates(work, work.links.get(one), now)]


def ask_them(work: Work, links: Sequence[LinkId], now: datetime) -> None:
    """Asks about each, if it still may be: one may take up the room that another needs."""
    for number in links:
        link = work.links.get(number)
        if not gates(work, link, now):
            ask(work, link, now)
