"""One unit of work, as use cases see it."""

from __future__ import annotations

from datetime import datetime

from bot.domain.errors import NotOnTheList
from bot.domain.people import Person
from bot.store.answers import SqlAnswers, SqlProposals, SqlReflections
from bot.store.desk import NO_ONE, Desk
from bot.store.due_work import SqlDueWork
from bot.store.links import SqlLinks
from bot.store.meetings import SqlMeetings
from bot.store.overview import SqlOverview
from bot.store.people import SqlPeople
from bot.store.tables import audit
from bot.usecases.ports import Answers, DueWork, Links, Meetings, Overview, People, Proposals, Reflections

NOTE = audit.insert()


class SqlWork:
    """One unit of work on one connection, opened for one actor; see the port `Work`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.site = desk.site
        self.people: People = SqlPeople(desk)
        self.links: Links = SqlLinks(desk)
        self.meetings: Meetings = SqlMeetings(desk)
        self.answers: Answers = SqlAnswers(desk)
        self.reflections: Reflections = SqlReflections(desk)
        self.proposals: Proposals = SqlProposals(desk)
        self.due: DueWork = SqlDueWork(desk)
        self.overview: Overview = SqlOverview(desk)

    @property
    def actor(self) -> Person:
        """Who acts."""
        if self._desk.actor is NO_ONE:
            raise NotOnTheList
        return self._desk.actor

    def audit(self, what: str, subject: int | None = None, *, now: datetime) -> None:
        """A person who moves a meeting is not named: see the table `history`."""
        who = None if self._desk.actor.id <= 0 or what == "moved" else self._desk.actor.id
        row = {"at": now, "person_id": who, "what": what, "subject": subject, "door": self._desk.door}
        self._desk.execute(NOTE, row)
