"""Thousands of people in the tables at once, and an ear for the statements that reach the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, event

from bot.domain.due import Kind
from bot.domain.meetings import MeetingState, Side
from bot.domain.people import Role
from bot.domain.times import cells
from bot.store.sql_store import Postgres, Sqlite
from bot.store.tables import (
    answer,
    cell,
    chat,
    cohort,
    due_work,
    history,
    link,
    link_member,
    meeting,
    person,
    person_role,
    reflection,
    seen,
    slot,
)

Row = dict[str, Any]
FIRST = 1_000_000  # their numbers start here, far from those that the database gives out
STATES = (  # as they are on a usual day: few wait for an answer, most are over
    MeetingState.PLANNED,
    MeetingState.OFFERED,
    MeetingState.HALF_CONFIRMED,
    *(MeetingState.CONFIRMED,) * 5,
    *(MeetingState.HELD,) * 17,
)
SET = frozenset({MeetingState.CONFIRMED, MeetingState.HELD})
YEAR = 365 * 24


def crowd(connection: Connection, *, people: int, now: datetime) -> None:
    """So many people in pairs, with a year of meetings, answers and messages behind and before them."""
    connection.execute(cohort.insert(), [{"id": FIRST, "name": "Others", "series": "core6", "model": "buddy_workbook"}])
    rows: dict[Table, list[Row]] = {}
    for number in range(people):
        for table, row in _person(FIRST + number, now):
            rows.setdefault(table, []).append(row)
    for number in range(people // 2):
        for table, row in _pair(number, now):
            rows.setdefault(table, []).append(row)
    for table, found in rows.items():
        connection.execute(table.insert(), found)


def _person(number: int, now: datetime) -> Iterator[tuple[Table, Row]]:
    mail, account = f"p{number}@university.example", f"account-{number}"
    names = {"first_name": f"First{number}", "surname": f"Last{number}", "line": ""}
    yield person, {"id": number, "email": mail, "entra_id": account, "added_at": now, **names}
    yield person_role, {"person_id": number, "role": Role.STUDENT if number % 2 else Role.BUDDY}
    place = {"tenant": "t", "conversation": f"c{number}", "service_url": "https://s.example", "member": "m"}
    yield chat, {"entra_id": account, "person_id": number, "open": True, "changed_at": now, **place}
    yield seen, {"key": f"{number:064d}", "at": now}
    work = {"kind": Kind.WELCOME, "person_id": number, "subject": number, "due_at": now, "attempts": 1}
    times = {"until": now, "next_at": now, "done_at": now}
    yield due_work, {"id": number, "key": f"welcome:{number}", "state": "done", **work, **times}


def _pair(number: int, now: datetime) -> Iterator[tuple[Table, Row]]:
    link_id, buddy, student = FIRST + number, FIRST + 2 * number, FIRST + 2 * number + 1
    state = STATES[number % len(STATES)]
    at = (now + timedelta(hours=number * 37 % YEAR)).replace(minute=0)
    start = None if state not in SET else at if state is MeetingState.CONFIRMED else at - timedelta(hours=YEAR)
    yield (
        link,
        {"id": link_id, "cohort_id": FIRST, "label": f"Pair {link_id}", "folded": f"pair {link_id}", "join_url": None}
        | {"since": at - timedelta(hours=YEAR)},
    )
    yield link_member, {"link_id": link_id, "person_id": buddy, "side": Side.BUDDY}
    yield link_member, {"link_id": link_id, "person_id": student, "side": Side.STUDENT}
    facts = {"state": state, "start": start, "minutes": 60, "version": 3, "sequence": 1, "number": 1}
    yield meeting, {"id": link_id, "link_id": link_id, "since": at - timedelta(hours=YEAR), **facts}
    yield history, {"meeting_id": link_id, "at": at, "what": "moved", "was": at, "same_day": False}
    yield slot, {"meeting_id": link_id, "start": at, "picked": True}
    if state is MeetingState.CONFIRMED:
        for one in cells(at, 60):
            yield cell, {"person_id": buddy, "cell": one, "meeting_id": link_id}
            yield cell, {"person_id": student, "cell": one, "meeting_id": link_id}
    if state is MeetingState.HELD and start:
        said = {
            "sequence": 1,
            "took_place": "held",
            "useful": None,
            "respect": None,
            "how": None,
            "call": None,
            "at": start,
        }
        yield answer, {"meeting_id": link_id, "person_id": student, **said}
        wrote = {
            "model": "buddy_workbook",
            "state": "open",
            "due_at": start,
            "saved_at": None,
            "sealed": None,
            "draft": None,
        }
        yield reflection, {"meeting_id": link_id, "person_id": student, **wrote}


@dataclass(frozen=True, slots=True)
class Heard:
    """Every statement that reached the database, with its values, by transaction."""

    transactions: list[list[tuple[str, Any]]] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of statements of the last transaction."""
        return len(self.transactions[-1]) if self.transactions else 0

    def all(self) -> list[tuple[str, Any]]:
        return [one for transaction in self.transactions for one in transaction]


@contextmanager
def heard(database: Sqlite | Postgres) -> Iterator[Heard]:
    """What reaches the database while the block lasts; the words that begin a transaction are not counted."""
    found = Heard()

    def began(_connection: Connection) -> None:
        found.transactions.append([])

    def said(_connection: Any, _cursor: Any, statement: str, values: Any, _context: Any, _many: bool) -> None:  # noqa: ANN401 - as SQLAlchemy calls it
        if not statement.startswith("BEGIN"):
            found.transactions[-1].append((statement, values))

    for engine in database.engines:
        event.listen(engine, "begin", began, insert=True)
        event.listen(engine, "before_cursor_execute", said)
    yield found
    for engine in database.engines:
        event.remove(engine, "begin", began)
        event.remove(engine, "before_cursor_execute", said)
