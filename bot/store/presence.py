"""Who would like to come, has not answered yet, takes a break, or wants to know what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import LargeBinary, Row, Select, Table, bindparam, exists, func, select

from bot.domain.cohorts import CohortId, CohortState, EnrolmentState
from bot.domain.due import Kind
from bot.domain.errors import NotYours
from bot.domain.links import UNDER_WAY, LinkState
from bot.domain.people import Account, Person, PersonId, Standing
from bot.domain.sight import Kept, Tie
from bot.store.desk import KEPT, Desk, columns
from bot.store.erasing import erase, forget
from bot.store.tables import (
    asked_in,
    audit,
    chat,
    choice,
    cohort,
    due_work,
    enrolment,
    link,
    link_member,
    metadata,
    person,
)

# What only the machinery needs, or what is not for the person's own eyes.
NOT_TOLD = frozenset({"audit", "cell", "do_not_match", "due_work", "duty", "plan", "proposal", "undo"})
TOLD: tuple[Table, ...] = tuple(
    table
    for table in metadata.sorted_tables
    if table.name not in NOT_TOLD and (table is person or "person_id" in table.c)
)
MOST = 200  # rows of one table that are shown to one person
NAMES = columns(person, "id", "first_name", "surname", "email", "line")
FIRST = func.count().over().label("total")
ASKED_IN = (
    select(asked_in.c.name, FIRST)
    .where(
        ~select(chat.c.entra_id).where(chat.c.entra_id == asked_in.c.entra_id, chat.c.person_id.is_not(None)).exists()
    )
    .order_by(asked_in.c.asked_at)
    .limit(bindparam("at_most"))
)
SAID_NOTHING = ~select(choice.c.id).where(choice.c.person_id == enrolment.c.person_id).exists()
OPEN_COHORT = (cohort.c.id == enrolment.c.cohort_id) & (cohort.c.state == CohortState.OPEN)
GREETED = (
    select(enrolment.c.cohort_id, enrolment.c.person_id, due_work.c.done_at)
    .join(cohort, OPEN_COHORT)
    .join(due_work, due_work.c.person_id == enrolment.c.person_id)
    .where(
        enrolment.c.state == EnrolmentState.INVITED,
        due_work.c.state == "done",
        due_work.c.kind.in_((Kind.WELCOME, Kind.GREETING)),
        due_work.c.done_at.between(bindparam("since"), bindparam("until")),
        SAID_NOTHING,
    )
    .order_by(enrolment.c.cohort_id, enrolment.c.person_id)
)
UNANSWERED = (
    select(*NAMES, FIRST)
    .join(enrolment, enrolment.c.person_id == person.c.id)
    .join(cohort, OPEN_COHORT)
    .where(
        enrolment.c.state == EnrolmentState.INVITED,
        enrolment.c.since < bindparam("before"),
        person.c.left_at.is_(None),
        person.c.rests_since.is_(None),
        SAID_NOTHING,
    )
    .order_by(enrolment.c.since, person.c.id)
    .limit(bindparam("at_most"))
)
STANDING = columns(person, "id", "quiet_from", "quiet_to", "rests_since", "rests_until", "silent")
BREAKS = (
    select(*STANDING)
    .where(
        person.c.rests_until.between(bindparam("since"), bindparam("until")),
        person.c.rests_since.is_not(None),
        person.c.left_at.is_(None),
    )
    .order_by(person.c.id)
)
GOES_ON = (
    select(link.c.id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .where(link_member.c.person_id == person.c.id, link.c.state == LinkState.ACTIVE)
)
TO_PLAN = (
    select(*NAMES, FIRST)
    .where(person.c.rests_since.is_not(None), person.c.left_at.is_(None), GOES_ON.exists())
    .order_by(person.c.rests_since, person.c.id)
    .limit(bindparam("at_most"))
)
ASKED_ABOUT = (
    select(link.c.id)
    .join(link_member, link_member.c.link_id == link.c.id)
    .where(link_member.c.person_id == person.c.id, link.c.state.in_(UNDER_WAY), link.c.cohort_id == cohort.c.id)
)
FIRST_IN_LINE = (
    select(*NAMES, FIRST)
    .join(enrolment, enrolment.c.person_id == person.c.id)
    .join(cohort, OPEN_COHORT)
    .where(
        enrolment.c.state == EnrolmentState.WAITING,
        enrolment.c.first,
        person.c.left_at.is_(None),
        person.c.rests_since.is_(None),
        ~ASKED_ABOUT.exists(),
    )
    .order_by(enrolment.c.since, person.c.id)
    .limit(bindparam("at_most"))
)
LATER = audit.alias("later")
NOTED = (
    select(*NAMES, FIRST)
    .where(
        person.c.id.in_(
            select(audit.c.subject).where(
                audit.c.what == bindparam("what"),
                audit.c.at >= bindparam("since"),
                ~exists().where(
                    LATER.c.subject == audit.c.subject, LATER.c.what == bindparam("settled"), LATER.c.at >= audit.c.at
                ),
            )
        )
    )
    .order_by(person.c.id)
    .limit(bindparam("at_most"))
)


class SqlPresence:
    """Comings and goings; see the port of the same name."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def ask_in(self, account: Account, *, now: datetime) -> None:
        """A second time changes nothing."""
        row = {"entra_id": account.entra_id, "name": account.name[:200], "asked_at": now}
        self._desk.execute(self._desk.insert_new(asked_in, "entra_id"), row)

    def asked_in(self, *, at_most: int) -> tuple[int, Sequence[str]]:
        """For those who may see contact details."""
        self._only(Kept.CONTACT)
        rows = self._desk.execute(ASKED_IN, {"at_most": at_most}).all()
        return (rows[0].total if rows else 0), [row.name for row in rows]

    def greeted(self, *, since: datetime, until: datetime) -> Sequence[tuple[CohortId, PersonId, datetime]]:
        """By what was really sent."""
        self._only(Kept.PROFILE)
        rows = self._desk.execute(GREETED, {"since": since, "until": until}).all()
        return [(CohortId(row.cohort_id), PersonId(row.person_id), row.done_at) for row in rows]

    def unanswered(self, *, before: datetime, at_most: int) -> tuple[int, Sequence[Person]]:
        """The longest waiting first."""
        return self._people(UNANSWERED, {"before": before, "at_most": at_most})

    def breaks_ending(self, *, since: date, until: date) -> Sequence[Person]:
        """With how each stands now."""
        self._only(Kept.PROFILE)
        return [self._resting(row) for row in self._desk.execute(BREAKS, {"since": since, "until": until}).all()]

    def to_plan(self, *, at_most: int) -> tuple[int, Sequence[Person]]:
        """The longest away first."""
        return self._people(TO_PLAN, {"at_most": at_most})

    def first_in_line(self, *, at_most: int) -> tuple[int, Sequence[Person]]:
        """The longest waiting first."""
        return self._people(FIRST_IN_LINE, {"at_most": at_most})

    def noted(self, what: str, *, settled: str, since: datetime, at_most: int) -> tuple[int, Sequence[Person]]:
        """Those whom it was about, whoever pressed."""
        self._only(Kept.RECORD)
        return self._people(NOTED, {"what": what, "settled": settled, "since": since, "at_most": at_most})

    def erase(self, person: PersonId) -> None:
        """Nobody does it for somebody else's eyes: whose words they are is known by number alone."""
        self._desk.only_in_person()
        self._only(Kept.RECORD)
        erase(self._desk, person)

    def forget(self, person: PersonId) -> None:
        """What those who met them read is the same name for all who are forgotten."""
        self._desk.only_in_person()
        self._only(Kept.RECORD)
        forget(self._desk, person)

    def everything(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Sealed words stay sealed: they are read in their own place."""
        return {str(table.name): rows for table in TOLD if (rows := self._told(table))}

    def _told(self, table: Table) -> list[Mapping[str, Any]]:
        mine = table.c.id if table is person else table.c.person_id
        seen = [
            column
            for column in table.columns
            if not isinstance(column.type, LargeBinary)
            and self._desk.sees(KEPT[f"{table.name}_{column.name}"], Tie.OWN)
        ]
        if not seen:
            return []
        statement = select(*seen).where(mine == self._desk.actor.id).limit(MOST)
        return [
            {str(name): value for name, value in row._mapping.items()} for row in self._desk.execute(statement).all()
        ]

    def _resting(self, row: Row[Any]) -> Person:
        seen = self._desk.read(row, self._desk.tie(row.person_id))
        number = PersonId(seen.pop("person_id"))
        facts = {label.removeprefix("person_"): value for label, value in seen.items()}
        return Person(id=number, standing=Standing(**facts))

    def _people(self, statement: Select[Any], values: Mapping[str, Any]) -> tuple[int, list[Person]]:
        self._only(Kept.CONTACT)
        rows: Sequence[Row[Any]] = self._desk.execute(statement, dict(values)).all()
        found = [self._desk.person(row, self._desk.tie(row.person_id)) for row in rows]
        return (rows[0].total if rows else 0), found

    def _only(self, kept: Kept) -> None:
        if not self._desk.sees(kept):
            raise NotYours
