from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.content.closed import bank_holidays
from bot.domain.due import HELD, LEFT_OUT, Kind, derive, next_due, note, plan
from bot.domain.meetings import Meeting, MeetingId, MeetingState
from bot.domain.people import PersonId
from bot.domain.quiet import Held
from bot.domain.repeating import AT_MOST_ONCE, REPEATABLE
from tests.domain.some import ALEX, MONDAY, PLANNED, SAM, START, confirmed, in_state, minutes

END = START + minutes(60)
S = MeetingState
BOTH = (SAM, ALEX)
EIGHT_THIRTY = datetime(2026, 12, 2, 8, 30, tzinfo=UTC)
WEEKS, DAYS = timedelta(weeks=3), timedelta(days=6)
AFTERWARDS = [(Kind.AFTER, who, END + minutes(5), END + DAYS) for who in BOTH]
TEN = datetime(2026, 12, 1, 10, tzinfo=UTC)
HOURS_LATER = (END + timedelta(hours=24), END + timedelta(days=6))  # also after a long week-end
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
            (Kind.READY, SAM, TEN - timedelta(days=1), START - minutes(10)),
            (Kind.DAY_BEFORE, ALEX, TEN, datetime(2026, 12, 2, tzinfo=UTC)),
            (Kind.MORNING, ALEX, EIGHT_THIRTY, START - minutes(10)),
            *((Kind.SOON, who, START - minutes(10), START) for who in BOTH),
            *AFTERWARDS,
            *((Kind.AFTER_NUDGE, who, *HOURS_LATER) for who in BOTH),
        ],
    ),
    (S.HELD, START, [*AFTERWARDS, (Kind.AFTER_NUDGE, SAM, *HOURS_LATER)]),
    (S.HELD_SHORT, START, [*AFTERWARDS, (Kind.AFTER_NUDGE, SAM, *HOURS_LATER)]),
    (
        S.MISSED,
        START,
        [
            *AFTERWARDS,
            (Kind.MISSED, SAM, MONDAY, MONDAY + WEEKS),
            (Kind.FREE, ALEX, MONDAY + timedelta(days=2), MONDAY + timedelta(days=2) + WEEKS),
        ],
    ),
    (S.MISSED, None, []),
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


ALWAYS = {Kind.BOOKED, Kind.AFTER, Kind.AFTER_NUDGE}


@pytest.mark.parametrize(
    ("since", "kinds"),
    [
        (TEN - minutes(1), {*ALWAYS, Kind.DAY_BEFORE, Kind.MORNING, Kind.SOON}),
        (TEN, {*ALWAYS, Kind.MORNING, Kind.SOON}),
        (EIGHT_THIRTY - minutes(1), {*ALWAYS, Kind.MORNING, Kind.SOON}),
        (EIGHT_THIRTY, {*ALWAYS, Kind.SOON}),
        (START - minutes(11), {*ALWAYS, Kind.SOON}),
        (START - minutes(10), ALWAYS),
    ],
)
def test_nobody_is_asked_about_a_time_that_was_settled_only_then(since: datetime, kinds: set[Kind]) -> None:
    assert {due.kind for due in plan(confirmed(since=since))} == kinds


@pytest.mark.parametrize(
    ("start", "day"),
    [
        (datetime(2026, 12, 3, 14, tzinfo=UTC), datetime(2026, 12, 2, 10, tzinfo=UTC)),
        (datetime(2026, 12, 7, 14, tzinfo=UTC), datetime(2026, 12, 4, 10, tzinfo=UTC)),  # Monday: on Friday
        (datetime(2026, 12, 5, 14, tzinfo=UTC), datetime(2026, 12, 4, 10, tzinfo=UTC)),  # Saturday
        (datetime(2026, 12, 29, 14, tzinfo=UTC), datetime(2026, 12, 24, 10, tzinfo=UTC)),  # over Christmas
        (datetime(2027, 3, 30, 13, tzinfo=UTC), datetime(2027, 3, 25, 10, tzinfo=UTC)),  # Easter, and the clocks
        (datetime(2027, 3, 29, 13, tzinfo=UTC), datetime(2027, 3, 25, 10, tzinfo=UTC)),
        (datetime(2026, 10, 26, 14, tzinfo=UTC), datetime(2026, 10, 23, 9, tzinfo=UTC)),  # still summer time
    ],
)
def test_a_buddy_hears_of_it_at_ten_on_the_working_day_before(start: datetime, day: datetime) -> None:
    planned = plan(confirmed(start, since=START - timedelta(days=60)), closed=bank_holidays())
    assert [due.due_at for due in planned if due.kind is Kind.DAY_BEFORE] == [day]


