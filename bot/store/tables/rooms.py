"""What Teams and its calendar tell us by themselves."""

from __future__ import annotations

from sqlalchemy import Integer, SmallInteger, String, Table

from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, keep, metadata, of

# How the room of a meeting was seen, for each time that the meeting had: a hint, and never about one person.
room = Table(
    "room",
    metadata,
    of("meeting", primary_key=True),
    keep(Kept.OPEN, "sequence", Integer, primary_key=True, autoincrement=False),
    keep(Kept.MEETING, "began_at", Instant(), nullable=True),
    keep(Kept.MEETING, "entered_at", Instant(), nullable=True),
    keep(Kept.MEETING, "left_at", Instant(), nullable=True),
    keep(Kept.RECORD, "people", SmallInteger, nullable=True),
    keep(Kept.RECORD, "minutes", SmallInteger, nullable=True),
    keep(Kept.OPEN, "looked_at", Instant(), nullable=True),  # for a report
)
# What we have agreed with Microsoft Graph: that it tells us of changes. One row for each such thing, for all replicas.
watch = Table(
    "watch",
    metadata,
    keep(Kept.OPEN, "name", String(20), primary_key=True),
    keep(Kept.OPEN, "subscription", String(100), default=""),
    keep(Kept.OPEN, "until", Instant(), nullable=True),
    keep(Kept.OPEN, "next_at", Instant()),
    keep(Kept.OPEN, "tries", SmallInteger, default=0),
    keep(Kept.OPEN, "error", String(60), default=""),
)
