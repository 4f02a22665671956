"""Meetings, the times on offer for them, and the quarter hours that they take up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, delete, func, or_, select, update

from bot.domain.cohorts import CohortState, EnrolmentState
from bot.domain.due import ASK_FOR
from bot.domain.errors import HasChanged, NotThere, NotYours
from bot.domain.joining import StepState
from bot.domain.links import LinkState
from bot.domain.meetings import MOVED, OPEN, LinkId, Meeting, MeetingId, MeetingState, Side
from bot.domain.offers import LastOne
from bot.domain.people import PersonId
from bot.domain.series import Series
from bot.domain.sight import Kept
from bot.domain.times import CELL, cells, same_day
from bot.store.among import among
from bot.store.content import content_of
from bot.store.desk import Desk, columns
from bot.store.meeting_rows import meetings_from, meetings_in
from bot.store.tables import (
    cell,
    cohort,
    enrolment,
    history,
    link,
    link_member,
    meeting,
    person,
    registration,
    room,
    slot,
)
from bot.store.weeks import BESIDE, Booking, check_limits, count_in, full_weeks, give_back, last_ones, rest_days

COUNTS = registration.c.state.in_((StepState.DONE, StepState.NA))
LAST_DAY = (  # of a Buddy's registration: until when all that is noted counts
    select(func.min(case((COUNTS, registration.c.expires), else_=date.min)))
    .where(registration.c.person_id == link_member.c.person_id, link_member.c.side == Side.BUDDY)
    .scalar_subquery()
)
FACTS = [
    *columns(meeting, "id", "link_id", "number", "state", "start", "minutes", "version", "sequence", "since", "kept"),
    *columns(meeting, "join_url"),
    *columns(link, "join_url", "state", "frozen", "goes_on"),
    *columns(cohort, "series", "model", "version", "state", "breaks"),
    *columns(link_member, "person_id", "side", "yes_to", "yes_version"),
    *columns(person, "left_at", "rests_since"),
    LAST_DAY.label("last_day"),
    *columns(room, "began_at", "entered_at", "left_at", "people", "minutes"),
]
NUMBERS: Select[Any] = (
    select(*FACTS)
    .join(link, link.c.id == meeting.c.link_id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .join(person, person.c.id == link_member.c.person_id)
    .outerjoin(room, and_(room.c.meeting_id == meeting.c.id, room.c.sequence == meeting.c.sequence))
    .order_by(meeting.c.id, link_member.c.person_id)
)
PLACES = (
    select(func.count())
    .select_from(enrolment)
    .where(
        enrolment.c.person_id == link_member.c.person_id,
        enrolment.c.state.not_in((EnrolmentState.LEFT, EnrolmentState.COMPLETE)),
    )
    .correlate(link_member)
    .scalar_subquery()
)
NAMES = NUMBERS.add_columns(
    *columns(person, "id", "first_name", "line", "needs"), *columns(cohort, "name"), PLACES.label("places")
)
ONE = NAMES.where(meeting.c.id == bindparam("meeting"))
SEVERAL = NAMES.where(among(meeting.c.id, "meetings"))
ONE_TO_CHANGE = ONE.with_for_update(of=meeting)  # two presses at once come one after the other
OF_LINK = NAMES.where(meeting.c.link_id == bindparam("link"))
NUMBERED = NAMES.where(meeting.c.link_id == bindparam("link"), meeting.c.number == bindparam("number"))
MINE = select(link_member.c.link_id).where(link_member.c.person_id == bindparam("person"))
OF = NAMES.where(
    meeting.c.id.in_(
        select(meeting.c.id)
        .where(meeting.c.link_id.in_(MINE))
        .order_by(meeting.c.state.in_(OPEN).desc(), meeting.c.number.desc(), meeting.c.id)
        .limit(20)
    )
)
BETWEEN = meeting.c.start.between(bindparam("since"), bindparam("until"))
STARTING = NAMES.where(meeting.c.state == MeetingState.CONFIRMED, BETWEEN)
TIMED = (MeetingState.CONFIRMED, MeetingState.HELD, MeetingState.HELD_SHORT, MeetingState.MISSED)
SPOKEN_OF = and_(~link.c.frozen, cohort.c.state == CohortState.OPEN)
RUNNING = and_(link.c.state == LinkState.ACTIVE, SPOKEN_OF)
# The last meeting of a link is asked about although it has ended the series.
ENDED = and_(link.c.state == LinkState.ENDED, meeting.c.state.in_((MeetingState.HELD, MeetingState.HELD_SHORT)))
LIVE = NUMBERS.where(
    SPOKEN_OF,
    or_(link.c.state == LinkState.ACTIVE, ENDED),
    or_(
        and_(
            meeting.c.state.in_(OPEN - {MeetingState.CONFIRMED}),
            meeting.c.since.between(bindparam("asked_since"), bindparam("until")),
        ),
        and_(
            meeting.c.state.in_(TIMED),
            or_(BETWEEN, meeting.c.since.between(bindparam("since"), bindparam("until"))),
        ),
    ),
)
CHANGE = (
    update(meeting)
    .where(meeting.c.id == bindparam("number_of"), meeting.c.version == bindparam("was"))
    .values(
        state=bindparam("state"),
        start=bindparam("start"),
        since=bindparam("since"),
        version=bindparam("version"),
        sequence=bindparam("sequence"),
        minutes=bindparam("minutes"),
        join_url=case((meeting.c.start == bindparam("start"), meeting.c.join_url), else_=None),
    )
)
AGREE = (
    update(link_member)
    .where(link_member.c.link_id == bindparam("of_link"), link_member.c.person_id == bindparam("of_person"))
    .values(yes_to=bindparam("number_of"), yes_version=bindparam("version"))
)
KEEP = update(meeting).where(meeting.c.id == bindparam("number_of")).values(kept=bindparam("kept_at"))
SLOTS = select(slot.c.start, slot.c.picked).where(slot.c.meeting_id == bindparam("meeting")).order_by(slot.c.start)
DROP_SLOTS = delete(slot).where(slot.c.meeting_id == bindparam("meeting"))
PICK = update(slot).where(slot.c.meeting_id == bindparam("meeting")).values(picked=among(slot.c.start, "starts"))
LAST_START = (
    select(history.c.was)
    .where(history.c.meeting_id == bindparam("meeting"), history.c.was.is_not(None))
    .order_by(history.c.id.desc())
    .limit(1)
)
NOTE = history.insert()
LAST_BEGUN = LAST_START.where(history.c.was <= history.c.at)
UNBOOK = delete(cell).where(cell.c.meeting_id == bindparam("meeting")).returning(cell.c.cell)
TAKEN = select(cell.c.cell).where(among(cell.c.person_id, "people"), among(cell.c.cell, "cells"))


def meetings_ahead(connection: Connection, numbers: Collection[int]) -> Mapping[int, Sequence[Row[Any]]]:
    """The rows of each of these meetings, in one statement."""
    found: dict[int, list[Row[Any]]] = {number: [] for number in numbers}
    for row in connection.execute(SEVERAL, {"meetings": list(numbers)}) if numbers else ():
        found[row.meeting_id].append(row)
    return found


class SqlMeetings:
    """Meetings that the actor may see; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changed: dict[tuple[LinkId, int], Meeting] = {}  # in this unit of work: need not be read again

    def get(self, meeting: MeetingId) -> Meeting:
        """Whether the meeting is not there or not the actor's looks the same from outside."""
        rows = self._desk.ahead.meetings.get(meeting)
        if rows is None:
            rows = self._desk.execute(ONE_TO_CHANGE if self._desk.writing else ONE, {"meeting": meeting}).all()
        if not rows:
            raise NotThere
        found = meetings_from(self._desk, rows)
        if not found:
            raise NotYours
        return found[0]

    def of(self, person: PersonId) -> Sequence[Meeting]:
        """Open ones first."""
        found = meetings_from(self._desk, self._desk.execute(OF, {"person": person}).all())
        return sorted(found, key=lambda one: (one.state not in OPEN, one.start or one.since, one.id))

    def of_link(self, link: LinkId) -> Sequence[Meeting]:
        """None of a link that is not the actor's."""
        found = meetings_from(self._desk, self._desk.execute(OF_LINK, {"link": link}).all())
        return sorted(found, key=lambda one: one.number)

    def live(self, *, since: datetime, until: datetime) -> Iterator[Meeting]:
        """Without names: the assistant itself looks here. There may be thousands."""
        values = {"since": since, "until": until, "asked_since": since - ASK_FOR}
        return meetings_in(self._desk, self._desk.stream(LIVE, values))

    def change(
        self,
        meeting: Meeting,
        state: MeetingState,
        *,
        now: datetime,
        start: datetime | None = None,
        since: datetime | None = None,
        what: str | None = None,
        minutes: int | None = None,
    ) -> Meeting:
        """Compare and set on the version. Only a time that was still to be, or nobody spoke of, can be moved."""
        self._desk.allow(meeting.id)
        after = replace(
            meeting,
            state=state,
            start=start,
            since=since or now,
            version=meeting.version + 1,
            sequence=meeting.sequence + (start != meeting.start),
            minutes=minutes or meeting.minutes,
            kept=meeting.kept and start == meeting.start,
            own_link=meeting.own_link and start == meeting.start,
            join_url=meeting.join_url if start == meeting.start else meeting.standing_url,
        )
        values = {"number_of": meeting.id, "was": meeting.version, "state": state, "start": start}
        values |= {"since": after.since, "version": after.version, "sequence": after.sequence}
        values["minutes"] = after.minutes
        if self._desk.execute(CHANGE, values).rowcount != 1:
            raise HasChanged
        self._note(meeting, after, what, now)
        self._changed[after.link, after.number] = after
        return after

    def _note(self, before: Meeting, after: Meeting, what: str | None, now: datetime) -> None:
        """What has happened to it, for the history."""
        left = after.start != before.start and before.start is not None and before.state is MeetingState.CONFIRMED
        what = what or (MOVED if left else after.state)
        note = {"meeting_id": before.id, "at": now, "what": what, "was": before.start}
        note |= {"same_day": bool(what == MOVED and before.start and same_day(before.start, now))}
        self._desk.execute(NOTE, note)

    def agree(self, meeting: Meeting) -> None:
        """The actor's own, of a meeting that the actor was shown."""
        self._desk.allow(meeting.id)
        values = {"of_link": meeting.link, "of_person": self._desk.actor.id}
        self._desk.execute(AGREE, values | {"number_of": meeting.id, "version": meeting.version})

    def keep(self, meeting: Meeting, *, yes: bool) -> None:
        """For those who may see everybody's steps of registering."""
        self._desk.allow(meeting.id)
        if not self._desk.sees(Kept.REGISTRATION):
            raise NotYours
        self._desk.execute(KEEP, {"number_of": meeting.id, "kept_at": meeting.sequence if yes else None})

    def slots(self, meeting: MeetingId) -> Sequence[tuple[datetime, bool]]:
        """Of a meeting that the actor was shown; raises NotYours."""
        self._desk.allow(meeting)
        return [(row.start, row.picked) for row in self._desk.execute(SLOTS, {"meeting": meeting}).all()]

    def offer(self, meeting: MeetingId, starts: Sequence[datetime]) -> None:
        """An empty offer takes all times back."""
        self._desk.allow(meeting)
        self._desk.execute(DROP_SLOTS, {"meeting": meeting})
        if starts:
            rows = [{"meeting_id": meeting, "start": start, "picked": False} for start in starts]
            self._desk.execute(slot.insert(), rows)

    def pick(self, meeting: MeetingId, starts: Sequence[datetime]) -> None:
        """Earlier picks that are not among these are dropped."""
        self._desk.allow(meeting)
        self._desk.execute(PICK, {"meeting": meeting, "starts": list(starts)})

    def book(self, meeting: Meeting, start: datetime, *, now: datetime) -> bool:
        """In one order for everybody, so that two bookings at once cannot wait for each other."""
        self._desk.allow(meeting.id)
        weeks = count_in(self._desk, meeting, start)
        rows = [
            {"person_id": person, "cell": number, "meeting_id": meeting.id}
            for person in meeting.people()
            for number in cells(start, meeting.minutes)
        ]
        booked = self._desk.execute(self._desk.insert_new(cell).returning(cell.c.person_id, *BESIDE), rows).all()
        if len(booked) == len(rows):
            check_limits(self._desk, Booking(meeting=meeting, start=start, weeks=weeks, cells=booked), now)
            return True
        self._desk.execute(UNBOOK, {"meeting": meeting.id})
        give_back(self._desk, meeting.id, start)
        return False

    def unbook(self, meeting: MeetingId) -> None:
        """A meeting that booked nothing has nothing to free."""
        self._desk.allow(meeting)
        freed = self._desk.execute(UNBOOK, {"meeting": meeting}).scalars().all()
        if freed:
            give_back(self._desk, meeting, datetime.fromtimestamp(min(freed) * CELL.total_seconds(), UTC))

    def full_weeks(self, meeting: Meeting, weeks: Collection[int], *, now: datetime) -> frozenset[int]:
        """Says nothing about whose; of a meeting that the actor was shown."""
        self._desk.allow(meeting.id)
        return full_weeks(self._desk, meeting.link, weeks, minutes=meeting.minutes, now=now)

    def last_ones(self, meeting: Meeting, starts: Collection[datetime], *, now: datetime) -> Sequence[LastOne]:
        """Of a meeting that the actor was shown."""
        self._desk.allow(meeting.id)
        return last_ones(self._desk, meeting, starts, now=now)

    def rest_days(self, meeting: Meeting, starts: Collection[datetime]) -> frozenset[date]:
        """Says nothing about whose; of a meeting that the actor was shown."""
        self._desk.allow(meeting.id)
        return rest_days(self._desk, meeting, starts)

    def taken(self, people: Collection[PersonId], cells: Collection[int]) -> frozenset[int]:
        """Says nothing about by what, or whose of them; raises NotYours for people whom the actor does not meet."""
        if not frozenset(people) <= frozenset().union(*self._desk.given.values()):
            raise NotYours
        rows = self._desk.execute(TAKEN, {"people": list(people), "cells": list(cells)})
        return frozenset(rows.scalars())

    def last_start(self, meeting: MeetingId) -> datetime | None:
        """From the history, which is never deleted."""
        self._desk.allow(meeting)
        start: datetime | None = self._desk.execute(LAST_START, {"meeting": meeting}).scalar()
        return start

    def last_begun(self, meeting: MeetingId) -> datetime | None:
        """From the history too."""
        self._desk.allow(meeting)
        start: datetime | None = self._desk.execute(LAST_BEGUN, {"meeting": meeting}).scalar()
        return start

    def next_number(self, link: LinkId, number: int, *, now: datetime) -> Meeting | None:
        """A number that exists already is left as it is."""
        before = self._changed.get((link, number - 1)) or self._numbered(link, number - 1)
        series = self._series(before) if before else None
        if not before or not series or before.next_number > len(series.themes):
            return None
        number, minutes = before.next_number, series.minutes if before.short_first else before.minutes
        row = {"link_id": link, "number": number, "state": MeetingState.PLANNED, "start": None, "since": now}
        row |= {"minutes": minutes, "version": 1, "sequence": 0}
        statement = self._desk.insert_new(meeting, returning=meeting.c.id)
        made = self._desk.execute(statement, row).scalar()
        if made is None:
            return self._numbered(link, number)
        self._desk.given[made] = frozenset(before.people())
        fresh = replace(before, id=MeetingId(made), number=number, state=MeetingState.PLANNED, start=None)
        fresh = replace(fresh, since=now, version=1, sequence=0, minutes=minutes)
        return replace(fresh, own_link=False, join_url=before.standing_url)

    def _series(self, one: Meeting) -> Series:
        return content_of(self._desk, one.content, series=one.series, model=one.model).series

    def _numbered(self, link: LinkId, number: int) -> Meeting | None:
        rows = self._desk.execute(NUMBERED, {"link": link, "number": number}).all()
        return next(iter(meetings_from(self._desk, rows)), None)
