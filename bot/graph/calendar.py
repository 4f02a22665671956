"""The service mailbox's calendar: events that name nobody but those who meet, and say nothing about them."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.booking import Entry
from bot.domain.times import CELL, LONDON
from bot.front.beyond import Gone, GraphFault
from bot.front.calendar import Hours, Wish
from bot.front.turn import Json
from bot.graph import calls
from bot.graph.client import Graph
from bot.graph.reading import Zones, entry, has_key, schedules, words

SUBJECT = "Buddy Scheme meeting"  # lock screens and shared calendars are read by others: never a name, never a topic
FIELDS = "id,start,end,isCancelled,onlineMeeting,attendees,transactionId"
NEAR = timedelta(minutes=1)
PEOPLE = 20  # that one question about free hours may name
DAYS = 41  # that it may reach over
BUSY = frozenset("23")  # busy, and out of the office; who may be busy, or works elsewhere, is asked
VIEW = frozenset("01234")
CELLS_A_DAY = timedelta(days=1) // CELL


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphCalendar:
    """The calendar of one mailbox; see the port `Calendar`. `zones` knows the names that Windows has for time zones."""

    graph: Graph
    mailbox: str
    zones: Zones

    async def book(self, wish: Wish) -> Entry:
        """The key keeps Graph from booking it twice."""
        return entry(await self.graph.ask(calls.BOOK, self._at(), body=_event(wish)), self.zones)

    async def find(self, wish: Wish) -> Entry | None:
        """Among what is in the calendar at that time."""
        span = {"startDateTime": _iso(wish.start - NEAR), "endDateTime": _iso(wish.end + NEAR)}
        values = self._at() | span | {"%24select": FIELDS, "%24top": "100"}
        found = await self.graph.every(calls.FIND, values)
        return next((entry(one, self.zones) for one in found if has_key(one, wish.key)), None)

    async def look(self, event: str) -> Entry:
        """Nothing is changed."""
        return entry(await self.graph.ask(calls.LOOK, self._at(event) | {"%24select": FIELDS}), self.zones)

    async def move(self, event: str, *, start: datetime, end: datetime, people: Sequence[str] | None = None) -> Entry:
        """Never its body: a changed one could lose the meeting in Teams."""
        body: dict[str, Json] = {"start": _moment(start), "end": _moment(end)}
        return await self._change(event, body if people is None else body | _attendees(people))

    async def invite(self, event: str, people: Sequence[str]) -> Entry:
        """The attendees alone: then Outlook writes only to those who go or come."""
        return await self._change(event, _attendees(people))

    async def cancel(self, event: str, words: str) -> None:
        """Who was invited reads the words."""
        try:
            await self.graph.ask(calls.CANCEL, self._at(event), body={"Comment": words})
        except Gone:
            return

    async def guard(self, join_url: str) -> None:
        """Needs a grant of its own, and a policy of Teams."""
        quoted = join_url.replace("'", "''")
        values = self._at() | {"%24filter": f"JoinWebUrl eq '{quoted}'", "%24select": "id"}
        found = next(iter(await self.graph.every(calls.FIND_MEETING, values)), {})
        if not (meeting := words(found.get("id"))):
            raise Gone("no such meeting")
        await self.graph.ask(calls.SET_MEETING, self._at() | {"meeting": meeting}, body=_settings())

    async def hours(self, people: Sequence[str], cells: Collection[int]) -> Hours:
        """Each question is small enough for Graph; one that fails leaves its people unknown."""
        groups = [people[at : at + PEOPLE] for at in range(0, len(people), PEOPLE)]
        asked = [self._hours(group, span) for group in groups for span in _spans(cells)]
        found = await asyncio.gather(*asked)
        busy = frozenset[int]().union(*(one.busy for one in found))
        return Hours(busy=busy & frozenset(cells), unknown=frozenset[str]().union(*(one.unknown for one in found)))

    async def ready(self) -> bool:
        """Whether the calendar can make meetings in Teams."""
        body = await self.graph.ask(calls.CALENDAR, self._at() | {"%24select": "allowedOnlineMeetingProviders"})
        allowed = body.get("allowedOnlineMeetingProviders")
        return isinstance(allowed, list) and "teamsForBusiness" in allowed

    async def _change(self, event: str, body: Json) -> Entry:
        return entry(await self.graph.ask(calls.MOVE, self._at(event), body=body), self.zones)

    async def _hours(self, people: Sequence[str], span: tuple[int, int]) -> Hours:
        first, last = span
        body: Json = {
            "Schedules": list(people),
            "StartTime": _utc(_start(first)),
            "EndTime": _utc(_start(last + 1)),
            "AvailabilityViewInterval": int(CELL / timedelta(minutes=1)),
        }
        try:
            views = schedules(await self.graph.ask(calls.FREE_BUSY, self._at(), body=body))
        except GraphFault:
            return Hours(unknown=frozenset(people))
        known = {who: view for who, view in views.items() if len(view) == last + 1 - first and VIEW.issuperset(view)}
        busy = {first + at for view in known.values() for at, digit in enumerate(view) if digit in BUSY}
        return Hours(busy=frozenset(busy), unknown=frozenset(one for one in people if one.lower() not in known))

    def _at(self, event: str = "") -> dict[str, str]:
        return {"user": self.mailbox} | ({"event": event} if event else {})


def _spans(cells: Collection[int]) -> Iterator[tuple[int, int]]:
    """Stretches of at most so many days that hold all of these quarter hours: from, and to the last one in it."""
    first = last = -1
    for number in sorted(cells):
        if first >= 0 and number - first >= DAYS * CELLS_A_DAY:
            yield first, last
            first = -1
        first, last = (number if first < 0 else first), number
    if first >= 0:
        yield first, last


def _start(cell: int) -> datetime:
    return datetime.fromtimestamp(cell * CELL.total_seconds(), UTC)


def _attendees(people: Sequence[str]) -> dict[str, Json]:
    return {"attendees": [{"emailAddress": {"address": one}, "type": "required"} for one in people]}


def _event(wish: Wish) -> Json:
    return _attendees(wish.people) | {
        "subject": SUBJECT,
        "start": _moment(wish.start),
        "end": _moment(wish.end),
        "isOnlineMeeting": True,
        "onlineMeetingProvider": "teamsForBusiness",
        "hideAttendees": True,
        "sensitivity": "private",
        "transactionId": wish.key,
    }


def _settings() -> Json:
    return {
        "allowRecording": False,
        "allowTranscription": False,
        "allowMeetingChat": "disabled",
        "lobbyBypassSettings": {"scope": "invited", "isDialInBypassEnabled": False},
    }


def _moment(at: datetime) -> Json:
    """By the clock in London, so that every calendar shows the hour that was meant."""
    return {"dateTime": f"{at.astimezone(LONDON):%Y-%m-%dT%H:%M:%S}", "timeZone": "Europe/London"}


def _utc(at: datetime) -> Json:
    return {"dateTime": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"}


def _iso(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
