"""People: who they are, what they chose, what they need, and when they are free."""

from __future__ import annotations

from sqlalchemy import Boolean, Date, Index, SmallInteger, String, Table, Text

from bot.domain.people import Away, Role
from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, keep, key, metadata, of, one_of

person = Table(
    "person",
    metadata,
    key(),
    keep(Kept.NAME, "first_name", String(200)),
    keep(Kept.CONTACT, "surname", String(200)),
    keep(Kept.CONTACT, "email", String(254), unique=True, nullable=True),  # some have none
    keep(Kept.CONTACT, "entra_id", String(100), unique=True, nullable=True),
    keep(Kept.NAME, "line", String(200)),
    keep(Kept.OPEN, "added_at", Instant()),
    # How and when the person may be written to.
    keep(Kept.PROFILE, "contact", String(10), default="teams"),
    keep(Kept.PROFILE, "quiet_from", SmallInteger, default=18 * 60),  # minutes after midnight, London's clock
    keep(Kept.PROFILE, "quiet_to", SmallInteger, default=9 * 60),
    keep(Kept.PROFILE, "fewer", Boolean, default=False),
    keep(Kept.REST, "quiet_until", Instant(), nullable=True),  # the days of rest after 'not today'
    # Whether the person takes part now. No reason is kept for any of it.
    keep(Kept.PROFILE, "rests_since", Instant(), nullable=True),
    keep(Kept.PROFILE, "rests_until", Date, nullable=True),  # the day on which they are asked again; None: they say
    keep(Kept.PROFILE, "silent", Boolean, default=False),  # nothing automatic at all, not even about their meetings
    keep(Kept.PROFILE, "left_at", Instant(), nullable=True),
    # What a student says, for the person who may teach them.
    keep(Kept.PROFILE, "needs", String(500), default=""),
    keep(Kept.PLACEMENT, "university", String(200), default=""),
    keep(Kept.PLACEMENT, "discipline", String(200), default=""),
    keep(Kept.PLACEMENT, "hope", String(200), default=""),
    keep(Kept.PLACEMENT, "placement", String(200), default=""),
    keep(Kept.PLACEMENT, "placement_from", Date, nullable=True),
    keep(Kept.PLACEMENT, "placement_to", Date, nullable=True),
    keep(Kept.COURSE, "course_id", String(60), default=""),
    of("person", Kept.PROFILE, "tutor_id", nullable=True),
    one_of("contact", ("teams", "email", "phone", "post")),
)
person_role = Table(
    "person_role",
    metadata,
    of("person", primary_key=True),
    keep(Kept.PROFILE, "role", String(20), primary_key=True),
    one_of("role", [role for role in Role if role is not Role.ASSISTANT]),
)
# Where an account can be written to. An account that is on nobody's list is known by a keyed digest of its address
# only, so that a roster row that comes later can be matched, and nobody can be read out of it.
chat = Table(
    "chat",
    metadata,
    keep(Kept.CONTACT, "entra_id", String(100), primary_key=True),
    of("person", nullable=True, index=True),
    keep(Kept.CONTACT, "email_digest", String(64), nullable=True, index=True),
    keep(Kept.CONTACT, "tenant", String(100)),
    keep(Kept.CONTACT, "conversation", String(400)),
    keep(Kept.CONTACT, "service_url", String(400)),
    keep(Kept.CONTACT, "member", String(400)),
    keep(Kept.OPEN, "open", Boolean),
    keep(Kept.CONTACT, "away", String(10), nullable=True),  # why it is not open
    keep(Kept.OPEN, "changed_at", Instant()),
    one_of("away", Away),
)
# Who is on nobody's list and would like to take part: the name that the channel shows, and nothing else.
asked_in = Table(
    "asked_in",
    metadata,
    keep(Kept.CONTACT, "entra_id", String(100), primary_key=True),
    keep(Kept.CONTACT, "name", String(200)),
    keep(Kept.OPEN, "asked_at", Instant(), index=True),
)
# What a person said yes to, or not now: the version and the very lines that were ticked. The last one counts.
choice = Table(
    "choice",
    metadata,
    key(),
    of("person", Kept.PROFILE, index=True),
    keep(Kept.PROFILE, "role", String(20)),
    keep(Kept.PROFILE, "version", String(64)),
    keep(Kept.PROFILE, "lines", Text),
    keep(Kept.PROFILE, "said", String(10)),
    keep(Kept.PROFILE, "at", Instant()),
    one_of("said", ("yes", "not_now")),
)
# How much is right for a Buddy. What was raised under the Buddy's own rule of seven days waits in `raised`.
limits = Table(
    "limits",
    metadata,
    of("person", primary_key=True),
    keep(Kept.LIMITS, "students", SmallInteger, default=1),
    keep(Kept.LIMITS, "meetings_week", SmallInteger, default=2),
    keep(Kept.LIMITS, "minutes_week", SmallInteger, nullable=True),
    keep(Kept.REST, "rest_days", SmallInteger, default=2),
    keep(Kept.REST, "rest_days_after", SmallInteger, default=3),
    keep(Kept.LIMITS, "slowly", Boolean, default=False),
    keep(Kept.LIMITS, "raised", Text, nullable=True),
    keep(Kept.LIMITS, "raised_at", Instant(), nullable=True),
)
registration = Table(
    "registration",
    metadata,
    of("person", primary_key=True),
    keep(Kept.REGISTRATION, "step", String(30), primary_key=True),
    keep(Kept.REGISTRATION, "state", String(10)),
    keep(Kept.REGISTRATION, "done_on", Date, nullable=True),
    keep(Kept.REGISTRATION, "expires", Date, nullable=True, index=True),
    one_of("state", ("todo", "done", "na", "expired")),
)
# Two people, or a person and a team, who are never to be matched; why is written nowhere.
do_not_match = Table(
    "do_not_match",
    metadata,
    key(),
    of("person", Kept.CONFLICT, index=True),
    of("person", Kept.CONFLICT, "other_id", nullable=True, index=True),
    keep(Kept.CONFLICT, "team", String(200), default=""),
    keep(Kept.CONFLICT, "at", Instant()),
)
# When a person is free, each week or once, or away. Minutes after midnight by London's clock.
free_time = Table(
    "free_time",
    metadata,
    key(),
    of("person", Kept.FREE, index=True),
    keep(Kept.FREE, "kind", String(10)),
    keep(Kept.FREE, "weekday", SmallInteger, nullable=True),  # 0 is Monday
    keep(Kept.FREE, "day", Date, nullable=True),  # of a single time; the first day away
    keep(Kept.FREE, "from_minute", SmallInteger, default=0),
    keep(Kept.FREE, "to_minute", SmallInteger, default=24 * 60),
    keep(Kept.FREE, "until", Date),  # the last day, included
    of("person", Kept.FREE, "entered_by", nullable=True),
    one_of("kind", ("weekly", "once", "away")),
    sqlite_autoincrement=True,  # the number of a time that was taken out never stands for another
)
Index("ix_free_time_until", free_time.c.until)
Index("ix_person_rests_until", person.c.rests_until)
