"""After a meeting: one card each, and what follows from the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from bot.cards import Card
from bot.cards.after import AskCall, Thanks
from bot.domain.duty import Source, WorryKind
from bot.domain.meetings import Meeting, Side
from bot.usecases import duty
from bot.usecases.outcomes import settle
from bot.usecases.ports import Work
from bot.usecases.reflection import write_card
from bot.usecases.resting import rest
from bot.usecases.showing import after_card, card_now, missed_card
from bot.usecases.times import Ref, mine

TookPlace = Literal["held", "held_short", "moved", "absent_self", "absent_other"]
Respect = Literal["", "yes", "mostly", "no", "skip"]
TOOK_PLACE = frozenset({"held", "held_short"})
NOT_WELL = frozenset({"shaken", "not_good"})


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentSays(Ref):
    """A student's three taps. `useful` is 0 to 10, or empty."""

    took_place: TookPlace
    useful: Literal["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"] = ""
    respect: Respect = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuddySays(Ref):
    """A Buddy's taps. `call` came with earlier cards."""

    took_place: TookPlace
    how: Literal["", "good", "ok", "shaken", "not_good", "skip"] = ""
    respect: Respect = ""
    call: Literal["", "no", "today", "soon"] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """When somebody would like to be called."""

    when: Literal["", "today", "soon"] = ""


def student_says(work: Work, request: StudentSays, now: datetime) -> Card:
    """A student's answers; if the meeting took place, the reflection follows at once."""
    meeting, _ = mine(work, request, Side.STUDENT)
    about = about_time(work, meeting, now)
    if about is None:
        return card_now(work, meeting, now, changed=True)
    useful = int(request.useful) if request.useful else None
    respect = request.respect or None
    work.answers.put(about, took_place=request.took_place, now=now, useful=useful, respect=respect)
    after = settle(work, meeting, about, now)
    if request.respect == "no":
        offer_call(work, now)
    if request.took_place in TOOK_PLACE:
        return write_card(work, about, now, respect=request.respect == "no")
    if request.took_place == "absent_self" and meeting.is_pair:
        return missed_card(work, after)
    return _not_held(request.took_place, respect=request.respect == "no")


def buddy_says(work: Work, request: BuddySays, now: datetime) -> Card:
    """A Buddy's answers; who does not feel so well is asked about a call at once, and is left in peace for a while."""
    meeting, _ = mine(work, request, Side.BUDDY)
    about = about_time(work, meeting, now)
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
    settle(work, meeting, about, now)
    if request.how in NOT_WELL:
        rest(work, now, after=True)
    return _followed_up(work, request, now)


def _followed_up(work: Work, request: BuddySays, now: datetime) -> Card:
    """The call that is asked for goes on the duty list; one that was not respectful is there too, as an offer."""
    if request.call in {"today", "soon"}:
        return call_back(work, Call(when="soon" if request.call == "soon" else "today"), now)
    if request.respect == "no":
        offer_call(work, now)
    elif request.how in NOT_WELL:
        return AskCall()
    if request.took_place in TOOK_PLACE:
        return Thanks(respect=request.respect == "no", held=True)
    return _not_held(request.took_place, respect=request.respect == "no")


def _not_held(took_place: str, *, respect: bool = False) -> Thanks:
    if took_place == "absent_other":
        return Thanks(respect=respect, nobody=True)
    moved = took_place == "moved"
    return Thanks(respect=respect, not_held=not moved, moved=moved)


def offer_call(work: Work, now: datetime) -> None:
    """Somebody on duty hears that a meeting did not feel respectful, and can offer a call; nothing waits for it."""
    duty.ask_for_call(work, kind=WorryKind.TREATED, source=Source.RESPECT, soon=True, apart=False, now=now)


def call_back(work: Work, request: Call, now: datetime) -> Card:
    """A call is asked for: what it is about is nobody's business before that call."""
    soon = request.when == "soon"
    worry = duty.ask_for_call(work, kind=WorryKind.ELSE, source=Source.CALL, soon=soon, apart=False, now=now)
    return duty.sent_card(work, worry, now)


def no_call(_work: Work, _request: None, _now: datetime) -> Card:
    """No call: that is fine."""
    return Thanks(no_call=True)


def was_there(work: Work, ref: Ref, now: datetime) -> Card:
    """A student who was said to be missing was there: the same questions as after every meeting."""
    meeting, _ = mine(work, ref, Side.STUDENT)
    if about_time(work, meeting, now) is None:
        return card_now(work, meeting, now, changed=True)
    return after_card(work, meeting)


def about_time(work: Work, meeting: Meeting, now: datetime) -> Meeting | None:
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
