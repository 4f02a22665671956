"""A link tutor looks at how far the own students are. What they wrote is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards.tutors import StudentRow, Students
from bot.domain.cohorts import Cohort, EnrolmentState
from bot.domain.errors import BadInput
from bot.domain.times import say_day, wall
from bot.usecases.content import content_of
from bot.usecases.ports import Work
from bot.usecases.ports.tutoring import Tutee

SHOWN = 20  # students on one card


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which page of the list."""

    page: int = 1


def students(work: Work, request: Page, now: datetime) -> Students:
    """Who took part and who has finished, one page of it; that it was looked at is noted."""
    found = work.tutoring.students()
    start = (request.page - 1) * SHOWN
    shown = found[start : start + SHOWN] if start >= 0 else []
    if found and not shown:
        raise BadInput(f"There are {(len(found) - 1) // SHOWN + 1} pages. For example: list --page 1")
    cohorts = {number: work.cohorts.get(number) for number in {one.cohort for one in shown}}
    work.audit("list of students read", now=now)
    left = len(found) - start - len(shown)
    return Students(
        rows=tuple(_row(work, one, cohorts[one.cohort]) for one in shown),
        none=not found,
        next=request.page + 1 if left else 0,
        left=left,
    )


def _row(work: Work, one: Tutee, cohort: Cohort) -> StudentRow:
    who = ", ".join(part for part in (one.first_name or "A student", one.course_id) if part)
    return StudentRow(who=f"{who} ({cohort.name})", how=_how(work, one, cohort))


def _how(work: Work, one: Tutee, cohort: Cohort) -> str:
    """Of somebody who left, only that and the day."""
    if one.state is EnrolmentState.LEFT:
        return f"Left on {say_day(wall(one.since).date())}."
    planned = len(content_of(work, cohort).series.themes)
    complete = "Complete." if one.state is EnrolmentState.COMPLETE else "Not complete yet."
    return f"Meetings: {one.attended} of {planned}. Reflections done: {one.reflections}. {complete}"
