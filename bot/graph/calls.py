"""Every call that we make to Microsoft Graph, and the least permission of an application that each of them needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Grant(StrEnum):
    """A permission of an application, by the name that an administrator grants it under."""

    EVENTS = "Calendars.ReadWrite"
    FREE_BUSY = "Calendars.ReadBasic.All"
    MEETINGS = "OnlineMeetings.ReadWrite.All"
    SEE_MEETINGS = "OnlineMeetings.Read.All"
    ATTENDANCE = "OnlineMeetingArtifact.Read.All"
    INSTALL = "TeamsAppInstallation.ReadWriteSelfForUser.All"
    TEAM = "TeamMember.Read.Group"  # one team's own consent


# With a wider one a narrower one is granted too.
COVERS: dict[Grant, frozenset[Grant]] = {Grant.EVENTS: frozenset({Grant.EVENTS, Grant.FREE_BUSY})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call. `path` is a template of RFC 6570: what stands in braces is filled in, percent-encoded (%24 is a $).

    `writes`: it changes something, so that a lost answer leaves open whether it was done. `patience`: seconds.
    """

    name: str
    method: str
    path: str
    needs: Grant
    writes: bool = False
    patience: float = 20.0


CALENDAR = Call(name="calendar", method="GET", path="/users/{user}/calendar{?%24select}", needs=Grant.EVENTS)
BOOK = Call(name="book", method="POST", path="/users/{user}/events", needs=Grant.EVENTS, writes=True)
LOOK = Call(name="look", method="GET", path="/users/{user}/events/{event}{?%24select}", needs=Grant.EVENTS)
MOVE = Call(name="move", method="PATCH", path="/users/{user}/events/{event}", needs=Grant.EVENTS, writes=True)
CANCEL = Call(name="cancel", method="POST", path="/users/{user}/events/{event}/cancel", needs=Grant.EVENTS, writes=True)
FIND = Call(
    name="find",
    method="GET",
    path="/users/{user}/calendarView{?startDateTime,endDateTime,%24select,%24top}",
    needs=Grant.EVENTS,
)
FREE_BUSY = Call(
    name="free_busy",
    method="POST",
    path="/users/{user}/calendar/getSchedule",
    needs=Grant.FREE_BUSY,
    patience=2.0,
)
FIND_MEETING = Call(
    name="find_meeting", method="GET", path="/users/{user}/onlineMeetings{?%24filter,%24select}", needs=Grant.MEETINGS
)
SET_MEETING = Call(
    name="set_meeting",
    method="PATCH",
    path="/users/{user}/onlineMeetings/{meeting}",
    needs=Grant.MEETINGS,
    writes=True,
)
SUBSCRIBE = Call(name="subscribe", method="POST", path="/subscriptions", needs=Grant.EVENTS, writes=True)
RENEW = Call(name="renew", method="PATCH", path="/subscriptions/{subscription}", needs=Grant.EVENTS, writes=True)
LOOK_UP_MEETING = Call(
    name="look_up_meeting",
    method="GET",
    path="/users/{user}/onlineMeetings{?%24filter,%24select}",
    needs=Grant.SEE_MEETINGS,
    patience=5.0,
)
REPORTS = Call(
    name="reports",
    method="GET",
    path="/users/{user}/onlineMeetings/{meeting}/attendanceReports",
    needs=Grant.ATTENDANCE,
)
REPORT = Call(
    name="report",
    method="GET",
    path="/users/{user}/onlineMeetings/{meeting}/attendanceReports/{report}{?%24expand}",
    needs=Grant.ATTENDANCE,
)
INSTALL = Call(
    name="install", method="POST", path="/users/{person}/teamwork/installedApps", needs=Grant.INSTALL, writes=True
)
INSTALLED = Call(
    name="installed",
    method="GET",
    path="/users/{person}/teamwork/installedApps{?%24expand,%24filter}",
    needs=Grant.INSTALL,
    patience=5.0,
)
TEAM = Call(name="team", method="GET", path="/teams/{team}/members", needs=Grant.TEAM, patience=5.0)
