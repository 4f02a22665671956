"""What went wrong with others who built such a thing, as tests of ours."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.errors import NotForYou
from bot.domain.people import Role
from bot.front.commands import COMMANDS
from bot.store.tables import audit, person
from tests import stage
from tests.stage import SAM
from tests.test_cards import ASKS_ITSELF, FOR_STAFF, FOR_STRANGERS, RENDERER, drawn, offers_a_person
from tests.world import World

STAFF_ALONE = sorted(one.name for one in COMMANDS if Role.STUDENT not in one.roles and not one.roles & {Role.BUDDY})


@pytest.mark.parametrize("command", STAFF_ALONE)
async def test_12_a_student_who_types_a_coordinators_command_is_refused_politely_and_it_is_audited(
    world: World, command: str
) -> None:
    await stage.pair(world)
    assert (await world.says(SAM, command)).note == str(NotForYou())
    noted = (
        select(audit.c.what)
        .join(person, person.c.id == audit.c.person_id)
        .where(person.c.email == SAM.email, audit.c.what == "not for this role")
    )
    assert await world.store.database.read(lambda c: len(c.execute(noted).all())) == 1


def test_15_a_person_to_talk_to_is_offered_on_every_card() -> None:
    cards = set(RENDERER.templates) - FOR_STAFF - ASKS_ITSELF - FOR_STRANGERS
    assert sorted(name for name in cards if not offers_a_person(drawn(name))) == []
