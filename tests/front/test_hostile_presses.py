"""Whoever presses whatever, with whatever in it: a kind answer, never a fault, and nothing changed for anybody else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import get_type_hints

import pytest
from sqlalchemy import Connection, select

from bot.domain.people import Account, Role
from bot.front.turn import Answer, Happened, Json
from bot.store.tables import due_work, metadata, person
from tests import stage
from tests.front.test_actions import Button, every_button
from tests.staff import does
from tests.stage import ALEX, JO, SAM, bring_in
from tests.templates import Files
from tests.test_cards import faults, walk
from tests.world import World, chat_of, filled, make_world
from tests.world import person as account

pytestmark = pytest.mark.untraced  # it takes long, and others run the same lines

KIM, ROBIN, RAE, RAY = (account(name) for name in ("kim.lee", "robin.hart", "rae.low", "ray.low"))
LOU, VIV, PAT, STRANGER = (account(name) for name in ("lou.east", "viv.stone", "pat.wells", "some.body"))
OTHERS = """role,first_name,surname,email,pair,said_yes,registered
student,Kim,Lee,kim.lee@university.example,Pair 2,yes,yes
buddy,Robin,Hart,robin.hart@university.example,Pair 2,yes,yes
student,Rae,Low,rae.low@university.example,Pair 3,yes,yes
carer,Ray,Low,ray.low@university.example,Pair 3,yes,yes
student,Lou,East,lou.east@university.example,,,
"""
STAFF = {"Viv Stone": "lead", "Pat Wells": "tutor"}
ROLES = {JO: Role.COORDINATOR, VIV: Role.LEAD, PAT: Role.TUTOR, SAM: Role.STUDENT, ALEX: Role.BUDDY}
OUTSIDERS = {
    "another student": KIM,
    "another Buddy": ROBIN,
    "a student on a break": RAE,
    "a carer on a break": RAY,
    "a student who has left": LOU,
    "a lead": VIV,
    "a tutor": PAT,
    "somebody unknown": STRANGER,
}
MARKUP = "<script>x</script> [here](javascript:x) ${first_name} {{DATE(2026-12-01T14:00:00Z)}} <at>all</at>"
BROKEN: list[Json] = [None, -1, [MARKUP], 2**52, MARKUP * 50]  # what a use case may meet; the rest is refused before
NOT_THEIRS = ("meeting", "link", "cohort", "note", "worry", "undo", "proposal", "author")  # whose number is sent: 1


async def _cast(url: str) -> None:
    """Sam and Alex have met and Sam is asked to reflect; others are there too, each at another point."""
    await filled(url)
    world = await make_world(url)
    await stage.reflecting(world)
    for one in (KIM, ROBIN, RAE, RAY, LOU, VIV, PAT):
        await world.comes(one)
    await bring_in(world, OTHERS)
    for name, role in STAFF.items():
        await does(
            world, f"person add {name} --role {role} --email {name.lower().replace(' ', '.')}@university.example"
        )
    for one in (RAE, RAY):
        await world.presses(one, "rest", days="7")
    await world.presses(LOU, "leave_yes")
    await world.worker.catch_up()
    await world.store.close()


@pytest.fixture
async def crowd(files: Files, tmp_path: Path) -> AsyncIterator[World]:
    """The scheme with everybody in it."""
    world = await make_world(await files.copy(_cast, tmp_path / "buddy.db"))
    world.clock.now = stage.START.replace(hour=15, minute=5)
    yield world
    await world.store.close()


@pytest.fixture(scope="module")
def buttons(tmp_path_factory: pytest.TempPathFactory) -> list[Button]:
    """One button of each verb, as it is sent with every input filled in."""
    found = every_button(tmp_path_factory.mktemp("cards"))
    return list({(one.verb, one.in_dialog): one for one in found if one.action}.values())


async def pressed(world: World, who: Account, button: Button, fields: dict[str, Json]) -> list[Answer]:
    if not button.in_dialog:
        return [await world.presses(who, button.verb, **fields)]
    turns = [
        world.turn(who, Happened.OPENED, verb=button.verb, fields=fields, card_id="card-1"),
        world.turn(who, Happened.SENT_IN, verb=button.verb, fields=fields),
    ]
    return [await world.front.answer(turn) for turn in turns]


def is_kind(world: World, answer: Answer) -> bool:
    """Words of ours without a fault, and nothing in them that a client would take for more than letters."""
    card = world.renderer.render(answer.card) if answer.card else {}
    shown = [str(node["text"]) for node in walk(card) if node.get("type") == "TextBlock"]
    marked = any(odd in text for text in shown for odd in ("<script", "](javascript", "{{DATE", "<at>"))
    return "our fault" not in (answer.note or "") and not marked and not (card and faults(card))


def hostile(button: Button) -> dict[str, Json]:
    """What the button sends, about what is somebody else's and with markup in whatever is typed."""
    about = {name: 1 for name in NOT_THEIRS if name in button.fields}
    return {name: MARKUP if value == "words" else value for name, value in button.fields.items()} | about


