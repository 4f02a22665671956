"""After a meeting: one card each, and what follows from the answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.after import Thanks
from bot.domain.meetings import Meeting, MeetingState, Side, took_place
from bot.usecases.ports import Work
from bot.usecases.reflection import write_card
from bot.usecases.showing import HELD, card_now
from bot.usecases.times import Ref, bring_up_next, mine

TookPlace = Literal["held", "held_short", "moved", "absent_self", "absent_other"]
Respect = Literal["", "yes", "mostly", "no", "skip"]
TOOK_PLACE = frozenset({"held", "held_short"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentSays(Ref):
    """A student's three taps. `useful` is 0 to 10, or empty."""

    took_place: TookPlace
    useful: Literal["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"] = ""
    respect: Respect = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuddySays(Ref):
    """A Buddy's taps."""

    took_place: TookPlace
    how: Literal["", "good", "ok", "shaken", "not_good", "skip"] = ""
    respect: Respect = ""
    call: Literal["", "no", "today", "soon"] = ""


def student_says(work: Work, request: StudentSays, now: datetime) -> Card:
    """A student's answers; if the meeting took place, the reflection follows at once."""
    meeting, _ = mine(work, request, Side.STUDENT)
    if not _over(meeting, now):
        return card_now(work, meeting, now, changed=True)
    useful = int(request.useful) if request.useful else None
    respect = request.respect or None
    work.answers.put(meeting.id, took_place=request.took_place, now=now, useful=useful, respect=respect)
    meeting = _settle(work, meeting, now)
    if request.took_place in TOOK_PLACE:
        return write_card(work, meeting, now, respect=request.respect == "no")
    return _not_held(work, request.took_place, respect=request.respect == "no")


def buddy_says(work: Work, request: BuddySays, now: datetime) -> Card:
    """A Buddy's answers; a call that is wanted is on the coordinator's list from now on."""
    meeting, _ = mine(work, request, Side.BUDDY)
    if not _over(meeting, now):
        return card_now(work, meeting, now, changed=True)
    work.answers.put(
        meeting.id,
        took_place=request.took_place,
        now=now,
        respect=request.respect or None,
        how=request.how or None,
        call=request.call or None,
    )
    _settle(work, meeting, now)
    call = request.call in {"today", "soon"}
    respect = request.respect == "no" and not call
    if request.took_place in TOOK_PLACE:
        return Thanks(call=call, respect=respect, held=True)
    return _not_held(work, request.took_place, call=call, respect=respect)


def _not_held(work: Work, took_place: str, *, call: bool = False, respect: bool = False) -> Thanks:
    moved = took_place == "moved"
    return Thanks(call=call, respect=respect, not_held=not moved, moved=moved, contact=work.site.contact)


def _over(meeting: Meeting, now: datetime) -> bool:
    """There is something to say as soon as it has begun: some meetings end early."""
    open_ = meeting.state in HELD | {MeetingState.CONFIRMED}
    return open_ and meeting.start is not None and meeting.start <= now


def _settle(work: Work, meeting: Meeting, now: datetime) -> Meeting:
    """The first answer that says so makes the meeting held, and brings the next one of the series into sight."""
    work.audit("answers given", meeting.id, now=now)
    state = took_place(work.answers.took_place(meeting.id).values())
    if meeting.state in HELD or state is None:
        return meeting
    held = work.meetings.change(meeting, state, now=now, start=meeting.start)
    bring_up_next(work, held, now)
    return held
