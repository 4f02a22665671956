"""What people say after a meeting: their answers, their reflections; and what a coordinator may still say yes to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update

from bot.domain.errors import NotYours
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import PersonId
from bot.domain.reflections import Reflection, ReflectionState
from bot.store.desk import Desk
from bot.store.tables import answer, audit, proposal, reflection

TOOK_PLACE = select(answer.c.person_id, answer.c.took_place).where(
    answer.c.meeting_id == bindparam("meeting"), answer.c.sequence == bindparam("sequence")
)
MINE = select(reflection).where(
    reflection.c.meeting_id == bindparam("meeting"), reflection.c.person_id == bindparam("author")
)
SAVE = update(reflection).where(
    reflection.c.meeting_id == bindparam("of_meeting"), reflection.c.person_id == bindparam("author")
)
OPENED = audit.insert()
TAKE = (
    update(proposal)
    .where(proposal.c.id == bindparam("number"), proposal.c.person_id == bindparam("actor"), proposal.c.state == "open")
    .values(state="answered")
    .returning(proposal.c.body)
)
FORGET = update(proposal).where(proposal.c.id == bindparam("number")).values(body="")  # people's names are in it


class SqlAnswers:
    """What each side says of a meeting afterwards; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def put(
        self,
        meeting: Meeting,
        *,
        took_place: str,
        now: datetime,
        useful: int | None = None,
        respect: str | None = None,
        how: str | None = None,
        call: str | None = None,
    ) -> None:
        """A second answer about the same time takes the place of the first."""
        self._desk.allow(meeting.id)
        row = {"took_place": took_place, "useful": useful, "respect": respect, "how": how, "call": call, "at": now}
        mine = {"meeting_id": meeting.id, "person_id": self._desk.actor.id, "sequence": meeting.sequence}
        statement = self._desk.insert(answer).values(**mine, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=list(mine), set_=row))

    def took_place(self, meeting: Meeting) -> Mapping[PersonId, str]:
        """Of a meeting that the actor was shown; raises NotYours."""
        self._desk.allow(meeting.id)
        rows = self._desk.execute(TOOK_PLACE, {"meeting": meeting.id, "sequence": meeting.sequence}).all()
        return {PersonId(row.person_id): row.took_place for row in rows}


class SqlReflections:
    """The actor's own reflections: every statement here names the actor as the author."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def open(self, meeting: MeetingId, *, model: str, due_at: datetime) -> Reflection:
        """One that is there already is left as it is."""
        self._desk.allow(meeting)
        row = {"meeting_id": meeting, "person_id": self._desk.actor.id, "model": model}
        row |= {"state": ReflectionState.OPEN, "due_at": due_at}
        statement = self._desk.insert(reflection).on_conflict_do_nothing().returning(reflection)
        return self._value(self._desk.execute(statement, row).first() or self._row(meeting))

    def get(self, meeting: MeetingId) -> Reflection | None:
        """None when none was begun, and of a meeting that is not the actor's."""
        row = self._row(meeting)
        return self._value(row) if row else None

    def read(self, meeting: MeetingId, *, now: datetime) -> Reflection | None:
        """The draft, if one is being written, else the saved text."""
        row = self._row(meeting)
        if not row:
            return None
        self._desk.execute(OPENED, self._opened(meeting, now))
        column = "sealed" if row.draft is None else "draft"
        sealed = row._mapping[column]
        return self._value(row, words=json.loads(self._open(sealed, meeting, column)) if sealed else {})

    def save(self, reflection: Reflection, words: Mapping[str, str], state: ReflectionState, *, now: datetime) -> None:
        """A draft leaves an earlier saved text where it is; saving drops the draft."""
        if reflection.author != self._desk.actor.id:
            raise NotYours
        meeting, text = MeetingId(reflection.meeting), json.dumps(dict(words))
        values: dict[str, Any] = {"draft": self._seal(text, meeting, "draft")}
        if state is not ReflectionState.DRAFT:
            values = {"sealed": self._seal(text, meeting, "sealed"), "draft": None, "saved_at": now, "state": state}
        elif reflection.saved_at is None:
            values |= {"state": state}
        self._desk.execute(SAVE.values(**values), {"of_meeting": meeting, "author": self._desk.actor.id})

    def _row(self, meeting: MeetingId) -> Any:
        return self._desk.execute(MINE, {"meeting": meeting, "author": self._desk.actor.id}).first()

    def _value(self, row: Row[Any], *, words: Mapping[str, str] | None = None) -> Reflection:
        return Reflection(
            meeting=row.meeting_id,
            author=PersonId(row.person_id),
            model=row.model,
            state=ReflectionState(row.state),
            due_at=row.due_at,
            saved_at=row.saved_at,
            words=words,
        )

    def _opened(self, meeting: MeetingId, now: datetime) -> dict[str, Any]:
        who = {"person_id": self._desk.actor.id, "door": self._desk.door}
        return {"at": now, "what": "reflection opened by its author", "subject": meeting, **who}

    def _place(self, meeting: MeetingId, column: str) -> str:
        return f"reflection/{meeting}/{self._desk.actor.id}/{column}"

    def _seal(self, text: str, meeting: MeetingId, column: str) -> bytes:
        return self._desk.sealer.seal(text, place=self._place(meeting, column))

    def _open(self, sealed: bytes, meeting: MeetingId, column: str) -> str:
        return self._desk.sealer.open(sealed, place=self._place(meeting, column))


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
