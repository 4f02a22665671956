"""How many could begin in each week of the term: a series that begins later has fewer days to fit into."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from bot.planning.flow import cheapest
from bot.planning.lanes import lane_network, lanes
from bot.planning.model import Problem, Student, Window
from bot.planning.solve import prepare

LOOKED_AT = 12  # weeks
NEWCOMERS = 300  # who could come beside those who wait; nobody plans for more at once
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A first day, written as 2026-12-07: how many of those who wait could begin then at most, and how many in all."""

    start: str
    could: int
    room: int


def by_week(problem: Problem) -> tuple[Week, ...]:
    """Each week from the first day of the term, up to the last in which somebody could begin."""
    open_to_all = replace(problem, students=(*problem.students, *_newcomers(problem)))
    found: list[Week] = []
    start = problem.term.start
    while start <= problem.term.end and len(found) < LOOKED_AT:
        room = most(_from(open_to_all, start))
        if not room:
            break
        found.append(Week(start=start.isoformat(), could=most(_from(problem, start)), room=room))
        start += WEEK
    return tuple(found)


def _newcomers(problem: Problem) -> list[Student]:
    """Students who could fill every place: they are free whenever a Buddy is, and ask for nothing."""
    term = problem.term
    weekly = tuple(Window(weekday=weekday, start=term.opens, end=term.closes) for weekday in range(7))
    many = min(NEWCOMERS, sum(one.students_at_once for one in problem.buddies))
    return [Student(id=f"new-{number}", weekly=weekly) for number in range(many)]


def _from(problem: Problem, start: date) -> Problem:
    return replace(problem, term=replace(problem.term, start=start))


def most(problem: Problem) -> int:
    """Nobody can serve more than this, each with a whole series."""
    setting = prepare(problem)
    loose = lane_network(setting.table, setting.allowed, lanes(setting.table, setting.allowed), fair=0, sure=False)
    pairs = len(setting.allowed.student)
    network = loose.priced(np.zeros(pairs, np.int64), np.ones(pairs, bool))
    return len(loose.chosen(cheapest(network, len(setting.table.students))))
