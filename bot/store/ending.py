"""The end of a series: completion, promises, thank-you notes, and whose words are kept how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, case, func, select, update

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.ending import Note, NoteState, Over, Promised, Rule, best, completed, outcome
from bot.domain.errors import NotYours
from bot.domain.meetings import LinkId, MeetingState, Side
from bot.domain.people import TAUGHT, PersonId, Role
from bot.domain.sight import Kept, Tie
from bot.store.among import among
from bot.store.desk import Desk, columns
from bot.store.tables import answer, audit, cohort, enrolment, link, link_member, meeting, note, person, promise
from bot.store.tables import reflection as written

ASSISTANT = frozenset({Role.ASSISTANT})
HERE, ALSO = link_member.alias("here"), link.alias("also")
# All that the students of a link did in the cohort, in this link and in others.
COURSE = (
    select(link.c.cohort_id, link_member.c.person_id, meeting.c.number, meeting.c.state, answer.c.took_place)
    .select_from(HERE)
    .join(link, link.c.id == HERE.c.link_id)
    .join(ALSO, ALSO.c.cohort_id == link.c.cohort_id)
    .join(
        link_member,
        and_(link_member.c.link_id == ALSO.c.id, link_member.c.person_id == HERE.c.person_id),
    )
    .join(meeting, meeting.c.link_id == ALSO.c.id)
    .outerjoin(
        answer,
        and_(
            answer.c.meeting_id == meeting.c.id,
            answer.c.person_id == link_member.c.person_id,
            answer.c.sequence == meeting.c.sequence,
        ),
    )
    .where(HERE.c.link_id == bindparam("link"), HERE.c.side == Side.STUDENT, link_member.c.side == Side.STUDENT)
    .order_by(link_member.c.person_id, meeting.c.id)
)
COMPLETE = (
    update(enrolment)
    .where(
        enrolment.c.cohort_id == bindparam("of_cohort"),
        among(enrolment.c.person_id, "people"),
        enrolment.c.state.not_in((EnrolmentState.LEFT, EnrolmentState.COMPLETE)),
    )
    .values(state=EnrolmentState.COMPLETE, since=bindparam("now"), first=False)
)
IN_COHORT = (
    select(link.c.cohort_id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .where(link.c.cohort_id == bindparam("cohort"), link_member.c.person_id == bindparam("actor"))
    .limit(1)
)
MY_PROMISE = select(promise.c.sealed).where(
    promise.c.cohort_id == bindparam("cohort"), promise.c.person_id == bindparam("actor")
)
PROMISES = select(promise.c.cohort_id, promise.c.person_id, promise.c.ask_on).where(
    promise.c.ask_on.between(bindparam("since"), bindparam("until"))
)
# When a person's series was over: with their own last word on it, else with the cohort.
over_at = case(
    (enrolment.c.state.in_((EnrolmentState.COMPLETE, EnrolmentState.LEFT)), enrolment.c.since),
    else_=cohort.c.closed_at,
)
WORDS_OF: Select[Any] = (
    select(link.c.cohort_id, written.c.person_id, func.max(over_at).label("ended_at"))
    .select_from(written)
    .join(meeting, meeting.c.id == written.c.meeting_id)
    .join(link, link.c.id == meeting.c.link_id)
    .join(cohort, cohort.c.id == link.c.cohort_id)
    .outerjoin(
        enrolment,
        and_(enrolment.c.cohort_id == link.c.cohort_id, enrolment.c.person_id == written.c.person_id),
    )
    .where(written.c.sealed.is_not(None))
    .group_by(link.c.cohort_id, written.c.person_id)
)
OVER = WORDS_OF.where(written.c.due_at < bindparam("until"), over_at < bindparam("until"))
MINE_OVER = WORDS_OF.where(
    written.c.person_id == bindparam("actor"), link.c.cohort_id == bindparam("cohort"), over_at.is_not(None)
)
NOTES = (
    select(
        *columns(note, "link_id", "words", "state"), *columns(person, "id", "first_name", "surname", "email", "line")
    )
    .join(person, person.c.id == note.c.person_id)
    .order_by(note.c.at, note.c.link_id, note.c.person_id)
    .limit(20)
)
NOTES_OF = NOTES.where(note.c.link_id == bindparam("link"))
NOTES_WAITING = NOTES.where(note.c.state == NoteState.WAITING)
SETTLE = (
    update(note)
    .where(
        note.c.link_id == bindparam("of_link"),
        note.c.person_id == bindparam("author"),
        note.c.state == NoteState.WAITING,
        note.c.words == bindparam("with_words"),
    )
    .values(state=bindparam("to"))
)
OPENED = audit.insert()


class SqlEnding:
    """The end of a series; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def complete(self, link: LinkId, rule: Rule, *, now: datetime) -> None:
        """The rule is applied here, so that nobody is shown what a student did with an earlier Buddy."""
        self._allow(link)
        rows = self._desk.execute(COURSE, {"link": link}).all()
        done = [
            person
            for person, group in groupby(rows, key=lambda row: row.person_id)
            if completed(rule, best((row.number, outcome(MeetingState(row.state), row.took_place)) for row in group))
        ]
        if done:
            self._desk.execute(COMPLETE, {"of_cohort": rows[0].cohort_id, "people": done, "now": now})

    def promise(self, cohort: CohortId, words: str, *, ask_on: date, now: datetime) -> None:
        """Of the actor, in a cohort in which the actor has a Buddy."""
        self._desk.only_in_person()
        me = {"cohort": cohort, "actor": self._desk.actor.id}
        if not self._desk.sees(Kept.REFLECTION, Tie.OWN) or self._desk.execute(IN_COHORT, me).first() is None:
            raise NotYours
        row = {"sealed": self._desk.sealer.seal(words, place=self._place(cohort)), "made_at": now, "ask_on": ask_on}
        mine = {"cohort_id": cohort, "person_id": self._desk.actor.id}
        statement = self._desk.insert(promise).values(**mine, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=list(mine), set_=row))

    def has_promised(self, cohort: CohortId) -> bool:
        """Of the actor."""
        return self._promise(cohort) is not None

    def promise_of(self, cohort: CohortId, *, now: datetime) -> str | None:
        """Of the actor, who alone can ask."""
        self._desk.only_in_person()
        row = self._promise(cohort)
        if row is None or row.sealed is None:
            return None
        who = {"person_id": self._desk.actor.id, "door": self._desk.door}
        self._desk.execute(OPENED, {"at": now, "what": "promise opened by its author", "subject": cohort, **who})
        return self._desk.sealer.open(row.sealed, place=self._place(cohort))

    def promises(self, *, since: date, until: date) -> Sequence[Promised]:
        """That they were made, and when they are asked about."""
        self._only_the_assistant()
        rows = self._desk.execute(PROMISES, {"since": since, "until": until}).all()
        return [
            Promised(cohort=CohortId(row.cohort_id), person=PersonId(row.person_id), ask_on=row.ask_on) for row in rows
        ]

    def over(self, *, until: datetime) -> Sequence[Over]:
        """That there are words, and since when their series is over."""
        self._only_the_assistant()
        return [_over(row) for row in self._desk.execute(OVER, {"until": until}).all()]

    def mine_over(self, cohort: CohortId) -> Over | None:
        """Of the actor."""
        row = self._desk.execute(MINE_OVER, {"cohort": cohort, "actor": self._desk.actor.id}).first()
        return _over(row) if row else None

    def write_note(self, link: LinkId, words: str, *, now: datetime) -> None:
        """Of a student of the link."""
        self._desk.only_in_person()
        self._allow(link)
        if not (self._desk.actor.id in self._desk.shown[link] and self._desk.sees(Kept.NOTE, Tie.OWN)):
            raise NotYours
        row = {"words": words, "state": NoteState.WAITING, "at": now}
        mine = {"link_id": link, "person_id": self._desk.actor.id}
        statement = self._desk.insert(note).values(**mine, **row)
        self._desk.execute(statement.on_conflict_do_update(index_elements=list(mine), set_=row))

    def note(self, link: LinkId, author: PersonId) -> Note | None:
        """One of those that the actor may read."""
        return next((one for one in self.notes_for(link) if one.author.id == author), None)

    def notes_for(self, link: LinkId) -> Sequence[Note]:
        """Those of a link that the actor was shown: the own one, all that were passed on, or all."""
        self._allow(link)
        found = [self._note(row) for row in self._desk.execute(NOTES_OF, {"link": link}).all()]
        return [one for one in found if one]

    def settle_note(self, note: Note, state: NoteState) -> bool:
        """Once."""
        self._only_those_who_look()
        values = {"of_link": note.link, "author": note.author.id, "with_words": note.words, "to": state}
        return self._desk.execute(SETTLE, values).rowcount == 1

    def notes_waiting(self) -> Sequence[Note]:
        """With the names of who wrote them."""
        self._only_those_who_look()
        found = [self._note(row) for row in self._desk.execute(NOTES_WAITING).all()]
        return [one for one in found if one]

    def _note(self, row: Row[Any]) -> Note | None:
        """A Buddy reads what was passed on; another student of the link reads nothing."""
        linked = self._desk.actor.id in self._desk.shown.get(row.note_link_id, frozenset())
        tie = self._desk.tie(row.person_id, linked=linked)
        state = NoteState(row.note_state)
        if not self._desk.sees(Kept.NOTE, tie) or (tie is Tie.LINK and not self._may_read(state)):
            return None
        return Note(
            link=LinkId(row.note_link_id),
            author=replace(self._desk.person(row, tie), roles=TAUGHT),
            state=state,
            words=row.note_words,
        )

    def _may_read(self, state: NoteState) -> bool:
        return state is NoteState.PASSED or self._desk.sees(Kept.NOTE)

    def _promise(self, cohort: CohortId) -> Row[Any] | None:
        return self._desk.execute(MY_PROMISE, {"cohort": cohort, "actor": self._desk.actor.id}).first()

    def _place(self, cohort: CohortId) -> str:
        return f"promise/{cohort}/{self._desk.actor.id}"

    def _allow(self, link: LinkId) -> None:
        if link not in self._desk.shown:
            raise NotYours

    def _only_the_assistant(self) -> None:
        if not self._desk.actor.is_a(ASSISTANT):
            raise NotYours

    def _only_those_who_look(self) -> None:
        if not self._desk.sees(Kept.NOTE):
            raise NotYours


def _over(row: Row[Any]) -> Over:
    return Over(cohort=CohortId(row.cohort_id), person=PersonId(row.person_id), ended_at=row.ended_at)
