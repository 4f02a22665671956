"""What is wrong with a plan, found with plain dates and clocks: knows nothing of bits, tables and solvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.planning import Level, Plan, Problem
from bot.planning.model import Buddy, Pair, Someone, Student


def faults(problem: Problem, plan: Plan) -> list[str]:
    """Every rule that the plan breaks, none for a sound plan."""
    students = {one.id: one for one in problem.students}
    buddies = {one.id: one for one in problem.buddies}
    found = [f"{name} twice" for name, many in Counter(pair.student for pair in plan.pairs).items() if many > 1]
    for pair in plan.pairs:
        found += [
            f"{pair.student}-{pair.buddy}: {why}" for why in _pair(problem, students[pair.student], buddies[pair.buddy])
        ]
    for org, most in problem.org_limits.items():
        if sum(students[pair.student].people for pair in plan.pairs if students[pair.student].org == org) > most:
            found.append(f"{org}: too many")
    for (org, course), most in problem.course_limits.items():
        of_course = [student for student in students.values() if student.org == org and course in student.disciplines]
        if sum(one.people for one in of_course if any(pair.student == one.id for pair in plan.pairs)) > most:
            found.append(f"{org} {course}: too many")
    for buddy in problem.buddies:
        if sum(pair.buddy == buddy.id for pair in plan.pairs) > buddy.students_at_once:
            found.append(f"{buddy.id}: too many students")
    return found + (list(_times(problem, plan, students, buddies)) if plan.level is Level.FULL else [])


def _pair(problem: Problem, student: Student, buddy: Buddy) -> Iterator[str]:
    if not student.consent or not buddy.consent:
        yield "no informed choice"
    if not buddy.registered_from <= problem.term.start <= problem.term.end <= buddy.registered_until:
        yield "registration"
    if student.org not in buddy.orgs or (buddy.disciplines is not None and student.disciplines - buddy.disciplines):
        yield "university or course"
    if student.needs - buddy.supports or student.placement_teams & buddy.care_teams:
        yield "needs or care team"
    if (student.id, buddy.id) in problem.apart or buddy.id in student.previous | student.declined:
        yield "apart, before or declined"
    if student.gender_must and student.gender not in (None, buddy.gender):
        yield "gender"


def _times(problem: Problem, plan: Plan, students: dict[str, Student], buddies: dict[str, Buddy]) -> Iterator[str]:
    for pair in plan.pairs:
        yield from _series(problem, pair)
        for start in pair.sessions:
            for person in (students[pair.student], buddies[pair.buddy]):
                if not is_free(problem, person, start):
                    yield f"{person.id} is not free at {start}"
    for buddy in problem.buddies:
        yield from _strength(
            problem, buddy, [at for pair in plan.pairs if pair.buddy == buddy.id for at in pair.sessions]
        )
    quarters: Counter[datetime] = Counter()
    for pair in plan.pairs:
        for start in pair.sessions:
            quarters.update(start + timedelta(minutes=at) for at in range(0, problem.term.minutes, 15))
    if max(quarters.values(), default=0) > problem.term.at_once:
        yield "too many meetings at once"


def _series(problem: Problem, pair: Pair) -> Iterator[str]:
    term = problem.term
    local = [start.astimezone(ZoneInfo(problem.tz)) for start in pair.sessions]
    if len(local) != term.meetings:
        yield f"{pair.student}: {len(local)} meetings"
    for one, other in pairwise(local):
        if not term.gap_min <= (other.date() - one.date()).days <= term.gap_max:
            yield f"{pair.student}: a wrong gap"
    for start in local:
        minute = 60 * start.hour + start.minute
        if start.date() in term.closed or not term.start <= start.date() <= term.end:
            yield f"{pair.student}: a closed day"
        if minute % 15 or minute < term.opens or minute + term.minutes > term.closes:
            yield f"{pair.student}: a wrong hour"


def is_free(problem: Problem, person: Someone, start: datetime) -> bool:
    """Whether somebody can hold a meeting that starts then."""
    local = start.astimezone(ZoneInfo(person.tz))
    begin = 60 * local.hour + local.minute
    end = begin + problem.term.minutes
    windows = [(window.start, window.end) for window in person.weekly if window.weekday == local.weekday()]
    windows += [(time.start, time.end) for time in person.once if time.day == local.date()]
    busy = any(time.day == local.date() and time.start < end and begin < time.end for time in person.busy)
    return not busy and any(first <= begin and end <= last for first, last in windows)


def _strength(problem: Problem, buddy: Buddy, starts: list[datetime]) -> Iterator[str]:
    term = problem.term
    starts.sort()
    if any((b - a).total_seconds() < 60 * term.step for a, b in pairwise(starts)):
        yield f"{buddy.id}: two meetings too close"
    days: list[date] = [start.astimezone(ZoneInfo(problem.tz)).date() for start in starts]
    weeks = Counter((day - term.start).days // 7 for day in days)
    if max(Counter(days).values(), default=0) > buddy.meetings_a_day:
        yield f"{buddy.id}: too many on a day"
    if max(weeks.values(), default=0) > min(buddy.weekly_minutes // term.step, buddy.weekly_meetings):
        yield f"{buddy.id}: too many in a week"
    if any(0 < (b - a).days <= buddy.rest_days for a, b in pairwise(days)):
        yield f"{buddy.id}: no rest"
