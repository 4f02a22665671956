"""A problem as numbers: people in an order of their own, when they can start, how much each Buddy can take on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

import numpy as np

from bot.planning.bits import FULL, QUARTER, Flags, Numbers, Words, most_in_a_day, start_words
from bot.planning.model import Buddy, Problem, Someone, Student, Term
from bot.planning.series import Frame, has_series
from bot.planning.traits import Traits, trait

Anyone = TypeVar("Anyone", bound=Someone)
NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A problem as numbers. Rows of students and Buddies stand in the order of `students` and `buddies`."""

    problem: Problem
    students: tuple[Student, ...]
    buddies: tuple[Buddy, ...]
    student_row: dict[str, int]
    buddy_row: dict[str, int]
    traits: Traits
    serves: Flags  # by organisation and Buddy
    student_starts: Words
    buddy_starts: Words
    ever: tuple[Words, Words]  # by weekday: of students, of Buddies, the starts that suit them on some of these days
    always: tuple[Words, Words]  # on all that are open, where these hold a series
    willing: Flags  # students who made an informed choice and look for a place
    a_day: Numbers  # most meetings on each of a Buddy's days
    weekly: Numbers  # most meetings a week
    seats: Numbers  # most students
    paid: Numbers
    orgs: tuple[str, ...]
    org: Numbers  # of each student
    org_places: Numbers
    course: Numbers  # of each student, where its places are limited, else -1
    course_org: Numbers
    course_places: Numbers
    span: int  # slots from one start of a Buddy to the next
    length: int  # slots that a meeting takes up


def tabulate(problem: Problem) -> Table:
    """The numbers of a problem, the same in whatever order people are handed in."""
    students = _in_order(problem.students, problem.name)
    buddies = _in_order(problem.buddies, problem.name)
    orgs = tuple(sorted({student.org for student in students}))
    org_row = {name: row for row, name in enumerate(orgs)}
    courses = sorted(course for course in problem.course_limits if course[0] in org_row)
    course_row = {course: row for row, course in enumerate(courses)}
    course = [_course(student, course_row) for student in students]
    starts, span = start_words(buddies, problem), -(-problem.term.step // QUARTER)
    student_starts = start_words(students, problem)
    usual = [_usual(words, problem.term) for words in (student_starts, starts)]
    weekly = np.array([_weekly(buddy, problem.term.step) for buddy in buddies], np.int64)
    weeks = -(-problem.term.days // 7)
    room = Room(
        starts=starts,
        a_day=_repeat([buddy.meetings_a_day for buddy in buddies], problem.term.days),
        a_week=_repeat(weekly.tolist(), weeks),
        at_once=np.array([buddy.students_at_once for buddy in buddies], np.int64),
    )
    return Table(
        problem=problem,
        students=students,
        buddies=buddies,
        student_row={student.id: row for row, student in enumerate(students)},
        buddy_row={buddy.id: row for row, buddy in enumerate(buddies)},
        traits=Traits.of(students, buddies),
        serves=trait(orgs, [buddy.orgs for buddy in buddies], lambda name, served: name in served).met,
        student_starts=student_starts,
        buddy_starts=starts,
        ever=(usual[0][0], usual[1][0]),
        always=(usual[0][1], usual[1][1]),
        willing=np.array([student.consent for student in students], bool),
        a_day=room.a_day,
        weekly=weekly,
        seats=seats(problem, buddies, room, span),
        paid=np.array([buddy.meetings_paid for buddy in buddies], np.int64),
        orgs=orgs,
        org=np.array([org_row[student.org] for student in students], np.int64),
        org_places=_places(
            [problem.org_limits.get(org) for org in orgs], [org_row[student.org] for student in students], students
        ),
        course=np.array(course, np.int64),
        course_org=np.array([org_row[org] for org, _ in courses], np.int64),
        course_places=_places([problem.course_limits[name] for name in courses], course, students),
        span=span,
        length=-(-problem.term.minutes // QUARTER),
    )


def _usual(words: Words, term: Term) -> tuple[Words, Words]:
    """What suits people on each weekday, the term's first one first: on some of its days, and on all of them.

    On all means on those that are open; no start at all on weekdays of which too few are open for a series.
    """
    weeks = -(-term.days // 7)
    days = np.zeros((7 * weeks, len(words)), np.uint64)
    days[: term.days] = words.T
    by_week = days.reshape(weeks, 7, len(words))
    open_ = np.zeros((weeks, 7), bool)
    open_.flat[: term.days] = True
    open_.flat[[(day - term.start).days for day in term.closed if term.start <= day <= term.end]] = False
    enough = has_series(open_.reshape(-1) & (np.arange(open_.size) % 7 == np.arange(7)[:, None]), Frame.of(term))
    shut = np.where(open_, np.uint64(0), np.uint64(FULL))[..., None]
    return np.bitwise_or.reduce(by_week), np.bitwise_and.reduce(by_week | shut) * enough[:, None]


def _in_order(people: Iterable[Anyone], salt: str) -> tuple[Anyone, ...]:
    # Neither who came first nor whose id is small is favoured when two are alike.
    return tuple(sorted(people, key=lambda one: blake2b(f"{salt}\0{one.id}".encode(), digest_size=12).digest()))


def _weekly(buddy: Buddy, step: int) -> int:
    return min(buddy.weekly_minutes // step, buddy.weekly_meetings)


def _course(student: Student, limited: Mapping[tuple[str, str], int]) -> int:
    found = (limited.get((student.org, course), NONE) for course in student.disciplines)
    return max(found, default=NONE)


def _places(limits: Sequence[int | None], of: Sequence[int], students: Sequence[Student]) -> Numbers:
    """The limits, less what groups take up beyond one place each."""
    beyond = [0] * len(limits)
    for row, student in zip(of, students, strict=True):
        if row != NONE:
            beyond[row] += student.people - 1
    many = len(students)
    places = [
        many if limit is None else max(0, min(limit - more, many)) for limit, more in zip(limits, beyond, strict=True)
    ]
    return np.array(places, np.int64)


def _repeat(numbers: list[int], times: int) -> Numbers:
    return np.repeat(np.array(numbers, np.int64)[:, None], times, axis=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What each Buddy can still take on: starts, meetings a day and a week, and students."""

    starts: Words
    a_day: Numbers
    a_week: Numbers
    at_once: Numbers


def seats(problem: Problem, buddies: Sequence[Buddy], room: Room, span: int) -> Numbers:
    """How many students each Buddy could take on, were all of them free whenever the Buddy is."""
    term = problem.term
    padded = np.zeros((len(buddies), room.a_week.shape[1] * 7), np.int64)
    padded[:, : term.days] = np.minimum(most_in_a_day(room.starts, span), room.a_day)
    rest = np.array([buddy.rest_days for buddy in buddies], np.int64)
    # With rest between, no week holds more than its fullest days.
    best = -np.sort(-padded.reshape(*room.a_week.shape, 7), axis=2)
    best *= np.arange(7) < -(-7 // (rest + 1))[:, None, None]
    series = np.minimum(best.sum(axis=2), room.a_week).sum(axis=1) // term.meetings
    ready = np.array([is_ready(problem, buddy) for buddy in buddies], bool)
    found: Numbers = np.clip(np.minimum(room.at_once, series), 0, None) * ready
    return found


def is_ready(problem: Problem, buddy: Buddy) -> bool:
    """Whether a Buddy made an informed choice and is registered for the whole series."""
    term = problem.term
    return buddy.consent and buddy.registered_from <= term.start and buddy.registered_until >= term.end
