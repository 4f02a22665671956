"""The tables. Each column says what sort of thing it keeps, and so who may read it: see bot/domain/sight.py."""

from __future__ import annotations

from bot.store.tables.duty import duty, prompt_shown, worry
from bot.store.tables.ending import claim, form_answer, form_done, form_waiting, note, promise, survey
from bot.store.tables.kinds import metadata
from bot.store.tables.machinery import audit, due_work, plan, proposal, rate_slot, seen, undo
from bot.store.tables.meetings import answer, booking, cell, history, meeting, reflection, share, slot, week
from bot.store.tables.people import (
    asked_in,
    chat,
    choice,
    do_not_match,
    free_time,
    limits,
    person,
    person_role,
    registration,
)
from bot.store.tables.rooms import room, watch
from bot.store.tables.scheme import cohort, content, enrolment, link, link_member
from bot.store.tables.sends import heartbeat, hold

__all__ = [
    "answer",
    "asked_in",
    "audit",
    "booking",
    "cell",
    "chat",
    "choice",
    "claim",
    "cohort",
    "content",
    "do_not_match",
    "due_work",
    "duty",
    "enrolment",
    "form_answer",
    "form_done",
    "form_waiting",
    "free_time",
    "heartbeat",
    "history",
    "hold",
    "limits",
    "link",
    "link_member",
    "meeting",
    "metadata",
    "note",
    "person",
    "person_role",
    "plan",
    "promise",
    "prompt_shown",
    "proposal",
    "rate_slot",
    "reflection",
    "registration",
    "room",
    "seen",
    "share",
    "slot",
    "survey",
    "undo",
    "watch",
    "week",
    "worry",
]
