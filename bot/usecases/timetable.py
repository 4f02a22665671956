"""Everything that the scheme, as it stands, makes due: each feature adds its own part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from bot.domain import due, offers
from bot.domain.due import Due
from bot.usecases import (
    attending,
    comings,
    ending,
    free,
    hours,
    matching,
    offering,
    registration,
    reminding,
    retention,
    rota,
    sends_news,
    unsure,
    untaken,
)
from bot.usecases.ports import Work

Source = Callable[[Work, datetime, datetime], Iterable[Due]]


def planned(work: Work, window: tuple[timedelta, timedelta], now: datetime) -> list[Due]:
    """All that falls due from so long ago until so far ahead, in no order; some of it may lie outside."""
    since, until = now - window[0], now + window[1]
    return [one for source in SOURCES for one in source(work, since, until)]


def _of_meetings(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    need_yes = []
    for meeting in work.meetings.live(since=since, until=until + due.AHEAD):
        yield from due.plan(meeting, closed=work.site.closed)
        yield from offers.nudges(meeting)
        if meeting.needs_yes:
            need_yes.append(meeting)
    yield from unsure.planned(work, need_yes)


# Each reads what it needs by index and yields what it makes due, for the assistant's own eyes: numbers, no names.
SOURCES: tuple[Source, ...] = (
    _of_meetings,
    attending.planned,
    comings.planned,
    untaken.planned,
    rota.planned,
    matching.due_matches,
    reminding.planned,
    ending.planned,
    hours.planned,
    retention.planned,
    offering.passed,
    free.running_dry,
    registration.planned,
    sends_news.planned,
)
