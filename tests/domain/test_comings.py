"""What falls due while somebody joins, waits or takes a break."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.content.closed import bank_holidays
from bot.domain.cohorts import CohortId, Enrolment, EnrolmentState
from bot.domain.comings import invited, matched, on_a_break, waiting
from bot.domain.due import Kind
from bot.domain.people import Person, PersonId, Standing
from tests.domain.some import MONDAY, SAM

COHORT = CohortId(3)
FAR = timedelta(days=400)


def waits(since: datetime = MONDAY) -> Enrolment:
    return Enrolment(cohort=COHORT, person=SAM, state=EnrolmentState.WAITING, since=since, joined_at=since)


def rests(until: date | None, **more: object) -> Person:
    standing = Standing(rests_since=MONDAY, rests_until=until, **more)  # type: ignore[arg-type]  # a Standing's own
    return Person(id=PersonId(1), standing=standing)


def test_an_invitation_is_nudged_about_once_after_five_days() -> None:
    due = invited(COHORT, SAM, MONDAY)
    assert (due.kind, due.due_at, due.person) == (Kind.WELCOME_NUDGE, MONDAY + timedelta(days=5), SAM)
    assert due.key == invited(CohortId(4), SAM, MONDAY + timedelta(days=9)).key


def test_news_comes_every_seven_days_and_each_has_a_key_of_its_own() -> None:
    found = list(waiting(waits(), since=MONDAY, until=MONDAY + timedelta(days=22)))
    assert [due.due_at - MONDAY for due in found] == [timedelta(days=days) for days in (7, 14, 21)]
    assert len({due.key for due in found}) == 3
    assert {due.until - due.due_at for due in found} == {timedelta(days=6)}


def test_news_is_the_same_whichever_part_of_the_time_is_looked_at() -> None:
    whole = {due.key for due in waiting(waits(), since=MONDAY, until=MONDAY + FAR)}
    parts = {
        due.key
        for day in range(0, 400, 5)
        for due in waiting(waits(), since=MONDAY + timedelta(days=day), until=MONDAY + timedelta(days=day + 5))
    }
    assert parts == whole
    assert len(whole) == 57


def test_news_keeps_its_hour_when_the_clocks_change() -> None:
    since = datetime(2027, 3, 24, 10, 0, tzinfo=UTC)
    found = next(waiting(waits(since), since=since, until=since + timedelta(days=8)))
    assert found.due_at == datetime(2027, 3, 31, 9, 0, tzinfo=UTC)


def test_who_waits_anew_has_news_of_its_own() -> None:
    first = next(waiting(waits(), since=MONDAY, until=MONDAY + FAR))
    anew = next(waiting(waits(MONDAY + timedelta(days=1)), since=MONDAY, until=MONDAY + FAR))
    assert first.key != anew.key


def test_the_questions_come_an_hour_after_the_link_begins_once_in_a_cohort() -> None:
    due = matched(COHORT, SAM, MONDAY)
    assert (due.kind, due.subject, due.due_at) == (Kind.BEFORE, COHORT, MONDAY + timedelta(hours=1))
    assert due.key == matched(COHORT, SAM, MONDAY + timedelta(days=30)).key


def test_the_end_of_a_break_is_asked_about_in_the_persons_own_hours() -> None:
    wednesday = list(on_a_break(rests(date(2026, 12, 2)), bank_holidays()))
    late = list(on_a_break(rests(date(2026, 12, 2), quiet_to=13 * 60), bank_holidays()))
    assert [due.due_at for due in wednesday] == [datetime(2026, 12, 2, 9, 0, tzinfo=UTC)]
    assert [due.due_at for due in late] == [datetime(2026, 12, 2, 13, 0, tzinfo=UTC)]


def test_a_break_that_ends_at_christmas_is_asked_about_after_it() -> None:
    found = list(on_a_break(rests(date(2026, 12, 25)), bank_holidays()))
    assert [due.due_at for due in found] == [datetime(2026, 12, 29, 9, 0, tzinfo=UTC)]


def test_nobody_is_asked_who_did_not_wish_to_be_or_is_not_away() -> None:
    assert list(on_a_break(rests(None), ())) == []
    assert list(on_a_break(Person(id=SAM, standing=Standing(rests_until=date(2026, 12, 2))), ())) == []
    assert list(on_a_break(Person(id=SAM), ())) == []
