"""Who hears of a note that asks for a call, and when; and which days have nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.due import Kind
from bot.domain.duty import (
    Hours,
    OnDuty,
    Source,
    Staff,
    Worry,
    WorryId,
    WorryKind,
    gaps,
    plan,
    there_from,
    warnings,
    worry_number,
)
from bot.domain.people import Person, PersonId

SAM, JO, KIM, LEE, LOU = map(PersonId, range(1, 6))  # who asks, two coordinators and a third, and the lead
STAFF = Staff(coordinators=frozenset({JO, KIM, LEE}), leads=frozenset({LOU}))
MONDAY = date(2026, 11, 30)
BANK_HOLIDAY = date(2026, 12, 25)
HOURS = Hours(opens=time(9), closes=time(17), closed=frozenset({BANK_HOLIDAY}))


def at(hour: int, minute: int = 0, *, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def note(sent_at: datetime, **more: object) -> Worry:
    values: dict[str, object] = {
        "id": WorryId(7),
        "person": Person(id=SAM),
        "kind": WorryKind.SAFETY,
        "source": Source.WORRY,
        "soon": False,
        "apart": False,
        "in_hours": True,
    } | more
    return Worry(sent_at=sent_at, **values)  # type: ignore[arg-type]  # the values are a Worry's own


def on(day: date, *, duty: PersonId | None = JO, deputy: PersonId | None = KIM) -> list[OnDuty]:
    """The rota of one day."""
    found = [OnDuty(day=day, person=duty, shown_as="Jo")] if duty else []
    return found + ([OnDuty(day=day, person=deputy, shown_as="Kim", deputy=True)] if deputy else [])


def told(worry: Worry, rota: Iterable[OnDuty], staff: Staff = STAFF) -> list[tuple[Kind, PersonId, datetime]]:
    return [(one.kind, one.person, one.due_at) for one in plan(worry, list(rota), staff, HOURS)]


def test_a_note_goes_from_duty_to_deputy_to_lead_and_its_sender_hears_of_the_delay() -> None:
    assert told(note(at(10)), on(MONDAY)) == [
        (Kind.WORRY, JO, at(10)),
        (Kind.WORRY_DEPUTY, KIM, at(11)),
        (Kind.WORRY_LEAD, LOU, at(12)),
        (Kind.WORRY_WAITING, SAM, at(12)),
    ]


def test_the_clock_of_a_note_sent_at_night_starts_at_the_next_opening_with_whoever_is_on_duty_then() -> None:
    friday, monday = MONDAY - timedelta(days=3), MONDAY
    rota = on(friday, duty=LEE, deputy=None) + on(monday)
    assert [(kind, who, when) for kind, who, when in told(note(at(18, day=friday)), rota) if who != LOU][:2] == [
        (Kind.WORRY, JO, at(9)),
        (Kind.WORRY_DEPUTY, KIM, at(10)),
    ]


def test_the_clock_stands_still_over_night() -> None:
    tuesday = MONDAY + timedelta(days=1)
    assert [when for _, _, when in told(note(at(16, 30)), on(MONDAY))] == [
        at(16, 30),
        at(9, 30, day=tuesday),
        at(10, 30, day=tuesday),
        at(10, 30, day=tuesday),
    ]


@pytest.mark.parametrize("state", [{"seen_at": at(11)}, {"closed_at": at(11)}])
def test_nobody_hears_of_a_note_that_somebody_has(state: dict[str, object]) -> None:
    assert told(note(at(10), **state), on(MONDAY)) == []


def test_a_note_that_is_not_for_the_coordinator_goes_to_the_lead_at_every_step() -> None:
    steps = told(note(at(10), apart=True), on(MONDAY))
    assert {who for kind, who, _ in steps if kind is not Kind.WORRY_WAITING} == {LOU}
    assert [kind for kind, _, _ in steps] == [
        Kind.WORRY,
        Kind.WORRY_DEPUTY,
        Kind.WORRY_LEAD,
        Kind.WORRY_WAITING,
    ]


def test_where_nobody_is_set_every_coordinator_is_told() -> None:
    assert {who for kind, who, _ in told(note(at(10)), []) if kind is Kind.WORRY} == {JO, KIM, LEE}


def test_without_a_deputy_the_other_coordinators_are_told() -> None:
    steps = told(note(at(10)), on(MONDAY, deputy=None))
    assert {who for kind, who, _ in steps if kind is Kind.WORRY_DEPUTY} == {KIM, LEE}


@pytest.mark.parametrize(
    ("staff", "first", "last"),
    [
        (Staff(coordinators=frozenset({JO})), {JO}, {JO}),
        (Staff(leads=frozenset({LOU})), {LOU}, {LOU}),
        (Staff(), set[PersonId](), set[PersonId]()),
    ],
)
def test_whoever_is_there_is_told(staff: Staff, first: set[PersonId], last: set[PersonId]) -> None:
    steps = told(note(at(10)), [], staff)
    assert {who for kind, who, _ in steps if kind is Kind.WORRY} == first
    assert {who for kind, who, _ in steps if kind is Kind.WORRY_LEAD} == last
    assert (Kind.WORRY_WAITING, SAM, at(12)) in steps


def test_who_has_left_or_rests_is_not_told_although_the_rota_names_them() -> None:
    away = Staff(coordinators=frozenset({KIM, LEE}), leads=frozenset({LOU}))
    steps = told(note(at(10)), on(MONDAY, deputy=None), away)
    assert {who for kind, who, _ in steps if kind is Kind.WORRY} == {KIM, LEE}


def test_nobody_gets_their_own_note_to_take() -> None:
    mine = note(at(10), person=Person(id=JO))
    assert {who for kind, who, _ in told(mine, on(MONDAY)) if kind is not Kind.WORRY_WAITING} == {KIM, LEE, LOU}


def test_nobody_waits_for_a_call_that_was_only_offered() -> None:
    steps = told(note(at(10), source=Source.RESPECT), on(MONDAY))
    assert [kind for kind, _, _ in steps] == [Kind.WORRY, Kind.WORRY_DEPUTY, Kind.WORRY_LEAD]


@given(
    st.datetimes(datetime(2026, 10, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - Hypothesis wants bare bounds
    st.sampled_from([None, JO, KIM, SAM]),
    st.booleans(),
)
def test_each_is_told_in_duty_hours_and_no_two_messages_have_one_key(
    sent_at: datetime, duty: PersonId | None, apart: bool
) -> None:
    worry = note(sent_at, apart=apart)
    dues = list(plan(worry, on(HOURS.after(sent_at).date(), duty=duty), STAFF, HOURS))
    assert len({one.key for one in dues}) == len(dues)
    assert all(HOURS.after(one.due_at) == one.due_at >= sent_at for one in dues)
    assert all(one.person != SAM for one in dues if one.kind is not Kind.WORRY_WAITING)


@pytest.mark.parametrize(
    ("now", "there"),
    [
        (at(10), at(10)),
        (at(8), at(9)),
        (at(17), at(9, day=MONDAY + timedelta(days=2))),
        (at(18, day=MONDAY + timedelta(days=2)), None),
    ],
)
def test_somebody_is_there_now_or_from_the_next_day_with_somebody_on(now: datetime, there: datetime | None) -> None:
    rota = on(MONDAY) + on(MONDAY + timedelta(days=2))
    assert there_from(now, rota, HOURS, sender=SAM) == there


def test_a_deputy_alone_or_a_day_off_is_nobody() -> None:
    rota = on(MONDAY, duty=None) + on(MONDAY - timedelta(days=1)) + on(BANK_HOLIDAY)
    assert there_from(at(10, day=MONDAY - timedelta(days=2)), rota, HOURS, sender=SAM) is None
    assert there_from(at(10), on(MONDAY, duty=SAM), HOURS, sender=SAM) is None


def test_a_gap_is_a_working_day_without_anybody() -> None:
    rota = on(MONDAY) + on(MONDAY + timedelta(days=1), duty=None)
    assert gaps(rota, MONDAY - timedelta(days=2), MONDAY + timedelta(days=2), HOURS) == (
        MONDAY + timedelta(days=1),
        MONDAY + timedelta(days=2),
    )


def test_a_gap_is_pointed_out_on_the_working_day_before() -> None:
    after_christmas = date(2026, 12, 28)
    found = list(warnings([after_christmas], STAFF, HOURS))
    assert {(one.person, one.due_at, one.until) for one in found} == {
        (who, at(9, day=date(2026, 12, 24)), at(17, day=after_christmas)) for who in (JO, KIM, LEE, LOU)
    }
    assert len({one.key for one in found}) == len(found)


def test_a_note_has_a_short_number_and_waits_until_somebody_has_it() -> None:
    assert worry_number(7) == "W-7"
    assert note(at(10)).waits
    assert not replace(note(at(10)), seen_at=at(11)).waits
