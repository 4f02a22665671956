"""What is kept beyond the meetings: promises, forms, thank-you notes, hours."""

from __future__ import annotations

from sqlalchemy import Date, Index, Integer, LargeBinary, String, Table, Text

from bot.domain.sight import Kept
from bot.store.tables.kinds import Instant, keep, metadata, of, one_of

promise = Table(
    "promise",
    metadata,
    of("cohort", primary_key=True),
    of("person", primary_key=True),
    keep(Kept.REFLECTION, "sealed", LargeBinary, nullable=True),
    keep(Kept.REFLECTION_DONE, "made_at", Instant()),
    keep(Kept.REFLECTION_DONE, "ask_on", Date, index=True),
)
# 'Where are you now?', before and after: for sums over pairs of answers, shown to nobody but the person.
survey = Table(
    "survey",
    metadata,
    of("cohort", primary_key=True),
    of("person", primary_key=True),
    keep(Kept.SURVEY, "moment", String(10), primary_key=True),
    keep(Kept.SURVEY, "answers", Text),
    keep(Kept.SURVEY, "day", Date),
    one_of("moment", ("before", "after")),
)
# An anonymous form has two halves that no key, order or time joins: that a person has answered, and an answer.
form_done = Table(
    "form_done",
    metadata,
    of("cohort", primary_key=True),
    of("person", primary_key=True),
    keep(Kept.FORM_DONE, "form", String(30), primary_key=True),
    keep(Kept.FORM_DONE, "day", Date),
)
form_waiting = Table(
    "form_waiting",
    metadata,
    keep(Kept.ANONYMOUS, "key", String(32), primary_key=True),  # chance: its order says nothing
    of("cohort", Kept.ANONYMOUS),
    keep(Kept.ANONYMOUS, "form", String(30)),
    keep(Kept.ANONYMOUS, "answers", Text),  # and no day: on most days one person answers
    sqlite_with_rowid=False,
)
form_answer = Table(
    "form_answer",
    metadata,
    keep(Kept.ANONYMOUS, "key", String(32), primary_key=True),
    of("cohort", Kept.ANONYMOUS, index=True),
    keep(Kept.ANONYMOUS, "form", String(30)),
    keep(Kept.ANONYMOUS, "day", Date),
    keep(Kept.ANONYMOUS, "answers", Text),
    sqlite_with_rowid=False,
)
# A student's thank-you to the Buddy; a coordinator looks for names and contact details first.
note = Table(
    "note",
    metadata,
    of("link", primary_key=True),
    of("person", primary_key=True),
    keep(Kept.NOTE, "words", Text),
    keep(Kept.NOTE, "state", String(10)),
    keep(Kept.NOTE, "at", Instant()),
    one_of("state", ("waiting", "passed", "back")),
)
Index("ix_note_state", note.c.state)
# A Buddy's hours of one month ('2026-11'). Minutes; costs in pence.
claim = Table(
    "claim",
    metadata,
    of("person", primary_key=True),
    keep(Kept.HOURS, "month", String(7), primary_key=True),
    keep(Kept.HOURS, "minutes", Integer),
    keep(Kept.HOURS, "prep_minutes", Integer),
    keep(Kept.HOURS, "costs", Integer),
    keep(Kept.HOURS, "state", String(10)),
    keep(Kept.HOURS, "at", Instant()),
    one_of("state", ("given", "none", "approved")),
)
