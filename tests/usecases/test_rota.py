"""Who is on duty on which day: set, shown, taken back, and pointed out when nobody is."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cards.staff import Done, Listing
from bot.domain.duty import OnDuty
from bot.domain.errors import NotForYou
from bot.domain.people import Role
from bot.front.turn import Json
from tests import stage
from tests.stage import JO, heading
from tests.store.pairs import add_person
from tests.templates import WorldAt
from tests.world import World, chat_of, shown
from tests.world import person as account

KIM, LOU = account("kim.reed"), account("lou.grey")


async def _staffed(world: World) -> None:
    await stage.pair(world)
    await add_person(world.store, "kim.reed", Role.COORDINATOR)
    await add_person(world.store, "lou.grey", Role.LEAD)


@pytest.fixture
async def staffed(world_at: WorldAt) -> World:
    """Jo and Kim are coordinators, Lou is the lead; it is Monday, nine o'clock."""
    return await world_at(_staffed)


async def rota(world: World) -> list[OnDuty]:
    return list(await world.store.read(JO, lambda work, _, __: work.duty.rota(date.min, date.max), None))


async def gaps_told(world: World) -> dict[str, list[dict[str, Json]]]:
    before = len(world.voice.said)
    await world.worker.catch_up()
    found: dict[str, list[dict[str, Json]]] = {}
    for one in world.voice.said[before:]:
        if heading(one.card) == "Nobody on duty":
            found.setdefault(one.conversation, []).append(one.card)
    return found


@pytest.mark.parametrize(
    ("words", "days", "deputy"),
    [
        ("Kim 1 dec", [1], False),
        ("Kim Reed 1 dec..4 dec", [1, 2, 3, 4], False),
        ('"Kim Reed" 2026-12-04..2026-12-08', [4, 7, 8], False),
        ("kim.reed@university.example tue..thu --deputy", [1, 2, 3], True),
        ("Kim tomorrow \u2014deputy", [1], True),
    ],
)
async def test_somebody_is_set_for_the_working_days(staffed: World, words: str, days: list[int], deputy: bool) -> None:
    assert isinstance(shown(await staffed.says(JO, f"duty set {words}")), Done)
    assert [(one.day.day, one.shown_as, one.deputy) for one in await rota(staffed)] == [
        (day, "Kim", deputy) for day in days
    ]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "I can't read who and when. Please write: duty set <person> <day>[..<day>] [--deputy]."),
        ("Kim", "I can't read who and when."),
        ("Kim some day", "I can't read who and when."),
        ("Nobody 1 dec", "I can't find a coordinator or lead called 'Nobody'."),
        ("Sam 1 dec", "I can't find a coordinator or lead called 'Sam'."),
        ("Kim 27 nov..2 dec", "'27 nov' has already passed."),
        ("Kim 2026-11-27", "Fri 27 Nov has already passed."),
        ("Kim 4 dec..1 dec", "The last day must come after the first"),
        ("Kim 1 dec..2027-12-01", "The last day must come after the first"),
        ("Kim 2026-12-05..2026-12-06", "There is no working day among these."),
        ("Kim 2026-12-25", "There is no working day among these."),
    ],
)
async def test_what_cannot_be_set_is_explained(staffed: World, words: str, why: str) -> None:
    note = (await staffed.says(JO, f"duty set {words}")).note
    assert note is not None
    assert note.startswith(why)
    assert await rota(staffed) == []


async def test_what_was_set_can_be_taken_back(staffed: World) -> None:
    await staffed.says(JO, "duty set Kim 1 dec")
    before = await rota(staffed)
    done = shown(await staffed.says(JO, "duty set Jo 1 dec..3 dec"))
    assert isinstance(done, Done)
    assert done.what == "Jo is on duty from Tue 1 Dec to Thu 3 Dec."
    assert len(await rota(staffed)) == 3
    await staffed.presses(JO, "undo", undo=done.undo)
    assert await rota(staffed) == before


async def test_the_rota_is_shown_with_its_gaps(staffed: World) -> None:
    await staffed.says(JO, "duty set Jo today")
    await staffed.says(JO, "duty set Kim today --deputy")
    for who in (JO, LOU):
        card = shown(await staffed.says(who, "duty show"))
        assert isinstance(card, Listing)
        assert [row.say for row in card.rows[:2]] == ["Mon 30 Nov: Jo, deputy Kim", "Tue 1 Dec: nobody"]
        assert len(card.rows) == 10


async def test_a_lead_sees_the_rota_and_a_coordinator_makes_it(staffed: World) -> None:
    assert (await staffed.says(LOU, "duty set Jo today")).note == str(NotForYou())


async def test_a_gap_is_pointed_out_once_to_all_staff_on_the_day_before(staffed: World) -> None:
    await staffed.says(JO, "duty set Jo today..tomorrow")
    assert await gaps_told(staffed) == {}
    staffed.clock.move(days=1)
    told = await gaps_told(staffed)
    assert told.keys() == {chat_of(one).conversation for one in (JO, KIM, LOU)}
    assert "No one is set to get notes on Wed 2 Dec." in str(told)
    staffed.clock.move(hours=3)
    assert await gaps_told(staffed) == {}


async def test_a_gap_that_is_filled_in_time_is_not_pointed_out(staffed: World) -> None:
    await staffed.says(JO, "duty set Jo today..tomorrow")
    staffed.clock.move(days=1)
    await staffed.says(JO, "duty set Kim wed")
    assert await gaps_told(staffed) == {}


async def test_where_no_rota_is_kept_nobody_is_told_of_gaps(staffed: World) -> None:
    staffed.clock.move(days=1)
    assert await gaps_told(staffed) == {}
