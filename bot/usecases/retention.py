"""Before words are deleted, their author hears of it twice, and can read them first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.cards import Card
from bot.cards.reflection import RetentionNotice
from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.ending import NOTICES, delete_on, notices
from bot.domain.times import say_day, wall
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt

FIRST = timedelta(days=NOTICES[Kind.RETENTION_30])


def planned(work: Work, _since: datetime, until: datetime) -> Iterable[Due]:
    """The notices of all whose series is over; the words are not deleted before both have been."""
    return (due for one in work.ending.over(until=until - FIRST + timedelta(days=1)) for due in notices(one))


def say_notice(work: Work, prompt: Prompt, now: datetime) -> Card | None:
    """The day, while there is something to read; one notice at a time."""
    over = work.ending.mine_over(CohortId(prompt.subject))
    if over is None or prompt.key not in {one.key for one in notices(over)}:
        return None
    last = next(one for one in notices(over) if one.kind is Kind.RETENTION_7)
    if prompt.kind is Kind.RETENTION_30 and last.due_at <= now:
        return None
    day = delete_on(over.ended_at, wall(now).date())
    return RetentionNotice(day=f"{say_day(day)} {day.year}")