def _of_the_pair(connection: Connection) -> list[str]:
    """Every row about Sam, Alex, their pair and their meeting; the people of all others, but not the presser's."""
    ids = {row.email.partition("@")[0]: row.id for row in connection.execute(select(person)).all()}
    two = {ids["sam.taylor"], ids["alex.morgan"]}

    def about(table: str, row: dict[str, object]) -> bool:
        own = row.get("id") in {"meeting": {1}, "link": {1}, "person": two}.get(table, set())
        theirs = any(row.get(name) in two for name in ("person_id", "other_id", "tutor_id", "author_id", "entered_by"))
        return own or theirs or row.get("meeting_id") == 1 or row.get("link_id") == 1

    tables = [table for table in metadata.sorted_tables if table.name not in {"audit", "seen"}]
    rows = ((table.name, dict(row)) for table in tables for row in connection.execute(select(table)).mappings())
    return sorted(f"{table}: {row}" for table, row in rows if about(table, row))


def _faults(connection: Connection) -> list[str]:
    return list(connection.execute(select(due_work.c.error).where(due_work.c.error.is_not(None))).scalars())


@pytest.mark.parametrize("who", OUTSIDERS.values(), ids=OUTSIDERS)
async def test_nobody_changes_anything_for_others_by_any_button(
    crowd: World, buttons: list[Button], who: Account
) -> None:
    before = await crowd.store.database.read(_of_the_pair)
    heard = len(crowd.voice.said)
    unkind = []
    for button in buttons:
        answers = await pressed(crowd, who, button, hostile(button))
        unkind += [(button.verb, answer) for answer in answers if not is_kind(crowd, answer)]
    refused = await crowd.presses(who, "next", **{"for": 2})
    assert refused.card is None or who is STRANGER
    assert unkind == []
    assert len(before) > 20
    assert await crowd.store.database.read(_of_the_pair) == before
    await crowd.worker.catch_up()
    told = {one.conversation for one in crowd.voice.said[heard:]}
    assert told.isdisjoint({chat_of(SAM).conversation, chat_of(ALEX).conversation})
    assert await crowd.store.database.read(_faults) == []


def broken(button: Button) -> Iterator[dict[str, Json]]:
    """Nothing at all, and each field in turn with what no card sends."""
    action = button.action
    assert action is not None
    yield {}
    for name in button.fields or get_type_hints(action.request):
        yield from ({**button.fields, name: value} for value in BROKEN)


@pytest.mark.parametrize("who", ROLES, ids=[str(role) for role in ROLES.values()])
async def test_no_field_of_any_button_can_be_so_odd_that_we_fail(
    crowd: World, buttons: list[Button], who: Account
) -> None:
    unkind = []
    for button in buttons:
        if button.action and ROLES[who] in button.action.roles:
            for fields in broken(button):
                answers = await pressed(crowd, who, button, fields)
                unkind += [(button.verb, fields, answer) for answer in answers if not is_kind(crowd, answer)]
    assert unkind == []
    await crowd.worker.catch_up()
    assert await crowd.store.database.read(_faults) == []
