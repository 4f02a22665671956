"""Who has had a part of the series needs fewer meetings, comes first, and keeps to the same rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.planning import plan
from bot.planning.groups import grouped
from bot.planning.lengths import needs, solve_all
from bot.planning.model import Buddy, Level, Pair, Plan, Problem, Student, Term, Window
from bot.planning.report import Report, report

START = date(2026, 9, 28)
ALL_WEEK = tuple(Window(weekday=day, start=480, end=1260) for day in range(5))
TUESDAYS = (Window(weekday=1, start=600, end=660),)


def late(weeks: int, *, meetings: dict[str, int | None], buddies: int = 1, at_once: int = 2) -> Problem:
    """Buddies with one hour a week, and students who need so many meetings; a whole series has four."""
    term = Term(start=START, end=START + timedelta(days=7 * weeks - 1), meetings=4, minutes=60)
    return Problem(
        name="late",
        term=term,
        students=tuple(Student(id=name, weekly=ALL_WEEK, meetings=many) for name, many in meetings.items()),
        buddies=tuple(
            Buddy(id=f"b{nth}", weekly=TUESDAYS, students_at_once=at_once, meetings_a_day=2) for nth in range(buddies)
        ),
    )


def held(found: Plan) -> dict[str, int]:
    """How many meetings each has."""
    return {pair.student: len(pair.sessions) for pair in found.pairs}


def test_where_the_term_is_too_short_for_a_series_a_rest_of_one_still_fits() -> None:
    found = plan(late(3, meetings={"new": None, "back": 2}), seconds=5)
    assert held(found) == {"back": 2}
    assert found.bound == 1


def test_the_meetings_of_one_leave_room_for_the_others_and_nobody_meets_two_at_once() -> None:
    problem = late(6, meetings={"back": 2, "new": 4})
    found = plan(problem, seconds=5)
    assert held(found) == {"back": 2, "new": 4}
    starts = [start for pair in found.pairs for start in pair.sessions]
    assert len(set(starts)) == len(starts)
    assert (found.proven, found.cut_short, found.kept) == (True, False, 0)
    assert not any(pair.promised for pair in found.pairs)


def test_who_needs_fewest_comes_first() -> None:
    found = plan(late(6, meetings={"one": None, "two": 3, "three": 2}, at_once=1), seconds=5)
    assert held(found) == {"three": 2}
    assert found.bound >= found.served


def test_what_is_promised_or_kept_stays() -> None:
    problem = late(10, meetings={"back": 2, "new": None, "old": None}, buddies=2, at_once=3)
    first = plan(problem, seconds=5)
    assert held(first) == {"back": 2, "new": 4, "old": 4}
    fixed = [replace(pair, fixed=pair.student == "old") for pair in first.pairs]
    again = plan(problem, keep=fixed, seconds=5)
    assert {(pair.student, pair.buddy) for pair in again.pairs} == {(pair.student, pair.buddy) for pair in first.pairs}
    assert (again.kept, again.keepable) == (3, 3)
    assert [pair.sessions for pair in again.pairs if pair.student == "old"] == [
        pair.sessions for pair in first.pairs if pair.student == "old"
    ]


def test_without_any_difference_it_is_one_plan_as_ever() -> None:
    problem = late(6, meetings={"a": None, "b": 4})
    assert needs(problem) == {}
    assert solve_all(problem, seconds=5) == plan(problem, seconds=5)
    assert len(plan(late(6, meetings={"a": 2}), seconds=5, level=Level.PAIRING).pairs) == 1


def test_a_report_says_how_many_are_needed_and_why_somebody_stays_without() -> None:
    told: list[tuple[int, int]] = []
    found = report(late(3, meetings={"new": None, "back": 2}), seconds=5, told=lambda *far: told.append(far))
    assert [(one.student, one.needed) for one in found.pairs] == [("back", 2)]
    assert [one.student for one in found.without] == ["new"]
    assert found.without[0].words
    assert Report.read(found.written) == found
    assert told[-1] == (1, 1)


def test_a_group_has_the_meetings_that_one_of_it_still_needs() -> None:
    problem = late(6, meetings={"a": 2, "b": 3, "c": None})
    together = grouped(problem, {"ab": ["a", "b"]})
    assert {one.id: one.meetings for one in together.students} == {"ab": 3, "c": None}
    assert grouped(problem, {"all": ["a", "b", "c"]}).students[0].meetings is None


def test_a_pair_that_is_gone_is_not_looked_for() -> None:
    problem = late(6, meetings={"back": 2})
    gone = Pair(student="x", buddy="b0", sessions=(datetime(2026, 10, 6, 9).astimezone(),), fixed=True)
    assert held(plan(problem, keep=[gone], seconds=5)) == {"back": 2}
