"""Who was in a meeting, and for how long two of them were there together: as Teams reports it some minutes later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.rooms import EARLY, Stay, Together, together
from bot.front.beyond import Gone
from bot.front.watching import Ended
from bot.graph import calls
from bot.graph.client import Graph
from bot.graph.reading import Object, an_object, objects, words


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphAttendance:
    """The reports on meetings of one mailbox; see the port `Reports`."""

    graph: Graph
    mailbox: str

    async def seen(self, ended: Ended) -> Together | None:
        """Of all reports on it: each time that people came back makes another."""
        meeting = await self._meeting(ended.join_url)
        at = {"user": self.mailbox, "meeting": meeting}
        stays: list[Stay] = []
        for report in await self.graph.every(calls.REPORTS, at):
            one = at | {"report": words(report.get("id")), "%24expand": "attendanceRecords"}
            stays += _stays(await self.graph.ask(calls.REPORT, one))
        near = [one for one in stays if one.until > ended.start - EARLY and one.since < ended.end + EARLY]
        return together(near) if near else None

    async def _meeting(self, join_url: str) -> str:
        quoted = join_url.replace("'", "''")
        values = {"user": self.mailbox, "%24filter": f"JoinWebUrl eq '{quoted}'", "%24select": "id"}
        found = await self.graph.every(calls.LOOK_UP_MEETING, values)
        if not (meeting := words(next(iter(found), {}).get("id"))):
            raise Gone("no such meeting")
        return meeting


def _stays(report: Object) -> Iterator[Stay]:
    """Each time that somebody was there. Who has neither an address nor an id is somebody else each time."""
    name, ended = words(report.get("id")), _instant(report.get("meetingEndDateTime"))
    for number, record in enumerate(objects(report.get("attendanceRecords"))):
        known = words(record.get("emailAddress")).lower() or words(an_object(record.get("identity")).get("id"))
        who = known or f"{name}/{number}"
        intervals = list(_intervals(record, who))
        yield from intervals
        seconds = record.get("totalAttendanceInSeconds")
        if not intervals and ended and isinstance(seconds, int) and 0 < seconds < timedelta(days=1).total_seconds():
            yield Stay(who=who, since=ended - timedelta(seconds=seconds), until=ended)


def _intervals(record: Object, who: str) -> Iterator[Stay]:
    for one in objects(record.get("attendanceIntervals")):
        since, until = _instant(one.get("joinDateTime")), _instant(one.get("leaveDateTime"))
        if since and until and since < until:
            yield Stay(who=who, since=since, until=until)


def _instant(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC) if at else None
    except (ValueError, OverflowError):
        return None
