"""How a table is written down: each column says what sort of thing it keeps, and so who may read it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from bot.domain.sight import Kept

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)
Number = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up by itself in an INTEGER only


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: aware in Python on both databases, although SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps the bare UTC time."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Whatever comes out is aware and in UTC."""
        if value is None:
            return value
        if value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def keep(
    kept: Kept, name: str, type_: TypeEngine[Any] | type[TypeEngine[Any]], *more: Any, **options: Any
) -> Column[Any]:
    """A column of this sort; not null unless it says so."""
    return Column(name, type_, *more, info={"kept": kept}, nullable=options.pop("nullable", False), **options)


def one_of(name: str, values: Any) -> CheckConstraint:
    """The database itself refuses any other word."""
    return CheckConstraint(f"{name} in ({', '.join(repr(str(value)) for value in values)})", name=name)


def key(name: str = "id") -> Column[Any]:
    """A number that the database gives out."""
    return keep(Kept.OPEN, name, Number, primary_key=True)


def of(table: str, kept: Kept = Kept.OPEN, name: str | None = None, **options: Any) -> Column[Any]:
    """A reference to a row of another table."""
    return keep(kept, name or f"{table}_id", Number, ForeignKey(f"{table}.id"), **options)
