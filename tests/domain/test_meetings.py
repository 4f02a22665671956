from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import BadInput
from bot.domain.meetings import MAX_AHEAD, MAX_PICKS, MAX_SLOTS, MeetingState, Side, Window, picks, slots, took_place
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


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ([], None),
        (["absent_other"], None),
        (["moved"], MeetingState.PLANNED),
        (["absent_other", "absent_self"], MeetingState.PLANNED),
        (["moved", "held"], MeetingState.HELD),
        (["held"], MeetingState.HELD),
        (["absent_other", "held"], MeetingState.HELD),
        (["held_short", "held"], MeetingState.HELD),
        (["held_short"], MeetingState.HELD_SHORT),
        (["absent_self", "held_short"], MeetingState.HELD_SHORT),
    ],
)
def test_one_yes_is_enough_and_without_any_it_is_planned_anew(said: list[str], becomes: MeetingState | None) -> None:
    assert took_place(said, people=2) == becomes


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
