"""What is said of meetings in the calendar: asked again at the moment of sending."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cards import Card
from bot.cards.booking import CalendarNote, StillOn
from bot.cards.meetings import Booked
from bot.domain.booking import BookingState
from bot.domain.due import Kind
from bot.domain.meetings import Meeting, MeetingId, MeetingState, Side, meeting_number
from bot.domain.times import say
from bot.usecases.day import is_about
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt
from bot.usecases.showing import OTHER, booked_card, card_now, side
from bot.usecases.times import Ref, mine


def _start(meeting: Meeting, prompt: Prompt, now: datetime) -> datetime | None:
    set_ = meeting.state is MeetingState.CONFIRMED and is_about(meeting, prompt)
    return meeting.start if set_ and meeting.start and meeting.start > now else None


def say_link(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Booked | None:
    """The link to join, for whoever was told of the meeting before there was one."""
    start = _start(meeting, prompt, now)
    told = work.due.said(f"{Kind.BOOKED}:{meeting.id}:{meeting.sequence}:{work.actor.id}")
    linked = datetime.fromtimestamp(int(prompt.key.split(":")[4]) / 1_000_000, UTC)
    if start is None or told is None or told >= linked:
        return None
    return booked_card(work, meeting, start, link_here=True)


def say_still_on(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> StillOn | None:
    """Asks whether it is still on; not once the calendar is as it should be."""
    start, mine_, why = _start(meeting, prompt, now), side(work, meeting), prompt.key.split(":")[4]
    state = work.bookings.state(meeting)
    gone, edited = why.startswith(BookingState.GONE), why.startswith(BookingState.EDITED)
    if start is None or mine_ is None:
        return None
    if (gone and state is not BookingState.GONE) or (edited and state is not BookingState.EDITED):
        return None
    other = why.removeprefix("other") if why.startswith("other") else ""
    return StillOn(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        number=meeting.number,
        other=meeting.names(OTHER[mine_]),
        when=say(start),
        proposed=say(datetime.fromtimestamp(int(other), UTC)) if other else "",
        changed=gone or edited,
        said_no=why == "no",
        buddy=mine_ is Side.BUDDY,
        student=mine_ is Side.STUDENT,
    )


def still_on(work: Work, ref: Ref, now: datetime) -> Card:
    """Somebody says that it is still on. When everybody has, the calendar is put right."""
    meeting, stale = mine(work, ref)
    if stale or meeting.state is not MeetingState.CONFIRMED or meeting.start is None or meeting.start <= now:
        return card_now(work, meeting, now, changed=stale)
    work.bookings.agree(meeting, now=now)
    work.audit("still on", meeting.id, now=now)
    return card_now(work, meeting, now)


def say_note(work: Work, prompt: Prompt, now: datetime) -> CalendarNote | None:
    """What a coordinator has to know of the calendar; nothing of a meeting that has its link by now, or has begun."""
    reason = prompt.key.split(":")[4]
    if prompt.subject == 0:
        return CalendarNote(grant=reason == "grant", mailbox=reason == "mailbox", down=reason == "down", all=True)
    meeting = work.meetings.get(MeetingId(prompt.subject))
    if meeting.state is not MeetingState.CONFIRMED or meeting.start is None or meeting.start <= now:
        return None
    no_link = reason in {"no_link", "foreign", "not_taken"}
    if no_link and meeting.own_link:
        return None
    return CalendarNote(
        meeting=meeting_number(meeting.id),
        when=say(meeting.start),
        no_link=reason == "no_link",
        foreign=reason == "foreign",
        not_taken=reason == "not_taken",
        gone=reason == "gone",
        edited=reason == "edited",
        standing=no_link and bool(meeting.join_url),
        nothing=no_link and not meeting.join_url,
    )
