"""What people say after a meeting: their answers, their reflections; and what a coordinator may still say yes to."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, update

from bot.domain.cohorts import CohortState
from bot.domain.errors import NotYours
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import PersonId, Role
from bot.domain.reflections import Reflection, ReflectionState, Unwritten
from bot.domain.sight import Kept
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.tables import answer, audit, cohort, link, meeting, person, reflection

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
ALL_MINE = (
    select(reflection)
    .where(reflection.c.person_id == bindparam("author"))
    .order_by(reflection.c.due_at.desc(), reflection.c.meeting_id.desc())
    .limit(50)
)
NOT_SAVED = reflection.c.state.in_((ReflectionState.OPEN, ReflectionState.DRAFT))


def _in_cohort(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(meeting, meeting.c.id == reflection.c.meeting_id)
        .join(link, link.c.id == meeting.c.link_id)
        .join(cohort, cohort.c.id == link.c.cohort_id)
        .where(NOT_SAVED)
    )


UNWRITTEN = _in_cohort(
    select(reflection.c.meeting_id, reflection.c.person_id, reflection.c.due_at, meeting.c.start, meeting.c.minutes)
).where(
    reflection.c.due_at.between(bindparam("since"), bindparam("until")),
    meeting.c.start.is_not(None),
    ~link.c.frozen,
    cohort.c.state == CohortState.OPEN,
)
WAITING = (
    _in_cohort(select(func.count()).select_from(reflection))
    .join(person, person.c.id == reflection.c.person_id)
    .where(reflection.c.due_at < bindparam("before"), cohort.c.state == CohortState.OPEN, person.c.left_at.is_(None))
)


UNSAVED = (
    select(reflection.c.meeting_id, reflection.c.person_id)
    .where(NOT_SAVED, among(reflection.c.meeting_id, "meetings"))
    .order_by(reflection.c.meeting_id, reflection.c.person_id)
)


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

    def mine(self) -> Sequence[Reflection]:
        """By the time by which each was asked for."""
        return [self._value(row) for row in self._desk.execute(ALL_MINE, {"author": self._desk.actor.id}).all()]

    def read(self, meeting: MeetingId, *, now: datetime, saved: bool = False) -> Reflection | None:
        """The draft, if one is being written, else the saved text. Nobody reads it for somebody else."""
        self._desk.only_in_person()
        row = self._row(meeting)
        if not row:
            return None
        self._desk.execute(OPENED, self._opened(meeting, now))
        column = "sealed" if saved or row.draft is None else "draft"
        sealed = row._mapping[column]
        return self._value(row, words=json.loads(self._open(sealed, meeting, column)) if sealed else {})

    def save(self, reflection: Reflection, words: Mapping[str, str], state: ReflectionState, *, now: datetime) -> None:
        """A draft leaves an earlier saved text where it is; saving drops the draft."""
        self._desk.only_in_person()
        if reflection.author != self._desk.actor.id:
            raise NotYours
        meeting, text = MeetingId(reflection.meeting), json.dumps(dict(words))
        values: dict[str, Any] = {"draft": self._seal(text, meeting, "draft"), "draft_at": now}
        if state is not ReflectionState.DRAFT:
            values = {"sealed": self._seal(text, meeting, "sealed"), "draft": None, "draft_at": None}
            values |= {"saved_at": now, "state": state}
        elif reflection.saved_at is None:
            values |= {"state": state}
        self._desk.execute(SAVE.values(**values), {"of_meeting": meeting, "author": self._desk.actor.id})

    def use_model(self, reflection: Reflection, model: str) -> Reflection:
        """Of the actor's own."""
        self._desk.only_in_person()
        if reflection.author != self._desk.actor.id:
            raise NotYours
        mine = {"of_meeting": reflection.meeting, "author": self._desk.actor.id}
        self._desk.execute(SAVE.values(model=model), mine)
        return replace(reflection, model=model)

    def unwritten(self, *, since: datetime, until: datetime) -> Sequence[Unwritten]:
        """Numbers and times."""
        if not (self._desk.sees(Kept.REFLECTION_DONE) and self._desk.actor.is_a(frozenset({Role.ASSISTANT}))):
            raise NotYours
        rows = self._desk.execute(UNWRITTEN, {"since": since, "until": until}).all()
        return [
            Unwritten(
                meeting=row.meeting_id,
                author=PersonId(row.person_id),
                ended_at=row.start + timedelta(minutes=row.minutes),
                due_at=row.due_at,
            )
            for row in rows
        ]

    def unsaved(self, meetings: Collection[MeetingId]) -> Sequence[tuple[MeetingId, PersonId]]:
        """For those who may see everybody's; nobody's words go with it."""
        if not self._desk.sees(Kept.REFLECTION_DONE):
            raise NotYours
        rows = self._desk.execute(UNSAVED, {"meetings": list(meetings)}).all()
        return [(MeetingId(row.meeting_id), PersonId(row.person_id)) for row in rows]

    def waiting(self, *, before: datetime) -> int:
        """For those who may see everybody's; no names go with it."""
        if not self._desk.sees(Kept.REFLECTION_DONE):
            raise NotYours
        count: int = self._desk.execute(WAITING, {"before": before}).scalar_one()
        return count

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
            has_draft=row.draft is not None,
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
