"""One unit of work, as use cases see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.errors import NotOnTheList, NotThere, NotYours
from bot.domain.people import Person, PersonId
from bot.domain.sight import Kept
from bot.store.answers import SqlAnswers, SqlReflections
from bot.store.attendance import SqlAttendance
from bot.store.booking import SqlBookings
from bot.store.cohorts import SqlCohorts
from bot.store.desk import NO_ONE, Desk
from bot.store.due_work import SqlDueWork
from bot.store.duty import SqlDuty
from bot.store.ending import SqlEnding
from bot.store.exports import SqlExports
from bot.store.forms import SqlForms
from bot.store.free import SqlFreeTimes
from bot.store.hours import SqlHours
from bot.store.joining import SqlJoining
from bot.store.links import SqlLinks
from bot.store.meetings import SqlMeetings
from bot.store.merging import SqlMerging
from bot.store.overview import SqlOverview
from bot.store.people import SqlPeople, actor_numbered
from bot.store.plans import SqlPlans
from bot.store.presence import SqlPresence
from bot.store.proposals import SqlProposals
from bot.store.rooms import SqlRooms
from bot.store.rosters import SqlRosters
from bot.store.sends import SqlSends
from bot.store.sharing import SqlSharing
from bot.store.surveys import SqlSurveys
from bot.store.tables import audit
from bot.store.tutoring import SqlTutoring
from bot.usecases.ports import (
    Answers,
    Attendance,
    Bookings,
    Claims,
    Cohorts,
    DueWork,
    Duty,
    Ending,
    Exports,
    Forms,
    FreeTimes,
    Joining,
    Links,
    Meetings,
    Merging,
    Overview,
    People,
    Plans,
    Presence,
    Proposals,
    Reflections,
    Rooms,
    Rosters,
    Sends,
    Sharing,
    Surveys,
    Tutoring,
)

NOTE = audit.insert()


class SqlWork:
    """One unit of work on one connection, opened for one actor; see the port `Work`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.site = desk.site
        self.people: People = SqlPeople(desk)
        self.cohorts: Cohorts = SqlCohorts(desk)
        self.joining: Joining = SqlJoining(desk)
        self.links: Links = SqlLinks(desk)
        self.meetings: Meetings = SqlMeetings(desk)
        self.bookings: Bookings = SqlBookings(desk)
        self.free: FreeTimes = SqlFreeTimes(desk)
        self.answers: Answers = SqlAnswers(desk)
        self.reflections: Reflections = SqlReflections(desk)
        self.sharing: Sharing = SqlSharing(desk)
        self.ending: Ending = SqlEnding(desk)
        self.forms: Forms = SqlForms(desk)
        self.hours: Claims = SqlHours(desk)
        self.proposals: Proposals = SqlProposals(desk)
        self.due: DueWork = SqlDueWork(desk)
        self.duty: Duty = SqlDuty(desk)
        self.overview: Overview = SqlOverview(desk)
        self.attendance: Attendance = SqlAttendance(desk)
        self.presence: Presence = SqlPresence(desk)
        self.rooms: Rooms = SqlRooms(desk)
        self.sends: Sends = SqlSends(desk)
        self.surveys: Surveys = SqlSurveys(desk)
        self.rosters: Rosters = SqlRosters(desk)
        self.exports: Exports = SqlExports(desk)
        self.merging: Merging = SqlMerging(desk)
        self.tutoring: Tutoring = SqlTutoring(desk)
        self.plans: Plans = SqlPlans(desk)

    @property
    def actor(self) -> Person:
        """Who acts."""
        if self._desk.actor is NO_ONE:
            raise NotOnTheList
        return self._desk.actor

    def for_somebody(self, person: PersonId) -> SqlWork:
        """For those who may see everybody's roles; nobody can go on from there to a third person."""
        if not self._desk.sees(Kept.PROFILE) or self._desk.entered_by is not None:
            raise NotYours
        actor = actor_numbered(self._desk, person)
        if actor is NO_ONE:
            raise NotThere
        me = self._desk.actor.id
        return SqlWork(replace(self._desk, actor=actor, entered_by=me, place=None, given={}, shown={}))

    def audit(self, what: str, subject: int | None = None, *, now: datetime) -> None:
        """A person who moves a meeting is not named: see the table `history`."""
        who = None if self._desk.actor.id <= 0 or what == "moved" else self._desk.actor.id
        row = {"at": now, "person_id": who, "what": what, "subject": subject, "door": self._desk.door}
        row["entered_by"] = self._desk.entered_by if who else None
        self._desk.execute(NOTE, row)
