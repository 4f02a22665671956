"""What each Buddy has booked in each week, and whether one more meeting is more than they said."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, Row, and_, bindparam, func, literal_column, select, update

from bot.domain.joining import MOST_REST, Limits
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState, Side
from bot.domain.offers import LastOne, TooNear, WeekFull, iso_week, rest_around
from bot.domain.sight import Kept
from bot.domain.times import CELL, cells, wall
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.tables import cell, limits, link_member, meeting, week

CAPS = ("meetings_week", "minutes_week", "raised", "raised_at")
ALL = 0  # stands for all weeks together: whoever books a Buddy goes through this row
OTHER = (
    "SELECT near.cell FROM cell AS near WHERE near.person_id = cell.person_id AND near.meeting_id <> cell.meeting_id"
)
# As text, since SQLAlchemy leaves out the names of tables behind RETURNING on SQLite, and two columns have one name.
THEIRS = [
    literal_column(
        f"(SELECT theirs.{name} FROM limits AS theirs WHERE theirs.person_id = week.person_id)",  # noqa: S608 - our own names
        limits.c[name].type,
    ).label(name)
    for name in CAPS
]
BESIDE = [  # of a cell that was booked: the person's nearest other cells, and how many days they rest between
    literal_column(f"({words})", Integer()).label(name)
    for name, words in {
        "before": f"{OTHER} AND near.cell < cell.cell ORDER BY near.cell DESC LIMIT 1",
        "after": f"{OTHER} AND near.cell > cell.cell ORDER BY near.cell LIMIT 1",
        "rest_days": "SELECT theirs.rest_days FROM limits AS theirs WHERE theirs.person_id = cell.person_id",
    }.items()
]
BUDDIES = (
    select(link_member.c.person_id)
    .join(meeting, meeting.c.link_id == link_member.c.link_id)
    .where(meeting.c.id == bindparam("of_meeting"), link_member.c.side == Side.BUDDY)
)
MINUTES = select(meeting.c.minutes).where(meeting.c.id == bindparam("of_meeting")).scalar_subquery()
GIVE_BACK = (
    update(week)
    .where(week.c.person_id.in_(BUDDIES), week.c.week == bindparam("in_week"), week.c.meetings > 0)
    .values(meetings=week.c.meetings - 1, minutes=week.c.minutes - MINUTES)
)
BOOKED = (
    select(link_member.c.person_id, week.c.week, week.c.meetings, week.c.minutes, *(limits.c[name] for name in CAPS))
    .select_from(link_member)
    .outerjoin(limits, limits.c.person_id == link_member.c.person_id)
    .outerjoin(
        week,
        and_(week.c.person_id == link_member.c.person_id, among(week.c.week, "weeks")),
    )
    .where(link_member.c.link_id == bindparam("link"), link_member.c.side == Side.BUDDY)
    .order_by(link_member.c.person_id)
)


USUAL_REST = Limits().rest_days
NEAR = (  # the other meetings of the link's Buddies: a row for each
    select(
        link_member.c.person_id,
        func.coalesce(limits.c.rest_days, USUAL_REST).label("rest_days"),
        func.min(cell.c.cell).label("first"),
    )
    .select_from(link_member)
    .outerjoin(limits, limits.c.person_id == link_member.c.person_id)
    .join(cell, cell.c.person_id == link_member.c.person_id)
    .where(
        link_member.c.link_id == bindparam("link"),
        link_member.c.side == Side.BUDDY,
        cell.c.cell.between(bindparam("since"), bindparam("until")),
        cell.c.meeting_id != bindparam("of_meeting"),
    )
    .group_by(link_member.c.person_id, limits.c.rest_days, cell.c.meeting_id)
)
REACH = timedelta(days=MOST_REST + 1)


@dataclass(frozen=True, slots=True)
class Caps:
    """How much is right for a Buddy in one week; None is no limit."""

    meetings: int
    minutes: int | None

    @classmethod
    def of(cls, row: Row[Any], now: datetime) -> Caps:
        """From a row of `limits`, or none; what was raised counts as soon as its time has come."""
        usual = Limits()
        if row.meetings_week is None:
            return cls(usual.meetings_week, usual.minutes_week)
        raised = json.loads(row.raised) if row.raised and row.raised_at and row.raised_at <= now else {}
        return cls(raised.get("meetings_week", row.meetings_week), raised.get("minutes_week", row.minutes_week))

    def allow(self, meetings: int, minutes: int) -> bool:
        """Whether so much in one week is right."""
        return meetings <= self.meetings and (self.minutes is None or minutes <= self.minutes)


def count_in(desk: Desk, one: Meeting, start: datetime) -> Sequence[Row[Any]]:
    """Counts the meeting for each of its Buddies.

    The rows are locked by being written, so that two bookings of a Buddy at once come one after the other.
    """
    counts = {ALL: (0, 0), iso_week(start): (1, one.minutes)}
    rows = [
        {"person_id": person, "week": number, "meetings": meetings, "minutes": minutes}
        for person in one.people(Side.BUDDY)
        for number, (meetings, minutes) in counts.items()
    ]
    statement = desk.insert(week)
    more = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "week"],
        set_={"meetings": week.c.meetings + more.meetings, "minutes": week.c.minutes + more.minutes},
    ).returning(week.c.person_id, week.c.meetings, week.c.minutes, *THEIRS)
    return desk.execute(statement, rows).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A meeting as it was just booked: its rows of `week`, and those of `cell` with BESIDE."""

    meeting: Meeting
    start: datetime
    weeks: Sequence[Row[Any]]
    cells: Sequence[Row[Any]]