@pytest.mark.parametrize(("days", "times"), [(9, 1), (1, 0)])
def test_a_student_gets_ready_two_days_before_unless_it_was_set_later(days: int, times: int) -> None:
    planned = plan(confirmed(since=START - timedelta(days=days)))
    due_at = [due.due_at for due in planned if due.kind is Kind.READY]
    assert due_at == [datetime(2026, 11, 30, 10, tzinfo=UTC)] * times


def test_news_of_one_event_is_for_each_coordinator_once() -> None:
    first, again, later = [list(note(Kind.MOVED_NOTE, 7, event, MONDAY, [SAM, ALEX])) for event in (3, 3, 4)]
    assert [(one.person, one.subject, one.due_at) for one in first] == [(SAM, 7, MONDAY), (ALEX, 7, MONDAY)]
    assert first == again
    assert {one.key for one in first} & {one.key for one in later} == set()


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
    instant = next_due((due for meeting in meetings for due in plan(meeting)), now)
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


def test_each_kind_may_either_be_sent_a_second_time_or_not() -> None:
    assert REPEATABLE.keys() | AT_MOST_ONCE.keys() == set(Kind)
    assert REPEATABLE.keys() & AT_MOST_ONCE.keys() == set()
    assert all((*REPEATABLE.values(), *AT_MOST_ONCE.values()))


NEWS_OF_THEIR_OWN = {Kind.SAVED, Kind.WORRY_WAITING, Kind.WORRY_SEEN, Kind.GREETING, Kind.BREAK_OVER}
ASKED_FOR_JUST_NOW = {Kind.PLAN_READY, Kind.BACK}
FOR_DUTY = {Kind.WORRY, Kind.WORRY_DEPUTY, Kind.WORRY_LEAD}
WITHIN_HOURS = {Kind.MOVED_TODAY, Kind.LINK_ENDED_SOON, Kind.SORRY}
OF_A_MEETING = {Kind.SOON, Kind.MORNING, Kind.DAY_BEFORE}
UNLESS_TOO_LATE = {
    Kind.BOOKED,
    Kind.LINK_HERE,
    Kind.STILL_ON,
    Kind.MOVED,
    Kind.RESET,
    Kind.CALLED_OFF,
    Kind.LINK_HELD,
    Kind.LINK_ENDED,
    Kind.LINK_GOES_ON,
}


def test_nothing_else_is_said_in_quiet_hours_or_on_days_off() -> None:
    """By hand, and apart from the product's own table: a kind that is not named here waits like any other."""
    found = {held: {kind for kind, one in HELD.items() if one is held} for held in Held}
    assert found[Held.NEVER] == NEWS_OF_THEIR_OWN | ASKED_FOR_JUST_NOW | FOR_DUTY | WITHIN_HOURS
    assert found[Held.REMINDER] == OF_A_MEETING
    assert found[Held.CHANGE] == UNLESS_TOO_LATE


A_COORDINATOR_ASKS = {Kind.ANSWER_NUDGE, Kind.FORM_NUDGE}
CAN_WAIT_A_DAY = {Kind.WAITING_NEWS, Kind.BEFORE, Kind.FREE_DRY, Kind.HOURS, Kind.FOLLOW_UP}
NOBODY_MUST_MISS = (
    *(
        Kind.WELCOME,
        Kind.FREE,
        Kind.PICK,
        Kind.CONFIRM,
        Kind.BOOKED,
        Kind.LINK_HERE,
        Kind.STILL_ON,
        Kind.MOVED,
        Kind.RESET,
        Kind.CALLED_OFF,
    ),
    *(Kind.MORNING, Kind.SOON, Kind.AFTER, Kind.MATCH_ASK, Kind.MATCHED, Kind.LINKED, Kind.LINK_ENDED, Kind.MATCH_OFF),
    *(Kind.MISSED, Kind.MOVED_TODAY, Kind.WORRY_SEEN, Kind.WORRY_WAITING, Kind.RETENTION_30, Kind.RETENTION_7),
)


def test_what_can_wait_a_day_comes_on_a_day_without_another_nudge() -> None:
    assert {kind for kind in CAN_WAIT_A_DAY if HELD.get(kind) is not Held.NUDGE} == set()
    assert HELD.get(Kind.MATCH_ASK, Held.UNASKED) is Held.UNASKED  # it is news


def test_who_wishes_for_fewer_messages_still_gets_every_question_and_all_news_once() -> None:
    assert LEFT_OUT.keys().isdisjoint(NOBODY_MUST_MISS)
    by_itself = {kind for kind in Kind if kind.endswith("_nudge")} - A_COORDINATOR_ASKS
    assert by_itself <= LEFT_OUT.keys()


def test_every_nudge_is_one_of_those_that_come_one_a_day() -> None:
    again = {kind for kind in Kind if kind.endswith("_nudge") or kind in {Kind.REFLECT_1, Kind.REFLECT_2}}
    assert again <= {kind for kind, held in HELD.items() if held is Held.NUDGE}
    assert len(again) > 5
