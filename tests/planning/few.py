"""A few people who meet twice in four weeks, each with named hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.planning import Problem
from bot.planning.model import Buddy, Student, Term, Window
from tests.planning.cohorts import autumn

WEEKS = 4
TERM = Term(start=autumn().start, end=autumn().start + timedelta(days=7 * WEEKS - 1), meetings=2, minutes=60, pause=0)
Hours = dict[str, tuple[Window, ...]]


def at(weekday: int, start: int) -> Window:
    return Window(weekday=weekday, start=60 * start, end=60 * start + 60)


def people(students: Hours, buddies: Hours, *, seats: int = 1, at_once: int = 100) -> Problem:
    """All may meet all whose hours suit."""
    return Problem(
        name="chain",
        term=replace(TERM, at_once=at_once),
        students=tuple(Student(id=name, weekly=hours) for name, hours in students.items()),
        buddies=tuple(
            Buddy(id=name, weekly=hours, orgs=frozenset({""}), students_at_once=seats)
            for name, hours in buddies.items()
        ),
    )


MONDAY, TUESDAY, FRIDAY = at(0, 9), at(1, 9), at(4, 9)
