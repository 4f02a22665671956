"""The coordinator's day on one card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta

from bot.cards.today import Entry, Section, Today
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Person
from bot.domain.times import LONDON, say_clock, say_day, wall
from bot.usecases.ports import Flag, Work

SHOW = 6  # entries of one sort; the rest is counted
PATIENCE = timedelta(hours=48)  # how long a question may stay open before a coordinator hears of it
LOOK_BACK = timedelta(days=7)
WAITS_FOR = {
    MeetingState.PLANNED: (Side.BUDDY, "free times"),
    MeetingState.OFFERED: (Side.STUDENT, "a pick"),
    MeetingState.HALF_CONFIRMED: (Side.BUDDY, "a yes"),
}
TOOK_PLACE = frozenset({"held", "held_short"})
CALLS = {"today": "today, if you can", "soon": "in the next few days"}


def today(work: Work, _request: None, now: datetime) -> Today:
    """How things stand, what needs somebody first. A sort with nothing in it is left out."""
    lines = tuple(section for section in _sections(work, now) if section)
    counts = work.overview.counts()
    return Today(
        day=say_day(wall(now).date()),
        people=counts["people"],
        pairs=counts["pairs"],
        held=counts["held"],
        reflections=counts["reflections"],
        lines=lines,
        nothing=not lines,
    )


def _sections(work: Work, now: datetime) -> Iterator[Section | None]:
    flags = work.overview.flags(since=now - LOOK_BACK)
    calls = [flag for flag in flags if flag.call in CALLS]
    yield _section("call to make", "calls to make", [f"{_name(one.person)}: {CALLS[one.call or '']}" for one in calls])
    unhappy = {flag.person.id: _name(flag.person) for flag in flags if flag.respect == "no"}
    titles = ("person did not find a meeting respectful", "people did not find a meeting respectful")
    yield _section(*titles, unhappy.values())
    yield _section("meeting may not have taken place", "meetings may not have taken place", _doubts(flags))
    meetings = work.overview.starting(since=_midnight(now), until=_midnight(now, days=1) - timedelta(microseconds=1))
    yield _section("meeting today", "meetings today", [_when(one) for one in meetings])
    total, waiting = work.overview.unsettled(before=now - PATIENCE, at_most=SHOW)
    yield _section(
        "meeting waits for an answer", "meetings wait for an answer", [_waits(one) for one in waiting], total
    )
    moved = work.overview.moved(since=_midnight(now))
    yield _section("meeting moved today", "meetings moved today", (), moved)
    total, unreached = work.people.unreached(at_most=SHOW)
    names = [f"{_name(one)} has not added me in Teams" for one in unreached]
    yield _section("person I can't reach", "people I can't reach", names, total)
    links = work.overview.without_link(now=now)
    yield _section("meeting has no link to join", "meetings have no link to join", (), links)
    failed = work.overview.failed()
    yield _section("message could not be sent", "messages could not be sent", (), failed)


def _section(one: str, many: str, entries: Iterable[str], total: int | None = None) -> Section | None:
    shown = tuple(entries)
    total = len(shown) if total is None else total
    if not total:
        return None
    lines = tuple(Entry(say=entry) for entry in shown[:SHOW])
    return Section(
        title=f"{total} {one if total == 1 else many}", more=total - len(lines) if lines else 0, entries=lines
    )


def _midnight(now: datetime, *, days: int = 0) -> datetime:
    day = wall(now).date() + timedelta(days=days)
    return datetime.combine(day, time(0), tzinfo=LONDON)


def _name(person: Person) -> str:
    return f"{person.first_name} {person.surname}".strip()


def _pair(meeting: Meeting) -> str:
    return f"{meeting.names(Side.STUDENT)} with {meeting.names(Side.BUDDY)}, meeting {meeting.number}"


def _when(meeting: Meeting) -> str:
    clock = say_clock(wall(meeting.start).time()) if meeting.start else ""
    return f"{clock}: {_pair(meeting)}"


def _waits(meeting: Meeting) -> str:
    side, what = WAITS_FOR[meeting.state]
    return f"{_pair(meeting)}: {what} from {meeting.names(side)}"


def _doubts(flags: Iterable[Flag]) -> list[str]:
    """One line for each meeting, with all who say so."""
    said: dict[int, list[str]] = {}
    for flag in flags:
        if flag.took_place not in TOOK_PLACE:
            said.setdefault(flag.meeting, []).append(_name(flag.person))
    return [f"{' and '.join(names)} {'says' if len(names) == 1 else 'say'} so" for names in said.values()]
