"""Duty: who asked for somebody, who took it, and who is there on which day."""

from __future__ import annotations

from sqlalchemy import Boolean, Date, Index, Integer, String, Table

from bot.domain.duty import Source, WorryKind
from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, keep, key, metadata, of, one_of

# Every 'call me' and every worry: no words are kept, only a kind, times, and the Trust's own reference.
worry = Table(
    "worry",
    metadata,
    key(),
    of("person", Kept.WORRY, index=True),
    keep(Kept.WORRY, "kind", String(12)),
    keep(Kept.WORRY, "source", String(12)),
    keep(Kept.WORRY, "soon", Boolean, default=False),  # in the next few days is early enough
    keep(Kept.WORRY, "apart", Boolean, default=False),  # not to the coordinator: the lead alone
    keep(Kept.WORRY, "sent_at", Instant(), index=True),
    keep(Kept.WORRY, "in_hours", Boolean),  # whether somebody was on duty when it was sent, as the sender was told
    keep(Kept.WORRY, "seen_at", Instant(), nullable=True),
    of("person", Kept.WORRY, "seen_by", nullable=True),
    keep(Kept.WORRY, "seen_as", String(200), default=""),  # the name of who has it, as the person who asked is told
    keep(Kept.WORRY, "closed_at", Instant(), nullable=True),
    keep(Kept.WORRY, "reference", String(60), default=""),
    one_of("kind", WorryKind),
    one_of("source", Source),
)
Index(
    "ix_worry_open",
    worry.c.sent_at,
    postgresql_where=worry.c.closed_at.is_(None),
    sqlite_where=worry.c.closed_at.is_(None),
)
# Who gets notes on which day. `shown_as` is the name that a person who asked for somebody is told.
duty = Table(
    "duty",
    metadata,
    keep(Kept.OPEN, "day", Date, primary_key=True),
    keep(Kept.OPEN, "deputy", Boolean, primary_key=True),
    of("person"),
    keep(Kept.OPEN, "shown_as", String(200)),
)
# How often the question about safety was shown, and what was pressed: no person, no words.
prompt_shown = Table(
    "prompt_shown",
    metadata,
    keep(Kept.OPEN, "day", Date, primary_key=True),
    keep(Kept.OPEN, "pressed", String(20), primary_key=True),
    keep(Kept.OPEN, "times", Integer),
)
