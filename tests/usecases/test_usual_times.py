"""Students say when they are usually free: it counts for who might be their Buddy, and for nothing else."""

from __future__ import annotations

import pytest

from bot.cards.free import FreeKept, MyTimes, WhenUsual
from bot.cards.plans import Proposed
from bot.cards.staff import Done, Listing, ShallI
from tests.matching import account, agrees, cast, heard, types
from tests.planned import planned
from tests.world import World, shown

TUESDAYS = {"days": "1", "from_time": "10:00", "to_time": "12:00", "repeat": "weekly", "day": ""}
UNTIL = "2027-02-22"


async def gives(world: World, name: str, **hours: str) -> FreeKept:
    """What somebody is told who says when they can each week."""
    card = shown(await world.presses(account(name), "free_save", **TUESDAYS | hours, until=UNTIL))
    assert isinstance(card, FreeKept)
    return card


async def suggested(world: World) -> list[tuple[str, str]]:
    """Whom Jo is named, and why."""
    card = await types(world, "match suggest C-1")
    assert isinstance(card, Listing)
    return [(row.say, row.more) for row in card.rows if not row.say.startswith(("Sam", "Lee"))]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_student_says_it_sees_it_and_takes_it_out(world: World) -> None:
    await cast(world)
    sam = account("sam")
    asked = shown(await world.presses(sam, "free_ask"))
    assert asked == WhenUsual(earliest="2026-11-30", until=UNTIL)
    kept = await gives(world, "sam")
    assert [one.say for one in kept.times] == ["Tuesday 10:00 to 12:00, each week until Mon 22 Feb"]
    mine = shown(await world.says(sam, "my times"))
    assert isinstance(mine, MyTimes)
    assert (len(mine.times), mine.giver) == (1, False)
    typed = shown(await world.says(sam, "free every wed 14-16 until 2027-02-22"))
    assert isinstance(typed, FreeKept)
    left = shown(await world.presses(sam, "free_remove", number=mine.times[0].number))
    assert isinstance(left, MyTimes)
    assert [one.say[:9] for one in left.times] == ["Wednesday"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_student_is_not_asked_for_more_when_it_runs_out(world: World) -> None:
    await cast(world)
    await world.presses(account("sam"), "free_save", **TUESDAYS, until="2026-12-15")
    await heard(world)
    told = []
    for _ in range(15):
        world.clock.move(days=1)
        told += await heard(world)
    assert told == [("sam", "Still looking")] * 2


async def test_who_shares_no_time_is_not_named_and_more_times_come_first(world: World) -> None:
    await cast(world, buddies="alex kim pat", students="sam")
    await gives(world, "sam", to_time="13:00")
    await gives(world, "alex", from_time="14:00", to_time="16:00")
    await gives(world, "kim", from_time="12:00", to_time="14:00")
    await gives(world, "pat", to_time="12:30")
    found = await suggested(world)
    assert [say.split()[1] for say, _ in found] == ["Pat", "Kim"]
    assert "2 times in a usual week suit both" in found[0][1]
    assert "1 time in a usual week suits both" in found[1][1]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_where_nobody_shares_a_time_that_is_said(world: World) -> None:
    await cast(world, buddies="alex", students="sam")
    await gives(world, "sam")
    await gives(world, "alex", from_time="14:00", to_time="16:00")
    ((say, more),) = await suggested(world)
    assert (say, more) == ("No Buddy can be asked now", "1: no time in a usual week suits both")
    asked = await types(world, "match make S-003 B-002")
    assert isinstance(asked, ShallI)
    assert asked.notes[1].say == "No time in a usual week suits all of them. They may still find one."


async def test_a_plan_keeps_to_what_students_said_and_says_who_has_not(world: World) -> None:
    await cast(world, buddies="alex", students="sam lee")
    await gives(world, "alex")
    await gives(world, "sam", from_time="14:00", to_time="16:00")
    card = await planned(world)
    assert isinstance(card, Proposed)
    assert [one.say for one in card.pairs] == ["Lee Lee (S-004) with Alex Morgan (B-002)"]
    said = " ".join(one.say for one in card.summary)
    assert "1 student has not said when they are usually free." in said


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_coordinator_writes_it_down_for_a_student(world: World) -> None:
    people = await cast(world)
    assert isinstance(await agrees(world, f'free add {people["sam"].short} "tue 10-12 weekly until 2027-02-22"'), Done)
    listed = await types(world, f"free show {people['sam'].short}")
    assert isinstance(listed, Listing)
    assert "Tuesday 10:00 to 12:00" in listed.rows[0].say
