from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.meetings import (
    MAX_AHEAD,
    MAX_PICKS,
    MAX_SLOTS,
    MeetingState,
    Member,
    Side,
    Window,
    meeting_number,
    outcome,
    picks,
    slots,
    two_answers,
)
from bot.domain.people import Person, PersonId, Role
from bot.domain.times import MIN_NOTICE
from tests.domain.some import ALEX, MONDAY, PLANNED, SAM, START, confirmed, group, minutes


def window(start: float, length: float) -> Window:
    """A stretch of so many minutes, so many minutes after two hours from now."""
    begins = MONDAY + MIN_NOTICE + minutes(start)
    return Window(start=begins, end=begins + minutes(length))


WINDOWS = st.lists(st.builds(window, st.integers(0, 5000), st.integers(30, 150)), min_size=1, max_size=3)


@given(WINDOWS, st.integers(15, 60))
def test_free_times_lie_in_the_hours_that_were_given(given_: list[Window], length: int) -> None:
    try:
        found = slots(given_, minutes=length, now=MONDAY)
    except BadInput:
        many = sum((one.end - one.start) // minutes(length) for one in given_)
        assert many > MAX_SLOTS or any(one.end - one.start < minutes(length) for one in given_)
        return
    assert list(found) == sorted(set(found))
    assert 0 < len(found) <= MAX_SLOTS
    assert all(any(one.start <= start and start + minutes(length) <= one.end for one in given_) for start in found)


@given(st.integers(0, 5000), st.integers(15, 60), st.integers(1, MAX_SLOTS), st.integers(0, 14))
def test_meetings_in_one_stretch_follow_each_other(start: int, length: int, many: int, spare: int) -> None:
    found = slots([window(start, many * length + spare)], minutes=length, now=MONDAY)
    assert [after - before for before, after in pairwise(found)] == [minutes(length)] * (many - 1)
    assert (len(found), found[0]) == (many, window(start, 0).start)


def test_two_stretches_that_overlap_offer_no_time_twice() -> None:
    assert len(slots([window(0, 120), window(60, 120)], minutes=60, now=MONDAY)) == 3


def test_a_time_on_the_edge_of_two_hours_or_of_a_year_is_still_good() -> None:
    far = MONDAY + MAX_AHEAD
    assert slots([window(0, 60)], minutes=60, now=MONDAY) == (MONDAY + MIN_NOTICE,)
    assert slots([Window(start=far, end=far + minutes(60))], minutes=60, now=MONDAY) == (far,)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ([], "Please give at least one day"),
        ([window(0, 0)], "The time to must be later than the time from.*Mon 30 Nov at 11:00"),
        ([window(60, -60)], "The time to must be later"),
        ([window(-121, 60)], "Mon 30 Nov at 08:59 has already passed"),
        ([window(-1, 60)], "Mon 30 Nov at 10:59 is very soon"),
        ([window(366 * 24 * 60, 60)], "more than a year away. Please check the year"),
        ([window(0, 59)], "A meeting takes 60 minutes, and Mon 30 Nov at 11:00 leaves less"),
        ([window(0, 120), window(500, 10)], "leaves less"),
        ([window(0, 13 * 60)], "That makes 13 times, and there is room for 12"),
    ],
)
def test_hours_that_cannot_be_used_are_refused_with_the_reason(wrong: list[Window], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        slots(wrong, minutes=60, now=MONDAY)


def test_the_last_hour_of_all_is_a_slip_and_no_crash() -> None:
    end = datetime.max.replace(tzinfo=MONDAY.tzinfo)
    with pytest.raises(BadInput, match="check the year"):
        slots([Window(start=end - minutes(59), end=end)], minutes=50, now=MONDAY)


OFFERED = tuple(START + timedelta(hours=hour) for hour in range(5))


@given(st.lists(st.sampled_from(OFFERED), min_size=1, max_size=MAX_PICKS))
def test_a_student_picks_up_to_three_times_in_any_order(wanted: list[datetime]) -> None:
    assert picks(wanted, offered=OFFERED) == tuple(sorted(set(wanted)))


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ([], "tick at least one time"),
        (OFFERED[:4], "at most 3 times. You ticked 4"),
        ([START - timedelta(hours=1)], "not on offer any more"),
        ([START, START + minutes(1)], "not on offer any more"),
    ],
)
def test_picks_that_cannot_be_used_are_refused_with_the_reason(wanted: list[datetime], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        picks(wanted, offered=OFFERED)


H, P, X = MeetingState.HELD, MeetingState.PLANNED, MeetingState.MISSED
SHORT = MeetingState.HELD_SHORT


@pytest.mark.parametrize(
    ("student", "buddy", "becomes"),
    [
        (None, None, None),
        ("held", None, H),
        ("held_short", "held", H),
        ("held_short", "absent_other", SHORT),
        ("absent_self", "held", H),
        ("moved", "held", H),
        ("moved", None, P),
        ("moved", "absent_other", P),  # a move that is noted beats "they didn't come"
        ("absent_other", "moved", P),
        ("absent_self", None, X),
        ("absent_self", "absent_other", X),
        (None, "absent_other", X),
        ("absent_other", None, P),  # lost by the scheme, whatever the student did
        (None, "absent_self", P),
        ("absent_self", "absent_self", P),
        ("absent_other", "absent_self", P),
        ("absent_other", "absent_other", P),
    ],
)
def test_one_yes_is_enough_a_move_beats_an_absence_and_a_buddy_never_misses(
    student: str | None, buddy: str | None, becomes: MeetingState | None
) -> None:
    said = {who: one for who, one in ((SAM, student), (ALEX, buddy)) if one}
    assert outcome(said, PLANNED) == becomes


GROUP = replace(
    PLANNED,
    members=tuple(
        Member(side=side, person=Person(id=PersonId(at)))
        for at, side in enumerate((Side.STUDENT, Side.STUDENT, Side.BUDDY, Side.BUDDY), 1)
    ),
)


def test_those_who_were_not_there_are_named_and_from_three_on_they_are_the_group() -> None:
    said = [
        group(*names, side=Side.STUDENT).one_or_several(Side.STUDENT)
        for names in (["Sam"], ["Sam", "Kim"], ["Sam", "Kim", "Priya"])
    ]
    assert said == [("Sam", ""), ("", "Sam and Kim"), ("the group", "")]


@pytest.mark.parametrize(
    ("answers", "becomes", "decide"),
    [
        (["absent_self"], None, False),
        (["absent_other", "absent_self", "absent_self"], None, False),
        (["absent_other", "absent_self", "absent_self", "absent_self"], P, False),
        (["absent_self", "held"], H, False),  # one person who could not come is no contradiction
        (["absent_other", "absent_other"], None, False),  # both students say the same
        (["absent_other", "absent_self", "absent_other"], None, True),
        (["absent_other", "held"], H, True),
        (["moved"], P, False),
    ],
)
def test_a_group_goes_on_without_one_person_and_is_missed_by_nobody(
    answers: list[str], becomes: MeetingState | None, decide: bool
) -> None:
    said = {PersonId(at): one for at, one in enumerate(answers, 1)}
    assert (outcome(said, GROUP), two_answers(said, GROUP)) == (becomes, decide)


@pytest.mark.parametrize(
    ("student", "buddy", "decide"),
    [
        ("held", "held_short", False),
        ("held", "absent_other", True),
        ("held", "absent_self", True),
        ("moved", "held_short", True),
        ("moved", "absent_other", False),
        ("absent_other", "absent_other", True),
        ("absent_self", "absent_other", False),
        ("absent_self", "absent_self", False),
    ],
)
def test_what_cannot_all_be_true_is_for_a_coordinator_to_decide(student: str, buddy: str, decide: bool) -> None:
    assert two_answers({SAM: student, ALEX: buddy}, PLANNED) is decide


ANSWERS = st.sampled_from(["held", "held_short", "moved", "absent_self", "absent_other"])


@given(st.dictionaries(st.sampled_from([SAM, ALEX]), ANSWERS), st.dictionaries(st.integers(1, 4), ANSWERS))
def test_whatever_people_say_nobody_is_held_to_have_missed_what_took_place(
    pair: dict[PersonId, str], group: dict[int, str]
) -> None:
    assert (outcome(pair, PLANNED) in {H, SHORT}) is not {"held", "held_short"}.isdisjoint(pair.values())
    assert outcome(pair, PLANNED) is not X or "absent_self" in pair.values() or "absent_other" in pair.values()
    assert outcome({PersonId(at): one for at, one in group.items()}, GROUP) is not X


def test_everybody_has_a_side_and_others_have_none() -> None:
    assert (PLANNED.side_of(SAM), PLANNED.side_of(ALEX)) == (Side.STUDENT, Side.BUDDY)
    assert PLANNED.side_of(PersonId(99)) is None
    assert (PLANNED.people(), PLANNED.people(Side.BUDDY), PLANNED.people(Side.STUDENT)) == (
        (SAM, ALEX),
        (ALEX,),
        (SAM,),
    )


def test_a_meeting_ends_when_its_minutes_are_over() -> None:
    assert confirmed().end == START + minutes(60)
    assert PLANNED.end is None


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ((), ""),
        (("Alex",), "Alex"),
        (("Alex", "Kim"), "Alex and Kim"),
        (("Alex", "Kim", None), "Alex, Kim and someone"),
        ((None,), "someone"),
    ],
)
def test_names_are_said_as_people_say_them(names: tuple[str | None, ...], said: str) -> None:
    meeting = group(*names, side=Side.BUDDY)
    assert (meeting.names(Side.BUDDY), meeting.names(Side.STUDENT)) == (said, "")


def test_a_person_may_have_several_roles() -> None:
    both = Person(id=SAM, roles=frozenset({Role.STUDENT, Role.CARER}))
    assert both.is_a(frozenset({Role.CARER, Role.BUDDY}))
    assert not both.is_a(frozenset({Role.BUDDY}))
    assert not Person(id=SAM).is_a(frozenset(Role))


def test_a_meeting_has_a_number_where_names_have_no_place() -> None:
    assert meeting_number(34) == "M-34"
