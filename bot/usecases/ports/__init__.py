"""What use cases see of the world: one unit of work, opened for one actor, and what the site has set."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.content.library import Library
from bot.domain.duty import Hours
from bot.domain.people import Person, PersonId
from bot.usecases.ports.after import Answers, Reflections, Sharing
from bot.usecases.ports.attendance import Attendance
from bot.usecases.ports.bookings import Bookings
from bot.usecases.ports.cohorts import Cohorts
from bot.usecases.ports.duty import Duty
from bot.usecases.ports.ending import Claims, Ending, Forms
from bot.usecases.ports.exports import Exports
from bot.usecases.ports.free import FreeTimes
from bot.usecases.ports.joining import Joining
from bot.usecases.ports.links import Links
from bot.usecases.ports.machinery import DueWork, Proposals
from bot.usecases.ports.meetings import Meetings
from bot.usecases.ports.merging import Merging
from bot.usecases.ports.overview import Overview
from bot.usecases.ports.people import People
from bot.usecases.ports.plans import Plans
from bot.usecases.ports.presence import Presence
from bot.usecases.ports.rooms import Rooms
from bot.usecases.ports.rosters import Rosters
from bot.usecases.ports.sends import Sends
from bot.usecases.ports.surveys import Surveys
from bot.usecases.ports.tutoring import Tutoring

__all__ = [
    "Answers",
    "Attendance",
    "Bookings",
    "Claims",
    "Cohorts",
    "DueWork",
    "Duty",
    "Ending",
    "Exports",
    "Forms",
    "FreeTimes",
    "Joining",
    "Links",
    "Meetings",
    "Merging",
    "Overview",
    "People",
    "Plans",
    "Presence",
    "Proposals",
    "Reflections",
    "Rooms",
    "Rosters",
    "SeenBefore",
    "Sends",
    "Sharing",
    "Site",
    "Surveys",
    "Tutoring",
    "Work",
]


class SeenBefore(Exception):
    """The same thing was done before: the channel delivers some things twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What differs from site to site and what the edges lend to a card.

    `ics_url(meeting, person)` is a signed address of the calendar file; `teams_url(start, end)` opens Teams' own
    calendar; `export_url(what, cohort, person, until)` is a signed address of a file for one coordinator. `contact` is
    how to reach the coordinator, in words. `closed` holds the bank holidays (days in London). `books`:
    meetings are booked in a calendar, which gives each its own link; `checks`: times on offer are looked up in people's
    calendars.
    """

    library: Library
    contact: str
    closed: Container[date]
    ics_url: Callable[[int, int], str]
    teams_url: Callable[[datetime, datetime], str]
    export_url: Callable[[str, int, int, datetime], str]
    books: bool = False
    checks: bool = False

    @property
    def hours(self) -> Hours:
        """When somebody may be on duty."""
        opens, closes = self.library.duty_hours
        return Hours(opens=opens, closes=closes, closed=self.closed)


class Work(Protocol):
    """One unit of work: everything in it happens, or nothing.

    It is opened for `actor`; what the actor's roles may not see comes back as None or is refused (NotYours).
    """

    site: Site
    people: People
    cohorts: Cohorts
    joining: Joining
    links: Links
    meetings: Meetings
    bookings: Bookings
    free: FreeTimes
    answers: Answers
    reflections: Reflections
    sharing: Sharing
    ending: Ending
    forms: Forms
    hours: Claims
    proposals: Proposals
    due: DueWork
    duty: Duty
    overview: Overview
    attendance: Attendance
    presence: Presence
    rooms: Rooms
    sends: Sends
    surveys: Surveys
    rosters: Rosters
    exports: Exports
    merging: Merging
    tutoring: Tutoring
    plans: Plans

    @property
    def actor(self) -> Person:
        """Who acts; raises NotOnTheList when nobody of ours does."""

    def for_somebody(self, person: PersonId) -> Work:
        """The same unit of work, opened for somebody else by a coordinator; what is noted says who entered it.

        Raises NotYours or NotThere.
        """
        ...

    def audit(self, what: str, subject: int | None = None, *, now: datetime) -> None:
        """Notes who did what to which number: no words, no names."""
