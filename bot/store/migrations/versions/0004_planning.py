"""Planning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """How far a plan is, where a series goes on with a new Buddy, how many of a university a cohort takes."""
    with op.batch_alter_table("cohort") as batch_op:
        batch_op.add_column(sa.Column("places", sa.String(length=400), nullable=True))
    with op.batch_alter_table("plan") as batch_op:
        batch_op.add_column(sa.Column("best", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("link") as batch_op:
        batch_op.add_column(sa.Column("goes_on", sa.SmallInteger(), nullable=True))


def downgrade() -> None:
    """Nobody sees how far a plan is, each series goes on with the next number, and no university has a limit."""
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_column("goes_on")
    with op.batch_alter_table("plan") as batch_op:
        batch_op.drop_column("until")
        batch_op.drop_column("most")
        batch_op.drop_column("best")
    with op.batch_alter_table("cohort") as batch_op:
        batch_op.drop_column("places")
