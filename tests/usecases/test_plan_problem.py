"""A cohort as a problem for the planner: the same gates as a suggestion, and everybody's own limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.content.closed import bank_holidays
from bot.domain.cohorts import Cohort, CohortId, EnrolmentState
from bot.domain.fitting import Field, groups
from bot.domain.free import Free, FreeKind
from bot.domain.joining import Conflict, Registered, Step, StepState
from bot.domain.matching import Facts, Known, why_not
from bot.domain.meetings import Side, Window
from bot.domain.people import Person, PersonId, Role
from bot.domain.plans import Brings
from bot.domain.series import Series, Theme
from bot.planning import Level, plan
from bot.planning.rules import Barrier, barriers
from bot.usecases.plan_problem import ASKING, Ground, people_in, problem_of

DAY, END = date(2026, 11, 30), date(2027, 3, 31)
DONE = dict.fromkeys(Step, Registered(state=StepState.DONE))
LAPSES = DONE | {Step.CHECKS: Registered(state=StepState.DONE, expires=date(2026, 12, 24))}
THEMES = tuple(Theme(key=str(nth), title="", student_prepare="", buddy_prepare="") for nth in range(6))
SERIES = Series(key="core6", title="Core series", minutes=60, themes=THEMES)
COHORT = Cohort(id=CohortId(1), name="OT Autumn", series="core6", model="", version="", ends=END)


def buddy(number: int, **more: Any) -> Facts:  # noqa: ANN401 - Facts' own
    """A Buddy who is ready."""
    one = Person(id=PersonId(number), roles=frozenset({Role.BUDDY}), line="I went back to work.")
    return replace(Facts(person=one, chose=frozenset({Role.BUDDY}), steps=DONE), **more)


def student(number: int, **more: Any) -> Facts:  # noqa: ANN401 - Facts' own
    """A student who waits."""
    one = Person(id=PersonId(number), roles=frozenset({Role.STUDENT}))
    joined = datetime(2026, 10, 1, 9, tzinfo=UTC)
    waits = Facts(person=one, chose=frozenset({Role.STUDENT}), enrolled=EnrolmentState.WAITING, waits_since=joined)
    return replace(waits, **more)


def conflict(person: int, other: int | None = None, team: str = "") -> Conflict:
    return Conflict(id=1, person=PersonId(person), other=PersonId(other) if other else None, team=team)


def ground(
    *people: Facts,
    conflicts: Iterable[Conflict] = (),
    before: Iterable[tuple[int, int]] = (),
    brings: Mapping[int, Brings] | None = None,
    series: Series = SERIES,
) -> Ground:
    known = Known(people={one.person.id: one for one in people}, conflicts=tuple(conflicts), ends=END)
    pairs = frozenset(frozenset({PersonId(one), PersonId(other)}) for one, other in before)
    return Ground(
        field=Field(known=known, day=DAY, before=pairs),
        brings={PersonId(number): one for number, one in (brings or {}).items()},
        cohort=COHORT,
        series=series,
        closed=bank_holidays(),
    )


def weekly(weekday: int, first: int, last: int, until: date = END) -> Free:
    return Free(kind=FreeKind.WEEKLY, weekday=weekday, from_minute=60 * first, to_minute=60 * last, until=until)


def allowed(one: Ground) -> set[tuple[int, int]]:
    """Whom the planner may pair, time left aside."""
    problem = problem_of(one)
    return {
        (int(s.id), int(b.id))
        for s in problem.students
        for b in problem.buddies
        if not set(barriers(problem, s, b)) - {Barrier.TIME}
    }


def test_what_the_gates_of_a_suggestion_forbid_is_not_allowed_and_what_they_allow_is() -> None:
    both = replace(student(13).person, roles=frozenset({Role.STUDENT, Role.BUDDY}))
    mixed = ground(
        *(buddy(1), buddy(2, chose=frozenset()), buddy(3, steps={}), buddy(4, steps=LAPSES), buddy(5, away=True)),
        *(buddy(6, teaches=1), buddy(7, room=2, teaches=1), buddy(8)),
        *(student(9), student(10, chose=frozenset()), student(11, enrolled=EnrolmentState.LINKED)),
        *(student(12, placement="Oak Ward"), student(13, person=both, chose=frozenset(Role), steps=DONE)),
        *(student(14, learns=1), student(15, away=True)),
        conflicts=[conflict(1, 9), conflict(8, team="oak ward")],
        before=[(7, 9)],
    )
    field = mixed.field
    students = [one.person.id for one in field.waiting()]
    suggested = {
        (one, other)
        for one in students
        for other, facts in field.known.people.items()
        if other not in field.not_with(field.known.people[one])
        and facts.person.is_a(frozenset({Role.BUDDY}))
        and not why_not({one: Side.STUDENT, other: Side.BUDDY}, field.known, DAY)
    }
    assert suggested == allowed(mixed)
    assert allowed(mixed) == {(9, 8), (9, 13), (12, 1), (12, 7), (12, 13), (13, 1), (13, 7), (13, 8)}


def test_the_times_of_a_buddy_are_their_own_and_who_gave_none_is_free_on_working_days() -> None:
    away = Free(kind=FreeKind.AWAY, day=date(2026, 12, 8), until=date(2026, 12, 8))
    brings = {1: Brings(times=(weekly(1, 14, 16), away)), 2: Brings(times=(away,))}
    problem = problem_of(ground(buddy(1, gives_times=True), buddy(2), student(3), brings=brings))
    first, second = problem.buddies
    assert problem.term.start == DAY + ASKING
    assert {one.day.weekday() for one in first.once} == {1}
    assert {(one.start, one.end) for one in first.once} == {(14 * 60, 16 * 60)}
    assert date(2026, 12, 8) not in {one.day for one in (*first.once, *second.once)}
    assert {one.day.weekday() for one in second.once} == set(range(5))
    assert date(2026, 12, 25) in problem.term.closed


def test_a_student_can_in_their_usual_hours_and_who_told_none_can_always() -> None:
    once = Free(kind=FreeKind.ONCE, day=date(2026, 12, 9), until=date(2026, 12, 9), from_minute=600, to_minute=720)
    brings = {3: Brings(times=(weekly(1, 14, 16, date(2026, 12, 1)), once)), 4: Brings(times=(once,))}
    told, silent = problem_of(ground(buddy(1), student(3), student(4), brings=brings)).students
    assert [(one.weekday, one.start, one.end) for one in told.weekly] == [(1, 14 * 60, 16 * 60)]
    assert {one.weekday for one in silent.weekly} == set(range(7))


def test_who_has_had_a_part_of_the_series_needs_the_rest_of_it() -> None:
    problem = problem_of(ground(buddy(1), student(3), student(4), brings={3: Brings(had=4)}))
    assert [one.meetings for one in problem.students] == [3, 6]
    found = plan(problem, seconds=5)
    assert {pair.student: len(pair.sessions) for pair in found.pairs} == {"3": 3}


def test_caps_rest_and_what_is_booked_are_kept() -> None:
    booked = datetime(2026, 12, 9, 14, tzinfo=UTC)
    brings = {
        1: Brings(
            booked=(Window(start=booked, end=booked + timedelta(hours=1)),),
            meetings_week=3,
            minutes_week=150,
            rest_days=1,
        )
    }
    one = problem_of(ground(buddy(1, room=3, teaches=1), buddy(2), student(3), brings=brings)).buddies[0]
    assert (one.students_at_once, one.weekly_meetings, one.weekly_minutes, one.rest_days) == (2, 2, 90, 1)
    assert one.meetings_paid == 6
    whole_days = {time.day for time in one.busy if (time.start, time.end) == (0, 24 * 60)}
    assert whole_days == {date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 10)}


def test_who_is_first_in_line_comes_first_and_a_plan_is_found() -> None:
    early = datetime(2026, 9, 1, tzinfo=UTC)
    one = ground(buddy(1), student(3, waits_since=early), student(4, first=True), student(5, waits_since=None))
    assert [facts.person.id for facts in one.field.waiting()] == [4, 3, 5]
    found = plan(problem_of(one), seconds=5, level=Level.FULL)
    assert [(pair.student, pair.buddy, len(pair.sessions)) for pair in found.pairs] == [("4", "1", 6)]


def test_a_series_for_groups_is_planned_in_groups_without_two_who_are_apart() -> None:
    carers = replace(SERIES, themes=THEMES[:1], group_min=3, group_max=8)
    people = [student(number) for number in range(10, 19)]
    one = ground(buddy(1), buddy(2), *people, conflicts=[conflict(10, 11)], series=carers)
    names = [people_in(each.id) for each in problem_of(one).students]
    assert sorted(len(each) for each in names) == [4, 5]
    assert not any({10, 11} <= set(each) for each in names)
    few = ground(buddy(1), *people[:2], series=carers)
    assert problem_of(few).students == ()
    apart = ground(buddy(1), *people[:3], conflicts=[conflict(10, 11), conflict(10, 12)], series=carers)
    assert [len(each) for each in groups(apart.field.waiting(), apart.field, least=2, most=3)] == [2]


def test_a_cohort_without_a_last_day_has_room_for_a_series_and_one_that_is_over_has_none() -> None:
    one = ground(buddy(1), student(3))
    open_end = replace(one, cohort=replace(COHORT, ends=None))
    assert (problem_of(open_end).term.end - problem_of(open_end).term.start).days == 6 * SERIES.gap_days_max
    over = replace(one, cohort=replace(COHORT, ends=DAY))
    assert plan(problem_of(over), seconds=5).pairs == ()
