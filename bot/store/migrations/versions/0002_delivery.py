"""Delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BEFORE = "state in ('pending', 'doing', 'done', 'withdrawn', 'expired', 'failed')"
NOW = "state in ('pending', 'doing', 'done', 'withdrawn', 'expired', 'failed', 'unsure')"
STUCK = sa.text("state in ('failed', 'unsure')")


def upgrade() -> None:
    """Whether a message arrived may be unknown."""
    _states(NOW)
    _more_to_see()


def downgrade() -> None:
    """What is unsure has failed, as before."""
    _less_to_see()
    op.execute("update due_work set state = 'failed' where state = 'unsure'")
    _states(BEFORE)


def _states(allowed: str) -> None:
    with op.batch_alter_table("due_work") as batch_op:
        batch_op.drop_constraint(op.f("ck_due_work_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_due_work_state"), allowed)


def _more_to_see() -> None:
    """What coordinators hold back, why somebody cannot be reached, and what became of each message."""
    op.create_table(
        "hold",
        sa.Column("cohort", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("cohort", name=op.f("pk_hold")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeat")),
    )
    with op.batch_alter_table("chat") as batch_op:
        batch_op.add_column(sa.Column("away", sa.String(length=10), nullable=True))
        batch_op.create_check_constraint(op.f("ck_chat_away"), "away in ('removed', 'blocked')")
    with op.batch_alter_table("due_work") as batch_op:
        batch_op.add_column(sa.Column("trace", sa.String(length=55), nullable=True))
        batch_op.create_index("ix_due_work_stuck", ["done_at"], postgresql_where=STUCK, sqlite_where=STUCK)


def _less_to_see() -> None:
    with op.batch_alter_table("due_work") as batch_op:
        batch_op.drop_index("ix_due_work_stuck", postgresql_where=STUCK, sqlite_where=STUCK)
        batch_op.drop_column("trace")
    with op.batch_alter_table("chat") as batch_op:
        batch_op.drop_constraint(op.f("ck_chat_away"), type_="check")
        batch_op.drop_column("away")
    op.drop_table("heartbeat")
    op.drop_table("hold")
