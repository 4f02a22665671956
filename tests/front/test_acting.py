"""A coordinator acts for somebody: their own cards, pressed for them and marked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.cards.meetings import NothingToDo
from bot.cards.times import AskFree
from bot.domain.errors import NotForYou
from bot.domain.people import PersonId
from bot.front.acting import for_somebody
from bot.front.front import THEIRS_ALONE
from bot.front.turn import Answer, Json
from bot.store.tables import audit
from tests import stage
from tests.stage import JO, SAM, TUESDAY, ref, said
from tests.templates import WorldAt
from tests.world import World

SAM_, ALEX_ = 2, 3


@pytest.fixture
async def pair(world_at: WorldAt) -> World:
    return await world_at(stage.pair)


def entered(connection: Connection) -> list[tuple[str, int | None, int | None]]:
    rows = connection.execute(select(audit.c.what, audit.c.person_id, audit.c.entered_by).order_by(audit.c.id))
    return [tuple(row) for row in rows]


async def test_a_coordinator_gives_times_for_a_buddy_without_teams(pair: World) -> None:
    asked = await pair.says(JO, f"for B-{ALEX_:03d}")
    assert isinstance(asked.card, AskFree)
    assert asked.act_for == ALEX_
    await pair.presses(JO, "offer", **await ref(pair), **TUESDAY, **{"for": ALEX_})
    assert ("Sam", "Meeting 1: Starting well") in await said(pair)
    notes = await pair.store.database.read(entered)
    assert ("times offered", ALEX_, 1) in notes


async def test_who_acts_is_told_what_that_person_is_asked_and_no_more(pair: World) -> None:
    assert isinstance((await pair.says(JO, "for sam")).card, NothingToDo)


async def test_nobody_else_can_act_for_somebody(pair: World) -> None:
    typed = await pair.says(SAM, f"for B-{ALEX_:03d}")
    pressed = await pair.presses(SAM, "offer", **await ref(pair), **TUESDAY, **{"for": ALEX_})
    assert typed == Answer(note=str(NotForYou()))
    assert pressed.note == str(NotForYou())


async def test_a_reflection_is_written_by_nobody_else(pair: World) -> None:
    pressed = await pair.presses(JO, "save_reflection", meeting=1, w_heard="x", **{"for": SAM_})
    assert pressed.note == THEIRS_ALONE


async def test_somebody_who_is_not_there_has_no_cards(pair: World) -> None:
    pressed = await pair.presses(JO, "next", **{"for": 999})
    assert pressed.note is not None
    assert pressed.card is None


def test_each_button_says_for_whom_and_those_for_the_person_alone_are_gone() -> None:
    button: dict[str, Any] = {"type": "Action.Execute", "verb": "pick", "data": {"meeting": 1}}
    own: dict[str, Any] = {"type": "Action.Execute", "verb": "save_reflection", "data": {}}
    inner: dict[str, Json] = {"type": "AdaptiveCard", "body": [{"type": "ActionSet", "actions": [button]}]}
    more: dict[str, Json] = {"type": "Action.ShowCard", "title": "More", "card": inner}
    card: dict[str, Json] = {"type": "AdaptiveCard", "body": [], "actions": [button, own, more]}
    marked = for_somebody(card, PersonId(7))
    assert str(marked).count("'for': 7") == 2
    assert "save_reflection" not in str(marked)
    assert "entered by you" in str(marked["body"])
    assert "for" not in button["data"]
