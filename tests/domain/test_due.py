from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.due import REPEATABLE, Kind, derive, next_due, plan
from bot.domain.meetings import Meeting, MeetingId, MeetingState
from bot.domain.people import PersonId
from tests.domain.some import ALEX, MONDAY, PLANNED, SAM, START, confirmed, in_state, minutes

END = START + minutes(60)
S = MeetingState
BOTH = (SAM, ALEX)
EIGHT_THIRTY = datetime(2026, 12, 2, 8, 30, tzinfo=UTC)
WEEKS, DAYS = timedelta(weeks=3), timedelta(days=3)
AFTERWARDS = [(Kind.AFTER, who, END + minutes(5), END + DAYS) for who in BOTH]
Expected = list[tuple[Kind, PersonId, datetime, datetime]]
TABLE: list[tuple[S, datetime | None, Expected]] = [
    (S.PLANNED, None, [(Kind.FREE, ALEX, MONDAY, MONDAY + WEEKS)]),
    (S.OFFERED, None, [(Kind.PICK, SAM, MONDAY, MONDAY + WEEKS)]),
    (S.HALF_CONFIRMED, None, [(Kind.CONFIRM, ALEX, MONDAY, MONDAY + WEEKS)]),
    (
        S.CONFIRMED,
        START,
        [
            *((Kind.BOOKED, who, MONDAY, START) for who in BOTH),
            (Kind.MORNING, ALEX, EIGHT_THIRTY, START - minutes(10)),
            *((Kind.SOON, who, START - minutes(10), START) for who in BOTH),
            *AFTERWARDS,
        ],
    ),
    (S.HELD, START, AFTERWARDS),
    (S.HELD_SHORT, START, AFTERWARDS),
    (S.MISSED, START, []),
    (S.CANCELLED, START, []),
    (S.CONFIRMED, None, []),
    (S.HELD, None, []),
]


@pytest.mark.parametrize(("state", "start", "expected"), TABLE)
def test_what_is_due_when(state: S, start: datetime | None, expected: Expected) -> None:
    found = [(due.kind, due.person, due.due_at, due.until) for due in plan(in_state(state, start=start))]
    assert found == expected


def test_the_table_above_names_every_state() -> None:
    assert {state for state, _, _ in TABLE} == set(S)


@pytest.mark.parametrize(
    ("start", "asked"),
    [
        (datetime(2026, 12, 2, 9, 30, tzinfo=UTC), EIGHT_THIRTY),
        (datetime(2026, 12, 2, 9, 29, tzinfo=UTC), datetime(2026, 12, 2, 8, 29, tzinfo=UTC)),
        (datetime(2026, 12, 2, 0, 30, tzinfo=UTC), datetime(2026, 12, 1, 23, 30, tzinfo=UTC)),
        (datetime(2027, 7, 1, 13, 0, tzinfo=UTC), datetime(2027, 7, 1, 7, 30, tzinfo=UTC)),  # 8:30 in summer
    ],
)
def test_a_buddy_is_asked_in_the_morning_or_an_hour_before(start: datetime, asked: datetime) -> None:
    assert [due.due_at for due in plan(confirmed(start)) if due.kind is Kind.MORNING] == [asked]


@pytest.mark.parametrize(
    ("since", "kinds"),
    [
        (EIGHT_THIRTY - minutes(1), {Kind.BOOKED, Kind.MORNING, Kind.SOON, Kind.AFTER}),
        (EIGHT_THIRTY, {Kind.BOOKED, Kind.SOON, Kind.AFTER}),
        (START - minutes(11), {Kind.BOOKED, Kind.SOON, Kind.AFTER}),
        (START - minutes(10), {Kind.BOOKED, Kind.AFTER}),
    ],
)
def test_nobody_is_asked_about_a_time_that_was_settled_only_then(since: datetime, kinds: set[Kind]) -> None:
    assert {due.kind for due in plan(confirmed(since=since))} == kinds


def test_a_meeting_that_moves_is_reminded_of_again() -> None:
    before = confirmed()
    after = replace(before, sequence=before.sequence + 1, start=START + timedelta(days=1))
    assert keys(before) & keys(after) == set()


@pytest.mark.parametrize("state", [S.PLANNED, S.OFFERED, S.HALF_CONFIRMED])
def test_a_question_is_asked_again_when_the_meeting_has_changed(state: S) -> None:
    before = in_state(state)
    assert keys(before) & keys(replace(before, version=before.version + 1)) == set()
    assert keys(before) == keys(replace(before, since=MONDAY + minutes(5)))


def test_another_meeting_has_other_keys() -> None:
    other = replace(confirmed(), id=MeetingId(8))
    assert keys(confirmed()) & keys(other) == set()


def keys(meeting: Meeting) -> set[str]:
    return {due.key for due in plan(meeting)}


STATES = st.sampled_from(S)
INSTANTS = st.datetimes(datetime(2026, 10, 1), datetime(2027, 5, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
MEETINGS = st.builds(
    lambda state, start, since, number: replace(PLANNED, id=number, state=state, start=start, since=since),
    STATES,
    st.none() | INSTANTS,
    INSTANTS,
    st.integers(1, 3),
)


@given(MEETINGS)
def test_no_two_messages_have_one_key(meeting: Meeting) -> None:
    twice = Counter(due.key for due in plan(meeting))
    assert set(twice.values()) <= {1}
    assert all(due.key.endswith(f":{due.person}") and due.subject == meeting.id for due in plan(meeting))


@given(st.lists(MEETINGS, max_size=4, unique_by=lambda one: one.id), INSTANTS)
def test_at_the_next_instant_something_new_is_due_and_not_before(meetings: list[Meeting], now: datetime) -> None:
    instant = next_due(meetings, now)
    later = sorted(due.due_at for meeting in meetings for due in plan(meeting) if due.due_at > now)
    assert instant == (later[0] if later else None)
    assume(instant is not None)
    assert instant is not None
    before = {due.key for due in derive(meetings, instant - timedelta(microseconds=1))}
    assert before <= {due.key for due in derive(meetings, now)}  # nothing comes between
    new = {due.key for due in derive(meetings, instant)} - before
    never = {due.key for one in meetings for due in plan(one) if due.due_at == instant and due.until <= instant}
    assert new or never  # a time that was settled after it began is news to nobody


@given(MEETINGS, INSTANTS)
def test_what_is_due_is_neither_early_nor_late(meeting: Meeting, now: datetime) -> None:
    due_now = set(derive([meeting], now))
    assert due_now == {due for due in plan(meeting) if due.due_at <= now < due.until}
    assert all(due.due_at <= now < due.until for due in due_now)


def test_a_message_is_due_from_its_instant_until_just_before_its_end() -> None:
    soon = START - minutes(10)
    tick = timedelta(microseconds=1)
    at = {now: {due.kind for due in derive([confirmed()], now)} for now in (soon - tick, soon, START - tick, START)}
    assert [Kind.SOON in kinds for kinds in at.values()] == [False, True, True, False]
    assert [Kind.MORNING in kinds for kinds in at.values()] == [True, False, False, False]


def test_nothing_is_planned_when_there_are_no_meetings() -> None:
    assert (derive([], MONDAY), next_due([], MONDAY)) == ([], None)


def test_a_second_sending_is_thought_about_for_each_kind() -> None:
    assert REPEATABLE.keys() == set(Kind)
