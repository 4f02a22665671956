"""Whom an event in the calendar invites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is known of events that are booked already: who is invited is put right at the next look."""
    with op.batch_alter_table("booking") as batch_op:
        batch_op.add_column(sa.Column("invited", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Whom an event invites is changed when it moves, and not before."""
    with op.batch_alter_table("booking") as batch_op:
        batch_op.drop_column("invited")
