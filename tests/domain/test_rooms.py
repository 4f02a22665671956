from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.meetings import seen_otherwise
from bot.domain.people import PersonId
from bot.domain.rooms import Room, Stay, Together, is_room, over, together
from tests.domain.some import ALEX, SAM, confirmed

START = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
END = START + timedelta(hours=1)
URL = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_NjA%40thread.v2/0?context=%7b%22Tid%22%3a%22x%22%7d"


def at(minutes: int) -> datetime:
    """So many minutes after the start."""
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("room", "when"),
    [
        (None, END),
        (Room(), END),
        (Room(began=at(1), entered=at(1), left=at(50)), at(50)),
        (Room(began=at(1), entered=at(1), left=at(75)), at(75)),
        (Room(left=at(48)), at(48)),  # that it began got lost
        (Room(began=at(-9), entered=at(-9), left=at(-8)), END),  # somebody tried the room
        (Room(began=at(0), entered=at(0), left=at(9)), END),  # somebody waited, and may come back
        (Room(began=at(1), entered=at(30), left=at(28)), at(75)),  # in it again
        (Room(began=at(1), entered=at(1)), at(75)),  # still in it, or the end got lost
        (Room(began=at(-300), entered=at(-300)), END),  # an earlier use of the same room
        (Room(people=2, minutes=50), END),
    ],
)
def test_a_meeting_is_over_when_its_room_was_left_and_else_by_the_clock(room: Room | None, when: datetime) -> None:
    assert over(START, END, room) == when


@pytest.mark.parametrize(
    ("join_url", "thread", "same"),
    [
        (URL, "", True),
        (URL.replace("%3a", "%3A").partition("?")[0], "", True),
        ("", "19:meeting_NjA@thread.v2", True),
        ("", "19:meeting_NjA@thread.v2;messageid=1700", True),
        ("", "19:other@thread.v2", False),
        ("", "a:personal", False),
        (URL.replace("NjA", "NjB"), "19:meeting_NjB@thread.v2", False),
        ("https://[no/address", "", False),
        ("", "", False),
    ],
)
def test_a_room_is_known_by_its_address_or_by_its_chat(join_url: str, thread: str, *, same: bool) -> None:
    assert is_room(URL, join_url=join_url, thread=thread) == same


SAW_TWO = Room(people=2, minutes=30)


@pytest.mark.parametrize(
    ("said", "room", "otherwise"),
    [
        ({ALEX: "absent_other"}, SAW_TWO, True),
        ({ALEX: "absent_other", SAM: "held"}, SAW_TWO, False),
        ({ALEX: "absent_other"}, Room(people=2, minutes=9), False),
        ({ALEX: "absent_other"}, Room(), False),
        ({ALEX: "absent_other"}, None, False),
        ({}, SAW_TWO, False),
        ({ALEX: "held"}, Room(people=0, minutes=0), False),  # they may have met elsewhere
    ],
)
def test_a_coordinator_looks_when_teams_saw_two_and_nobody_says_so(
    said: dict[PersonId, str], room: Room | None, *, otherwise: bool
) -> None:
    assert seen_otherwise(said, replace(confirmed(), room=room)) == otherwise


def stay(who: str, since: int, until: int) -> Stay:
    return Stay(who=who, since=at(since), until=at(until))


@pytest.mark.parametrize(
    ("stays", "people", "minutes"),
    [
        ([], 0, 0),
        ([stay("a", 0, 50)], 1, 0),
        ([stay("a", 0, 50), stay("b", 10, 60)], 2, 40),
        ([stay("a", 0, 50), stay("a", 10, 60)], 1, 0),  # at two devices
        ([stay("a", 0, 10), stay("b", 0, 10), stay("a", 20, 30), stay("b", 25, 40)], 2, 15),
        ([stay("a", 0, 30), stay("b", 0, 20), stay("c", 10, 30)], 3, 30),
    ],
)
def test_only_the_time_in_which_two_are_there_counts(stays: list[Stay], people: int, minutes: int) -> None:
    assert together(stays) == Together(people=people, minutes=minutes)
