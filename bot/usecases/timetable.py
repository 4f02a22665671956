"""Everything that the scheme, as it stands, makes due: each feature adds its own part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial

from bot.domain import due, offers
from bot.domain.due import Due
from bot.domain.meetings import Meeting
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


def planned_apart(
    work: Work, window: tuple[timedelta, timedelta], now: datetime
) -> tuple[list[Due], list[tuple[str, Exception]]]:
    """The same after a bug: what can be worked out all the same, and what cannot, by feature or number."""
    found, stuck = list[Due](), list[tuple[str, Exception]]()
    meetings = list[Meeting]()

    def add(what: str, dues: Callable[[], Iterable[Due]]) -> None:
        try:
            found.extend(dues())
        except Exception as bug:  # noqa: BLE001 - it comes back, and holds up nobody else
            stuck.append((what, bug))

    def read() -> Iterable[Due]:
        meetings.extend(work.meetings.live(since=since, until=until + due.AHEAD))
        return ()

    since, until = now - window[0], now + window[1]
    add("meetings", read)
    for meeting in meetings:
        add(f"meeting:{meeting.id}", partial(_of_these, work, [meeting]))
    for source in SOURCES[1:]:  # the first is that of meetings
        add(source.__module__.rpartition(".")[2], partial(source, work, since, until))
    return found, stuck


def _of_meetings(work: Work, since: datetime, until: datetime) -> Iterable[Due]:
    return _of_these(work, work.meetings.live(since=since, until=until + due.AHEAD))


def _of_these(work: Work, meetings: Iterable[Meeting]) -> Iterable[Due]:
    need_yes = []
    for meeting in meetings:
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
