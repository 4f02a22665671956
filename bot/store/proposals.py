"""What a coordinator may still say yes to, and what may still be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from bot.store.desk import Desk
from bot.store.tables import proposal, undo

TAKE = (
    update(proposal)
    .where(proposal.c.id == bindparam("number"), proposal.c.person_id == bindparam("actor"), proposal.c.state == "open")
    .values(state="answered")
    .returning(proposal.c.body)
)
FORGET = update(proposal).where(proposal.c.id == bindparam("number")).values(body="")  # people's names are in it
LAST_UNDO = (
    select(undo.c.id, undo.c.body)
    .where(
        undo.c.person_id == bindparam("actor"),
        undo.c.until > bindparam("now"),
        ~undo.c.done,
        or_(bindparam("any"), undo.c.id == bindparam("number")),
    )
    .order_by(undo.c.id.desc())
    .limit(1)
    .with_for_update()
)
SINCE = select(undo.c.body).where(undo.c.id > bindparam("number"), undo.c.until > bindparam("now"), ~undo.c.done)
TAKEN_BACK = update(undo).where(undo.c.id == bindparam("row")).values(done=True, body="")


class SqlProposals:
    """What a coordinator was shown, to say yes or no to."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def add(self, body: str, *, now: datetime) -> int:
        """Of the actor, for the actor."""
        row = {"person_id": self._desk.actor.id, "body": body, "state": "open", "made_at": now}
        number: int = self._desk.execute(proposal.insert().returning(proposal.c.id), row).scalar_one()
        return number

    def take(self, proposal: int) -> str | None:
        """Compare and set on its state, so that two presses are one."""
        body: str | None = self._desk.execute(TAKE, {"number": proposal, "actor": self._desk.actor.id}).scalar()
        if body is not None:
            self._desk.execute(FORGET, {"number": proposal})
        return body

    def can_undo(self, what: str, body: str, *, until: datetime) -> int:
        """A row of the actor's own."""
        row = {"person_id": self._desk.actor.id, "what": what[:200], "body": body, "until": until}
        number: int = self._desk.execute(undo.insert().returning(undo.c.id), row).scalar_one()
        return number

    def take_back(self, number: int | None, *, now: datetime) -> tuple[str, Sequence[str]] | None:
        """What was taken back once is not there a second time."""
        values = {"actor": self._desk.actor.id, "now": now, "number": number or 0, "any": number is None}
        found = self._desk.execute(LAST_UNDO, values).first()
        if found is None:
            return None
        self._desk.execute(TAKEN_BACK, {"row": found.id})
        return found.body, self._desk.execute(SINCE, {"number": found.id, "now": now}).scalars().all()
