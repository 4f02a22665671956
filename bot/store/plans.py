"""Plans that are worked out apart: who asked for which, and what they are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update

from bot.domain.cohorts import CohortId
from bot.domain.errors import NotThere, NotYours
from bot.domain.free import Free, FreeKind
from bot.domain.joining import Limits
from bot.domain.meetings import MeetingState, Side, Window
from bot.domain.people import PersonId
from bot.domain.plans import OPEN_PLANS, Asked, Brings, Far, PlanId, PlanState, View
from bot.domain.sight import Kept
from bot.domain.times import wall
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.link_statements import HELD
from bot.store.tables import free_time, limits, link, link_member, meeting, plan
from bot.store.weeks import CAPS, Caps

P = plan.c
ALL = (P.id, P.cohort_id, P.view, P.state, P.asked_at, P.found, P.best, P.most, P.until)
GET = select(*ALL).where(P.id == bindparam("number"))
MINE = select(*ALL).where(
    P.person_id == bindparam("actor"),
    P.cohort_id == bindparam("cohort"),
    P.view == bindparam("view"),
    P.state.in_(OPEN_PLANS),
)
ADD = plan.insert().returning(*ALL)
STOP = update(plan).where(P.id == bindparam("number"), P.state.in_(OPEN_PLANS)).values(state=PlanState.STOPPED)
SETTLE = (
    update(plan)
    .where(
        P.id == bindparam("number"),
        P.state == PlanState.DOING,
        P.worker == bindparam("me"),
        P.attempts == bindparam("attempt"),
    )
    .values(state=bindparam("to"), found=bindparam("what"), lease_until=None)
    .returning(P.person_id)
)
F = free_time.c
TIMES = (
    select(F.person_id, F.kind, F.weekday, F.day, F.from_minute, F.to_minute, F.until)
    .where(among(F.person_id, "who"), F.until >= bindparam("today"))
    .order_by(F.person_id, F.id)
)
BOOKED = (
    select(link_member.c.person_id, meeting.c.start, meeting.c.minutes)
    .join(meeting, meeting.c.link_id == link_member.c.link_id)
    .where(
        among(link_member.c.person_id, "who"),
        meeting.c.state == MeetingState.CONFIRMED,
        meeting.c.start >= bindparam("since"),
    )
    .order_by(link_member.c.person_id, meeting.c.start)
)
RIGHT = select(limits.c.person_id, limits.c.rest_days, *(limits.c[name] for name in CAPS)).where(
    among(limits.c.person_id, "who")
)
HAD = (
    select(link_member.c.person_id, func.max(meeting.c.number).label("had"))
    .join(link, link.c.id == link_member.c.link_id)
    .join(meeting, meeting.c.link_id == link.c.id)
    .where(
        among(link_member.c.person_id, "who"),
        link_member.c.side == Side.STUDENT,
        link.c.cohort_id == bindparam("cohort"),
        meeting.c.state.in_(HELD),
    )
    .group_by(link_member.c.person_id)
)
USUAL = Caps(Limits().meetings_week, Limits().minutes_week)
USUAL_REST = Limits().rest_days or 0
LOOK_BACK = timedelta(days=31)  # a meeting of last week may still ask for days of rest


class SqlPlans:
    """Plans of who might meet whom; see the port `Plans`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask(self, cohort: CohortId, view: View, *, now: datetime) -> Asked:
        """A row for each coordinator who waits."""
        self._only(Kept.RECORD)
        values = {"actor": self._desk.actor.id, "cohort": cohort, "view": view}
        found = self._desk.execute(MINE, values).first()
        if found is None:
            row = {"person_id": self._desk.actor.id, "cohort_id": cohort, "view": view, "asked_at": now}
            found = self._desk.execute(ADD, row).one()
        return _asked(found)

    def get(self, plan: PlanId) -> Asked:
        """Coordinators see each other's."""
        self._only(Kept.RECORD)
        found = self._desk.execute(GET, {"number": plan}).first()
        if found is None:
            raise NotThere
        return _asked(found)

    def stop(self, plan: PlanId) -> bool:
        """Whoever works on it sees that it holds it no more."""
        self._only(Kept.RECORD)
        return self._desk.execute(STOP, {"number": plan}).rowcount == 1

    def settle(self, plan: PlanId, state: PlanState, found: str, *, worker: str, attempt: int) -> PersonId | None:
        """Fenced: only the holder of this very attempt may write."""
        self._only(Kept.REST)
        values = {"number": plan, "to": state, "what": found, "me": worker, "attempt": attempt}
        row = self._desk.execute(SETTLE, values).first()
        return PersonId(row.person_id) if row else None

    def brings(self, cohort: CohortId, people: Collection[PersonId], *, now: datetime) -> Mapping[PersonId, Brings]:
        """Four statements, however many people; days of rest are among it, which nobody else sees."""
        self._only(Kept.REST)
        values = {"who": sorted(people), "cohort": cohort, "today": wall(now).date(), "since": now - LOOK_BACK}
        times, booked, caps, had = (_by_person(self._desk.execute(one, values)) for one in (TIMES, BOOKED, RIGHT, HAD))
        found = {
            one: _brings(times.get(one, ()), booked.get(one, ()), next(iter(caps.get(one, ())), None), now)
            for one in people
        }
        return found | {one: replace(found[one], had=had[one][0].had) for one in found if one in had}

    def _only(self, kept: Kept) -> None:
        if not self._desk.sees(kept):
            raise NotYours


def _by_person(rows: Iterable[Row[Any]]) -> Mapping[int, Sequence[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _brings(times: Iterable[Row[Any]], booked: Iterable[Row[Any]], row: Row[Any] | None, now: datetime) -> Brings:
    caps = Caps.of(row, now) if row else USUAL
    return Brings(
        times=tuple(_free(one) for one in times),
        booked=tuple(Window(start=one.start, end=one.start + timedelta(minutes=one.minutes)) for one in booked),
        meetings_week=caps.meetings,
        minutes_week=caps.minutes,
        rest_days=row.rest_days if row else USUAL_REST,
    )


def _free(row: Row[Any]) -> Free:
    return Free(
        kind=FreeKind(row.kind),
        weekday=row.weekday,
        day=row.day,
        from_minute=row.from_minute,
        to_minute=row.to_minute,
        until=row.until,
    )


def _asked(row: Row[Any]) -> Asked:
    return Asked(
        id=PlanId(row.id),
        cohort=CohortId(row.cohort_id),
        view=View(row.view),
        state=PlanState(row.state),
        asked_at=row.asked_at,
        found=row.found,
        far=Far(best=row.best or 0, most=row.most or 0),
        until=row.until,
    )
