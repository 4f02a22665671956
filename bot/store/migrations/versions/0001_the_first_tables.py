"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "asked_in",
        sa.Column("entra_id", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entra_id", name=op.f("pk_asked_in")),
    )
    with op.batch_alter_table("asked_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_in_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "cohort",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("series", sa.String(length=60), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("discipline", sa.String(length=200), nullable=False),
        sa.Column("university", sa.String(length=200), nullable=False),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("breaks", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open', 'paused', 'closed')", name=op.f("ck_cohort_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("name", name=op.f("uq_cohort_name")),
    )
    op.create_table(
        "content",
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_content")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("surname", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("entra_id", sa.String(length=100), nullable=True),
        sa.Column("line", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("contact", sa.String(length=10), nullable=False),
        sa.Column("quiet_from", sa.SmallInteger(), nullable=False),
        sa.Column("quiet_to", sa.SmallInteger(), nullable=False),
        sa.Column("fewer", sa.Boolean(), nullable=False),
        sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.Date(), nullable=True),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("needs", sa.String(length=500), nullable=False),
        sa.Column("university", sa.String(length=200), nullable=False),
        sa.Column("discipline", sa.String(length=200), nullable=False),
        sa.Column("hope", sa.String(length=200), nullable=False),
        sa.Column("placement", sa.String(length=200), nullable=False),
        sa.Column("placement_from", sa.Date(), nullable=True),
        sa.Column("placement_to", sa.Date(), nullable=True),
        sa.Column("course_id", sa.String(length=60), nullable=False),
        sa.Column("tutor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("contact in ('teams', 'email', 'phone', 'post')", name=op.f("ck_person_contact")),
        sa.ForeignKeyConstraint(["tutor_id"], ["person.id"], name=op.f("fk_person_tutor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("entra_id", name=op.f("uq_person_entra_id")),
    )
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.create_index("ix_person_rests_until", ["rests_until"], unique=False)

    op.create_table(
        "prompt_shown",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pressed", sa.String(length=20), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "pressed", name=op.f("pk_prompt_shown")),
    )
    op.create_table(
        "rate_slot",
        sa.Column("scope", sa.String(length=60), nullable=False),
        sa.Column("next_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_rate_slot")),
    )
    op.create_table(
        "seen",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_seen")),
    )
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seen_at"), ["at"], unique=False)

    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("door", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_audit_entered_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_what_at", ["what", "at"], unique=False)

    op.create_table(
        "chat",
        sa.Column("entra_id", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("email_digest", sa.String(length=64), nullable=True),
        sa.Column("tenant", sa.String(length=100), nullable=False),
        sa.Column("conversation", sa.String(length=400), nullable=False),
        sa.Column("service_url", sa.String(length=400), nullable=False),
        sa.Column("member", sa.String(length=400), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_chat_person_id_person")),
        sa.PrimaryKeyConstraint("entra_id", name=op.f("pk_chat")),
    )
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_email_digest"), ["email_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_chat_person_id"), ["person_id"], unique=False)

    op.create_table(
        "choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("said in ('yes', 'not_now')", name=op.f("ck_choice_said")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_choice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choice")),
    )
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choice_person_id"), ["person_id"], unique=False)

    op.create_table(
        "claim",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("prep_minutes", sa.Integer(), nullable=False),
        sa.Column("costs", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('given', 'none', 'approved')", name=op.f("ck_claim_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_claim_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "month", name=op.f("pk_claim")),
    )
    op.create_table(
        "do_not_match",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("other_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_do_not_match_other_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_do_not_match_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_do_not_match")),
    )
    with op.batch_alter_table("do_not_match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_do_not_match_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_do_not_match_person_id"), ["person_id"], unique=False)

    op.create_table(
        "due_work",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("card_id", sa.String(length=400), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state in ('pending', 'doing', 'done', 'withdrawn', 'expired', 'failed')", name=op.f("ck_due_work_state")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_due_work_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_work")),
        sa.UniqueConstraint("key", name=op.f("uq_due_work_key")),
    )
    with op.batch_alter_table("due_work", schema=None) as batch_op:
        batch_op.create_index("ix_due_work_kind", ["kind", "done_at"], unique=False)
        batch_op.create_index(
            "ix_due_work_leased",
            ["lease_until"],
            unique=False,
            postgresql_where=sa.text("state = 'doing'"),
            sqlite_where=sa.text("state = 'doing'"),
        )
        batch_op.create_index("ix_due_work_person", ["person_id", "state"], unique=False)
        batch_op.create_index(
            "ix_due_work_ready",
            ["next_at", "id"],
            unique=False,
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index(
            "ix_due_work_sorry",
            ["person_id"],
            unique=False,
            postgresql_where=sa.text("kind = 'sorry'"),
            sqlite_where=sa.text("kind = 'sorry'"),
        )

    op.create_table(
        "duty",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("deputy", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shown_as", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_duty_person_id_person")),
        sa.PrimaryKeyConstraint("day", "deputy", name=op.f("pk_duty")),
    )
    op.create_table(
        "enrolment",
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "state in ('invited', 'waiting', 'linked', 'complete', 'left')", name=op.f("ck_enrolment_state")
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_enrolment_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_enrolment")),
    )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrolment_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_enrolment_state_since", ["state", "since"], unique=False)

    op.create_table(
        "form_answer",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_form_answer_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_answer")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("form_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_form_answer_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "form_done",
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(length=30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_form_done_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_form_done_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", "form", name=op.f("pk_form_done")),
    )
    op.create_table(
        "form_waiting",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("form", sa.String(length=30), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_form_waiting_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_waiting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "free_time",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("from_minute", sa.SmallInteger(), nullable=False),
        sa.Column("to_minute", sa.SmallInteger(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("kind in ('weekly', 'once', 'away')", name=op.f("ck_free_time_kind")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_free_time_entered_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_free_time_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_free_time")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("free_time", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_free_time_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_free_time_until", ["until"], unique=False)

    op.create_table(
        "limits",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("students", sa.SmallInteger(), nullable=False),
        sa.Column("meetings_week", sa.SmallInteger(), nullable=False),
        sa.Column("minutes_week", sa.SmallInteger(), nullable=True),
        sa.Column("rest_days", sa.SmallInteger(), nullable=False),
        sa.Column("rest_days_after", sa.SmallInteger(), nullable=False),
        sa.Column("slowly", sa.Boolean(), nullable=False),
        sa.Column("raised", sa.Text(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_limits_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_limits")),
    )
    op.create_table(
        "link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("join_url", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("end_by", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('suggested', 'asked', 'agreed', 'active', 'ended')", name=op.f("ck_link_state")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_link_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("cohort_id", "folded", name=op.f("uq_link_cohort_id_folded")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index("ix_link_state_since", ["state", "since"], unique=False)

    op.create_table(
        "person_role",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "role in ('student', 'buddy', 'carer', 'coordinator', 'supervisor', 'lead', 'tutor')",
            name=op.f("ck_person_role_role"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_role_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_person_role")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("view", sa.String(length=10), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'doing', 'ready', 'stopped', 'failed')", name=op.f("ck_plan_state")),
        sa.CheckConstraint("view in ('all', 'outlook')", name=op.f("ck_plan_view")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_plan_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_state"), ["state"], unique=False)

    op.create_table(
        "promise",
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ask_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_promise_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_promise_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", name=op.f("pk_promise")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promise_ask_on"), ["ask_on"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "registration",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.CheckConstraint("state in ('todo', 'done', 'na', 'expired')", name=op.f("ck_registration_state")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "step", name=op.f("pk_registration")),
    )
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registration_expires"), ["expires"], unique=False)

    op.create_table(
        "survey",
        sa.Column("cohort_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("moment", sa.String(length=10), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("moment in ('before', 'after')", name=op.f("ck_survey_moment")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_survey_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_person_id_person")),
        sa.PrimaryKeyConstraint("cohort_id", "person_id", "moment", name=op.f("pk_survey")),
    )
    op.create_table(
        "undo",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("what", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_undo_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo")),
    )
    with op.batch_alter_table("undo", schema=None) as batch_op:
        batch_op.create_index("ix_undo_person_until", ["person_id", "until"], unique=False)

    op.create_table(
        "week",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meetings", sa.SmallInteger(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_week_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "week", name=op.f("pk_week")),
    )
    op.create_table(
        "worry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("soon", sa.Boolean(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_hours", sa.Boolean(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seen_as", sa.String(length=200), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.CheckConstraint("kind in ('safety', 'wellbeing', 'treated', 'else', 'age')", name=op.f("ck_worry_kind")),
        sa.CheckConstraint("source in ('worry', 'call', 'respect', 'words')", name=op.f("ck_worry_source")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_worry_person_id_person")),
        sa.ForeignKeyConstraint(["seen_by"], ["person.id"], name=op.f("fk_worry_seen_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worry")),
    )
    with op.batch_alter_table("worry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_worry_open",
            ["sent_at"],
            unique=False,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_worry_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_worry_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "link_member",
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("said", sa.String(length=10), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("yes_to", sa.Integer(), nullable=True),
        sa.Column("yes_version", sa.Integer(), nullable=True),
        sa.CheckConstraint("said in ('nothing', 'yes', 'no', 'knows')", name=op.f("ck_link_member_said")),
        sa.CheckConstraint("side in ('buddy', 'student')", name=op.f("ck_link_member_side")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_link_member_link_id_link")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_link_member_person_id_person")),
        sa.PrimaryKeyConstraint("link_id", "person_id", name=op.f("pk_link_member")),
    )
    with op.batch_alter_table("link_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_member_person_id"), ["person_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state in ('planned', 'offered', 'half_confirmed', 'confirmed', 'held', 'held_short', 'missed', 'cancelled')",
            name=op.f("ck_meeting_state"),
        ),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_meeting_link_id_link")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("link_id", "number", name=op.f("uq_meeting_link_id_number")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_since", ["since"], unique=False)
        batch_op.create_index("ix_meeting_start", ["start"], unique=False)
        batch_op.create_index("ix_meeting_state_since", ["state", "since"], unique=False)

    op.create_table(
        "note",
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state in ('waiting', 'passed', 'back')", name=op.f("ck_note_state")),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_note_link_id_link")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_note_person_id_person")),
        sa.PrimaryKeyConstraint("link_id", "person_id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_state", ["state"], unique=False)

    op.create_table(
        "answer",
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("took_place", sa.String(length=20), nullable=False),
        sa.Column("useful", sa.SmallInteger(), nullable=True),
        sa.Column("respect", sa.String(length=10), nullable=True),
        sa.Column("how", sa.String(length=10), nullable=True),
        sa.Column("call", sa.String(length=10), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_answer_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_person_id_person")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", "sequence", name=op.f("pk_answer")),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index("ix_answer_at", ["at"], unique=False)

    op.create_table(
        "cell",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_cell_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cell_person_id_person")),
        sa.PrimaryKeyConstraint("person_id", "cell", name=op.f("pk_cell")),
    )
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cell_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("was", sa.DateTime(timezone=True), nullable=True),
        sa.Column("same_day", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_history_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_at", ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_history_meeting_id"), ["meeting_id"], unique=False)

    op.create_table(
        "reflection",
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("draft", sa.LargeBinary(), nullable=True),
        sa.Column("draft_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open', 'draft', 'saved', 'saved_late')", name=op.f("ck_reflection_state")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_reflection_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reflection_person_id_person")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_reflection")),
    )
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reflection_draft_at"), ["draft_at"], unique=False)
        batch_op.create_index("ix_reflection_due_at", ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reflection_person_id"), ["person_id"], unique=False)

    op.create_table(
        "share",
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tutor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_share_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_share_person_id_person")),
        sa.ForeignKeyConstraint(["tutor_id"], ["person.id"], name=op.f("fk_share_tutor_id_person")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_share")),
    )
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_share_tutor_id"), ["tutor_id"], unique=False)

    op.create_table(
        "slot",
        sa.Column("meeting_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picked", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_slot_meeting_id_meeting")),
        sa.PrimaryKeyConstraint("meeting_id", "start", name=op.f("pk_slot")),
    )


def downgrade() -> None:
    """And back."""
    op.drop_table("slot")
    with op.batch_alter_table("share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_share_tutor_id"))

    op.drop_table("share")
    with op.batch_alter_table("reflection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reflection_person_id"))
        batch_op.drop_index("ix_reflection_due_at")
        batch_op.drop_index(batch_op.f("ix_reflection_draft_at"))

    op.drop_table("reflection")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_history_meeting_id"))
        batch_op.drop_index("ix_history_at")

    op.drop_table("history")
    with op.batch_alter_table("cell", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cell_meeting_id"))

    op.drop_table("cell")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index("ix_answer_at")

    op.drop_table("answer")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_state")

    op.drop_table("note")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index("ix_meeting_state_since")
        batch_op.drop_index("ix_meeting_start")
        batch_op.drop_index("ix_meeting_since")

    op.drop_table("meeting")
    with op.batch_alter_table("link_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_member_person_id"))

    op.drop_table("link_member")
    with op.batch_alter_table("worry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_worry_sent_at"))
        batch_op.drop_index(batch_op.f("ix_worry_person_id"))
        batch_op.drop_index(
            "ix_worry_open", postgresql_where=sa.text("closed_at IS NULL"), sqlite_where=sa.text("closed_at IS NULL")
        )

    op.drop_table("worry")
    op.drop_table("week")
    with op.batch_alter_table("undo", schema=None) as batch_op:
        batch_op.drop_index("ix_undo_person_until")

    op.drop_table("undo")
    op.drop_table("survey")
    with op.batch_alter_table("registration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registration_expires"))

    op.drop_table("registration")
    op.drop_table("proposal")
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_promise_ask_on"))

    op.drop_table("promise")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_state"))
        batch_op.drop_index(batch_op.f("ix_plan_asked_at"))

    op.drop_table("plan")
    op.drop_table("person_role")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index("ix_link_state_since")

    op.drop_table("link")
    op.drop_table("limits")
    with op.batch_alter_table("free_time", schema=None) as batch_op:
        batch_op.drop_index("ix_free_time_until")
        batch_op.drop_index(batch_op.f("ix_free_time_person_id"))

    op.drop_table("free_time")
    op.drop_table("form_waiting")
    op.drop_table("form_done")
    with op.batch_alter_table("form_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_form_answer_cohort_id"))

    op.drop_table("form_answer")
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_index("ix_enrolment_state_since")
        batch_op.drop_index(batch_op.f("ix_enrolment_person_id"))

    op.drop_table("enrolment")
    op.drop_table("duty")
    with op.batch_alter_table("due_work", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_due_work_sorry", postgresql_where=sa.text("kind = 'sorry'"), sqlite_where=sa.text("kind = 'sorry'")
        )
        batch_op.drop_index(
            "ix_due_work_ready",
            postgresql_where=sa.text("state = 'pending'"),
            sqlite_where=sa.text("state = 'pending'"),
        )
        batch_op.drop_index("ix_due_work_person")
        batch_op.drop_index(
            "ix_due_work_leased", postgresql_where=sa.text("state = 'doing'"), sqlite_where=sa.text("state = 'doing'")
        )
        batch_op.drop_index("ix_due_work_kind")

    op.drop_table("due_work")
    with op.batch_alter_table("do_not_match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_do_not_match_person_id"))
        batch_op.drop_index(batch_op.f("ix_do_not_match_other_id"))

    op.drop_table("do_not_match")
    op.drop_table("claim")
    with op.batch_alter_table("choice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choice_person_id"))

    op.drop_table("choice")
    with op.batch_alter_table("chat", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_person_id"))
        batch_op.drop_index(batch_op.f("ix_chat_email_digest"))

    op.drop_table("chat")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_what_at")
        batch_op.drop_index("ix_audit_at")

    op.drop_table("audit")
    with op.batch_alter_table("seen", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seen_at"))

    op.drop_table("seen")
    op.drop_table("rate_slot")
    op.drop_table("prompt_shown")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_index("ix_person_rests_until")

    op.drop_table("person")
    op.drop_table("content")
    op.drop_table("cohort")
    with op.batch_alter_table("asked_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_asked_in_asked_at"))

    op.drop_table("asked_in")
