"""What the machinery needs: what was proposed, done, seen, noted, and what is to be said."""

from __future__ import annotations

from sqlalchemy import Boolean, Float, Index, Integer, String, Table, Text

from bot.domain.delivery import SendState
from bot.domain.due import Kind
from bot.domain.plans import PlanState, View
from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, Number, keep, key, metadata, of, one_of

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
# What a coordinator did and may still take back, as what would be done instead.
undo = Table(
    "undo",
    metadata,
    key(),
    of("person", Kept.RECORD),
    keep(Kept.RECORD, "what", String(200)),
    keep(Kept.RECORD, "body", Text),
    keep(Kept.RECORD, "until", Instant()),
    keep(Kept.RECORD, "done", Boolean, default=False),
)
Index("ix_undo_person_until", undo.c.person_id, undo.c.until)
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
    of("person", Kept.RECORD, "entered_by", nullable=True),  # who pressed for that person
    keep(Kept.RECORD, "what", String(40)),
    keep(Kept.RECORD, "subject", Number, nullable=True),
    keep(Kept.RECORD, "door", String(10)),
)
Index("ix_audit_at", audit.c.at)
Index("ix_audit_what_at", audit.c.what, audit.c.at)
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
    keep(Kept.OPEN, "trace", String(55), nullable=True),  # the turn or the look that caused it
    one_of("state", SendState),
)
Index(  # who is forgotten once they have read that we are sorry
    "ix_due_work_sorry",
    due_work.c.person_id,
    postgresql_where=due_work.c.kind == Kind.SORRY,
    sqlite_where=due_work.c.kind == Kind.SORRY,
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
Index(  # what a coordinator has to look at
    "ix_due_work_stuck",
    due_work.c.done_at,
    postgresql_where=due_work.c.state.in_(("failed", "unsure")),
    sqlite_where=due_work.c.state.in_(("failed", "unsure")),
)
Index("ix_due_work_person", due_work.c.person_id, due_work.c.state)
Index("ix_due_work_kind", due_work.c.kind, due_work.c.done_at)
# A plan that a coordinator asked for: worked out apart, by whoever holds it; numbers alone, and kept for a day.
plan = Table(
    "plan",
    metadata,
    key(),
    keep(Kept.RECORD, "cohort_id", Number),
    of("person", Kept.RECORD),
    keep(Kept.RECORD, "view", String(10)),
    keep(Kept.RECORD, "asked_at", Instant(), index=True),
    keep(Kept.OPEN, "state", String(10), default=PlanState.WAITING, index=True),
    keep(Kept.OPEN, "worker", String(80), nullable=True),
    keep(Kept.OPEN, "lease_until", Instant(), nullable=True),
    keep(Kept.OPEN, "attempts", Integer, default=0),
    # How far it is: places that are filled so far, the most that there can be, and when it ends at the latest.
    keep(Kept.RECORD, "best", Integer, nullable=True),
    keep(Kept.RECORD, "most", Integer, nullable=True),
    keep(Kept.RECORD, "until", Instant(), nullable=True),
    keep(Kept.RECORD, "found", Text, default=""),
    one_of("view", View),
    one_of("state", PlanState),
)
rate_slot = Table(
    "rate_slot",
    metadata,
    keep(Kept.OPEN, "scope", String(60), primary_key=True),
    keep(Kept.OPEN, "next_at", Float),
)
