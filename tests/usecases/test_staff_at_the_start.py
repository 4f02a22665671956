"""A lead, a tutor and a supervisor: what they read first, and that no button leads them nowhere."""

from __future__ import annotations

import pytest

from bot.cards import Card
from bot.cards.help import NotUnderstood
from bot.cards.people import WelcomeStaff
from bot.cards.profile import Me, MyData
from bot.domain.people import Role
from tests.staff import asks, does
from tests.stage import JO, heading
from tests.test_cards import walk
from tests.world import World, person, shown

VIV = person("viv.stone")
STAFF = [Role.LEAD, Role.TUTOR, Role.SUPERVISOR]


async def there(world: World, role: Role) -> str:
    """Viv is added and comes; what Jo was shown before as the words that Viv would read."""
    await world.comes(JO)
    await world.worker.catch_up()
    command = f"person add Viv Stone --role {role} --email viv.stone@university.example"
    asked = await asks(world, command)
    await does(world, command)
    return " ".join(told.words for told in asked.telling)


def text(world: World, card: Card) -> str:
    return " ".join(str(node["text"]) for node in walk(world.renderer.render(card)) if node.get("type") == "TextBlock")


@pytest.mark.parametrize("role", STAFF)
async def test_each_is_welcomed_in_the_words_that_the_coordinator_saw(world: World, role: Role) -> None:
    told = await there(world, role)
    await world.comes(VIV)
    cards = await world.hears(VIV)
    assert [heading(card) for card in cards] == ["Welcome to the Buddy Scheme"]
    welcome = WelcomeStaff(first_name="Viv", lead=role is Role.LEAD, tutor=role is Role.TUTOR)
    assert cards == [world.renderer.render(welcome)]
    assert told
    assert all(sentence in text(world, welcome) for sentence in told.split(". "))


@pytest.mark.parametrize("role", STAFF)
async def test_no_button_that_each_is_shown_leads_nowhere(world: World, role: Role) -> None:
    await there(world, role)
    await world.comes(VIV)
    shown_first = [*await world.hears(VIV), world.renderer.render(shown(await world.says(VIV, "blah")))]
    about = [world.renderer.render(shown(await world.says(VIV, words))) for words in ("me", "my data", "commands")]
    pressed = [
        (str(node["verb"]), node["data"])
        for card in [*shown_first, *about]
        for node in walk(card)
        if node.get("type") == "Action.Execute"
    ]
    answers = [(verb, await world.presses(VIV, verb, **data)) for verb, data in pressed]
    assert [verb for verb, answer in answers if not answer.card and not answer.also] == []
    assert len(pressed) > 5


async def test_a_lead_is_told_of_no_reflections_and_is_offered_no_meeting(world: World) -> None:
    await there(world, Role.LEAD)
    await world.comes(VIV)
    assert shown(await world.says(VIV, "my data")) == MyData(staff=True)
    unclear = shown(await world.says(VIV, "blah"))
    assert isinstance(unclear, NotUnderstood)
    assert not unclear.member


async def test_a_lead_is_shown_no_command_of_a_coordinator(world: World) -> None:
    await there(world, Role.LEAD)
    await does(world, "cohort new Autumn --start 2026-12-07 --end 2027-03-26")
    seen = [shown(await world.says(VIV, words)) for words in ("duty show", "cohort show C-1")]
    jo = [shown(await world.says(JO, words)) for words in ("duty show", "cohort show C-1")]
    assert ["Type" in str(card) or "type:" in str(card) for card in seen] == [False, False]
    assert ["Type" in str(card) or "type:" in str(card) for card in jo] == [True, True]


@pytest.mark.parametrize("role", [Role.TUTOR, Role.SUPERVISOR])
async def test_who_wants_to_talk_and_is_not_in_the_scheme_is_told_whom_to_tell(world: World, role: Role) -> None:
    await there(world, role)
    await world.comes(VIV)
    answer = await world.presses(VIV, "ask_call", kind="safety", apart="")
    assert answer.note == "Please tell the coordinator, and they will talk with you: 01632 960000"


async def test_a_buddy_is_called_by_that_name(world: World) -> None:
    await world.comes(JO)
    await does(world, "person add Viv Stone --role buddy --email viv.stone@university.example")
    card = shown(await world.says(VIV, "me"))
    assert isinstance(card, Me)
    assert [fact.value for fact in card.facts if fact.title == "You are a"] == ["Buddy"]
