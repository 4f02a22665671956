"""What is said of a meeting before it begins, and when it moves: asked again at the moment of sending."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.meetings import DayBefore, Morning, Moved, Soon
from bot.domain.booking import LINK_WAIT
from bot.domain.due import Kind
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Role
from bot.domain.times import say_clock, say_day, wall
from bot.usecases.ports import Work
from bot.usecases.saying import HeldBack, Prompt
from bot.usecases.showing import (
    LAST_MOMENT,
    OTHER,
    booked_card,
    missed_card,
    own_needs,
    ready_card,
    side,
    speaks_as_carer,
    theme,
    waits_for_link,
)


def is_about(meeting: Meeting, prompt: Prompt) -> bool:
    """Whether the prompt is about the meeting as it stands: its key names the version or the sequence."""
    mark = prompt.key.split(":")[2]
    return mark in {f"v{meeting.version}", str(meeting.sequence)}


def _start(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> datetime | None:
    """When it starts, if it is set for the time that the prompt was about, has not begun, and the actor is coming."""
    if meeting.state is not MeetingState.CONFIRMED or not meeting.start or not is_about(meeting, prompt):
        return None
    goes_on_without = not meeting.is_pair and work.actor.id in work.answers.took_place(meeting)
    return None if meeting.start <= now or goes_on_without else meeting.start


def booked(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """A time is set; the news waits a little for the link."""
    start = _start(work, meeting, prompt, now)
    if start and waits_for_link(work, meeting, now):
        raise HeldBack(min(meeting.since + LINK_WAIT, start - LAST_MOMENT))
    return booked_card(work, meeting, start, now=now) if start else None


def ready(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """Aims and questions for a student."""
    start = _start(work, meeting, prompt, now)
    return ready_card(work, meeting, start) if start else None


def day_before(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """What the next meeting is about, for a Buddy."""
    if not (start := _start(work, meeting, prompt, now)):
        return None
    about, day = theme(work, meeting), wall(start).date()
    tomorrow = day == wall(now).date() + timedelta(days=1)
    return DayBefore(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        time=say_clock(wall(start).time()),
        day="" if tomorrow else say_day(day),
        tomorrow=tomorrow,
        student=meeting.names(Side.STUDENT),
        prepare=about.prepare_for(carer=Role.CARER in work.actor.roles),
        boundary=about.buddy_boundary,
        agreement=bool(about.agreement),
    )


def morning(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """Asks whether it is still good."""
    if not (start := _start(work, meeting, prompt, now)):
        return None
    carer = speaks_as_carer(work)
    return Morning(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        time=say_clock(wall(start).time()),
        student=meeting.names(Side.STUDENT),
        join_url=meeting.join_url or "",
        buddy=not carer,
        carer=carer,
    )


def soon(work: Work, meeting: Meeting, prompt: Prompt, now: datetime) -> Card | None:
    """Minutes before."""
    start, mine = _start(work, meeting, prompt, now), side(work, meeting)
    if not start or not mine:
        return None
    return Soon(
        meeting=meeting.id,
        version=meeting.version,
        cohort=meeting.cohort,
        minutes=max(1, round((start - now).total_seconds() / 60)),
        time=say_clock(wall(start).time()),
        other=meeting.names(OTHER[mine]),
        join_url=meeting.join_url or "",
        needs=own_needs(work, meeting),
        no_link=not meeting.join_url,
        buddy=mine is Side.BUDDY,
        student=mine is Side.STUDENT,
    )


def moved(work: Work, meeting: Meeting, prompt: Prompt, _now: datetime) -> Card | None:
    """It moves, and nothing else."""
    mine = side(work, meeting)
    if meeting.state is MeetingState.CONFIRMED or not mine:
        return None  # it is set again, and a card says so
    today = prompt.kind is Kind.MOVED_TODAY
    return Moved(
        number=meeting.number,
        other=meeting.names(OTHER[mine]),
        today=today,
        later=not today,
        buddy=mine is Side.BUDDY,
        student=mine is Side.STUDENT,
    )


def missed(work: Work, meeting: Meeting, prompt: Prompt, _now: datetime) -> Card | None:
    """Asks a student whether it is right that they could not come; not one who has said so."""
    if meeting.state is not MeetingState.MISSED or not is_about(meeting, prompt):
        return None
    card = missed_card(work, meeting)
    return None if card.own else card
