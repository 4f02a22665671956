"""Meetings: each change counts once, is written down, and says nothing about who moved."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from bot.cards import Card
from bot.domain.errors import BadInput, HasChanged, NotThere, NotYours
from bot.domain.meetings import Meeting, MeetingId, MeetingState, Window
from bot.domain.people import PersonId, Role
from bot.store.tables import audit, cell, due_work, history, meeting
from bot.usecases.meetings import move, not_today
from bot.usecases.ports import Work
from bot.usecases.times import Confirm, Offer, Pick, Ref, confirm, offer, pick
from tests.store.crowd import crowd
from tests.store.pairs import Pair, add_pair, add_person, confirmed, meeting_of, new_pair
from tests.store.test_double_booking import fit
from tests.world import MONDAY, World

TODAY = MONDAY + timedelta(hours=6)
HOURS = tuple(MONDAY + timedelta(days=1, hours=number) for number in range(3))
PEOPLE = 2  # Buddies, and as many students: each Buddy meets each student


@pytest.fixture
async def pair(world: World) -> Pair:
    return await new_pair(world.store, 1)


def change(work: Work, request: tuple[Meeting, datetime | None], now: datetime) -> Meeting:
    found, start = request
    work.meetings.get(found.id)
    state = MeetingState.CONFIRMED if start else MeetingState.PLANNED
    return work.meetings.change(found, state, now=now, start=start)


async def now_of(world: World, pair: Pair) -> Meeting:
    return await world.store.read(pair.buddy, meeting_of, pair.meeting)


def noted(connection: Connection, table: Table) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]


async def test_a_change_of_what_was_true_before_is_refused_and_leaves_no_trace(world: World, pair: Pair) -> None:
    old = await now_of(world, pair)
    new = await world.store.run(pair.buddy, change, (old, TODAY))

    with pytest.raises(HasChanged):
        await world.store.run(pair.buddy, change, (old, None))

    assert await now_of(world, pair) == new
    assert len(await world.store.database.read(lambda connection: noted(connection, history))) == 1


async def test_calendars_hear_of_a_new_time_and_of_nothing_else(world: World, pair: Pair) -> None:
    first = await now_of(world, pair)
    booked = await world.store.run(pair.buddy, change, (first, TODAY))
    same = await world.store.run(pair.buddy, change, (booked, TODAY))
    gone = await world.store.run(pair.buddy, change, (same, None))

    assert [one.version for one in (first, booked, same, gone)] == [1, 2, 3, 4]
    assert [one.sequence for one in (first, booked, same, gone)] == [0, 1, 1, 2]


async def test_each_change_is_written_down_with_the_time_that_was(world: World, pair: Pair) -> None:
    booked = await world.store.run(pair.buddy, change, (await now_of(world, pair), TODAY))
    world.clock.move(hours=1)
    await world.store.run(pair.buddy, change, (booked, None))

    notes = await world.store.database.read(lambda connection: noted(connection, history))
    assert [(one["what"], one["was"], one["same_day"], one["at"]) for one in notes] == [
        ("confirmed", None, False, MONDAY),
        ("moved", TODAY, True, MONDAY + timedelta(hours=1)),
    ]


async def test_the_last_time_that_a_meeting_had_is_remembered(world: World, pair: Pair) -> None:
    booked = await world.store.run(pair.buddy, change, (await now_of(world, pair), TODAY))
    await world.store.run(pair.buddy, change, (booked, None))

    def last(work: Work, number: MeetingId, _now: datetime) -> datetime | None:
        work.meetings.get(number)
        return work.meetings.last_start(number)

    assert await world.store.read(pair.student, last, pair.meeting) == TODAY


async def test_a_meeting_that_is_not_there_and_one_of_others_look_the_same(world: World, pair: Pair) -> None:
    other = await new_pair(world.store, 2)

    with pytest.raises(NotYours) as theirs:
        await world.store.read(other.buddy, meeting_of, pair.meeting)
    with pytest.raises(NotThere) as nowhere:
        await world.store.read(other.buddy, meeting_of, MeetingId(404))

    assert str(theirs.value) == str(nowhere.value)


async def test_a_quarter_of_an_hour_of_somebody_is_there_once(world: World, pair: Pair) -> None:
    row = {"person_id": pair.buddy, "cell": 1, "meeting_id": pair.meeting}
    await world.store.database.write(lambda connection: connection.execute(cell.insert(), row))

    with pytest.raises(IntegrityError):
        await world.store.database.write(lambda connection: connection.execute(cell.insert(), row))


async def test_the_next_meeting_of_the_series_is_made_once_and_the_last_has_no_next(world: World, pair: Pair) -> None:
    def following(work: Work, number: int, now: datetime) -> Meeting | None:
        return work.meetings.next_number(work.meetings.get(pair.meeting).link, number, now=now)

    made = [await world.store.run(pair.buddy, following, 2) for _ in range(2)]
    themes = len(world.store.site.library.series[made[0].series].themes) if made[0] else 0
    beyond = [await world.store.run(pair.buddy, following, number) for number in (themes + 1, 4)]

    assert made[0] == made[1]
    assert made[0]
    assert (made[0].number, made[0].state, made[0].version) == (2, MeetingState.PLANNED, 1)
    assert made[0].people() == (pair.buddy, pair.student)
    assert beyond == [None, None]


def anonymous(row: dict[str, Any], people: set[PersonId], about: MeetingId) -> tuple[tuple[str, object], ...]:
    """A row without numbers, and without to whom it goes."""
    hidden = {"id", "meeting_id", "subject"}
    if row.get("person_id") in people and "key" in row:
        key = str(row["key"]).replace(f":{about}:", ":meeting:").rpartition(":")[0]
        row = {**row, "key": key, "person_id": "recipient"}
    return tuple((name, value) for name, value in row.items() if name not in hidden)


async def test_who_moved_a_meeting_on_its_day_is_written_nowhere(world: World) -> None:
    by_student, by_buddy = await new_pair(world.store, 1), await new_pair(world.store, 2)
    for one in (by_student, by_buddy):
        await confirmed(world.store, one, TODAY)
    await world.store.database.write(forget)

    await world.store.run(by_student.student, move, Ref(meeting=by_student.meeting, version=4))
    await world.store.run(by_buddy.buddy, not_today, Ref(meeting=by_buddy.meeting, version=4))

    left = [await world.store.database.read(partial(left_by, pair=one)) for one in (by_student, by_buddy)]
    assert left[0] == left[1]
    assert {name: rows.total() for name, rows in left[0].items()} == {"history": 1, "audit": 1, "due_work": 1}


def forget(connection: Connection) -> None:
    for table in (history, audit, due_work):
        connection.execute(table.delete())


def left_by(connection: Connection, pair: Pair) -> dict[str, Counter[tuple[tuple[str, object], ...]]]:
    """What the meeting of this pair has left in each table, without numbers and without to whom it goes."""
    people = {pair.buddy, pair.student}
    return {
        table.name: Counter(
            anonymous(row, people, pair.meeting)
            for row in noted(connection, table)
            if row.get("meeting_id", row.get("subject")) == pair.meeting
        )
        for table in (history, audit, due_work)
    }


NEXT = {
    MeetingState.PLANNED: "offer",
    MeetingState.OFFERED: "pick",
    MeetingState.HALF_CONFIRMED: "confirm",
    MeetingState.CONFIRMED: "confirm",
}
Step = tuple[Pair, str, datetime]


async def act(world: World, step: Step) -> Card | BadInput:
    """One thing that somebody of a pair does with the card that is true at this moment."""
    pair, what, at = step
    found = await now_of(world, pair)
    ref = {"meeting": pair.meeting, "version": found.version}
    run = world.store.run
    try:
        match NEXT[found.state] if what == "next" else what:
            case "offer":
                hours = tuple(Window(start=hour, end=hour + timedelta(hours=1)) for hour in HOURS)
                return await run(pair.buddy, offer, Offer(meeting=pair.meeting, version=found.version, windows=hours))
            case "pick":
                return await run(pair.student, pick, Pick(**ref, times=HOURS))
            case "confirm":
                return await run(pair.buddy, confirm, Confirm(**ref, time=at))
            case _:
                return await run(pair.student, move, Ref(**ref))
    except BadInput as refusal:
        return refusal


@pytest.fixture
async def crossing(world: World) -> list[Pair]:
    """Each Buddy meets each student, so that every hour is wanted by several."""
    buddies = [await add_person(world.store, f"buddy.{number}", Role.BUDDY) for number in range(PEOPLE)]
    students = [await add_person(world.store, f"student.{number}", Role.STUDENT) for number in range(PEOPLE)]
    return [await add_pair(world.store, buddy, student) for buddy in buddies for student in students]


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_people_do_at_once_nobody_is_booked_twice(world: World, crossing: list[Pair], seed: int) -> None:
    chance, booked = random.Random(seed), 0  # noqa: S311 - the same steps each time
    words = ["next"] * 6 + ["offer", "move"]
    for _ in range(14):
        steps = [(chance.choice(crossing), chance.choice(words), chance.choice(HOURS)) for _ in range(8)]

        await asyncio.gather(*(act(world, step) for step in steps))

        assert await world.store.database.read(fit)
        booked += await world.store.database.read(_confirmed)
    assert booked, "nothing was ever booked: this would have shown nothing"


def _confirmed(connection: Connection) -> int:
    return len(connection.execute(select(meeting.c.id).where(meeting.c.state == MeetingState.CONFIRMED)).all())


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_while_many_meetings_are_looked_through_others_have_their_turn(world: World) -> None:
    """On SQLite a thread of its own reads them."""
    await world.store.database.write(lambda connection: crowd(connection, people=600, now=MONDAY))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    def look(work: Work, year: timedelta, now: datetime) -> list[int]:
        return [turns for _ in work.meetings.live(since=now - year, until=now + year)]

    beside = asyncio.create_task(others())
    seen = Counter(await world.store.read(None, look, timedelta(days=365)))
    beside.cancel()

    assert seen.total() > 100
    assert max(seen.values()) <= 50
