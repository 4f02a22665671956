"""Whether a column is one of many values, bound as one parameter however many they are.

SQLAlchemy's own `IN` writes a place for each value: the text of the statement is put together anew each time, and the
database plans each length of it as a statement of its own.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ARRAY, Boolean, ColumnElement, Dialect, String, TableValuedAlias, TypeDecorator, bindparam, func
from sqlalchemy import column as sql_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Many(TypeDecorator[Collection[Any]]):
    """Values of one type: an array on PostgreSQL, a list in JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, each: TypeEngine[Any]) -> None:
        super().__init__()
        self.each = each

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """How the database takes it."""
        return dialect.type_descriptor(String() if dialect.name == "sqlite" else ARRAY(self.each))

    def process_bind_param(self, value: Collection[Any] | None, dialect: Dialect) -> Any:
        """Each value as the column itself would write it."""
        values = list(value or ())
        if dialect.name != "sqlite":
            return values
        written = self.each.dialect_impl(dialect).bind_processor(dialect)
        return json.dumps([written(one) for one in values] if written else values)


class _Among(FunctionElement[bool]):
    """A column, and the parameter."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: object = None) -> _Among:  # noqa: ARG002 - SQLAlchemy's own
        """As it is: compared with 1, as SQLAlchemy would on SQLite, it would be looked up in no index."""
        return self


@compiles(_Among)
def _any(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _in_json(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both written by SQLAlchemy


def among(column: ColumnElement[Any], values: str | Collection[Any]) -> ColumnElement[bool]:
    """Whether the column is one of these values, or of those that are bound under this name; of none, it is not."""
    type_ = Many(column.type)
    if isinstance(values, str):
        return _Among(column, bindparam(values, type_=type_))
    return _Among(column, bindparam(None, sorted(values), type_=type_, unique=True))


def each(dialect: str, name: str, type_: TypeEngine[Any]) -> TableValuedAlias:
    """These values as rows of one column, `value`."""
    values, shape = bindparam(name, type_=Many(type_)), sql_column("value", type_)
    if dialect == "sqlite":
        return func.json_each(values).table_valued(shape)
    return func.unnest(values).table_valued(shape).render_derived()
