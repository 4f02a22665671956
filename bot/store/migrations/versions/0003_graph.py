"""Microsoft Graph."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

STATES = "state in ('wanted', 'booked', 'no_link', 'gone', 'edited', 'off')"


def upgrade() -> None:
    """Meetings that stand in a calendar."""
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.add_column(sa.Column("join_url", sa.Text(), nullable=True))
    with op.batch_alter_table("slot") as batch_op:
        batch_op.add_column(sa.Column("checked", sa.Boolean(), nullable=True))
    op.create_table(
        "booking",
        sa.Column(
            "meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=400), nullable=False),
        sa.Column("tried", sa.Boolean(), nullable=False),
        sa.Column("agreed", sa.String(length=400), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=60), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_booking_state")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_booking")),
        sa.UniqueConstraint("key", name=op.f("uq_booking_key")),
    )
    with op.batch_alter_table("booking") as batch_op:
        batch_op.create_index(op.f("ix_booking_event"), ["event"])
        batch_op.create_index(op.f("ix_booking_next_at"), ["next_at"])
        batch_op.create_index("ix_booking_start", ["start"])
    _rooms()


def downgrade() -> None:
    """Meetings are in no calendar that we keep."""
    op.drop_table("watch")
    op.drop_table("room")
    op.drop_table("booking")
    with op.batch_alter_table("slot") as batch_op:
        batch_op.drop_column("checked")
    with op.batch_alter_table("meeting") as batch_op:
        batch_op.drop_column("join_url")


def _rooms() -> None:
    """How the rooms of meetings were seen."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "room",
        sa.Column("meeting_id", number, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("people", sa.SmallInteger(), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_room_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "sequence", name=op.f("pk_room")),
    )
    op.create_table(
        "watch",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("subscription", sa.String(length=100), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("error", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_watch")),
    )
