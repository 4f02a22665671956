"""Which times are offered: free, spaced, spread, and never two at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.library import Library
from bot.content.plain_english import faults
from bot.domain.due import Kind
from bot.domain.free import Free, FreeKind, windows
from bot.domain.meetings import MAX_SLOTS, MeetingState, Window
from bot.domain.offers import Spacing, Taken, TooNear, WeekFull, choose, iso_week, lay_out, nudges, rest_around, span
from bot.domain.times import MIN_NOTICE, cells, wall
from tests.domain.some import ALEX, MONDAY, SAM, START, in_state

HOUR = timedelta(hours=1)
SPACING = Spacing()
FAR = date(2027, 12, 31)
OPEN = Taken()
TUESDAYS = Free(kind=FreeKind.WEEKLY, weekday=1, from_minute=14 * 60, to_minute=16 * 60, until=FAR)


def free(*times: Free, since: datetime = MONDAY, days: int = 60) -> tuple[Window, ...]:
    return windows(times, since=since, until=since + timedelta(days=days), closed=frozenset())


def every_day(start: int = 9, end: int = 17) -> tuple[Window, ...]:
    each = replace(TUESDAYS, from_minute=start * 60, to_minute=end * 60)
    return free(*(replace(each, weekday=weekday) for weekday in range(5)))


def offered(
    found: tuple[Window, ...], *, last: datetime | None = None, taken: Taken = OPEN, now: datetime = MONDAY
) -> tuple[datetime, ...]:
    return choose(found, minutes=60, spacing=SPACING, taken=taken, last=last, now=now)


def days_of(starts: tuple[datetime, ...]) -> list[int]:
    return [(wall(start).date() - MONDAY.date()).days for start in starts]


def test_the_first_meeting_may_be_soon_but_not_within_two_hours() -> None:
    starts = offered(every_day())
    assert starts[0] == MONDAY + MIN_NOTICE
    assert len(starts) == MAX_SLOTS
    assert sorted(set(days_of(starts))) == [0, 1, 2, 3, 4, 7]


def test_the_next_meeting_is_offered_around_a_week_later_and_never_too_close_or_too_far() -> None:
    starts = offered(every_day(), last=MONDAY)
    assert sorted(set(days_of(starts))) == [3, 4, 7, 8, 9, 10]
    only = (Window(start=MONDAY + timedelta(days=2), end=MONDAY + timedelta(days=2, hours=1)),)
    late = (Window(start=MONDAY + timedelta(days=22), end=MONDAY + timedelta(days=22, hours=1)),)
    assert (offered(only, last=MONDAY), offered(late, last=MONDAY)) == ((), ())


def test_a_series_that_has_waited_long_counts_from_now() -> None:
    since, until = span(SPACING, last=MONDAY - timedelta(days=90), now=MONDAY)
    assert (since, until) == (MONDAY + MIN_NOTICE, MONDAY + MIN_NOTICE + timedelta(days=18))
    assert offered(every_day(), last=MONDAY - timedelta(days=90))


def test_a_week_that_is_full_is_left_out_and_the_next_free_week_is_offered() -> None:
    full = Taken(weeks=frozenset({iso_week(MONDAY)}))
    assert days_of(offered(free(TUESDAYS), taken=full)) == [8, 8, 15, 15]


def test_booked_hours_are_left_out_and_what_is_left_is_used() -> None:
    tuesday = datetime(2026, 12, 1, 14, tzinfo=UTC)
    busy = Taken(cells=frozenset(cells(tuesday, 30)))
    assert offered(free(TUESDAYS, days=2), taken=busy) == (tuesday + timedelta(minutes=30),)


def test_a_day_is_offered_from_both_ends() -> None:
    hours = {wall(start).hour for start in offered(every_day(), last=MONDAY)}
    assert hours == {9, 16}


@given(
    spans=st.lists(st.tuples(st.integers(0, 40 * 96), st.integers(1, 40)), max_size=30),
    busy=st.frozensets(st.integers(0, 40 * 96), max_size=60),
    minutes=st.sampled_from([30, 45, 60, 75]),
    ago=st.none() | st.integers(0, 30),
)
def test_whatever_is_offered_fits(
    spans: list[tuple[int, int]], busy: frozenset[int], minutes: int, ago: int | None
) -> None:
    first = int(MONDAY.timestamp()) // 900
    quarter = timedelta(minutes=15)
    raw = [(MONDAY + quarter * start, MONDAY + quarter * (start + length)) for start, length in spans]
    found = free(*(), days=1) + tuple(Window(start=start, end=end) for start, end in _apart(raw))
    taken = frozenset(first + number for number in busy)
    last = MONDAY - timedelta(days=ago) if ago is not None else None

    starts = choose(found, minutes=minutes, spacing=SPACING, taken=Taken(cells=taken), last=last, now=MONDAY)

    since, until = span(SPACING, last=last, now=MONDAY)
    length = timedelta(minutes=minutes)
    assert list(starts) == sorted(set(starts))
    assert len(starts) <= MAX_SLOTS
    assert all(since <= start < until for start in starts)
    assert all(any(one.start <= start and start + length <= one.end for one in found) for start in starts)
    assert all(taken.isdisjoint(cells(start, minutes)) for start in starts)
    assert all(later - start >= length for start, later in pairwise(starts))


def _apart(raw: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    kept: list[tuple[datetime, datetime]] = []
    for start, end in sorted(raw):
        if not kept or start > kept[-1][1]:
            kept.append((start, end))
    return kept


def test_a_whole_series_is_laid_out_a_week_apart_at_one_hour_and_says_what_is_odd() -> None:
    plan = lay_out(
        free(TUESDAYS, since=datetime(2026, 10, 12, tzinfo=UTC)),
        range(1, 4),
        minutes=60,
        spacing=SPACING,
        taken=Taken(),
        last=None,
        now=datetime(2026, 10, 12, tzinfo=UTC),
    )
    assert [(one.number, f"{wall(one.start):%a %d %b %H:%M}", one.notes) for one in plan] == [
        (1, "Tue 13 Oct 14:00", ()),
        (2, "Tue 20 Oct 14:00", ()),
        (3, "Tue 27 Oct 14:00", ("the clocks change before it",)),
    ]


def test_a_gap_that_is_not_a_week_is_noted_and_a_plan_ends_where_there_is_no_time() -> None:
    away = Free(kind=FreeKind.AWAY, day=date(2026, 12, 8), until=date(2026, 12, 8))
    short = replace(TUESDAYS, until=date(2026, 12, 15))
    plan = lay_out(free(short, away), range(1, 4), minutes=60, spacing=SPACING, taken=Taken(), last=None, now=MONDAY)
    assert [(one.number, one.notes) for one in plan] == [(1, ()), (2, ("14 days after the one before",))]


def test_a_week_has_the_number_of_londons_calendar() -> None:
    assert iso_week(datetime(2027, 1, 3, 23, 59, tzinfo=UTC)) == 202653
    assert iso_week(datetime(2027, 3, 28, 23, 30, tzinfo=UTC)) == 202713  # Monday already, in London


@pytest.mark.parametrize("own", [True, False])
def test_a_full_week_is_refused_in_plain_words(own: bool) -> None:
    words = str(WeekFull(own=own))
    assert ("you said" in words) is own
    assert faults(words, Library.read().avoid) == []


@pytest.mark.parametrize(
    ("state", "kind", "who"),
    [
        (MeetingState.PLANNED, Kind.FREE_NUDGE, ALEX),
        (MeetingState.OFFERED, Kind.PICK_NUDGE, SAM),
        (MeetingState.HALF_CONFIRMED, Kind.CONFIRM_NUDGE, ALEX),
    ],
)
def test_each_open_question_has_one_nudge_after_two_days(state: MeetingState, kind: Kind, who: int) -> None:
    (nudge,) = nudges(in_state(state, start=None))
    assert (nudge.kind, nudge.person, nudge.due_at) == (kind, who, MONDAY + timedelta(hours=48))
    assert nudge.key == f"{kind}:7:v1:{who}"


def test_a_meeting_that_is_set_has_no_nudge() -> None:
    assert list(nudges(in_state(MeetingState.CONFIRMED, start=START))) == []


def test_days_of_rest_lie_on_both_sides_of_a_meeting_and_are_none_for_who_wants_none() -> None:
    day = START.date()
    assert rest_around([START], 2) == {day + timedelta(days=by) for by in (-2, -1, 0, 1, 2)}
    assert rest_around([START], 0) == frozenset()
    found = choose(every_day(), minutes=60, spacing=SPACING, taken=Taken(days={day}), last=None, now=MONDAY)
    assert day not in {start.date() for start in found}


def test_a_day_of_rest_is_refused_in_words_for_the_buddy_and_for_others() -> None:
    assert str(TooNear(own=True)).startswith("That would leave you fewer days of rest than you said.")
    assert faults(str(TooNear(own=False)), Library.read().avoid) == []
