"""What falls due while somebody joins, waits or takes a break."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime, time, timedelta

from bot.domain.cohorts import CohortId, Enrolment
from bot.domain.due import Due, Kind
from bot.domain.people import Person, PersonId, Standing
from bot.domain.quiet import allowed_from
from bot.domain.times import add_days, at_wall, wall

NUDGE_AFTER = 5  # days without an answer to an invitation
NUDGE_FOR = timedelta(days=30)
NEWS_EVERY = 7  # days
NEWS_FOR = timedelta(days=6)  # older news is told by the next
BEFORE_AFTER = timedelta(hours=1)  # after the news of a match: one thing at a time
BEFORE_FOR = timedelta(days=14)
BREAK_FOR = timedelta(days=60)


def invited(cohort: CohortId, person: PersonId, greeted: datetime) -> Due:
    """One nudge for somebody who was greeted and has not said anything."""
    key, at = f"{Kind.WELCOME_NUDGE}:{person}", add_days(greeted, NUDGE_AFTER)
    return Due(key=key, kind=Kind.WELCOME_NUDGE, person=person, subject=cohort, due_at=at, until=at + NUDGE_FOR)


def waiting(enrolment: Enrolment, *, since: datetime, until: datetime) -> Iterator[Due]:
    """News for somebody who waits: every seven days from when they began to, as far as it falls into this time."""
    week = max(1, (since - enrolment.since).days // NEWS_EVERY)
    while (at := add_days(enrolment.since, week * NEWS_EVERY)) <= until:
        mark = f"{enrolment.cohort}:{enrolment.person}:{enrolment.since:%Y%m%d%H%M}:{week}"
        yield Due(
            key=f"{Kind.WAITING_NEWS}:{mark}",
            kind=Kind.WAITING_NEWS,
            person=enrolment.person,
            subject=enrolment.cohort,
            due_at=at,
            until=at + NEWS_FOR,
        )
        week += 1


def matched(cohort: CohortId, student: PersonId, at: datetime) -> Due:
    """The questions of before the series, for a student whose link has begun; once in a cohort."""
    due_at, key = at + BEFORE_AFTER, f"{Kind.BEFORE}:{cohort}:{student}"
    return Due(key=key, kind=Kind.BEFORE, person=student, subject=cohort, due_at=due_at, until=due_at + BEFORE_FOR)


def on_a_break(person: Person, closed: Container[date]) -> Iterator[Due]:
    """The question whether somebody would like to come back, on the day that they named, in their own hours."""
    standing = person.standing or Standing()
    if standing.rests_since is None or standing.rests_until is None:
        return
    at = allowed_from(standing, at_wall(standing.rests_until, time()), closed)
    yield Due(
        key=f"{Kind.BREAK_OVER}:{person.id}:{standing.rests_until:%Y%m%d}:{wall(standing.rests_since):%Y%m%d}",
        kind=Kind.BREAK_OVER,
        person=person.id,
        subject=person.id,
        due_at=at,
        until=at + BREAK_FOR,
    )
