"""Who would get what and when: the same as the worker then sends, and nothing is written or said."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.due import Kind
from bot.domain.errors import BadInput
from bot.front.preview import asked, lines
from bot.store.tables import due_work, metadata
from bot.usecases.rehearsal import FLOWS
from bot.usecases.sends_words import KINDS
from tests.sending import news
from tests.staff import does, lists, refused
from tests.stage import ALEX, JO, SAM
from tests.store.messages import outbox, write
from tests.world import MONDAY, World

UNTIL = ("--until", "2026-12-01")
MIDNIGHT = datetime(2026, 12, 2, tzinfo=UTC)


def rows(connection: Connection) -> list[int]:
    return [connection.execute(select(func.count()).select_from(one)).scalar_one() for one in metadata.sorted_tables]


def names() -> list[str]:
    return [one.name for one in metadata.sorted_tables]


def sent(connection: Connection) -> list[tuple[str, int]]:
    """The kinds of what was sent since, and to whom."""
    done = select(due_work.c.kind, due_work.c.person_id).where(
        due_work.c.state == "done", due_work.c.done_at > MONDAY, due_work.c.attempts > 0
    )
    return [(row.kind, row.person_id) for row in connection.execute(done)]


async def test_what_is_foreseen_is_what_is_sent(booked: World) -> None:
    foreseen = await lines(booked.store, UNTIL)
    while (at := await outbox(booked, "looker").next_event()) and at < MIDNIGHT:
        booked.clock.now = at
        await booked.worker.catch_up()
    told = await booked.store.database.read(sent)
    expected = sorted((KINDS[Kind(kind)], person) for kind, person in told)
    found = [re.search(r"[SBK]-0*(\d+): (.*)", line) for line in foreseen]
    assert sorted((hit[2], int(hit[1])) for hit in found if hit) == expected
    assert len(expected) >= 4


async def test_it_goes_by_day_with_numbers_and_without_names(booked: World) -> None:
    foreseen = await lines(booked.store, UNTIL)
    assert [line for line in foreseen if not line.startswith(" ")] == ["Mon 30 Nov 2026", "Tue 1 Dec 2026"]
    assert "  13:50  S-002: a reminder of a meeting today" in foreseen
    assert not re.search("Sam|Alex|Taylor|Morgan", "\n".join(foreseen))


async def test_names_are_shown_when_they_are_asked_for(booked: World) -> None:
    foreseen = await lines(booked.store, (*UNTIL, "--names"))
    assert "  13:50  S-002 Sam Taylor: a reminder of a meeting today" in foreseen


async def test_nothing_is_written_and_nobody_hears_anything(booked: World) -> None:
    before = await booked.store.database.read(rows), len(booked.voice.said)
    await lines(booked.store, ("--until", "2027-02-01"))
    assert (await booked.store.database.read(rows), len(booked.voice.said)) == before


async def test_what_waits_already_is_in_it_once(pair: World) -> None:
    await write(pair, news("k"))
    foreseen = await lines(pair.store, UNTIL)
    assert foreseen[:2] == ["Mon 30 Nov 2026", "  09:00  S-002: a message about a Buddy"]
    assert len([line for line in foreseen if "a message about a Buddy" in line]) == 1


async def test_quiet_hours_and_breaks_are_kept_to(pair: World) -> None:
    await write(pair, news("k"))
    pair.clock.move(hours=12)
    assert (await lines(pair.store, UNTIL))[:2] == ["Tue 1 Dec 2026", "  09:00  S-002: a message about a Buddy"]
    await does(pair, "person rest S-002")
    resting = await lines(pair.store, UNTIL)
    assert resting[-2:] == ["After a break", "  S-002: a message about a Buddy"]


async def test_a_day_on_which_nothing_is_planned_says_so(world: World) -> None:
    await world.comes(JO)
    await world.worker.catch_up()
    assert list(await lines(world.store, UNTIL)) == ["Nothing is planned until 2026-12-01."]


@pytest.mark.parametrize("words", [(), ("--until",), ("--until", "tomorrow"), ("--names",), ("2026-12-01",)])
def test_what_cannot_be_read_is_refused_with_how_it_is_written(words: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match=r"python app\.py preview --until 2026-12-24"):
        asked(words)


@pytest.mark.parametrize("name", FLOWS)
async def test_each_journey_is_played_with_made_up_people_and_nothing_is_sent(pair: World, name: str) -> None:
    before = await pair.store.database.read(rows)
    text = await lists(pair, f"test flow {name}")
    assert text.startswith(f"What would be sent: {name}")
    assert ": Sam, a student" in text
    grown = {
        table
        for table, was, now in zip(names(), before, await pair.store.database.read(rows), strict=True)
        if was != now
    }
    assert grown <= {"seen", "chat"}
    assert await pair.hears(SAM) == []
    assert await pair.hears(ALEX) == []


async def test_the_first_meeting_is_played_from_the_first_question_to_the_day(pair: World) -> None:
    text = await lists(pair, "test flow first meeting")
    in_order = [
        "Mon 30 Nov at 09:00: Alex, a Buddy\na question about times",
        "Tue 1 Dec at 09:00: Sam, a student\na question about times",
        "Wed 2 Dec at 09:00: Alex, a Buddy\na question about times, asked again, if there is no answer by then",
        "Wed 2 Dec at 09:00: Alex, a Buddy\na question about times\n",
        "Thu 3 Dec at 09:00: Sam, a student\nwhen a meeting is",
        "Mon 7 Dec at 08:50: Sam, a student\na reminder of a meeting today",
    ]
    places = [text.index(one) for one in in_order]
    assert places == sorted(places)


async def test_a_journey_that_nobody_knows_is_refused_with_those_there_are(pair: World) -> None:
    assert (await refused(pair, "test flow lunch")).startswith(
        "I know these journeys: first meeting, after meeting, missed, end."
    )
