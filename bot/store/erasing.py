"""What somebody wrote and said goes when they wish it; that they took part, and when, stays."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from bot.domain.people import FORMER, PersonId
from bot.store.desk import Desk
from bot.store.tables import (
    answer,
    asked_in,
    chat,
    do_not_match,
    due_work,
    free_time,
    limits,
    note,
    person,
    promise,
    reflection,
    share,
    survey,
)

WORDS = (share, reflection, promise, survey, note)  # the copies for a tutor before the texts that they were made of
# What only serves the meetings of somebody who takes part. University and course stay: the numbers are by them.
OF_THEMSELVES = {"first_name": FORMER, "surname": "", "email": None, "entra_id": None, "line": "", "needs": ""}
OF_THEMSELVES |= {"hope": "", "placement": "", "placement_from": None, "placement_to": None, "tutor_id": None}


def erase(desk: Desk, person: PersonId) -> None:
    """Nothing of it can be brought back."""
    for table in WORDS:
        desk.execute(delete(table).where(table.c.person_id == person))
    said = update(answer).where(answer.c.person_id == person)
    desk.execute(said.values(useful=None, respect=None, how=None, call=None))


def forget(desk: Desk, who: PersonId) -> None:
    """Somebody who has left has no name and no address any more, and is a stranger if they write again."""
    account = select(person.c.entra_id).where(person.c.id == who).scalar_subquery()
    for statement in (
        delete(asked_in).where(asked_in.c.entra_id == account),
        delete(chat).where(chat.c.person_id == who),
        delete(due_work).where(due_work.c.person_id == who, due_work.c.state == "pending"),
        delete(free_time).where(free_time.c.person_id == who),
        delete(limits).where(limits.c.person_id == who),
        delete(do_not_match).where(or_(do_not_match.c.person_id == who, do_not_match.c.other_id == who)),
        update(person).where(person.c.id == who).values(OF_THEMSELVES),
    ):
        desk.execute(statement)
