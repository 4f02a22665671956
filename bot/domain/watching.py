"""When Graph is asked again to tell us of changes, and when reports on meetings are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LASTS: Final = timedelta(days=6)  # a subscription to events lives under seven days
AHEAD: Final = timedelta(days=2)  # it is renewed so long before its end: a week-end without us does no harm
HELD: Final = timedelta(minutes=2)  # who takes it on has so long; then another may
LONGEST: Final = timedelta(hours=6)  # between two tries that fail
REPORT_AFTER: Final = timedelta(minutes=10)  # a report is there some minutes after the end
REPORT_FOR: Final = timedelta(days=1)
REPORT_EVERY: Final = timedelta(minutes=15)
REPORT_AGAIN: Final = timedelta(hours=3)  # from its start: whoever comes back into the room makes another report


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """Under which number Graph tells us, and until when (UTC)."""

    subscription: str
    until: datetime


def renew_at(until: datetime) -> datetime:
    """When it is to be renewed."""
    return until - AHEAD


def try_again(tries: int, now: datetime, *, after: float = 0.0) -> datetime:
    """After so many tries in vain: less and less often, and never before Graph says so."""
    return now + max(timedelta(seconds=after), min(HELD * (1 << min(tries, 10)), LONGEST))
