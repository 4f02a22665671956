"""The best plan of a tiny cohort, found by trying every one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import combinations, product
from zoneinfo import ZoneInfo

from bot.planning import Level, Pair, Plan, Problem
from bot.planning.model import Buddy, Student
from tests.planning.checker import faults, is_free


def _plan(problem: Problem, pairs: tuple[Pair, ...], level: Level) -> Plan:
    return Plan(name=problem.name, level=level, pairs=pairs, bound=0, preference=0, fairness=0)


def _all_starts(problem: Problem) -> list[datetime]:
    term, zone = problem.term, ZoneInfo(problem.tz)
    days = [term.start + timedelta(days=day) for day in range(term.days)]
    return [datetime.combine(day, time(hour), zone).astimezone(UTC) for day in days for hour in range(9, 13)]


def series(problem: Problem, student: Student, buddy: Buddy) -> list[tuple[datetime, ...]]:
    """Every series on the hour that suits both and breaks no rule by itself."""
    starts = [at for at in _all_starts(problem) if is_free(problem, student, at) and is_free(problem, buddy, at)]
    own = [
        Pair(student=student.id, buddy=buddy.id, sessions=some) for some in combinations(starts, problem.term.meetings)
    ]
    return [pair.sessions for pair in own if not faults(problem, _plan(problem, (pair,), Level.FULL))]


def pairings(problem: Problem) -> Iterator[tuple[Pair, ...]]:
    """Every pairing that breaks no rule; a pair needs a series of its own, and a Buddy time for so many."""
    seats = {buddy.id: _seats(problem, buddy) for buddy in problem.buddies}
    ways = [[None, *(b.id for b in problem.buddies if _may(problem, s, b))] for s in problem.students]
    for chosen in product(*ways):
        named = zip(problem.students, chosen, strict=True)
        pairs = tuple(Pair(student=student.id, buddy=buddy) for student, buddy in named if buddy)
        crowded = any(sum(pair.buddy == buddy for pair in pairs) > many for buddy, many in seats.items())
        if not crowded and not faults(problem, _plan(problem, pairs, Level.PAIRING)):
            yield pairs


def _may(problem: Problem, student: Student, buddy: Buddy) -> bool:
    alone = Problem(name="", term=problem.term, students=(student,), buddies=(_tireless(buddy),), apart=problem.apart)
    return bool(series(alone, student, alone.buddies[0]))


def _tireless(buddy: Buddy) -> Buddy:
    return Buddy(
        id=buddy.id, weekly=buddy.weekly, busy=buddy.busy, orgs=buddy.orgs, students_at_once=99, meetings_a_day=9
    )


def _seats(problem: Problem, buddy: Buddy) -> int:
    """The Buddy's places by their own time: what fits each week, rest counted as at most so many days a week."""
    free = [at.astimezone(ZoneInfo(problem.tz)) for at in _all_starts(problem) if is_free(problem, buddy, at)]
    total = 0
    for week in range(problem.term.days // 7):
        days = [sum((at.date() - problem.term.start).days == 7 * week + day for at in free) for day in range(7)]
        best = sorted((min(many, buddy.meetings_a_day) for many in days), reverse=True)
        total += min(sum(best[: -(-7 // (buddy.rest_days + 1))]), buddy.weekly_meetings)
    return min(buddy.students_at_once, total // problem.term.meetings)


def most_served(problem: Problem) -> int:
    """The most students that any timetable serves."""
    buddies = problem.buddies

    @cache
    def ways(student: int, buddy: int) -> tuple[Pair, ...]:
        one, other = problem.students[student], buddies[buddy]
        return tuple(Pair(student=one.id, buddy=other.id, sessions=some) for some in series(problem, one, other))

    best = 0

    def extend(student: int, pairs: tuple[Pair, ...]) -> None:
        nonlocal best
        best = max(best, len(pairs))
        if student == len(problem.students) or len(pairs) + len(problem.students) - student <= best:
            return
        for buddy in range(len(buddies)):
            for pair in ways(student, buddy):
                if not faults(problem, _plan(problem, (*pairs, pair), Level.FULL)):
                    extend(student + 1, (*pairs, pair))
        extend(student + 1, pairs)

    extend(0, ())
    return best
