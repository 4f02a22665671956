"""'Nobody is here': said by either side once a meeting has begun. Nothing interrupts a meeting that runs."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.after import Thanks
from bot.cards.meetings import Wait
from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.times import say_clock, wall
from bot.usecases.outcomes import settle
from bot.usecases.ports import Work
from bot.usecases.showing import OTHER, card_now, side
from bot.usecases.times import Ref, mine

PATIENCE = timedelta(minutes=15)


def nobody_here(work: Work, ref: Ref, now: datetime) -> Card:
    """How long to wait; before the start and after the end: how things stand."""
    meeting, stale = mine(work, ref)
    if _runs(meeting, now) and meeting.start:
        return _wait(work, meeting, meeting.start)
    return card_now(work, meeting, now, changed=stale)


def here_now(work: Work, ref: Ref, now: datetime) -> Card:
    """They came: the way in."""
    meeting, stale = mine(work, ref)
    return card_now(work, meeting, now, changed=stale)


def did_not_come(work: Work, ref: Ref, now: datetime) -> Card:
    """Nobody came for a quarter of an hour: the person can go, and it is nobody's fault.

    A move that was noted meanwhile is what counts, so there is nothing to say any more.
    """
    meeting, _ = mine(work, ref)
    start = meeting.start
    if meeting.state is not MeetingState.CONFIRMED or start is None or now < start:
        return card_now(work, meeting, now, changed=True)
    if now < start + PATIENCE:
        return _wait(work, meeting, start, early=True)
    work.answers.put(meeting, took_place="absent_other", now=now)
    settle(work, meeting, meeting, now)
    buddy = side(work, meeting) is Side.BUDDY
    return Thanks(waited=buddy, nobody=not buddy)


def _runs(meeting: Meeting, now: datetime) -> bool:
    over = meeting.end is None or meeting.end <= now
    return meeting.state is MeetingState.CONFIRMED and meeting.start is not None and meeting.start <= now and not over


def _wait(work: Work, meeting: Meeting, start: datetime, *, early: bool = False) -> Wait:
    mine_ = side(work, meeting) or Side.STUDENT
    return Wait(
        meeting=meeting.id,
        version=meeting.version,
        other=meeting.names(OTHER[mine_]),
        until=say_clock(wall(start + PATIENCE).time()),
        early=early,
        buddy=mine_ is Side.BUDDY,
        student=mine_ is Side.STUDENT,
    )
