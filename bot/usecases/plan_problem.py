"""A cohort as a problem for the planner: who waits, who is ready, when they can, and who is not to meet whom.

What `match suggest` would not name is not allowed here either; time is looked at here alone.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from bot.domain.cohorts import Cohort
from bot.domain.fitting import Field, groups
from bot.domain.free import DAY, Free, FreeKind, single, windows
from bot.domain.matching import Facts, long_words
from bot.domain.meetings import Side, Window
from bot.domain.offers import rest_around
from bot.domain.people import PersonId
from bot.domain.places import Studies, compared
from bot.domain.plans import Brings
from bot.domain.quiet import SATURDAY
from bot.domain.series import Series
from bot.domain.times import at_wall
from bot.planning import model
from bot.planning.groups import grouped

ASKING = timedelta(days=7)  # until both have been asked, nobody can meet
OPENS, CLOSES = 8 * 60, 21 * 60
JOINED = "+"  # between the numbers of students who meet a Buddy together
FIRST = 200  # days that count as waited for who is first in line
NO_LIMIT = 10**6  # minutes a week
NOTHING = Brings()
ALL_WEEK = tuple(model.Window(weekday=weekday, start=OPENS, end=CLOSES) for weekday in range(7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that a plan is made of."""

    field: Field
    brings: Mapping[PersonId, Brings]
    cohort: Cohort
    series: Series
    closed: Container[date]


def problem_of(ground: Ground) -> model.Problem:
    """The problem: students in groups where the series asks for groups."""
    field, series, term = ground.field, ground.series, _term(ground)
    waiting = [one for one in field.waiting() if not field.in_the_way(one, Side.STUDENT)]
    ready = [one for one in field.givers() if not field.in_the_way(one, Side.BUDDY)]
    together = [
        group
        for alike in _alike(ground, waiting)
        for group in groups(alike, field, least=series.group_min, most=series.group_max)
    ]
    students = [one for group in together for one in group]
    problem = model.Problem(
        name=str(ground.cohort.id),
        term=term,
        students=tuple(_student(ground, one) for one in students),
        buddies=tuple(_buddy(ground, term, one) for one in ready),
        apart=frozenset((str(one.person.id), str(other)) for one in students for other in field.not_with(one)),
        **_limits(ground),
    )
    return grouped(problem, {group_name(group): [str(one.person.id) for one in group] for group in together})


def _limits(ground: Ground) -> dict[str, Any]:
    """How many places are left for each university, and for each course, that has a limit."""
    left = ground.field.known.places.left()
    return {
        "org_limits": {university: many for (university, course), many in left.items() if not course},
        "course_limits": {studies: many for studies, many in left.items() if studies[1]},
    }


def _studies(ground: Ground, one: Facts) -> Studies:
    """A student's university and course, as far as a limit is about them."""
    studies = university, _ = compared((one.university, one.discipline))
    left = ground.field.known.places.left()
    return university if any(name == university for name, _ in left) else "", studies[1] if studies in left else ""


def _alike(ground: Ground, waiting: Sequence[Facts]) -> Iterable[Sequence[Facts]]:
    """Those who count alike: a group is of one university, and of one course, where there are limits."""
    found: dict[Studies, list[Facts]] = {}
    for one in waiting:
        found.setdefault(_studies(ground, one), []).append(one)
    return found.values()


def group_name(group: Sequence[Facts]) -> str:
    """The id of a student, or of students who meet a Buddy together."""
    return JOINED.join(str(one.person.id) for one in group)


def people_in(name: str) -> tuple[PersonId, ...]:
    """Whom such an id stands for."""
    return tuple(PersonId(int(number)) for number in name.split(JOINED))


def _term(ground: Ground) -> model.Term:
    series, many = ground.series, len(ground.series.themes)
    start = max(ground.field.day + ASKING, ground.cohort.starts or date.min)
    end = ground.cohort.ends or start + timedelta(days=series.gap_days_max * many)
    days = max(0, (end - start).days)
    return model.Term(
        start=start,
        end=start + timedelta(days=days),
        meetings=many,
        minutes=series.minutes,
        gap_min=series.gap_days_min,
        gap_max=series.gap_days_max,
        target_gap=series.gap_days_target,
        opens=OPENS,
        closes=CLOSES,
        closed=frozenset(day for day in (start + timedelta(days=at) for at in range(days + 1)) if day in ground.closed),
    )


def _student(ground: Ground, one: Facts) -> model.Student:
    """A student can in their usual hours; who has told none can whenever a Buddy can, until they are asked."""
    waited = (ground.field.day - one.waits_since.date()).days if one.waits_since else 0
    return model.Student(
        id=str(one.person.id),
        weekly=tuple(_usual(_brings(ground, one).times)) or ALL_WEEK,
        busy=_once(_brings(ground, one).booked),
        org=_studies(ground, one)[0],
        disciplines=frozenset(filter(None, [_studies(ground, one)[1]])),
        themes=long_words(one.hope),
        waiting_days=max(0, waited) + FIRST * one.first,
        meetings=ground.series.ahead(_brings(ground, one).had).meetings,
    )


def _usual(times: Iterable[Free]) -> Iterator[model.Window]:
    """Each week, until they say otherwise."""
    for one in times:
        if one.kind is FreeKind.WEEKLY and one.weekday is not None:
            yield model.Window(weekday=one.weekday, start=one.from_minute, end=one.to_minute)


def _buddy(ground: Ground, term: model.Term, one: Facts) -> model.Buddy:
    brings, minutes = _brings(ground, one), ground.series.minutes
    tired = rest_around((each.start for each in brings.booked), brings.rest_days)
    week = brings.minutes_week
    return model.Buddy(
        id=str(one.person.id),
        once=_times(ground, term, one),
        busy=(*_once(brings.booked), *(model.Once(day=day, start=0, end=DAY) for day in sorted(tired))),
        orgs=frozenset({"", *(university for university, _ in ground.field.known.places.left())}),
        themes=long_words(one.person.line or ""),
        students_at_once=one.room - one.teaches,
        rest_days=brings.rest_days,
        # Those whom they meet already take a place in each week; at least one meeting fits into some of them.
        weekly_meetings=max(1, brings.meetings_week - one.teaches),
        weekly_minutes=NO_LIMIT if week is None else max(week - one.teaches * minutes, min(week, minutes)),
        meetings_paid=one.teaches * term.meetings,
    )


def _brings(ground: Ground, one: Facts) -> Brings:
    return ground.brings.get(one.person.id, NOTHING)


def _times(ground: Ground, term: model.Term, one: Facts) -> tuple[model.Once, ...]:
    """The stored free times; who has given none is taken to be free on working days, and is asked."""
    times = _brings(ground, one).times
    if not one.gives_times:
        usual = Free(kind=FreeKind.WEEKLY, from_minute=OPENS, to_minute=CLOSES, until=term.end)
        times = (*times, *(replace(usual, weekday=weekday) for weekday in range(SATURDAY)))
    since, until = at_wall(term.start, time()), at_wall(term.end + timedelta(days=1), time())
    return _once(windows(times, since=since, until=until, closed=ground.closed))


def _once(found: Iterable[Window]) -> tuple[model.Once, ...]:
    return tuple(model.Once(day=one.until, start=one.from_minute, end=one.to_minute) for one in single(found))
