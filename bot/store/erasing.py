"""What somebody wrote and said goes when they wish it; that they took part, and when, stays."""

from __future__ import annotations

from sqlalchemy import delete, update

from bot.domain.people import PersonId
from bot.store.desk import Desk
from bot.store.tables import answer, note, promise, reflection, share, survey

WORDS = (share, reflection, promise, survey, note)  # the copies for a tutor before the texts that they were made of


def erase(desk: Desk, person: PersonId) -> None:
    """Nothing of it can be brought back."""
    for table in WORDS:
        desk.execute(delete(table).where(table.c.person_id == person))
    said = update(answer).where(answer.c.person_id == person)
    desk.execute(said.values(useful=None, respect=None, how=None, call=None))
