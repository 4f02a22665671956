"""What people type at the end of a series stands in no message, log, record, row to be sent or coordinator's view."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection, select
from structlog.testing import capture_logs

from bot.store.tables import audit, due_work, history, metadata
from tests.closing import ROBIN, ended, heard, number_of, with_tutor
from tests.stage import ALEX, JO, SAM
from tests.world import World

MARKS = {
    "reflection": "Zanzibar",
    "box": "Wallaby",
    "promise": "Quixotic",
    "note": "Xylophone",
    "best": "Jacaranda",
    "better": "Marzipan",
    "example": "Bumblebee",
}
SEALED = {MARKS[name] for name in ("reflection", "box", "promise")}
COMMANDS = ("today", "next", "thanks", "feedback C-1", "hours show", "person show S-002", "cohort show C-1", "my data")


def found(text: str) -> set[str]:
    return {mark for mark in MARKS.values() if mark in text}


def everything(connection: Connection, *tables: str) -> str:
    """What stands in these tables, as text; in all of them if none is named."""
    wanted = [table for table in metadata.sorted_tables if not tables or table.name in tables]
    return " ".join(
        str([bytes(value) if isinstance(value, memoryview) else value for value in row])
        for table in wanted
        for row in connection.execute(select(table))
    )


@pytest.fixture
async def typed(world: World) -> tuple[World, list[object]]:
    """Sam has typed a mark into every box of the end, and the answers to the presses."""
    await ended(world)
    await with_tutor(world)
    answers: list[object] = []

    async def press(verb: str, **fields: object) -> None:
        answers.append(await world.presses(SAM, verb, **fields))  # type: ignore[arg-type]  # made up

    await press("after_student", meeting=6, version=3, took_place="held", useful="9", respect="yes")
    await press("one_box", meeting=6, w_heard=MARKS["box"])
    await press("save_reflection", meeting=6, w_text=f"{MARKS['reflection']} and Alex")
    await press("name_out", meeting=6)
    await press("promise", cohort=1, promise=MARKS["promise"])
    await press("send_form", cohort=1, form="bs_end_student", f_best=MARKS["best"], f_better=MARKS["better"])
    await press("send_form", cohort=1, form="bs_follow_up", f_kept="2", f_example=MARKS["example"])
    await press("send_note", link=1, note=MARKS["note"])
    await press("my_reflections")
    return world, answers


async def test_the_words_are_in_nothing_that_goes_out_and_in_nothing_that_others_see(
    typed: tuple[World, list[object]],
) -> None:
    world, answers = typed
    with capture_logs() as logs:
        answers += [await world.says(who, words) for who in (JO, ALEX, ROBIN) for words in COMMANDS]
        for _ in range(8):
            await heard(world)
        answers += [await world.presses(who, "promise", cohort=1, promise="no") for who in (JO, ALEX)]
    cards = [world.renderer.render(one.card) for one in answers if one.card]  # type: ignore[attr-defined]  # answers
    assert found(json.dumps(cards)) == set()
    assert found(json.dumps([one.card for one in world.voice.said])) == set()
    assert found(str(logs)) == set()
    names = (audit.name, due_work.name, history.name, "seen", "proposal", "undo")
    assert found(await world.store.database.read(lambda connection: everything(connection, *names))) == set()


async def test_what_is_sealed_is_nowhere_in_the_database(typed: tuple[World, list[object]]) -> None:
    world, _ = typed
    assert found(await world.store.database.read(everything)) & SEALED == set()


async def test_words_stand_in_dialogs_alone_and_only_for_those_they_are_for(
    typed: tuple[World, list[object]],
) -> None:
    world, _ = typed
    sam = await number_of(world, SAM)
    seen = {}
    for who in (SAM, ALEX, JO, ROBIN):
        opened = [
            await world.opens(who, "read_reflection", meeting=6),
            await world.opens(who, "read_promise", cohort=1),
            await world.opens(who, "read_shared", meeting=6, author=sam),
            await world.opens(who, "look_note", link=1, author=sam),
            await world.opens(who, "read_note", link=1, author=sam),
        ]
        seen[who.name] = found(json.dumps([world.renderer.render(one.card) for one in opened if one.card]))
    own = {MARKS["reflection"], MARKS["box"], MARKS["promise"]}
    assert seen == {"sam.taylor": own, "alex.morgan": set(), "jo.field": {MARKS["note"]}, "robin.tutor": set()}
