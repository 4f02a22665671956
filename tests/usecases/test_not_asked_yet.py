"""Pairs of a list that cannot be asked yet: the coordinator sees why, none starves, and a group has the right size."""

from __future__ import annotations

from datetime import datetime

from bot.domain.meetings import LinkId
from bot.usecases.asking import ready_to_ask
from bot.usecases.ports import Work
from tests.day import needs
from tests.staff import HEAD, does, imported, look, pair_rows
from tests.stage import JO
from tests.world import World, shown

NOT_YET = "1 pair can't be asked yet"
STUDENTS = "".join(f"student,Kim{n},Lee,kim{n}@university.example,Many,,yes,\n" for n in range(9))
ROBIN = "buddy,Robin,Hart,robin.hart@university.example,{},{},yes,yes\n"


async def test_the_day_names_a_pair_that_waits_and_the_first_reasons(world: World) -> None:
    await imported(world, pair_rows())
    assert (await needs(world))[NOT_YET] == [
        "P-1, Kim with Robin: S-002 has not said yes to taking part. S-002 is not waiting in this cohort."
    ]


async def test_a_pair_that_can_be_asked_is_found_behind_many_that_cannot(world: World) -> None:
    one = "student,S{n},Lee,s{n}@post.example,{pair},,yes,\nbuddy,{who}@post.example,{pair},,yes,yes\n"
    rows = [one.format(n=n, pair=f"P{n}", who="Robin,Hart,robin.hart") for n in range(105)]
    rows += [one.format(n=n, pair=f"P{n}", who="Dana,Cole,dana.cole") for n in (105, 106)]
    assert (await imported(world, HEAD + "".join(rows))).starting == 2
    assert await world.store.read(None, _ready, None) == []
    await does(world, "match end P-106")
    assert await world.store.read(None, _ready, None) == [LinkId(107)]


def _ready(work: Work, request: None, now: datetime) -> list[LinkId]:
    return list(ready_to_ask(work, request, now))


async def test_a_list_keeps_to_the_size_of_group_that_the_series_is_for(world: World) -> None:
    card = shown(await world.says(JO, f"person import\n{HEAD}{STUDENTS}{ROBIN.format('Many', '')}"))
    assert "pair 'Many' has 9 students, and its series is for 1 to 8 together" in str(card)
    await does(world, 'cohort new "Carers" --series carer1')
    two = "student,Kim,Lee,kim.lee@university.example,Few,Carers,yes,\n" + ROBIN.format("Few", "Carers")
    assert "pair 'Few' has 1 student, and its series is for 3 to 8 together" in str(
        shown(await world.says(JO, f"person import\n{HEAD}{two}"))
    )
    assert await look(world, lambda work: [one for one in work.cohorts.all() if one.name == "Carers"])
