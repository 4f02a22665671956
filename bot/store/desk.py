"""What every part of a unit of work shares: the connection, the actor, and the eyes through which rows are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, CursorResult, Executable, Label, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.content.pinned import Pinned
from bot.domain.errors import NotYours
from bot.domain.people import Person, PersonId, Role
from bot.domain.sight import Kept, Tie, may_see
from bot.store import tables
from bot.store.ahead import NOTHING, Ahead
from bot.store.seal import Sealer
from bot.usecases.ports import Site

A_FEW_AT_A_TIME = {"stream_results": True, "max_row_buffer": 50}
ASSISTANT = Person(id=PersonId(0), roles=frozenset({Role.ASSISTANT}))
NO_ONE = Person(id=PersonId(-1))
KEPT: dict[str, Kept] = {
    f"{table.name}_{column.name}": column.info["kept"]
    for table in tables.metadata.tables.values()
    for column in table.columns
}


def columns(table: Table, *names: str) -> list[Label[Any]]:
    """Columns for a select, labelled so that the eyes know each by its name: 'person_first_name'."""
    return [table.c[name].label(f"{table.name}_{name}") for name in names]


@cache
def hidden(roles: frozenset[Role], tie: Tie) -> frozenset[str]:
    """The columns that somebody with these roles and this tie may not read."""
    return frozenset(label for label, kept in KEPT.items() if not may_see(roles, kept, tie))


@cache
def insert(dialect: str, table: Table) -> Any:
    """An insert that can say what to do on a conflict, in the words of this database."""
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


@cache
def insert_new(dialect: str, table: Table, *key: str, returning: Column[Any] | None = None) -> Any:
    """An insert that leaves alone what is there already: under this key, or under any."""
    statement = insert(dialect, table).on_conflict_do_nothing(index_elements=key or None)
    return statement if returning is None else statement.returning(returning)


@dataclass(slots=True)
class Desk:
    """One unit of work's table top.

    `entered_by`: who acts for the actor, if somebody does. `writing`: what is read may be changed, so nobody else may
    change it meanwhile. `place`: where the account at work was last spoken to, as the row of `chat`. `given`: the
    meetings that the actor was shown in this unit of work, each with the people in it; nothing can be asked about, or
    done to, any other. `shown`: the same of links. `ahead`: what was read for several units of work that only look.
    """

    connection: Connection
    site: Site
    sealer: Sealer
    door: str
    writing: bool
    actor: Person = NO_ONE
    entered_by: PersonId | None = None
    place: tuple[Any, ...] | None = None
    given: dict[int, frozenset[int]] = field(default_factory=dict)
    shown: dict[int, frozenset[int]] = field(default_factory=dict)
    trace: str | None = None  # the turn, for those who follow what it causes
    pinned: dict[str, Pinned] = field(default_factory=dict)  # read before, by version: it never changes
    ahead: Ahead = NOTHING

    @property
    def dialect(self) -> str:
        """'sqlite' or 'postgresql'."""
        return self.connection.dialect.name

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """Runs one statement."""
        return self.connection.execute(statement, values)

    def stream(self, statement: Executable, values: Any = None) -> CursorResult[Any]:
        """The same for many rows, a few at a time: between two handfuls others have their turn."""
        return self.connection.execute(statement, values, execution_options=A_FEW_AT_A_TIME)

    def insert(self, table: Table) -> Any:
        """An insert that can say what to do on a conflict."""
        return insert(self.dialect, table)

    def insert_new(self, table: Table, *key: str, returning: Column[Any] | None = None) -> Any:
        """An insert that leaves alone what is there already: under this key, or under any."""
        return insert_new(self.dialect, table, *key, returning=returning)

    def tie(self, person: PersonId | int | None, *, linked: bool = False) -> Tie:
        """How the actor is tied to this person."""
        if person == self.actor.id:
            return Tie.OWN
        return Tie.LINK if linked else Tie.NONE

    def sees(self, kept: Kept, tie: Tie = Tie.NONE) -> bool:
        """Whether the actor may see this of somebody so tied."""
        return may_see(self.actor.roles, kept, tie)

    def allow(self, meeting: int) -> None:
        """Raises NotYours for a meeting that the actor was not shown."""
        if meeting not in self.given:
            raise NotYours

    def only_in_person(self) -> None:
        """Raises NotYours when somebody else acts for the actor."""
        if self.entered_by is not None:
            raise NotYours

    def read(self, row: Row[Any], tie: Tie) -> dict[str, Any]:
        """The row as the actor may see it: what is not for the actor's eyes is None."""
        closed = hidden(self.actor.roles, tie)
        return {label: None if label in closed else value for label, value in row._mapping.items()}

    def person(self, row: Row[Any], tie: Tie) -> Person:
        """A person from a row with the labels of `person`."""
        seen = self.read(row, tie)
        return Person(
            id=PersonId(seen["person_id"]),
            first_name=seen["person_first_name"],
            surname=seen.get("person_surname"),
            email=seen.get("person_email"),
            line=seen.get("person_line"),
            needs=seen.get("person_needs"),
        )
