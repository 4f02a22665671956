"""What students choose to show to their tutors: a sealed copy, gone when it is taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, select

from bot.domain.errors import NotThere, NotYours
from bot.domain.meetings import MeetingId
from bot.domain.people import Person, PersonId
from bot.domain.sight import Kept, Tie
from bot.store.desk import Desk, columns
from bot.store.tables import audit, person, reflection, share
from bot.usecases.ports.after import Shared

MOST = 50
TAUGHT = person.alias("taught")
TUTOR = (
    select(*columns(person, "id", "first_name", "line"))
    .join(TAUGHT, TAUGHT.c.tutor_id == person.c.id)
    .where(TAUGHT.c.id == bindparam("student"))
)
OF_A_REFLECTION = (reflection.c.meeting_id == share.c.meeting_id) & (reflection.c.person_id == share.c.person_id)
COPY = (
    select(share.c.tutor_id, share.c.sealed)
    .select_from(reflection.outerjoin(share, OF_A_REFLECTION))
    .where(reflection.c.meeting_id == bindparam("meeting"), reflection.c.person_id == bindparam("author"))
)
SHARED = (
    select(
        share.c.meeting_id,
        share.c.tutor_id,
        share.c.sealed,
        share.c.at,
        *columns(person, "id", "first_name", "line"),
        reflection.c.model,
    )
    .join(person, person.c.id == share.c.person_id)
    .join(reflection, OF_A_REFLECTION)
    .order_by(share.c.at.desc(), share.c.meeting_id)
    .limit(MOST)
)
MINE = SHARED.where(share.c.person_id == bindparam("author"))
WITH_ME = SHARED.where(share.c.tutor_id == bindparam("tutor"))
ONE = WITH_ME.where(share.c.meeting_id == bindparam("meeting"), share.c.person_id == bindparam("author"))
TAKE_BACK = delete(share).where(share.c.meeting_id == bindparam("meeting"), share.c.person_id == bindparam("author"))
OPENED = audit.insert()


class SqlSharing:
    """What students choose to show to their tutors; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def tutor(self) -> Person | None:
        """A student and the own tutor know each other by first name."""
        row = self._desk.execute(TUTOR, {"student": self._desk.actor.id}).first()
        if row is None or not self._desk.sees(Kept.SHARED, Tie.OWN):
            return None
        return self._desk.person(row, Tie.LINK)

    def share(self, meeting: MeetingId, tutor: PersonId, words: Mapping[str, str], *, now: datetime) -> bool:
        """In place of an earlier copy."""
        self._desk.only_in_person()
        mine, author = self.tutor(), self._desk.actor.id
        if mine is None or mine.id != tutor:
            raise NotYours
        earlier = self._desk.execute(COPY, {"meeting": meeting, "author": author}).first()
        if earlier is None:
            raise NotThere
        place = _place(meeting, author, tutor)
        if earlier.tutor_id == tutor and json.loads(self._desk.sealer.open(earlier.sealed, place=place)) == words:
            return False
        row = {"tutor_id": tutor, "sealed": self._desk.sealer.seal(json.dumps(dict(words)), place=place), "at": now}
        key = {"meeting_id": meeting, "person_id": author}
        statement = self._desk.insert(share).values(**key, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=list(key), set_=row))
        return True

    def take_back(self, meeting: MeetingId) -> bool:
        """At any time."""
        self._desk.only_in_person()
        return self._desk.execute(TAKE_BACK, {"meeting": meeting, "author": self._desk.actor.id}).rowcount == 1

    def mine(self) -> Sequence[Shared]:
        """Of the actor's own."""
        return [_shared(self._desk, row, Tie.OWN) for row in self._desk.execute(MINE, self._me("author")).all()]

    def with_me(self) -> Sequence[Shared]:
        """For the tutor named on the copy."""
        if not self._desk.sees(Kept.SHARED, Tie.TUTEE):
            return []
        return [_shared(self._desk, row, Tie.TUTEE) for row in self._desk.execute(WITH_ME, self._me("tutor")).all()]

    def read(self, meeting: MeetingId, author: PersonId, *, now: datetime) -> Shared | None:
        """For the tutor named on the copy."""
        self._desk.only_in_person()
        row = self._one(meeting, author)
        if row is None:
            return None
        who = {"person_id": self._desk.actor.id, "door": self._desk.door}
        self._desk.execute(OPENED, {"at": now, "what": "shared reflection opened", "subject": meeting, **who})
        opened = self._desk.sealer.open(row.sealed, place=_place(meeting, author, row.tutor_id))
        return _shared(self._desk, row, Tie.TUTEE, words=json.loads(opened))

    def is_shared(self, meeting: MeetingId, author: PersonId) -> Shared | None:
        """For the tutor named on the copy."""
        row = self._one(meeting, author)
        return _shared(self._desk, row, Tie.TUTEE) if row else None

    def _one(self, meeting: MeetingId, author: PersonId) -> Row[Any] | None:
        if not self._desk.sees(Kept.SHARED, Tie.TUTEE):
            return None
        return self._desk.execute(ONE, {"meeting": meeting, "author": author, **self._me("tutor")}).first()

    def _me(self, name: str) -> dict[str, Any]:
        return {name: self._desk.actor.id}


def _place(meeting: int, author: int, tutor: int) -> str:
    return f"share/{meeting}/{author}/{tutor}"


def _shared(desk: Desk, row: Row[Any], tie: Tie, *, words: Mapping[str, str] | None = None) -> Shared:
    return Shared(meeting=row.meeting_id, author=desk.person(row, tie), at=row.at, model=row.model, words=words)
