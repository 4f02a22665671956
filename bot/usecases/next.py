"""What is asked of somebody just now, whatever it is about."""

from __future__ import annotations

from datetime import datetime

from bot.cards import Card
from bot.domain.cohorts import EnrolmentState
from bot.usecases.answering import question_now
from bot.usecases.joining import join_typed
from bot.usecases.meetings import next_meeting
from bot.usecases.ports import Work


def what_is_next(work: Work, request: None, now: datetime) -> Card:
    """The choice to take part while it waits, then a question about a match, then the next meeting."""
    places = work.cohorts.enrolments(work.actor.id)
    if any(place.state is EnrolmentState.INVITED for place in places):
        return join_typed(work, request, now)
    return question_now(work, now) or next_meeting(work, request, now)
