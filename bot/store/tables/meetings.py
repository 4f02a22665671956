"""Meetings: the times on offer and booked for them, and what was said after them."""

from __future__ import annotations

from sqlalchemy import Boolean, Index, Integer, LargeBinary, SmallInteger, String, Table, Text, UniqueConstraint

from bot.domain.booking import BookingState
from bot.domain.meetings import MeetingState
from bot.domain.reflections import ReflectionState
from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, Number, keep, key, metadata, of, one_of

meeting = Table(
    "meeting",
    metadata,
    key(),
    of("link"),
    keep(Kept.OPEN, "number", SmallInteger),
    keep(Kept.MEETING, "state", String(20)),
    keep(Kept.MEETING, "start", Instant(), nullable=True),
    keep(Kept.OPEN, "minutes", SmallInteger),
    keep(Kept.OPEN, "version", Integer),
    keep(Kept.OPEN, "sequence", Integer),
    keep(Kept.MEETING, "since", Instant()),
    keep(Kept.MEETING, "kept", Integer, nullable=True),  # the sequence of the time that a coordinator said yes to
    keep(Kept.MEETING, "join_url", Text, nullable=True),  # its own address, where it has one beside its link's
    UniqueConstraint("link_id", "number"),
    one_of("state", MeetingState),
)
Index("ix_meeting_start", meeting.c.start)
Index("ix_meeting_since", meeting.c.since)
Index("ix_meeting_state_since", meeting.c.state, meeting.c.since)
# What has happened to a meeting. Who moved it is written nowhere: an absence has no reason and no owner.
history = Table(
    "history",
    metadata,
    key(),
    of("meeting", index=True),
    keep(Kept.MEETING, "at", Instant()),
    keep(Kept.MEETING, "what", String(20)),
    keep(Kept.MEETING, "was", Instant(), nullable=True),
    keep(Kept.MEETING, "same_day", Boolean),
)
Index("ix_history_at", history.c.at)
slot = Table(
    "slot",
    metadata,
    of("meeting", primary_key=True),
    keep(Kept.MEETING, "start", Instant(), primary_key=True),
    keep(Kept.MEETING, "picked", Boolean),
    keep(Kept.MEETING, "checked", Boolean, nullable=True),  # whether everybody's calendar says that it is free
)
# How a meeting stands in the service mailbox's calendar. A row outlives its meeting, so that the calendar hears of it.
booking = Table(
    "booking",
    metadata,
    keep(Kept.OPEN, "meeting_id", Number, primary_key=True, autoincrement=False),
    keep(Kept.OPEN, "key", String(64), unique=True),  # under which the calendar books it once
    keep(Kept.MEETING, "state", String(10)),
    keep(Kept.MEETING, "start", Instant()),  # what the calendar was last asked for
    keep(Kept.MEETING, "minutes", SmallInteger),
    keep(Kept.OPEN, "sequence", Integer),  # of the meeting, when it was last looked at
    keep(Kept.MEETING, "event", String(400), default="", index=True),
    keep(Kept.OPEN, "tried", Boolean, default=False),  # it was asked for, whether or not an answer came
    keep(Kept.OPEN, "invited", String(64), nullable=True),  # a keyed fingerprint of the addresses that it invites
    keep(Kept.MEETING, "agreed", String(400), default=""),  # who says that it is still on, of those who were asked
    keep(Kept.OPEN, "tries", Integer, default=0),  # since something last went well
    keep(Kept.OPEN, "attempts", Integer, default=0),
    keep(Kept.OPEN, "next_at", Instant(), nullable=True, index=True),
    keep(Kept.OPEN, "worker", String(80), nullable=True),
    keep(Kept.OPEN, "lease_until", Instant(), nullable=True),
    keep(Kept.OPEN, "error", String(60), nullable=True),
    one_of("state", BookingState),
)
Index("ix_booking_start", booking.c.start)
# A person's booked quarter hours, counted from 1970. The primary key is what makes a double booking impossible.
cell = Table(
    "cell",
    metadata,
    of("person", Kept.MEETING, primary_key=True),
    keep(Kept.MEETING, "cell", Integer, primary_key=True),
    of("meeting", Kept.MEETING, index=True),
)
# What a person has booked in one ISO week (year * 100 + week): how the person's own limits are kept.
week = Table(
    "week",
    metadata,
    of("person", Kept.MEETING, primary_key=True),
    keep(Kept.MEETING, "week", Integer, primary_key=True, autoincrement=False),
    keep(Kept.MEETING, "meetings", SmallInteger),
    keep(Kept.MEETING, "minutes", SmallInteger),
)
answer = Table(
    "answer",
    metadata,
    of("meeting", primary_key=True),
    of("person", primary_key=True),
    keep(Kept.OPEN, "sequence", Integer, primary_key=True, autoincrement=False),  # of the time that it is about
    keep(Kept.MEETING, "took_place", String(20)),
    keep(Kept.FEEDBACK, "useful", SmallInteger, nullable=True),
    keep(Kept.FEEDBACK, "respect", String(10), nullable=True),
    keep(Kept.CHECK_IN, "how", String(10), nullable=True),
    keep(Kept.CHECK_IN, "call", String(10), nullable=True),
    keep(Kept.MEETING, "at", Instant()),
)
Index("ix_answer_at", answer.c.at)
# The words are sealed before they come here. `sealed` is the saved text, `draft` what is not finished.
reflection = Table(
    "reflection",
    metadata,
    of("meeting", primary_key=True),
    of("person", primary_key=True, index=True),
    keep(Kept.OPEN, "model", String(60)),
    keep(Kept.REFLECTION_DONE, "state", String(20)),
    keep(Kept.REFLECTION_DONE, "due_at", Instant()),
    keep(Kept.REFLECTION_DONE, "saved_at", Instant(), nullable=True),
    keep(Kept.REFLECTION, "sealed", LargeBinary, nullable=True),
    keep(Kept.REFLECTION, "draft", LargeBinary, nullable=True),
    keep(Kept.REFLECTION_DONE, "draft_at", Instant(), nullable=True, index=True),
    one_of("state", ReflectionState),
)
Index("ix_reflection_due_at", reflection.c.due_at)
# What a student chose to show to the tutor: a sealed copy, gone when it is taken back.
share = Table(
    "share",
    metadata,
    of("meeting", primary_key=True),
    of("person", primary_key=True),
    of("person", Kept.SHARED, "tutor_id", index=True),
    keep(Kept.SHARED, "sealed", LargeBinary),
    keep(Kept.SHARED, "at", Instant()),
)