def check_limits(desk: Desk, booking: Booking, now: datetime) -> None:
    """Raises WeekFull or TooNear when it is more than one of its Buddies said."""
    if full := {row.person_id for row in booking.weeks if not Caps.of(row, now).allow(row.meetings, row.minutes)}:
        raise WeekFull(own=_own(desk, full))
    buddies, day = booking.meeting.people(Side.BUDDY), wall(booking.start).date()
    if tired := {row.person_id for row in booking.cells if row.person_id in buddies and day in _days_of_rest(row)}:
        raise TooNear(own=_own(desk, tired))


def _days_of_rest(row: Row[Any]) -> frozenset[date]:
    """Around the meetings before and after a cell that was booked."""
    days = USUAL_REST if row.rest_days is None else row.rest_days
    return rest_around([_start(at) for at in (row.before, row.after) if at is not None], days or 0)


def _own(desk: Desk, people: Collection[int]) -> bool:
    return desk.entered_by is None and desk.actor.id in people


def give_back(desk: Desk, one: MeetingId, start: datetime) -> None:
    """Counts the meeting no more, in the week in which it was booked."""
    desk.execute(GIVE_BACK, {"of_meeting": one, "in_week": iso_week(start)})


def rest_days(desk: Desk, one: Meeting, starts: Collection[datetime]) -> frozenset[date]:
    """On which days near these a Buddy of the meeting has none, since another of theirs is too near."""
    if not starts:
        return frozenset()
    since, until = _cell(min(starts) - REACH), _cell(max(starts) + REACH)
    values = {"link": one.link, "of_meeting": one.id, "since": since, "until": until}
    rows = desk.execute(NEAR, values).all()
    return frozenset[date]().union(*(rest_around([_start(row.first)], row.rest_days) for row in rows))


def _start(number: int) -> datetime:
    return datetime.fromtimestamp(number * CELL.total_seconds(), UTC)


def _cell(at: datetime) -> int:
    return cells(at, 1)[0]


def full_weeks(desk: Desk, link: LinkId, weeks: Collection[int], *, minutes: int, now: datetime) -> frozenset[int]:
    """In which of these weeks one more meeting of this length is more than a Buddy of the link said."""
    rows = desk.execute(BOOKED, {"link": link, "weeks": list(weeks)}).all()
    people: dict[int, list[Row[Any]]] = {}
    for row in rows:
        people.setdefault(row.person_id, []).append(row)
    return frozenset(number for number in weeks if any(_full(mine, number, minutes, now) for mine in people.values()))


def last_ones(desk: Desk, one: Meeting, starts: Collection[datetime], *, now: datetime) -> list[LastOne]:
    """Those times that are the last for a Buddy's own limits, as far as the actor may know these."""
    weeks = {iso_week(start) for start in starts}
    rows = [
        row
        for row in desk.execute(BOOKED, {"link": one.link, "weeks": list(weeks)}).all()
        if desk.sees(Kept.LIMITS, desk.tie(row.person_id))
    ]
    people = [list(group) for _, group in groupby(rows, key=lambda row: row.person_id)]
    found = (_last(one, mine, start, now) for start in sorted(starts) for mine in people)
    return [last for last in found if last]


def _last(one: Meeting, rows: Sequence[Row[Any]], start: datetime, now: datetime) -> LastOne | None:
    caps, number = Caps.of(rows[0], now), iso_week(start)
    meetings, minutes = next(((row.meetings, row.minutes) for row in rows if row.week == number), (0, 0))
    if one.state is not MeetingState.CONFIRMED or not one.start or iso_week(one.start) != number:
        meetings, minutes = meetings + 1, minutes + one.minutes  # else it is counted already
    who = next((each.person.first_name or "" for each in one.members if each.person.id == rows[0].person_id), "")
    if meetings == caps.meetings:
        return LastOne(who=who, start=start, count=meetings, of=caps.meetings)
    if caps.minutes is not None and minutes <= caps.minutes < minutes + one.minutes:
        return LastOne(who=who, start=start, count=minutes, of=caps.minutes, in_minutes=True)
    return None


def _full(rows: Sequence[Row[Any]], number: int, minutes: int, now: datetime) -> bool:
    """Of one Buddy: the rows differ in the week, and one without any week stands for all."""
    booked = next(((row.meetings, row.minutes) for row in rows if row.week == number), (0, 0))
    return not Caps.of(rows[0], now).allow(booked[0] + 1, booked[1] + minutes)
