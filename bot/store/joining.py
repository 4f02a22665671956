"""What people chose, did and set before they can be matched."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, or_, select

from bot.domain.errors import NotYours
from bot.domain.joining import Choice, ChoiceSaid, Conflict, Limits, Registered, Step, StepState
from bot.domain.people import PersonId, Role
from bot.domain.sight import Kept
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.tables import choice, do_not_match, limits, registration

LAST_CHOICE = (
    select(choice)
    .where(choice.c.person_id == bindparam("person"), choice.c.role == bindparam("role"))
    .order_by(choice.c.id.desc())
    .limit(1)
)
LAST_CHOICES = select(choice).where(
    choice.c.id.in_(
        select(func.max(choice.c.id))
        .where(among(choice.c.person_id, "people"))
        .group_by(choice.c.person_id, choice.c.role)
    )
)
LIMITS = select(limits).where(limits.c.person_id == bindparam("person"))
STEPS = select(registration).where(registration.c.person_id == bindparam("person"))
EXPIRING = select(registration.c.person_id, registration.c.step, registration.c.expires).where(
    registration.c.expires.between(bindparam("since"), bindparam("until")), registration.c.state == StepState.DONE
)
CONFLICTS = (
    select(do_not_match)
    .where(or_(do_not_match.c.person_id == bindparam("person"), do_not_match.c.other_id == bindparam("person")))
    .order_by(do_not_match.c.id)
)
FORGET = delete(do_not_match).where(do_not_match.c.id == bindparam("row"))


def choices_ahead(connection: Connection, people: Collection[PersonId]) -> Mapping[int, Mapping[str, Row[Any]]]:
    """The last choice of each of them in each role, in one statement."""
    found: dict[int, dict[str, Row[Any]]] = {one: {} for one in people}
    for row in connection.execute(LAST_CHOICES, {"people": list(people)}) if people else ():
        found[row.person_id][row.role] = row
    return found


class SqlJoining:
    """Choices, limits, steps of registration and conflicts; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def choose(
        self, person: PersonId, role: Role, said: ChoiceSaid, lines: Sequence[str], *, version: str, now: datetime
    ) -> None:
        """Never changed afterwards: the next one counts."""
        self._allow(Kept.PROFILE, person)
        row = {"person_id": person, "role": role, "said": said, "lines": json.dumps(list(lines)), "version": version}
        self._desk.execute(choice.insert(), row | {"at": now})

    def choice_of(self, person: PersonId, role: Role) -> Choice | None:
        """The actor's own, or anybody's for those who may see everybody's choices."""
        self._allow(Kept.PROFILE, person)
        known = self._desk.ahead.choices.get(person)
        if known is None:
            row = self._desk.execute(LAST_CHOICE, {"person": person, "role": role}).first()
        else:
            row = known.get(role)
        if row is None:
            return None
        lines = tuple(json.loads(row.lines))
        return Choice(role=Role(row.role), said=ChoiceSaid(row.said), version=row.version, lines=lines, at=row.at)

    def limits_of(self, person: PersonId, *, now: datetime) -> Limits:
        """The usual ones for those who have set none."""
        self._allow(Kept.LIMITS, person)
        row = self._desk.execute(LIMITS, {"person": person}).first()
        own = self._desk.sees(Kept.REST, self._desk.tie(person))
        if row is None:
            return Limits() if own else Limits(rest_days=None, rest_days_after=None)
        found = Limits(
            students=row.students,
            meetings_week=row.meetings_week,
            minutes_week=row.minutes_week,
            rest_days=row.rest_days if own else None,
            rest_days_after=row.rest_days_after if own else None,
            slowly=row.slowly,
            raised=json.loads(row.raised) if row.raised else {},
            raised_at=row.raised_at,
        )
        if found.raised_at and found.raised_at <= now:
            return replace(found, **dict[str, Any](found.raised), raised={}, raised_at=None)
        return found

    def set_limits(self, person: PersonId, limits_now: Limits) -> None:
        """The Buddy's own alone: nobody else may see the days of rest."""
        self._allow(Kept.REST, person)
        row = {name: getattr(limits_now, name) for name in ("students", "meetings_week", "minutes_week", "slowly")}
        row |= {"rest_days": limits_now.rest_days, "rest_days_after": limits_now.rest_days_after}
        row |= {"raised": json.dumps(dict(limits_now.raised)) or None, "raised_at": limits_now.raised_at}
        statement = self._desk.insert(limits).values(person_id=person, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=["person_id"], set_=row))

    def steps_of(self, person: PersonId) -> Mapping[Step, Registered]:
        """The person's own, or anybody's for those who may see it."""
        self._allow(Kept.REGISTRATION, person)
        rows = self._desk.execute(STEPS, {"person": person}).all()
        return {
            Step(row.step): Registered(state=StepState(row.state), done_on=row.done_on, expires=row.expires)
            for row in rows
        }

    def set_step(self, person: PersonId, step: Step, registered: Registered) -> None:
        """For those who may see everybody's steps."""
        self._allow(Kept.REGISTRATION, None)
        row = {"state": registered.state, "done_on": registered.done_on, "expires": registered.expires}
        statement = self._desk.insert(registration).values(person_id=person, step=step, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=["person_id", "step"], set_=row))

    def expiring(self, *, since: date, until: date) -> Sequence[tuple[PersonId, Step, date]]:
        """For those who may see everybody's steps."""
        self._allow(Kept.REGISTRATION, None)
        rows = self._desk.execute(EXPIRING, {"since": since, "until": until}).all()
        return [(PersonId(row.person_id), Step(row.step), row.expires) for row in rows]

    def conflicts_of(self, person: PersonId) -> Sequence[Conflict]:
        """For those who may see everybody's."""
        self._allow(Kept.CONFLICT, None)
        rows = self._desk.execute(CONFLICTS, {"person": person}).all()
        return [
            Conflict(
                id=row.id,
                person=PersonId(row.person_id),
                other=PersonId(row.other_id) if row.other_id else None,
                team=row.team,
            )
            for row in rows
        ]

    def conflict(self, person: PersonId, *, other: PersonId | None = None, team: str = "", now: datetime) -> int:
        """By the person themselves, or by those who may see everybody's."""
        if person != self._desk.actor.id:
            self._allow(Kept.CONFLICT, None)
        same = [do_not_match.c.person_id == person, do_not_match.c.other_id == other, do_not_match.c.team == team]
        there: int | None = self._desk.execute(select(do_not_match.c.id).where(*same)).scalar()
        if there is not None:
            return there
        row = {"person_id": person, "other_id": other, "team": team, "at": now}
        number: int = self._desk.execute(do_not_match.insert().returning(do_not_match.c.id), row).scalar_one()
        return number

    def forget_conflict(self, conflict: int) -> None:
        """For those who may see everybody's."""
        self._allow(Kept.CONFLICT, None)
        self._desk.execute(FORGET, {"row": conflict})

    def _allow(self, kept: Kept, person: PersonId | None) -> None:
        if not self._desk.sees(kept, self._desk.tie(person)):
            raise NotYours
