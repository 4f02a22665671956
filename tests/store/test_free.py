"""A Buddy's week holds as much as they said, whoever books; free times are seen by few."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.cards.meetings import Booked
from bot.domain.errors import NotYours
from bot.domain.free import Free, FreeKind
from bot.domain.joining import Limits
from bot.domain.meetings import MeetingId
from bot.domain.offers import TooNear, WeekFull, iso_week
from bot.domain.people import PersonId, Role
from bot.store.tables import cell, week
from bot.store.weeks import ALL
from bot.usecases.meetings import move
from bot.usecases.ports import Work
from bot.usecases.times import Confirm, Ref, confirm
from tests.store.crowd import heard
from tests.store.pairs import Pair, add_pair, add_person, confirmed, meeting_of, picked
from tests.world import MONDAY, World, make_world, person

ALEX = person("alex.morgan")
TUESDAY = MONDAY + timedelta(days=1, hours=5)
DAY = timedelta(days=1)
TIMES = Free(kind=FreeKind.WEEKLY, weekday=1, from_minute=840, to_minute=960, until=MONDAY.date() + 30 * DAY)


def weeks(connection: Connection) -> dict[tuple[int, int], tuple[int, int]]:
    """What is booked in each week; the row of all weeks together is there to be waited for."""
    rows = connection.execute(select(week).where(week.c.week != ALL))
    return {(row.person_id, row.week): (row.meetings, row.minutes) for row in rows}


async def students(world: World, count: int) -> list[Pair]:
    """So many students of one Buddy."""
    buddy = await add_person(world.store, "alex.morgan", Role.BUDDY)
    await limit(world, buddy)
    numbers = [await add_person(world.store, f"student.{number}", Role.STUDENT) for number in range(count)]
    return [await add_pair(world.store, buddy, student) for student in numbers]


def _limit(work: Work, limits: Limits, _now: datetime) -> None:
    work.joining.set_limits(work.actor.id, limits)


async def limit(world: World, buddy: PersonId, **limits: Any) -> None:  # noqa: ANN401 - a limit's own
    await world.store.run(buddy, _limit, Limits(**{"rest_days": 0, **limits}))


async def yes(world: World, pair: Pair, version: int, at: datetime) -> Any:  # noqa: ANN401 - a card or a refusal
    request = Confirm(meeting=pair.meeting, version=version, time=at)
    try:
        return await world.store.run(pair.buddy, confirm, request)
    except (TooNear, WeekFull) as refusal:
        return refusal


async def test_of_many_at_once_no_more_are_booked_in_one_week_than_the_buddy_said(
    world: World, database_url: str
) -> None:
    pairs = await students(world, 6)
    hours = [TUESDAY + timedelta(hours=number) for number in range(6)]
    versions = [await picked(world.store, pair, hour) for pair, hour in zip(pairs, hours, strict=True)]
    other = await make_world(database_url, me="second machine")
    worlds = [world, other] * 3

    got = await asyncio.gather(*(yes(*one) for one in zip(worlds, pairs, versions, hours, strict=True)))

    assert sum(isinstance(one, Booked) for one in got) == 2
    assert [str(one) for one in got if isinstance(one, WeekFull)] == [
        "That would be more than you said for that week. Please choose a time in another week."
    ] * 4
    assert await world.store.database.read(weeks) == {(pairs[0].buddy, iso_week(TUESDAY)): (2, 120)}
    rows = await world.store.database.read(lambda connection: connection.execute(select(cell)).all())
    assert len(rows) == 2 * 2 * 4
    await other.store.close()


async def test_of_two_at_once_on_both_sides_of_a_sunday_one_is_booked_where_days_of_rest_lie_between(
    world: World, database_url: str
) -> None:
    pairs = await students(world, 2)
    await limit(world, pairs[0].buddy, rest_days=2)
    days = [TUESDAY + 5 * DAY, TUESDAY + 7 * DAY]
    versions = [await picked(world.store, pair, day) for pair, day in zip(pairs, days, strict=True)]
    other = await make_world(database_url, me="second machine")

    got = await asyncio.gather(*(yes(*one) for one in zip([world, other], pairs, versions, days, strict=True)))

    assert sorted(type(one).__name__ for one in got) == ["Booked", "TooNear"]
    assert len({number for _, number in await world.store.database.read(weeks)}) == 1
    await other.store.close()


async def test_what_is_moved_gives_the_week_its_place_back(world: World) -> None:
    pairs = await students(world, 3)
    await limit(world, pairs[0].buddy, meetings_week=1)
    booked = await confirmed(world.store, pairs[0], TUESDAY)
    assert isinstance(booked, Booked)
    version = await picked(world.store, pairs[1], TUESDAY + DAY)
    assert isinstance(await yes(world, pairs[1], version, TUESDAY + DAY), WeekFull)

    await world.store.run(pairs[0].student, move, Ref(meeting=pairs[0].meeting, version=booked.version))

    assert isinstance(await yes(world, pairs[1], version, TUESDAY + DAY), Booked)
    assert await world.store.database.read(weeks) == {(pairs[0].buddy, iso_week(TUESDAY)): (1, 60)}


async def test_minutes_count_too_and_another_week_is_free(world: World) -> None:
    pairs = await students(world, 2)
    await limit(world, pairs[0].buddy, meetings_week=9, minutes_week=100)
    assert isinstance(await confirmed(world.store, pairs[0], TUESDAY), Booked)
    version = await picked(world.store, pairs[1], TUESDAY + DAY, TUESDAY + 7 * DAY)

    assert isinstance(await yes(world, pairs[1], version, TUESDAY + DAY), WeekFull)
    assert isinstance(await yes(world, pairs[1], version, TUESDAY + 7 * DAY), Booked)


async def test_a_limit_that_was_raised_counts_from_its_day_on(world: World) -> None:
    pairs = await students(world, 2)
    later = MONDAY + timedelta(hours=3)
    await limit(world, pairs[0].buddy, meetings_week=1, raised={"meetings_week": 2}, raised_at=later)
    await confirmed(world.store, pairs[0], TUESDAY)
    version = await picked(world.store, pairs[1], TUESDAY + DAY)
    early = await yes(world, pairs[1], version, TUESDAY + DAY)
    world.clock.now = later

    assert isinstance(early, WeekFull)
    assert isinstance(await yes(world, pairs[1], version, TUESDAY + DAY), Booked)


def _full(work: Work, number: MeetingId, now: datetime) -> frozenset[int]:
    meeting = work.meetings.get(number)
    return work.meetings.full_weeks(meeting, {iso_week(TUESDAY), iso_week(TUESDAY + 7 * DAY)}, now=now)


async def test_a_student_learns_which_weeks_are_full_and_nothing_of_why(world: World) -> None:
    pairs = await students(world, 3)
    for pair in pairs[:2]:
        await confirmed(world.store, pair, TUESDAY + DAY * pairs.index(pair))

    assert await world.store.read(pairs[2].student, _full, pairs[2].meeting) == {iso_week(TUESDAY)}
    await limit(world, pairs[0].buddy, meetings_week=3, minutes_week=30)
    full = await world.store.read(pairs[2].student, _full, pairs[2].meeting)
    assert full == {iso_week(TUESDAY), iso_week(TUESDAY + 7 * DAY)}


async def test_a_yes_takes_ten_statements(world: World) -> None:
    (pair,) = await students(world, 1)
    version = await picked(world.store, pair, TUESDAY)
    with heard(world.store.database) as statements:
        await yes(world, pair, version, TUESDAY)
    assert statements.last <= 9  # and one that notes that this turn was seen


def _add(work: Work, person: PersonId, _now: datetime) -> list[int]:
    return list(work.free.add(person, [TIMES, TIMES]))


def _of(work: Work, person: PersonId, _now: datetime) -> list[Free]:
    return list(work.free.of(person))


async def test_who_wrote_down_somebody_elses_times_is_kept(world: World) -> None:
    (pair,) = await students(world, 1)
    await world.store.run(PersonId(1), _add, pair.buddy)
    await world.store.run(pair.buddy, _add, pair.buddy)

    found = await world.store.read(pair.buddy, _of, pair.buddy)
    assert [one.entered_by for one in found] == [1, 1, None, None]
    assert len({one.id for one in found}) == 4


async def test_those_who_meet_do_not_see_or_write_each_others_free_times(world: World) -> None:
    (pair,) = await students(world, 1)
    for use_case in (_add, _of):
        with pytest.raises(NotYours):
            await world.store.run(pair.student, use_case, pair.buddy)


def _remove(work: Work, number: int, _now: datetime) -> int:
    return len(work.free.remove(work.actor.id, [number]))


async def test_the_number_of_somebody_elses_time_removes_nothing(world: World) -> None:
    (pair,) = await students(world, 1)
    other = await add_person(world.store, "kim.lee", Role.BUDDY)
    number = (await world.store.run(pair.buddy, _add, pair.buddy))[0]

    assert await world.store.run(other, _remove, number) == 0
    assert await world.store.run(pair.buddy, _remove, number) == 1


async def test_a_meeting_that_moves_to_another_length_keeps_it(world: World) -> None:
    (pair,) = await students(world, 1)

    def longer(work: Work, number: MeetingId, now: datetime) -> int:
        found = work.meetings.get(number)
        return work.meetings.change(found, found.state, now=now, minutes=90).minutes

    assert await world.store.run(pair.buddy, longer, pair.meeting) == 90
    assert (await world.store.read(pair.buddy, meeting_of, pair.meeting)).minutes == 90


async def test_what_a_buddy_does_with_free_times_takes_few_statements(world: World) -> None:
    (pair,) = await students(world, 1)
    del pair
    fields = {"days": "1,2,3", "from_time": "14:00", "to_time": "16:00", "repeat": "weekly"}
    counts = {}
    with heard(world.store.database) as statements:
        for name, turn in {
            "save": world.presses(ALEX, "free_save", **fields),
            "away": world.says(ALEX, "away 10 dec to 12 dec"),
            "list": world.says(ALEX, "my times"),
            "same": world.presses(ALEX, "free_same"),
        }.items():
            assert (await turn).note is None
            counts[name] = statements.last
    assert {name: count for name, count in counts.items() if count > 10} == {}
