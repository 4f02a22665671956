"""How many could begin in each week: fewer, the later it is, and nobody more than there are places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.planning.model import Buddy, Problem, Student, Term, Window
from bot.planning.report import Report, report
from bot.planning.weeks import LOOKED_AT, by_week

START = date(2026, 9, 28)
ALL_WEEK = tuple(Window(weekday=day, start=480, end=1260) for day in range(5))
TUESDAYS = (Window(weekday=1, start=600, end=660),)


def small(weeks: int, *, students: int = 3) -> Problem:
    """Two Buddies with an hour a week for one student each, and a series of two meetings."""
    term = Term(start=START, end=START + timedelta(days=7 * weeks - 1), meetings=2, minutes=60, gap_max=7)
    return Problem(
        name="small",
        term=term,
        students=tuple(Student(id=f"s{nth}", weekly=ALL_WEEK) for nth in range(students)),
        buddies=tuple(Buddy(id=f"b{nth}", weekly=TUESDAYS) for nth in range(2)),
    )


def test_each_week_says_how_many_could_begin_until_a_series_does_not_fit_any_more() -> None:
    found = by_week(small(4))
    assert [one.start for one in found] == ["2026-09-28", "2026-10-05", "2026-10-12"]
    assert [(one.could, one.room) for one in found] == [(2, 2)] * 3


def test_places_that_nobody_waits_for_are_counted_too() -> None:
    assert [(one.could, one.room) for one in by_week(small(2, students=1))] == [(1, 2)]
    assert [(one.could, one.room) for one in by_week(small(2, students=0))] == [(0, 2)]


def test_a_long_term_is_looked_at_for_some_weeks_and_one_that_is_over_not_at_all() -> None:
    assert len(by_week(small(20))) == LOOKED_AT
    assert by_week(small(0)) == ()


def test_a_report_holds_the_weeks_where_they_were_asked_for() -> None:
    problem = small(3)
    asked = report(problem, seconds=5, weeks=True)
    assert asked.weeks == by_week(problem)
    assert Report.read(asked.written) == asked
    assert report(problem, seconds=5).weeks == ()
    empty = replace(problem, students=())
    assert (len(report(empty, seconds=5, weeks=True).weeks), report(empty, seconds=5).weeks) == (2, ())
