"""Who looks for a Buddy, in which order, and who is not named for whom."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.fitting import Field, groups, shared_times, together_before, waits
from bot.domain.free import Free, FreeKind
from bot.domain.joining import Conflict
from bot.domain.links import Link, LinkState, Said
from bot.domain.matching import Facts, Gate, Known
from bot.domain.meetings import LinkId, Member, Side
from bot.domain.people import Person, PersonId, Role
from bot.domain.plans import PlanId, ready

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
B, S, T = PersonId(1), PersonId(2), PersonId(3)


def student(number: int, *, first: bool = False) -> Facts:
    one = Person(id=PersonId(number), roles=frozenset({Role.STUDENT}))
    return Facts(
        person=one, chose=frozenset({Role.STUDENT}), enrolled=EnrolmentState.WAITING, waits_since=NOW, first=first
    )


def field(*people: Facts, before: frozenset[frozenset[PersonId]] = frozenset(), **more: object) -> Field:
    known = Known(people={one.person.id: one for one in people}, **more)  # type: ignore[arg-type]  # Known's own
    return Field(known=known, day=NOW.date(), before=before)


def ended(buddy: Said, learner: Said) -> Link:
    members = (Member(side=Side.BUDDY, person=Person(id=B)), Member(side=Side.STUDENT, person=Person(id=S)))
    return Link(
        id=LinkId(1),
        cohort=CohortId(1),
        label="",
        state=LinkState.ENDED,
        since=NOW,
        frozen=False,
        members=members,
        said={B: buddy, S: learner},
    )


def test_two_who_were_together_or_of_whom_one_said_no_are_not_asked_again() -> None:
    two = frozenset({frozenset({B, S})})
    assert together_before([ended(Said.YES, Said.YES)]) == two
    assert together_before([ended(Said.NO, Said.NOTHING)]) == two
    assert together_before([ended(Said.YES, Said.NO)]) == two
    assert together_before([ended(Said.NOTHING, Said.NOTHING), ended(Said.YES, Said.NOTHING)]) == frozenset()


def test_nobody_is_named_for_themselves_for_who_is_apart_or_for_who_was_before() -> None:
    apart = Conflict(id=1, person=PersonId(4), other=S, team="")
    one = field(student(2), student(4), before=frozenset({frozenset({B, S}), frozenset({B, T})}), conflicts=(apart,))
    assert one.not_with(one.known.people[S]) == {S, B, PersonId(4)}


def test_the_line_is_kept_and_gates_reach_to_the_end_of_the_cohort() -> None:
    giver = Facts(person=Person(id=B, roles=frozenset({Role.BUDDY})))
    one = field(student(2), student(3, first=True), giver)
    assert [each.person.id for each in one.waiting()] == [T, S]
    assert (list(one.givers()), waits(giver)) == ([giver], False)
    assert one.in_the_way(giver, Side.BUDDY) == (Gate.CHOICE, Gate.STEPS)
    assert (one.ends, field(ends=date(2027, 1, 1)).ends) == (NOW.date(), date(2027, 1, 1))


def test_groups_are_about_equally_large_and_keep_two_apart() -> None:
    people = [student(number) for number in range(2, 9)]
    one = field(*people, conflicts=(Conflict(id=1, person=PersonId(2), other=PersonId(3), team=""),))
    assert [len(group) for group in groups(people, one, least=1, most=1)] == [1] * 7
    found = groups(people, one, least=3, most=4)
    assert [len(group) for group in found] == [4, 3]
    assert [sum(each.person.id in {2, 3} for each in group) for group in found] == [1, 1]
    assert groups(people[:2], one, least=2, most=4) == []


def test_the_news_of_a_plan_is_one_for_each_plan() -> None:
    assert ready(PlanId(3), B, NOW).key == "plan_ready:3"


def each(weekday: int, first: float, last: float, kind: FreeKind = FreeKind.WEEKLY) -> Free:
    """A weekly time, in hours."""
    return Free(
        kind=kind, weekday=weekday, until=date(2027, 3, 31), from_minute=int(60 * first), to_minute=int(60 * last)
    )


def test_the_meetings_that_fit_into_a_week_of_both_are_counted() -> None:
    mine = [each(1, 10, 12), each(1, 11, 13), each(3, 9, 10.5), each(4, 20, 24)]
    assert shared_times(mine, [each(1, 9, 13), each(3, 9.5, 12)], minutes=60) == 4
    assert shared_times(mine, [each(1, 9, 13)], minutes=75) == 2
    assert shared_times(mine, [each(4, 22, 24), each(5, 0, 2)], minutes=60) == 2
    assert shared_times(mine, [each(0, 9, 17)], minutes=60) == 0
    assert shared_times(mine, [], minutes=60) is None
    assert shared_times([], mine, minutes=60) is None
    assert shared_times(mine, [], [each(1, 9, 13)], [each(1, 12, 17)], minutes=60) == 1
    assert shared_times([each(1, 9, 12, FreeKind.ONCE)], mine, minutes=60) is None
