"""A coordinator takes a list out of the scheme, as a file."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from bot.domain.errors import BuddyError, NotForYou
from bot.domain.people import Account, Role
from bot.store.tables import audit
from bot.usecases.exporting import SHEETS, File, Wanted, file
from tests.staff import asks, does, refused
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person
from tests.world import World, person

WRITTEN = "I asked about her garden"


async def made(world: World, what: str, who: Account = JO) -> File:
    return await world.store.run(who, file, Wanted(what=what, cohort=1), door="web")


async def rows(world: World, what: str) -> list[dict[str, str]]:
    """The file as a spreadsheet reads it."""
    found = await made(world, what)
    return list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"), newline="")))


async def log(world: World) -> list[tuple[str, int | None]]:
    statement = select(audit.c.what, audit.c.subject).where(audit.c.what.like("export%")).order_by(audit.c.id)
    found = await world.store.database.read(lambda connection: connection.execute(statement).all())
    return [(row.what, row.subject) for row in found]


@pytest.fixture
async def written(reflecting: World) -> World:
    """Sam has written, and Alex's hours are given."""
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard=WRITTEN)
    hours = {"month": "2026-12", "minutes": "60", "prep": "15", "costs": "3.40"}
    await reflecting.presses(ALEX, "give_hours", **hours)
    return reflecting


async def test_nothing_is_made_before_the_short_id_is_typed(pair: World) -> None:
    card = await asks(pair, "export roster C-1")
    assert card.typed == "C-1"
    assert "names, addresses" in card.what
    wrong = await pair.presses(JO, "yes", proposal=card.proposal, typed="C-2")
    assert "Please type C-1" in (wrong.note or "")
    assert await log(pair) == []


async def test_the_link_is_for_this_coordinator_and_a_quarter_of_an_hour(pair: World) -> None:
    done = await does(pair, "export roster C-1")
    assert (done.file, done.undo) == ("https://buddy.example/files/roster-1-1-0915", 0)
    assert "{'type': 'Action.OpenUrl', 'title': 'Get the file', 'url': '" + done.file in str(pair.renderer.render(done))
    await made(pair, "roster")
    assert await log(pair) == [("export of roster asked for", 1), ("exported roster, 2 rows", 1)]


async def test_the_roster_says_who_takes_part(written: World) -> None:
    found = await rows(written, "roster")
    assert [(one["id"], one["first_name"], one["surname"], one["role"], one["state"]) for one in found] == [
        ("S-002", "Sam", "Taylor", "student", "linked"),
        ("B-003", "Alex", "Morgan", "buddy", "linked"),
    ]
    assert found[0]["email"] == "sam.taylor@university.example"


async def test_attendance_is_of_students_and_says_how_it_went_and_never_who_moved_it(written: World) -> None:
    assert [tuple(one.values()) for one in await rows(written, "attendance")] == [
        ("M-1", "P-1", "1", "2026-12-01", "14:00", "60", "S-002", "Sam", "Taylor", "held"),
        ("M-2", "P-1", "2", "", "", "60", "S-002", "Sam", "Taylor", "no time yet"),
    ]


async def test_hours_are_those_that_were_given(written: World) -> None:
    assert [tuple(one.values()) for one in await rows(written, "hours")] == [
        ("B-003", "Alex", "Morgan", "2026-12", "60", "15", "3.40", "given")
    ]


async def test_the_log_holds_what_coordinators_did_and_nothing_that_others_did(written: World) -> None:
    await written.presses(ALEX, "take_part")
    found = await rows(written, "audit")
    assert {one["done_by"] for one in found} == {"1"}
    assert "roster brought in" in {one["what"] for one in found}


@pytest.mark.parametrize("what", SHEETS)
async def test_no_file_holds_what_somebody_wrote_said_or_felt(written: World, what: str) -> None:
    content = (await made(written, what)).content.decode()
    assert WRITTEN not in content
    head = set(content.splitlines()[0].strip("\ufeff").split(","))
    assert head.isdisjoint({"useful", "respect", "call", "needs", "quiet_until", "rests_since", "hope", "reflection"})


async def test_a_name_that_is_a_formula_is_only_shown(pair: World) -> None:
    await does(pair, 'person set S-002 surname "=cmd|calc"')
    assert (await rows(pair, "roster"))[0]["surname"] == "'=cmd|calc"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.COORDINATOR, Role.ASSISTANT}])
async def test_nobody_else_gets_a_file_whatever_link_they_have(pair: World, role: Role) -> None:
    await add_person(pair.store, "some.body", role)
    for what in SHEETS:
        with pytest.raises(NotForYou):
            await made(pair, what, person("some.body"))
    assert (await pair.says(person("some.body"), "export roster C-1")).card is None


async def test_a_coordinator_who_has_left_gets_no_file(pair: World) -> None:
    await add_person(pair.store, "kit.ames", Role.COORDINATOR)
    await made(pair, "roster", person("kit.ames"))
    await does(pair, "person leave kit")
    with pytest.raises(BuddyError):
        await made(pair, "roster", person("kit.ames"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("export", "The list is missing. Please write: export roster|attendance|hours|audit <cohort>"),
        ("export poems C-1", "The list must be one of: roster, attendance, hours, audit."),
        ("export roster", "Please name the cohort. For example: export roster C-3"),
        ("export roster C-9", "I can't find a cohort called 'C-9'. Type 'cohort list' to see them all."),
    ],
)
async def test_what_cannot_be_read_is_asked_for_again(pair: World, words: str, said: str) -> None:
    assert said in await refused(pair, words)
