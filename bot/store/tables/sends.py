"""What a coordinator holds back, and when the machinery last looked."""

from __future__ import annotations

from sqlalchemy import String, Table

from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, Number, keep, metadata

# Messages that a coordinator holds back: those of one cohort, or of everybody (0).
hold = Table(
    "hold",
    metadata,
    keep(Kept.OPEN, "cohort", Number, primary_key=True, autoincrement=False),
    keep(Kept.OPEN, "since", Instant()),
)
# When something that comes round was last done by any of the replicas: 'sweep'.
heartbeat = Table(
    "heartbeat",
    metadata,
    keep(Kept.OPEN, "name", String(20), primary_key=True),
    keep(Kept.OPEN, "at", Instant()),
)
