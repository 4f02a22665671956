from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.delivery import Trouble
from bot.domain.due import HELD, Kind
from bot.domain.people import Away, PersonId
from bot.domain.quiet import Held
from bot.domain.sends import (
    AT_ONCE,
    LONG_AGO,
    OF_LINKS,
    OF_MEETINGS,
    Known,
    Reach,
    Stuck,
    bit_by_bit,
    failures,
    may_hold,
    reach_of,
    trouble_in,
    trouble_of,
    welcome_back,
)
from bot.usecases.prompts import OF_MEETINGS as SAYS_OF_MEETINGS
from bot.usecases.sends_words import KINDS, PERSONAL, REACH, ROUTE, STEP, WHY

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
JO, LEE = PersonId(1), PersonId(2)
HOME = "trust.example"


def known(
    *, contact: str = "teams", came: bool = False, there: bool = False, away: Away | None = None, email: str | None
) -> Known:
    return Known(contact=contact, came=came, open=there, away=away, email=email)


def test_calls_for_help_answers_and_news_of_a_change_are_never_held_back() -> None:
    never = {Kind.WORRY, Kind.WORRY_DEPUTY, Kind.WORRY_LEAD, Kind.WORRY_SEEN, Kind.WORRY_WAITING, Kind.SAVED}
    changes = {Kind.MOVED, Kind.MOVED_TODAY, Kind.RESET, Kind.CALLED_OFF, Kind.BOOKED}
    staff = {Kind.NO_DUTY, Kind.MOVED_NOTE, Kind.SEND_FAILED, Kind.PLAN_READY}
    assert {kind for kind in never | changes | staff | {Kind.GREETING, Kind.BACK} if may_hold(kind)} == set()
    assert all(may_hold(kind) for kind in (Kind.FREE, Kind.SOON, Kind.REFLECT_1, Kind.MATCHED, Kind.WELCOME))


def test_whose_cohort_counts_is_known_for_every_message_about_a_meeting_that_can_be_held() -> None:
    assert {kind for kind in SAYS_OF_MEETINGS if may_hold(kind)} == OF_MEETINGS
    assert OF_LINKS.isdisjoint(OF_MEETINGS)


@pytest.mark.parametrize(
    ("kind", "age", "said", "waits"),
    [
        (Kind.FREE, LONG_AGO, AT_ONCE, True),
        (Kind.FREE, LONG_AGO, AT_ONCE - 1, False),
        (Kind.FREE, LONG_AGO - timedelta(seconds=1), AT_ONCE, False),
        (Kind.SOON, LONG_AGO, AT_ONCE, False),
        (Kind.REFLECT_1, LONG_AGO, AT_ONCE, False),  # one nudge a day is its own rule
        (Kind.MOVED_NOTE, LONG_AGO, AT_ONCE, False),
    ],
)
def test_what_comes_late_comes_a_few_at_a_time(kind: Kind, age: timedelta, said: int, *, waits: bool) -> None:
    at = bit_by_bit(kind, due_at=NOW - age, said=said, now=NOW)
    assert at == (NOW + timedelta(hours=1) if waits else NOW)


@pytest.mark.parametrize(
    ("of", "reach"),
    [
        (known(there=True, came=True, email=None), Reach.HERE),
        (known(contact="phone", email="a@post.example"), Reach.OTHERWISE),
        (known(email="a@trust.example"), Reach.NEVER),
        (known(email="a@Trust.Example"), Reach.NEVER),
        (known(email=None), Reach.NEVER),
        (known(email="a@university.example"), Reach.GUEST),
        (known(came=True, away=Away.REMOVED, email="a@university.example"), Reach.REMOVED),
        (known(came=True, away=Away.BLOCKED, email="a@trust.example"), Reach.BLOCKED),
        (known(came=True, email="a@trust.example"), Reach.REMOVED),  # who left before the reason was kept
    ],
)
def test_why_somebody_cannot_be_reached_is_known(of: Known, reach: Reach) -> None:
    assert reach_of(of, HOME) is reach


def test_each_reason_has_words_and_a_next_step() -> None:
    assert set(WHY) == set(STEP) == set(Trouble)
    assert set(REACH) == set(ROUTE) == set(Reach) - {Reach.HERE}
    assert all((*WHY.values(), *STEP.values(), *REACH.values(), *ROUTE.values()))


def test_each_kind_of_message_has_words_and_what_is_private_is_called_the_same() -> None:
    assert set(KINDS) == set(Kind)
    private = {Kind.WORRY_WAITING, Kind.WORRY_SEEN, Kind.SHARED, Kind.SAVED, Kind.BREAK_OVER}
    assert {KINDS[kind] for kind in private} == {PERSONAL}
    assert HELD[Kind.BACK] is Held.NEVER


def test_a_reason_is_read_from_what_was_noted() -> None:
    notes = (None, "", "no chat", "unreachable: 400", "worker gone", "something new: 7")
    found = [trouble_of(one) for one in notes]
    assert found == [None, None, Trouble.NO_CHAT, Trouble.UNREACHABLE, Trouble.WORKER_GONE, Trouble.BUG]


def test_coordinators_hear_once_a_day_and_reason_however_many_messages_fail() -> None:
    day = [Stuck(trouble=Trouble.UNREACHABLE, at=NOW - timedelta(minutes=minute)) for minute in range(50)]
    other = Stuck(trouble=Trouble.MAY_HAVE_ARRIVED, at=NOW)
    late = Stuck(trouble=Trouble.UNREACHABLE, at=datetime(2026, 12, 1, 0, 0, tzinfo=UTC))
    news = list(failures([*day, other, late], iter((JO, LEE))))
    assert [one.key for one in news if one.person == JO] == [
        "send_failed:may_have_arrived:2026-11-30:1",
        "send_failed:unreachable:2026-11-30:1",
        "send_failed:unreachable:2026-12-01:1",
    ]
    assert len(news) == 6
    assert {one.due_at for one in news if one.key == "send_failed:unreachable:2026-11-30:1"} == {day[-1].at}
    assert [trouble_in(one.key) for one in news[:1]] == [Trouble.MAY_HAVE_ARRIVED]


def test_each_absence_has_a_welcome_back_of_its_own() -> None:
    first, again = welcome_back(JO, NOW), welcome_back(JO, NOW + timedelta(seconds=1))
    assert first.key == "back:1:20261130T120000"
    assert first.key != again.key
    assert (first.kind, first.until) == (Kind.BACK, NOW + timedelta(hours=1))
