"""The tables. Each column says what sort of thing it keeps, and so who may read it: see bot/domain/sight.py."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from bot.domain.meetings import MeetingState, Side
from bot.domain.people import Role
from bot.domain.reflections import ReflectionState
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
WORK_STATES = ("pending", "doing", "done", "withdrawn", "expired", "failed")


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


person = Table(
    "person",
    metadata,
    key(),
    keep(Kept.NAME, "first_name", String(200)),
    keep(Kept.CONTACT, "surname", String(200)),
    keep(Kept.CONTACT, "email", String(254), unique=True),
    keep(Kept.CONTACT, "entra_id", String(100), unique=True, nullable=True),
    keep(Kept.NAME, "line", String(200)),
    keep(Kept.OPEN, "added_at", Instant()),
)
person_role = Table(
    "person_role",
    metadata,
    of("person", primary_key=True),
    keep(Kept.PROFILE, "role", String(20), primary_key=True),
    one_of("role", [role for role in Role if role is not Role.ASSISTANT]),
)
# Where an account can be written to. An account that is on nobody's list is known by a keyed digest of its address
# only, so that a roster row that comes later can be matched, and nobody can be read out of it.
chat = Table(
    "chat",
    metadata,
    keep(Kept.CONTACT, "entra_id", String(100), primary_key=True),
    of("person", nullable=True, index=True),
    keep(Kept.CONTACT, "email_digest", String(64), nullable=True, index=True),
    keep(Kept.CONTACT, "tenant", String(100)),
    keep(Kept.CONTACT, "conversation", String(400)),
    keep(Kept.CONTACT, "service_url", String(400)),
    keep(Kept.CONTACT, "member", String(400)),
    keep(Kept.OPEN, "open", Boolean),
    keep(Kept.OPEN, "changed_at", Instant()),
)
cohort = Table(
    "cohort",
    metadata,
    key(),
    keep(Kept.OPEN, "name", String(200), unique=True),
    keep(Kept.OPEN, "series", String(60)),
    keep(Kept.OPEN, "model", String(60)),
)
link = Table(
    "link",
    metadata,
    key(),
    of("cohort"),
    keep(Kept.OPEN, "label", String(200)),
    keep(Kept.OPEN, "folded", String(400)),  # the label in small letters, as Python folds them on every database
    keep(Kept.MEETING, "join_url", Text, nullable=True),
    UniqueConstraint("cohort_id", "folded"),
)
link_member = Table(
    "link_member",
    metadata,
    of("link", primary_key=True),
    of("person", Kept.MEETING, primary_key=True, index=True),
    keep(Kept.MEETING, "side", String(10)),
    one_of("side", Side),
)
meeting = Table(
    "meeting",
    metadata,
    key(),
    of("link"),
    keep(Kept.OPEN, "number", SmallInteger),
    keep(Kept.MEETING, "state", String(20)),
    keep(Kept.MEETING, "start", Instant(), nullable=True),
    keep(Kept.OPEN, "minutes", SmallInteger),
    keep(Kept.OPEN, "version", Integer),
    keep(Kept.OPEN, "sequence", Integer),
    keep(Kept.MEETING, "since", Instant()),
    UniqueConstraint("link_id", "number"),
    one_of("state", MeetingState),
)
Index("ix_meeting_start", meeting.c.start)
Index("ix_meeting_since", meeting.c.since)
# What has happened to a meeting. Who moved it is written nowhere: an absence has no reason and no owner.
history = Table(
    "history",
    metadata,
    key(),
    of("meeting", index=True),
    keep(Kept.MEETING, "at", Instant()),
    keep(Kept.MEETING, "what", String(20)),
    keep(Kept.MEETING, "was", Instant(), nullable=True),
    keep(Kept.MEETING, "same_day", Boolean),
)
slot = Table(
    "slot",
    metadata,
    of("meeting", primary_key=True),
    keep(Kept.MEETING, "start", Instant(), primary_key=True),
    keep(Kept.MEETING, "picked", Boolean),
)
# A person's booked quarter hours, counted from 1970. The primary key is what makes a double booking impossible.
cell = Table(
    "cell",
    metadata,
    of("person", Kept.MEETING, primary_key=True),
    keep(Kept.MEETING, "cell", Integer, primary_key=True),
    of("meeting", Kept.MEETING, index=True),
)
answer = Table(
    "answer",
    metadata,
    of("meeting", primary_key=True),
    of("person", primary_key=True),
    keep(Kept.OPEN, "sequence", Integer, primary_key=True, autoincrement=False),  # of the time that it is about
    keep(Kept.MEETING, "took_place", String(20)),
    keep(Kept.FEEDBACK, "useful", SmallInteger, nullable=True),
    keep(Kept.FEEDBACK, "respect", String(10), nullable=True),
    keep(Kept.CHECK_IN, "how", String(10), nullable=True),
    keep(Kept.CHECK_IN, "call", String(10), nullable=True),
    keep(Kept.MEETING, "at", Instant()),
)
Index("ix_answer_at", answer.c.at)
# The words are sealed before they come here. `sealed` is the saved text, `draft` what is not finished.
reflection = Table(
    "reflection",
    metadata,
    of("meeting", primary_key=True),
    of("person", primary_key=True, index=True),
    keep(Kept.OPEN, "model", String(60)),
    keep(Kept.REFLECTION_DONE, "state", String(20)),
    keep(Kept.REFLECTION_DONE, "due_at", Instant()),
    keep(Kept.REFLECTION_DONE, "saved_at", Instant(), nullable=True),
    keep(Kept.REFLECTION, "sealed", LargeBinary, nullable=True),
    keep(Kept.REFLECTION, "draft", LargeBinary, nullable=True),
    one_of("state", ReflectionState),
)
# What a coordinator was shown and may still say yes to.
proposal = Table(
    "proposal",
    metadata,
    key(),
    of("person", Kept.RECORD),
    keep(Kept.RECORD, "body", Text),
    keep(Kept.RECORD, "state", String(10)),
    keep(Kept.RECORD, "made_at", Instant()),
)
seen = Table(
    "seen",
    metadata,
    keep(Kept.OPEN, "key", String(64), primary_key=True),
    keep(Kept.OPEN, "at", Instant(), index=True),
)
audit = Table(
    "audit",
    metadata,
    key(),
    keep(Kept.RECORD, "at", Instant()),
    of("person", Kept.RECORD, nullable=True),
    keep(Kept.RECORD, "what", String(40)),
    keep(Kept.RECORD, "subject", Number, nullable=True),
    keep(Kept.RECORD, "door", String(10)),
)
due_work = Table(
    "due_work",
    metadata,
    key(),
    keep(Kept.OPEN, "key", String(200), unique=True),
    keep(Kept.OPEN, "kind", String(20)),
    of("person"),
    keep(Kept.OPEN, "subject", Number),
    keep(Kept.OPEN, "due_at", Instant()),
    keep(Kept.OPEN, "until", Instant()),
    keep(Kept.OPEN, "state", String(10)),
    keep(Kept.OPEN, "attempts", Integer),
    keep(Kept.OPEN, "next_at", Instant()),
    keep(Kept.OPEN, "worker", String(80), nullable=True),
    keep(Kept.OPEN, "lease_until", Instant(), nullable=True),
    keep(Kept.OPEN, "card_id", String(400), nullable=True),
    keep(Kept.OPEN, "error", String(200), nullable=True),
    keep(Kept.OPEN, "done_at", Instant(), nullable=True),
    one_of("state", WORK_STATES),
)
Index(
    "ix_due_work_ready",
    due_work.c.next_at,
    due_work.c.id,
    postgresql_where=due_work.c.state == "pending",
    sqlite_where=due_work.c.state == "pending",
)
Index(
    "ix_due_work_leased",
    due_work.c.lease_until,
    postgresql_where=due_work.c.state == "doing",
    sqlite_where=due_work.c.state == "doing",
)
Index("ix_due_work_person", due_work.c.person_id, due_work.c.state)
rate_slot = Table(
    "rate_slot",
    metadata,
    keep(Kept.OPEN, "scope", String(60), primary_key=True),
    keep(Kept.OPEN, "next_at", Float),
)
