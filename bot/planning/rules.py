"""The same rules for one pair at a time, in plain Python: what stands between two people, and how well they suit."""

from __future__ import annotations

from enum import StrEnum

from bot.planning.allowed import DAYS_A_POINT, GENDER, KIND, MODE, THEME, THEMES_COUNTED, WAITING
from bot.planning.bits import start_words
from bot.planning.model import Buddy, Pair, Problem, Student
from bot.planning.series import Frame, any_series, as_integer


class Barrier(StrEnum):
    """Why two people may not be paired, or why a student has no place."""

    STUDENT_CHOICE = "The student has not said yes to the scheme yet."
    BUDDY_CHOICE = "The Buddy has not said yes to the scheme yet."
    REGISTRATION = "The Buddy's registration does not cover the whole series."
    ORGANISATION = "The Buddy does not meet students of this university."
    DISCIPLINE = "The Buddy does not meet students of this course."
    NEEDS = "What the student needs in a meeting can't be met yet."
    CARE_TEAM = "The student is on placement with the Buddy's own care team."
    APART = "These two should not be paired."
    BEFORE = "They have been paired before."
    DECLINED = "One of them said no to this pair before."
    GENDER = "The student asked for a Buddy of another gender."
    TIME = "There is not enough time that suits both."
    PLACES = "All places of this university or course are taken."


def barriers(problem: Problem, student: Student, buddy: Buddy) -> tuple[Barrier, ...]:
    """All that stands between these two; nothing when they may be paired."""
    term = problem.term
    found = {
        Barrier.STUDENT_CHOICE: not student.consent,
        Barrier.BUDDY_CHOICE: not buddy.consent,
        Barrier.REGISTRATION: buddy.registered_from > term.start or buddy.registered_until < term.end,
        Barrier.ORGANISATION: student.org not in buddy.orgs,
        Barrier.DISCIPLINE: buddy.disciplines is not None and not student.disciplines <= buddy.disciplines,
        Barrier.NEEDS: not student.needs <= buddy.supports,
        Barrier.CARE_TEAM: bool(student.placement_teams & buddy.care_teams),
        Barrier.APART: (student.id, buddy.id) in problem.apart,
        Barrier.BEFORE: buddy.id in student.previous,
        Barrier.DECLINED: buddy.id in student.declined,
        Barrier.GENDER: student.gender_must and student.gender not in (None, buddy.gender),
        Barrier.TIME: not _have_time(problem, student, buddy),
    }
    return tuple(barrier for barrier, stands in found.items() if stands)


def common_starts(problem: Problem, student: Student, buddy: Buddy) -> int:
    """When these two could meet, had they nobody else to meet."""
    one, other = (as_integer(start_words([person], problem)[0]) for person in (student, buddy))
    return one & other


def _have_time(problem: Problem, student: Student, buddy: Buddy) -> bool:
    frame = Frame.of(problem.term)
    return any_series(common_starts(problem, student, buddy), frame) is not None


def wishes(student: Student, buddy: Buddy) -> dict[str, int]:
    """The points of a pair, by what they are for."""
    return {
        "themes": THEME * min(THEMES_COUNTED, len(student.themes & buddy.themes)),
        "mode": MODE * (student.mode == "any" or student.mode in buddy.modes),
        "gender": GENDER * (student.gender in (None, buddy.gender)),
        "kind": KIND * (student.kind in (None, buddy.kind)),
        "waiting": min(WAITING, student.waiting_days // DAYS_A_POINT),
    }


def preference(problem: Problem, pairs: tuple[Pair, ...]) -> int:
    """The sum of all wishes met."""
    students = {student.id: student for student in problem.students}
    buddies = {buddy.id: buddy for buddy in problem.buddies}
    return sum(sum(wishes(students[pair.student], buddies[pair.buddy]).values()) for pair in pairs)


def fairness(problem: Problem, pairs: tuple[Pair, ...]) -> int:
    """How unevenly the paid hours fall: the lower the fairer."""
    meetings = problem.term.meetings
    load: dict[str, int] = {}
    total = 0
    paid = {buddy.id: buddy.meetings_paid for buddy in problem.buddies}
    for pair in pairs:
        load[pair.buddy] = load.get(pair.buddy, 0) + 1
        total += paid[pair.buddy] + meetings * load[pair.buddy] - meetings // 2
    return total
