"""After a meeting: one card each, and what follows from the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.after import Thanks
from bot.domain.meetings import Meeting, MeetingState, Side, took_place
from bot.domain.times import add_days
from bot.usecases.meetings import plan_anew
from bot.usecases.ports import Work
from bot.usecases.reflection import write_card
from bot.usecases.showing import HELD, card_now
from bot.usecases.times import NEXT_ASKED, Ref, bring_up_next, mine

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
    about = _about(work, meeting, now)
    if about is None:
        return card_now(work, meeting, now, changed=True)
    useful = int(request.useful) if request.useful else None
    respect = request.respect or None
    work.answers.put(about, took_place=request.took_place, now=now, useful=useful, respect=respect)
    _settle(work, about, now, present=about is meeting)
    if request.took_place in TOOK_PLACE:
        return write_card(work, about, now, respect=request.respect == "no")
    return _not_held(request.took_place, respect=request.respect == "no")


def buddy_says(work: Work, request: BuddySays, now: datetime) -> Card:
    """A Buddy's answers; a call that is wanted is on the coordinator's list from now on."""
    meeting, _ = mine(work, request, Side.BUDDY)
    about = _about(work, meeting, now)
    if about is None:
        return card_now(work, meeting, now, changed=True)
    work.answers.put(
        about,
        took_place=request.took_place,
        now=now,
        respect=request.respect or None,
        how=request.how or None,
        call=request.call or None,
    )
    _settle(work, about, now, present=about is meeting)
    call = request.call in {"today", "soon"}
    respect = request.respect == "no" and not call
    if request.took_place in TOOK_PLACE:
        return Thanks(call=call, respect=respect, held=True)
    return _not_held(request.took_place, call=call, respect=respect)


def _not_held(took_place: str, *, call: bool = False, respect: bool = False) -> Thanks:
    moved = took_place == "moved"
    return Thanks(call=call, respect=respect, not_held=not moved, moved=moved)


def _about(work: Work, meeting: Meeting, now: datetime) -> Meeting | None:
    """The meeting at the time that there is something to say about; None while that is still to come.

    There is something to say as soon as it has begun: some meetings end early. Where somebody's answer has made it
    planned anew meanwhile, it is about the time before: nobody's wish for a call is lost.
    """
    if meeting.start is not None and meeting.start <= now:
        return meeting
    was = work.meetings.last_begun(meeting.id)
    if was is None:
        return None
    return replace(meeting, start=was, sequence=meeting.sequence - (1 if meeting.start is None else 2))


def _settle(work: Work, meeting: Meeting, now: datetime, *, present: bool) -> None:
    """What the answers make of the meeting, if they are about the time that it has: held, or planned anew."""
    work.audit("answers given", meeting.id, now=now)
    if not present or meeting.state in HELD:
        return
    answers = work.answers.took_place(meeting).values()
    match took_place(answers, people=len(meeting.members)):
        case MeetingState.PLANNED:
            plan_anew(work, meeting, now, ask_again=add_days(now, NEXT_ASKED))
        case MeetingState() as state:
            bring_up_next(work, work.meetings.change(meeting, state, now=now, start=meeting.start), now)
        case None:
            return
