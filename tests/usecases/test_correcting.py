"""A coordinator puts right the hours that somebody gave."""

from __future__ import annotations

import pytest

from bot.domain.hours import Claim, ClaimState
from bot.domain.people import PersonId, Role
from tests.staff import asks, does, look, refused, undone
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person
from tests.world import World, person

ALEX_ = PersonId(3)
GIVEN = Claim(person=ALEX_, month="2026-11", minutes=300, prep_minutes=75, costs=340, state=ClaimState.GIVEN)
SET = "hours set alex --month 2026-11"


@pytest.fixture
async def given(pair: World) -> World:
    """Alex has given the hours of November."""
    await pair.presses(ALEX, "give_hours", month="2026-11", minutes="300", prep="75", costs="3.40")
    return pair


async def now(world: World) -> Claim | None:
    return await look(world, lambda work: work.hours.claim_of(ALEX_, "2026-11"))


async def test_what_is_wrong_is_put_right_after_a_yes_and_can_come_back(given: World) -> None:
    card = await asks(given, f"{SET} --minutes 240 --costs 3")
    assert card.what == (
        "Alex Morgan (B-003), November 2026: 4 hours for meetings, 1 hour 15 minutes to get ready, costs 3.00 pounds."
    )
    assert card.notes[0].say == ("It is now: 5 hours for meetings, 1 hour 15 minutes to get ready, costs 3.40 pounds.")
    assert await now(given) == GIVEN
    done = await does(given, f"{SET} --minutes 240 --prep 60")
    found = await now(given)
    assert found is not None
    assert (found.minutes, found.prep_minutes, found.costs, found.state) == (240, 60, 340, ClaimState.GIVEN)
    await undone(given, done)
    assert await now(given) == GIVEN


async def test_what_is_approved_or_has_changed_meanwhile_stays(given: World) -> None:
    card = await asks(given, f"{SET} --minutes 240")
    await given.presses(ALEX, "give_hours", month="2026-11", minutes="200", prep="75", costs="")
    answer = await given.presses(JO, "yes", proposal=card.proposal)
    assert "These hours have changed meanwhile." in (answer.note or "")
    done = await does(given, f"{SET} --minutes 240")
    await does(given, "hours approve alex --month 2026-11")
    assert "approved." in await refused(given, f"{SET} --minutes 1")
    assert "These hours have changed meanwhile." in await undone(given, done)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("hours set", "Something is missing. Please write: hours set <person>"),
        ("hours set sam --minutes 1", "I can't find a buddy or carer called 'sam'."),
        (f"{SET}", "That changes nothing."),
        (f"{SET} --minutes many", "Please give the minutes for meetings as a number"),
        (f"{SET} --costs =1", "I can't read the costs '=1'."),
        ("hours set alex --month May --minutes 1", "I can't read the month 'May'."),
        ("hours set alex --month 2026-10 --minutes 1", "not answered yet."),
        (f"{SET} --pay 1", "I don't know '--pay' here. Please write: hours set <person>"),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(given: World, words: str, said: str) -> None:
    assert said in await refused(given, words)


async def test_nobody_puts_their_own_hours_right_and_nobody_else_may(given: World) -> None:
    for who in (SAM, ALEX):
        assert (await given.says(who, f"{SET} --minutes 1")).card is None
    kit = person("kit.ames")
    await add_person(given.store, "kit.ames", Role.COORDINATOR, Role.BUDDY)
    await given.presses(kit, "give_hours", month="2026-11", minutes="300", prep="75", costs="")
    answer = await given.says(kit, "hours set kit --month 2026-11 --minutes 999")
    assert answer.note == "These are your own. Please ask another coordinator."
    assert await now(given) == GIVEN
