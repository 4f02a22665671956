"""The present instant, and numbers that were never there before: the one place that makes them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime


def now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def seconds() -> float:
    """The present instant, in seconds since 1970."""
    return now().timestamp()


def reference() -> str:
    """A new number under which something that went wrong is logged."""
    return secrets.token_hex(4).upper()


def new_key() -> str:
    """Under which a meeting is booked: never one that another site has."""
    return f"buddy-{secrets.token_hex(16)}"
