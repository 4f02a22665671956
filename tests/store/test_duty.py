"""Notes as the database gives them out: each to those whom it is for, and to nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.domain.duty import Source, Worry, WorryId, WorryKind
from bot.domain.errors import BuddyError
from bot.domain.people import PersonId, Role
from bot.usecases.ports import Work
from tests.store.pairs import add_person
from tests.world import MONDAY, World

LONG_AGO = MONDAY - timedelta(days=1)
OPEN, APART = WorryId(1), WorryId(2)


def _ask(work: Work, apart: bool, now: datetime) -> Worry:
    return work.duty.ask(WorryKind.TREATED, Source.WORRY, soon=False, apart=apart, in_hours=True, now=now)


@pytest.fixture
async def asked(world: World) -> World:
    """Sam has asked for a call, and for another one that is not for the coordinator."""
    sam = await add_person(world.store, "sam.taylor", Role.STUDENT)
    for apart in (False, True):
        await world.store.run(sam, _ask, apart)
    return world


def _seen(work: Work, _: None, now: datetime) -> dict[str, set[int]]:
    """Which notes come back for each question."""
    found: dict[str, set[int]] = {"get": set(), "take": set(), "close": set()}
    questions: dict[str, Callable[[WorryId], object]] = {
        "get": work.duty.get,
        "take": partial(work.duty.take, seen_as="X", now=now),
        "close": partial(work.duty.close, reference="", now=now),
    }
    for number in (OPEN, APART):
        for name, question in questions.items():
            try:
                question(number)
            except BuddyError:
                continue
            found[name].add(number)
    try:
        total, listed = work.duty.notes(since=LONG_AGO, only_open=False, at_most=9)
        found["notes"], found["counted"] = {one.id for one in listed}, {total}
    except BuddyError:
        found["notes"], found["counted"] = set(), {0}
    return found | {"mine": {one.id for one in work.duty.mine(since=LONG_AGO)}}


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.STUDENT, set[int]()),
        (Role.BUDDY, set[int]()),
        (Role.CARER, set[int]()),
        (Role.SUPERVISOR, set[int]()),
        (Role.TUTOR, set[int]()),
        (Role.COORDINATOR, {OPEN}),
        (Role.LEAD, {OPEN, APART}),
    ],
)
async def test_each_role_gets_the_notes_that_are_for_it_and_counts_no_others(
    asked: World, role: Role, sees: set[int]
) -> None:
    somebody = await add_person(asked.store, "no.body", role)
    found = await asked.store.run(somebody, _seen, None)
    counted = {len(sees)}
    assert found == dict.fromkeys(("get", "take", "close", "notes"), sees) | {"counted": counted, "mine": set()}


async def test_a_sender_reads_the_own_notes_and_takes_none(asked: World) -> None:
    found = await asked.store.run(PersonId(2), _seen, None)
    assert found == {"get": {1, 2}, "mine": {1, 2}, "take": set(), "close": set(), "notes": set(), "counted": {0}}


async def test_the_assistant_sees_numbers_and_no_names(asked: World) -> None:
    waiting = await asked.store.read(None, lambda work, _, __: work.duty.waiting(since=LONG_AGO), None)
    assert {(one.id, one.person.id, one.person.first_name, one.person.email) for one in waiting} == {
        (1, 2, None, None),
        (2, 2, None, None),
    }


async def test_a_lead_sees_who_it_is_and_how_to_reach_them(asked: World) -> None:
    lou = await add_person(asked.store, "lou.grey", Role.LEAD)
    note = await asked.store.read(lou, lambda work, _, __: work.duty.get(APART), None)
    assert (note.person.first_name, note.person.surname) == ("Sam", "Taylor")
    assert note.person.email == "sam.taylor@university.example"


async def test_of_two_taps_at_once_one_note_is_kept(world: World) -> None:
    sam = await add_person(world.store, "sam.taylor", Role.STUDENT)
    notes = await asyncio.gather(*(world.store.run(sam, _ask, False) for _ in range(4)))  # noqa: FBT003 - as above
    assert {one.id for one in notes} == {1}


async def test_a_call_that_is_asked_for_is_more_than_one_that_was_offered(world: World) -> None:
    sam = await add_person(world.store, "sam.taylor", Role.STUDENT)

    def ask(work: Work, source: Source, now: datetime) -> Worry:
        soon = source is Source.RESPECT
        return work.duty.ask(WorryKind.TREATED, source, soon=soon, apart=False, in_hours=True, now=now)

    asked = [await world.store.run(sam, ask, source) for source in (Source.RESPECT, Source.CALL, Source.RESPECT)]
    assert [(one.id, one.source, one.soon) for one in asked] == [
        (1, Source.RESPECT, True),
        (1, Source.CALL, False),
        (1, Source.CALL, False),
    ]


async def test_of_two_who_take_a_note_at_once_one_has_it(asked: World) -> None:
    staff = [await add_person(asked.store, name, Role.COORDINATOR) for name in ("kim.reed", "lee.ward")]
    took = await asyncio.gather(
        *(asked.store.run(who, lambda work, _, now: work.duty.take(OPEN, seen_as="X", now=now), None) for who in staff)
    )
    assert sorted(took) == [False, True]


async def test_the_question_is_counted_by_day_and_button(world: World) -> None:
    for day in (MONDAY, MONDAY, MONDAY + timedelta(days=1)):
        await world.store.run(None, lambda work, at, _: work.duty.count("shown", day=at.date()), day)
    await world.store.run(None, lambda work, at, _: work.duty.count("help", day=at.date()), MONDAY)
    rows = await world.store.database.read(lambda c: c.exec_driver_sql("select * from prompt_shown").all())
    assert sorted(row[2] for row in rows) == [1, 1, 2]
