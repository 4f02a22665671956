"""Anonymous forms: two halves that no key, order or time joins."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from bot.domain.cohorts import CohortId, CohortState
from bot.domain.errors import NotYours
from bot.domain.forms import AT_LEAST, FormSum, Waiting, joined, sums
from bot.domain.people import GIVERS, TAUGHT, Role
from bot.domain.sight import Kept, Tie
from bot.domain.times import wall
from bot.store.among import among
from bot.store.desk import Desk, insert_new
from bot.store.tables import (
    cohort,
    enrolment,
    form_answer,
    form_done,
    form_waiting,
    link,
    link_member,
    person_role,
    seen,
)

DONE = select(form_done.c.day).where(
    form_done.c.cohort_id == bindparam("cohort"),
    form_done.c.person_id == bindparam("actor"),
    form_done.c.form == bindparam("form"),
)
IN_COHORT = (
    select(link.c.id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .where(link.c.cohort_id == bindparam("cohort"), link_member.c.person_id == bindparam("actor"))
    .limit(1)
)
ALIKE = select(func.count(person_role.c.person_id.distinct())).where(
    among(person_role.c.role, "roles"),
    person_role.c.person_id.in_(select(enrolment.c.person_id).where(enrolment.c.cohort_id == bindparam("cohort"))),
)
WAITING = (
    select(form_waiting.c.key, form_waiting.c.form, form_waiting.c.cohort_id, form_waiting.c.answers, cohort.c.state)
    .join(cohort, cohort.c.id == form_waiting.c.cohort_id)
    .order_by(form_waiting.c.key)
)
GONE = delete(form_waiting).where(among(form_waiting.c.key, "keys"))
ANSWERS = select(form_answer.c.form, form_answer.c.answers).where(form_answer.c.cohort_id == bindparam("cohort"))


class SqlForms:
    """Anonymous forms; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def done(self, cohort: CohortId, form: str) -> bool:
        """Of the actor."""
        row = self._desk.execute(DONE, {"cohort": cohort, "form": form, "actor": self._desk.actor.id}).first()
        return row is not None

    def answer(self, cohort: CohortId, form: str, answers: Mapping[str, object], *, day: date) -> bool:
        """The key is chance, so that it says nothing of who or when. Nobody answers for somebody else."""
        me = {"cohort": cohort, "actor": self._desk.actor.id}
        may = self._desk.entered_by is None and self._desk.sees(Kept.FORM_DONE, Tie.OWN)
        if not may or self._desk.execute(IN_COHORT, me).first() is None:
            raise NotYours
        done = {"cohort_id": cohort, "person_id": self._desk.actor.id, "form": form, "day": day}
        if self._desk.execute(self._desk.insert_new(form_done), done).rowcount != 1:
            return False
        row = {"key": secrets.token_hex(16), "cohort_id": cohort, "form": form, "answers": json.dumps(dict(answers))}
        self._desk.execute(form_waiting.insert(), row)
        return True

    def few(self, cohort: CohortId) -> bool:
        """Of the people who are in it as the actor is; no more is told."""
        roles = TAUGHT if self._desk.actor.is_a(TAUGHT) else GIVERS
        values = {"roles": sorted(roles, key=list(Role).index), "cohort": cohort}
        count: int = self._desk.execute(ALIKE, values).scalar_one()
        return count < AT_LEAST


def form_sums(desk: Desk, cohort: CohortId) -> Sequence[FormSum]:
    """The sums of each form in a cohort; the rows stay here."""
    by_form: dict[str, list[Mapping[str, object]]] = {}
    for row in desk.execute(ANSWERS, {"cohort": cohort}).all():
        by_form.setdefault(row.form, []).append(json.loads(row.answers))
    found = [sums(form, answers) for form, answers in sorted(by_form.items())]
    return [one for one in found if one]


def join_answers(connection: Connection, *, now: datetime) -> None:
    """Once a day, the answers that are enough are joined to the others, in the order of chance."""
    day = wall(now).date()
    first_today = insert_new(connection.dialect.name, seen)
    if connection.execute(first_today, {"key": f"forms {day}", "at": now}).rowcount != 1:
        return
    rows = connection.execute(WAITING).all()
    cohorts = joined(_waiting(row) for row in rows)
    moved = [
        {
            "key": secrets.token_hex(16),
            "cohort_id": cohorts[row.key],
            "form": row.form,
            "day": day,
            "answers": row.answers,
        }
        for row in rows
        if row.key in cohorts
    ]
    if moved:
        connection.execute(form_answer.insert(), sorted(moved, key=lambda row: str(row["key"])))
        connection.execute(GONE, {"keys": list(cohorts)})


def _waiting(row: Any) -> Waiting:
    closed = row.state == CohortState.CLOSED
    return Waiting(key=row.key, form=row.form, cohort=CohortId(row.cohort_id), closed=closed)
