"""What each Buddy has booked in each week, and whether one more meeting is more than they said."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, literal_column, select, update

from bot.domain.joining import Limits
from bot.domain.meetings import LinkId, Meeting, MeetingId, Side
from bot.domain.offers import WeekFull, iso_week
from bot.store.desk import Desk
from bot.store.tables import limits, link_member, meeting, week

CAPS = ("meetings_week", "minutes_week", "raised", "raised_at")
# As text, since SQLAlchemy leaves out the names of tables behind RETURNING on SQLite, and two columns have one name.
THEIRS = [
    literal_column(
        f"(SELECT theirs.{name} FROM limits AS theirs WHERE theirs.person_id = week.person_id)",  # noqa: S608 - our own names
        limits.c[name].type,
    ).label(name)
    for name in CAPS
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
        and_(week.c.person_id == link_member.c.person_id, week.c.week.in_(bindparam("weeks", expanding=True))),
    )
    .where(link_member.c.link_id == bindparam("link"), link_member.c.side == Side.BUDDY)
)


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


def count_in(desk: Desk, one: Meeting, start: datetime, now: datetime) -> None:
    """Counts the meeting for each of its Buddies; raises WeekFull when that is more than one of them said.

    The row is locked by being counted up, so that two bookings at once come one after the other.
    """
    rows = [
        {"person_id": person, "week": iso_week(start), "meetings": 1, "minutes": one.minutes}
        for person in one.people(Side.BUDDY)
    ]
    statement = desk.insert(week)
    statement = statement.on_conflict_do_update(
        index_elements=["person_id", "week"],
        set_={"meetings": week.c.meetings + 1, "minutes": week.c.minutes + statement.excluded.minutes},
    ).returning(week.c.person_id, week.c.meetings, week.c.minutes, *THEIRS)
    full = [row for row in desk.execute(statement, rows) if not Caps.of(row, now).allow(row.meetings, row.minutes)]
    if full:
        raise WeekFull(own=desk.entered_by is None and any(row.person_id == desk.actor.id for row in full))


def give_back(desk: Desk, one: MeetingId, start: datetime) -> None:
    """Counts the meeting no more, in the week in which it was booked."""
    desk.execute(GIVE_BACK, {"of_meeting": one, "in_week": iso_week(start)})


def full_weeks(desk: Desk, link: LinkId, weeks: Collection[int], *, minutes: int, now: datetime) -> frozenset[int]:
    """In which of these weeks one more meeting of this length is more than a Buddy of the link said."""
    rows = desk.execute(BOOKED, {"link": link, "weeks": list(weeks)}).all()
    people: dict[int, list[Row[Any]]] = {}
    for row in rows:
        people.setdefault(row.person_id, []).append(row)
    return frozenset(number for number in weeks if any(_full(mine, number, minutes, now) for mine in people.values()))


def _full(rows: Sequence[Row[Any]], number: int, minutes: int, now: datetime) -> bool:
    """Of one Buddy: the rows differ in the week, and one without any week stands for all."""
    booked = next(((row.meetings, row.minutes) for row in rows if row.week == number), (0, 0))
    return not Caps.of(rows[0], now).allow(booked[0] + 1, booked[1] + minutes)
