"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import Connection, select


def answers(connection: Connection) -> bool:
    """True; raises when it does not."""
    return connection.execute(select(1)).scalar() == 1
