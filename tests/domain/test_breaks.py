"""The breaks of a university."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.domain.breaks import MOST, Either, days_of, read_breaks, say_breaks
from bot.domain.due import ASK_FOR, Kind, plan, waits
from bot.domain.errors import BadInput
from bot.domain.meetings import MeetingState
from tests.domain.some import MONDAY, PLANNED, in_state

WINTER, SPRING = "2026-12-14..2027-01-03", "2027-03-29..2027-04-09"


def test_breaks_are_kept_in_order_and_said_in_words() -> None:
    kept = read_breaks(f" {SPRING}, {WINTER} ")
    assert kept == f"{WINTER},{SPRING}"
    assert say_breaks(kept) == "Mon 14 Dec to Sun 3 Jan 2027; Mon 29 Mar to Fri 9 Apr 2027"
    assert (len(days_of(kept)), date(2027, 1, 3) in days_of(kept)) == (21 + 12, True)
    assert (read_breaks("None"), say_breaks(""), days_of("")) == ("", "", frozenset())


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Christmas", "write it like 2026-12-14..2027-01-03"),
        ("2027-01-03..2026-12-14", "write it like"),
        ("2026-02-30..2026-03-02", "write it like"),
        ("2026-09-01..2027-06-30", "120 days at most"),
        (" ".join([WINTER] * (MOST + 1)), "room for 12"),
    ],
)
def test_what_is_no_break_is_refused_with_a_way_on(words: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        read_breaks(words)


def test_a_day_is_closed_in_either_list() -> None:
    both = Either({date(2026, 12, 25)}, {date(2026, 12, 14)})
    assert [date(2026, 12, day) in both for day in (14, 15, 25)] == [True, False, True]


def test_in_a_break_questions_wait_and_last_longer_and_what_is_agreed_is_said() -> None:
    days = frozenset({MONDAY.date(), MONDAY.date() + timedelta(days=1)})
    closed = replace(PLANNED, breaks=days)
    found = {kind for kind in Kind if waits(closed, kind, MONDAY)}
    asked = {Kind.FREE, Kind.PICK, Kind.CONFIRM, Kind.FREE_NUDGE, Kind.PICK_NUDGE, Kind.CONFIRM_NUDGE}
    assert found == asked | {Kind.AFTER_NUDGE, Kind.REFLECT_1, Kind.REFLECT_2, Kind.REFLECT_LATER}
    assert not [kind for kind in Kind if waits(closed, kind, MONDAY + timedelta(days=2))]
    question = next(iter(plan(replace(in_state(MeetingState.OFFERED), breaks=days))))
    assert question.until == MONDAY + ASK_FOR + timedelta(days=2)
