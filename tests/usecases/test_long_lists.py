"""In a cohort of five hundred every list of a coordinator still is a card that Teams takes."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import Connection, select, update

from bot.store.tables import claim, cohort, enrolment, registration
from tests.stage import JO
from tests.store.crowd import FIRST, crowd
from tests.test_cards import LARGEST
from tests.world import MONDAY, World, shown

PEOPLE = 500
LISTS = (
    "today",
    "cohort list --all",
    "cohort show Others",
    "attend show Others",
    "hours show --month 2026-11",
    "hours show --month 2026-11 --page 2",
    "reg show",
    "reg show --missing",
    "match suggest Others",
    "hours show --month 2026-11 --page 7",
    "meet list",
    "meet list --week",
    "meet list --unconfirmed",
    "worry list",
    "thanks",
    "feedback Others",
    "person find first",
    "remind Others",
    "cohort close Others",
    "export attendance Others",
)


def _fill(connection: Connection) -> None:
    """Half of the crowd teach, have given their hours and wait for papers; some students wait for a Buddy."""
    crowd(connection, people=PEOPLE, now=MONDAY)
    version = select(cohort.c.version).where(cohort.c.name == "First").scalar_subquery()
    connection.execute(update(cohort).where(cohort.c.id == FIRST).values(version=version))
    month = {"month": "2026-11", "minutes": 300, "prep_minutes": 75, "costs": 340, "state": "given", "at": MONDAY}
    for number in range(FIRST, FIRST + PEOPLE):
        place = {"cohort_id": FIRST, "person_id": number, "since": MONDAY, "joined_at": MONDAY}
        state = "waiting" if number % 5 == 0 or number % 2 else "linked"
        connection.execute(enrolment.insert(), place | {"state": state})
        if number % 2 == 0:
            connection.execute(claim.insert(), month | {"person_id": number})
            connection.execute(registration.insert(), {"person_id": number, "step": "asked", "state": "done"})


@pytest.fixture
async def crowded(world: World) -> World:
    await world.says(JO, 'cohort new "First"')
    await world.presses(JO, "yes", proposal=1)
    await world.store.database.write(_fill)
    return world


async def test_each_list_is_a_card_that_teams_takes(crowded: World) -> None:
    found = {}
    for words in LISTS:
        answer = await crowded.says(JO, words)
        if answer.note is None:
            found[words] = len(json.dumps(crowded.renderer.render(shown(answer)), ensure_ascii=False).encode())
    assert {words: size for words, size in found.items() if size > LARGEST} == {}
    assert set(LISTS) - set(found) <= {"cohort close Others"}  # meetings are still to come
    assert sum(size > 4000 for size in found.values()) > 8  # and they are full
