"""What is asked of somebody just now, whatever it is about."""

from __future__ import annotations

from datetime import datetime

from bot.cards import Card
from bot.domain.cohorts import EnrolmentState
from bot.domain.meetings import MeetingState
from bot.usecases.answering import question_now
from bot.usecases.joining import join_typed
from bot.usecases.meetings import next_meeting
from bot.usecases.ports import Work
from bot.usecases.showing import card_now


def what_is_next(work: Work, request: None, now: datetime) -> Card:
    """The choice to take part while it waits, then a question about a match, then the next meeting."""
    places = work.cohorts.enrolments(work.actor.id)
    if any(place.state is EnrolmentState.INVITED for place in places):
        return join_typed(work, request, now)
    return question_now(work, now) or next_meeting(work, request, now)


def not_today_typed(work: Work, request: None, now: datetime) -> Card:
    """The meeting that is set, with its way to move it: nothing moves before a press. Without one, what is next."""
    ahead = [
        (one.start, one)
        for one in work.meetings.of(work.actor.id)
        if one.state is MeetingState.CONFIRMED and one.start and one.end and now < one.end
    ]
    return card_now(work, min(ahead, key=lambda pair: pair[0])[1], now) if ahead else what_is_next(work, request, now)
