from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.booking import (
    Booking,
    BookingState,
    Entry,
    Step,
    Trouble,
    Wanted,
    is_join_url,
    look_again,
    look_for_link,
    next_step,
    state_of,
    try_again,
)

START = datetime(2026, 12, 1, 14, tzinfo=UTC)
HOUR = timedelta(hours=1)
NOW = START - timedelta(days=10)
AT, ELSEWHERE = Wanted(start=START, minutes=60), Wanted(start=START + HOUR, minutes=60)
BOOKED = Booking(state=BookingState.BOOKED, start=START, minutes=60, event="e")
LINK = "https://teams.microsoft.com/l/meetup-join/x"
ENTRY = Entry(id="e", start=START, end=START + HOUR, join_url=LINK, replies={})


def of(state: BookingState, *, tried: bool = False, agreed: bool = False) -> Booking:
    return replace(BOOKED, state=state, tried=tried, agreed=agreed)


@pytest.mark.parametrize(
    ("booking", "wanted", "step"),
    [
        (of(BookingState.WANTED), AT, Step.BOOK),
        (of(BookingState.WANTED, tried=True), AT, Step.BOOK),
        (of(BookingState.WANTED), ELSEWHERE, Step.BOOK),
        (of(BookingState.WANTED, tried=True), ELSEWHERE, Step.DROP),
        (of(BookingState.WANTED, tried=True), None, Step.DROP),
        (of(BookingState.WANTED), None, None),
        (of(BookingState.OFF), AT, Step.BOOK),
        (of(BookingState.OFF), None, None),
        (of(BookingState.BOOKED), AT, Step.LOOK),
        (of(BookingState.BOOKED), ELSEWHERE, Step.MOVE),
        (of(BookingState.BOOKED), replace(AT, minutes=30), Step.MOVE),
        (of(BookingState.BOOKED), None, Step.CANCEL),
        (of(BookingState.NO_LINK), AT, Step.LOOK),
        (of(BookingState.NO_LINK), None, Step.CANCEL),
        (of(BookingState.EDITED), AT, Step.LOOK),
        (of(BookingState.EDITED, agreed=True), AT, Step.MOVE),
        (of(BookingState.EDITED), ELSEWHERE, Step.MOVE),
        (of(BookingState.EDITED), None, Step.CANCEL),
        (of(BookingState.GONE), AT, None),
        (replace(BOOKED, invited=False), AT, Step.INVITE),
        (replace(BOOKED, invited=False), ELSEWHERE, Step.MOVE),
        (replace(BOOKED, invited=False), None, Step.CANCEL),
        (replace(BOOKED, invited=False, state=BookingState.EDITED), AT, Step.INVITE),
        (replace(BOOKED, invited=False, state=BookingState.GONE), AT, None),
        (of(BookingState.GONE, agreed=True), AT, Step.BOOK),
        (of(BookingState.GONE), ELSEWHERE, Step.BOOK),
        (of(BookingState.GONE), None, None),
    ],
)
def test_the_calendar_is_asked_for_what_it_lacks_and_nothing_a_person_undid(
    booking: Booking, wanted: Wanted | None, step: Step | None
) -> None:
    assert next_step(booking, wanted) is step


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (ENTRY, BookingState.BOOKED),
        (replace(ENTRY, join_url=None), BookingState.NO_LINK),
        (replace(ENTRY, start=START + HOUR, end=START + 2 * HOUR), BookingState.EDITED),
        (replace(ENTRY, end=START + 2 * HOUR), BookingState.EDITED),
        (replace(ENTRY, cancelled=True), BookingState.GONE),
    ],
)
def test_an_event_stands_as_it_is_seen(entry: Entry, state: BookingState) -> None:
    assert state_of(entry, AT) is state


def test_what_failed_is_tried_again_less_and_less_often_but_never_given_up() -> None:
    waits = [try_again(Trouble.LATER, tries=tries, after=0, now=NOW) - NOW for tries in (0, 1, 5, 6, 7, 1000)]
    assert waits == [timedelta(seconds=one) for one in (5, 10, 160, 320, 600, 600)]
    assert try_again(Trouble.LATER, tries=0, after=200, now=NOW) - NOW == timedelta(seconds=200)
    assert try_again(Trouble.GRANT, tries=9, after=0, now=NOW) - NOW == timedelta(minutes=15)


def test_a_meeting_that_is_near_is_looked_at_more_often_and_one_that_begins_no_more() -> None:
    waits = [look_again(START, START - before) for before in (10 * 24 * HOUR, 25 * HOUR, 2 * HOUR, HOUR / 10)]
    assert [at and START - at for at in waits] == [
        10 * 24 * HOUR - 12 * HOUR,
        23 * HOUR,
        timedelta(minutes=105),
        None,
    ]


def test_a_missing_link_is_looked_for_until_the_meeting_begins() -> None:
    assert look_for_link(START, START - HOUR, tries=0) == START - HOUR + timedelta(seconds=5)
    assert look_for_link(START, START - timedelta(seconds=4), tries=0) is None


@pytest.mark.parametrize(
    ("url", "good"),
    [
        (LINK, True),
        ("https://teams.live.com/meet/9", True),
        ("https://teams.microsoft.com:443/l/x", True),
        ("https://teams.microsoft.com:8443/l/x", False),
        ("https://teams.microsoft.com", False),
        ("https://teams.microsoft.com/", False),
        ("https://me@teams.microsoft.com/l/x", False),
        ("https://teams.microsoft.com.evil.example/l/x", False),
        ("https://teams.microsoft.com\\@evil.example/l/x", False),
        ("https://teams.microsoft.com/l/x y", False),
        ("https://teams.microsoft.com/l/\u202ex", False),
        ("http://teams.microsoft.com/l/x", False),
        ("https://[/l/x", False),
        ("https://teams.microsoft.com/" + "x" * 2000, False),
        ("", False),
    ],
)
def test_only_a_link_to_a_meeting_in_teams_is_one(url: str, *, good: bool) -> None:
    assert is_join_url(url) is good
