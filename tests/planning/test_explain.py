"""Why this Buddy, why not that one, why nobody, and which hours would help: true, and in plain words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.library import Library
from bot.content.plain_english import faults
from bot.planning import Level, Pair, Plan, plan, why, why_nobody
from bot.planning.keep import LOOK
from bot.planning.model import Buddy, Student, Window
from bot.planning.rules import Barrier, barriers
from tests.planning.cohorts import cohort
from tests.planning.test_full import hour, one_pair

PROBLEM = cohort(201, students=60, buddies=12)
LIBRARY = Library.read(contact="Sam Reed, 01234 567890", office_hours="Monday to Friday, 9 to 5")


@pytest.fixture(scope="module")
def found() -> Plan:
    return plan(PROBLEM, level=Level.PAIRING)


def easy(words: tuple[str, ...]) -> None:
    assert [fault for line in words for fault in faults(line, LIBRARY.avoid)] == []


def test_why_this_buddy(found: Plan) -> None:
    for pair in found.pairs:
        reason = why(PROBLEM, found, pair.student, pair.buddy)
        assert reason.together
        assert reason.words[0].startswith("They could meet on ")
        easy(reason.words)


def test_why_not_another_says_what_it_would_cost_in_all(found: Plan) -> None:
    kinds = set()
    for pair in found.pairs[:4]:
        student = next(one for one in PROBLEM.students if one.id == pair.student)
        for buddy in PROBLEM.buddies:
            reason = why(PROBLEM, found, pair.student, buddy.id)
            easy(reason.words)
            assert reason.barriers == barriers(PROBLEM, student, buddy)
            if reason.together or reason.barriers:
                continue
            other = plan(PROBLEM, keep=[Pair(student=student.id, buddy=buddy.id, fixed=True)], level=Level.PAIRING)
            assert (reason.served, reason.preference) == (
                other.served - found.served,
                other.preference - found.preference,
            )
            kinds.add(reason.words[-1].split()[0])
    assert kinds >= {"All"}


def test_a_pair_that_would_cost_somebody_their_place() -> None:
    week = (hour(1, 9, 12),)
    problem = one_pair(student=week, buddy=week)
    two = (*problem.students, Student(id="Jo", weekly=week, waiting_days=100))
    more = (*problem.buddies, Buddy(id="Sam", weekly=(hour(2, 9, 12),), orgs=frozenset({""})))
    jo_could = replace(two[1], weekly=(*week, hour(2, 9, 12)))
    problem = replace(problem, students=(two[0], jo_could), buddies=more)
    best = plan(problem, level=Level.PAIRING)
    reason = why(problem, best, "Jo", "Kim")
    assert (reason.served, reason.words[-1]) == (-1, "With this pair, 1 student fewer would have a place.")
    sure = replace(best, pairs=tuple(replace(pair, fixed=True) for pair in best.pairs))
    assert why(problem, sure, "Jo", "Kim").words == ("All places of this Buddy are promised to others.",)


def test_a_pair_that_would_be_just_as_good() -> None:
    week = (hour(1, 9, 12),)
    problem = one_pair(student=week, buddy=week)
    problem = replace(problem, buddies=(*problem.buddies, replace(problem.buddies[0], id="Sam")))
    best = plan(problem, level=Level.PAIRING)
    other = next(one.id for one in problem.buddies if one.id != best.pairs[0].buddy)
    assert why(problem, best, "Alex", other).words[-1] == "This pair would be just as good. You can choose it."


def test_every_barrier_has_plain_words() -> None:
    easy((*(barrier.value for barrier in Barrier), LOOK))


def test_why_nobody_names_those_who_share_the_places_and_what_would_help() -> None:
    week = (hour(1, 17, 19),)
    problem = one_pair(student=week, buddy=week)
    students = tuple(replace(problem.students[0], id=f"s{nth}") for nth in range(4))
    problem = replace(problem, students=students)
    found = plan(problem)
    left = next(one.id for one in students if one.id not in {pair.student for pair in found.pairs})
    told = why_nobody(problem, found, left)
    assert (told.students, told.buddies, told.places) == (("s0", "s1", "s2", "s3"), ("Kim",), 1)
    assert told.words[0] == "4 students share 1 place with 1 Buddy."
    assert told.words[1] == "Two more hours on Tuesday evenings would serve 3 students more."
    assert (told.helps[0].weekday, told.helps[0].served) == (1, 3)
    easy(told.words)


def test_the_hours_that_help_do_help() -> None:
    found = plan(PROBLEM)
    served = {pair.student for pair in found.pairs}
    left = [why_nobody(PROBLEM, found, one.id) for one in PROBLEM.students if one.id not in served and one.consent]
    for told in left:
        easy(told.words)
        if told.students:
            assert told.places < len(told.students)
    told = max(left, key=lambda one: (len(one.helps), len(one.students)))
    hours = told.helps[0]
    window = Window(weekday=hours.weekday, start=hours.start, end=hours.start + 120)
    giver = Buddy(
        id="new",
        weekly=(window,),
        orgs=frozenset(one.org for one in PROBLEM.students),
        supports=frozenset().union(*(one.needs for one in PROBLEM.students)),
        students_at_once=9,
        meetings_a_day=9,
    )
    more = replace(PROBLEM, buddies=(*PROBLEM.buddies, giver), apart=frozenset())
    assert plan(more, keep=found.pairs).served > found.served


def test_why_nobody_when_there_is_no_buddy_at_all() -> None:
    problem = one_pair(student=(hour(1, 9, 10),), buddy=(hour(2, 9, 10),))
    nobody = Plan(name="", level=Level.FULL, pairs=(), bound=0, preference=0, fairness=0)
    told = why_nobody(problem, nobody, "Alex")
    assert told.barriers == {Barrier.TIME: 1}
    assert told.helps[0].weekday == 1
    easy(told.words)
    shy = replace(problem, students=(replace(problem.students[0], consent=False),))
    assert why_nobody(shy, nobody, "Alex").helps == ()


def test_why_nobody_when_there_may_be_a_place_or_there_is_one() -> None:
    problem = one_pair(student=(hour(1, 9, 10),), buddy=(hour(1, 9, 10),))
    nobody = Plan(name="", level=Level.FULL, pairs=(), bound=0, preference=0, fairness=0)
    told = why_nobody(problem, nobody, "Alex")
    assert told.words[0].startswith("There may be a place")
    easy(told.words)
    assert why_nobody(problem, plan(problem), "Alex").words == ("This student has a Buddy in this plan.",)
    elsewhere = replace(nobody, pairs=(Pair(student="Jo", buddy="Kim"),))
    two = replace(problem, students=(*problem.students, Student(id="Jo", weekly=(hour(4, 9, 10),))))
    assert why_nobody(two, elsewhere, "Alex").words == told.words


def test_long_meetings_need_more_than_two_hours() -> None:
    problem = one_pair(student=(hour(1, 9, 12),), buddy=(hour(2, 9, 12),))
    long = replace(problem, term=replace(problem.term, minutes=150))
    nobody = Plan(name="", level=Level.FULL, pairs=(), bound=0, preference=0, fairness=0)
    assert why_nobody(long, nobody, "Alex").helps == ()
