"""Cohorts, who is in them, and who meets whom."""

from __future__ import annotations

from sqlalchemy import Boolean, Date, Index, Integer, SmallInteger, String, Table, Text, UniqueConstraint

from bot.domain.cohorts import CohortState, EnrolmentState
from bot.domain.links import LinkState, Said
from bot.domain.meetings import Side
from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, keep, key, metadata, of, one_of

# Content as it was when a cohort began with it, by its digest; never changed.
content = Table(
    "content",
    metadata,
    keep(Kept.OPEN, "version", String(64), primary_key=True),
    keep(Kept.OPEN, "body", Text),
)
cohort = Table(
    "cohort",
    metadata,
    key(),
    keep(Kept.OPEN, "name", String(200), unique=True),
    keep(Kept.OPEN, "series", String(60)),
    keep(Kept.OPEN, "model", String(60)),
    keep(Kept.OPEN, "version", String(64), default=""),  # of the content; a cohort keeps what it began with
    keep(Kept.OPEN, "discipline", String(200), default=""),
    keep(Kept.OPEN, "university", String(200), default=""),
    keep(Kept.OPEN, "starts", Date, nullable=True),
    keep(Kept.OPEN, "ends", Date, nullable=True),
    keep(Kept.OPEN, "breaks", String(400), default=""),  # of the university, as days
    keep(Kept.OPEN, "places", String(400), nullable=True),  # how many of a university or course it takes
    keep(Kept.OPEN, "state", String(10), default=CohortState.OPEN),
    keep(Kept.OPEN, "closed_at", Instant(), nullable=True),
    keep(Kept.OPEN, "paused_at", Instant(), nullable=True),
    one_of("state", CohortState),
)
enrolment = Table(
    "enrolment",
    metadata,
    of("cohort", primary_key=True),
    of("person", primary_key=True, index=True),
    keep(Kept.PROFILE, "state", String(10)),
    keep(Kept.PROFILE, "since", Instant()),  # from when the state counts
    keep(Kept.PROFILE, "joined_at", Instant()),
    keep(Kept.PROFILE, "first", Boolean, default=False),  # at the front of the waiting list
    one_of("state", EnrolmentState),
)
Index("ix_enrolment_state_since", enrolment.c.state, enrolment.c.since)
link = Table(
    "link",
    metadata,
    key(),
    of("cohort"),
    keep(Kept.OPEN, "label", String(200)),
    keep(Kept.OPEN, "folded", String(400)),  # the label in small letters, as Python folds them on every database
    keep(Kept.MEETING, "join_url", Text, nullable=True),
    keep(Kept.MEETING, "state", String(10), default=LinkState.ACTIVE),
    keep(Kept.MEETING, "since", Instant()),
    keep(Kept.MEETING, "frozen", Boolean, default=False),  # nothing automatic is sent about it
    keep(Kept.MEETING, "quiet", Boolean, default=False),  # frozen for as long as somebody in it is away quietly
    keep(Kept.MEETING, "end_by", Date, nullable=True),  # later than the cohort's last day, for this link alone
    keep(Kept.MEETING, "ended_at", Instant(), nullable=True),
    keep(Kept.OPEN, "goes_on", SmallInteger, nullable=True),  # the number after a short first meeting with a new Buddy
    UniqueConstraint("cohort_id", "folded"),
    one_of("state", LinkState),
)
Index("ix_link_state_since", link.c.state, link.c.since)
link_member = Table(
    "link_member",
    metadata,
    of("link", primary_key=True),
    of("person", Kept.MEETING, primary_key=True, index=True),
    keep(Kept.MEETING, "side", String(10)),
    keep(Kept.PROFILE, "said", String(10), default=Said.YES),
    keep(Kept.PROFILE, "said_at", Instant(), nullable=True),
    # Of several Buddies each is asked about the one time: to which meeting this one said yes, and how it stood.
    keep(Kept.MEETING, "yes_to", Integer, nullable=True),
    keep(Kept.MEETING, "yes_version", Integer, nullable=True),
    one_of("side", Side),
    one_of("said", Said),
)
