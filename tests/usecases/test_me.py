"""What somebody can see about themselves, and what they cannot."""

from __future__ import annotations

import pytest
from sqlalchemy import LargeBinary

from bot.cards.profile import AllKept, Copy, DeleteAsked, Fact, Me, MyData
from bot.domain.people import Role
from bot.domain.sight import Tie, may_see
from bot.front.turn import Json
from bot.store.desk import KEPT
from bot.store.presence import NOT_TOLD, TOLD
from bot.store.tables import metadata
from tests.joining import invite, says_yes
from tests.stage import ALEX, JO, SAM
from tests.templates import WorldAt
from tests.world import World, library, shown

EVERYBODY = frozenset({Role.STUDENT, Role.BUDDY, Role.CARER})
SECRET = "A private thing."
TECHNICAL = ("entra-", "29:", "smba.trafficmanager", "chat-entra")


def test_every_table_with_a_person_in_it_is_told_in_words_or_named_as_not_told() -> None:
    with_people = {table.name for table in metadata.sorted_tables if "person_id" in table.c} | {"person"}
    assert with_people == {table.name for table in TOLD} | (with_people & NOT_TOLD)
    assert library().kept.keys() == {table.name for table in TOLD}


def test_every_column_that_is_for_the_persons_eyes_has_a_word_or_is_named_as_unsaid() -> None:
    missing = {
        f"{table.name}.{column.name}"
        for table in TOLD
        for column in table.columns
        if may_see(EVERYBODY, KEPT[f"{table.name}_{column.name}"], Tie.OWN)
        and column.name not in {"person_id", *library().kept[table.name].words, *library().kept[table.name].unsaid}
    }
    assert missing == set()


def test_no_word_is_for_a_column_that_there_is_not() -> None:
    columns = {table.name: set(table.columns.keys()) for table in TOLD}
    odd = {
        (name, column)
        for name, kept in library().kept.items()
        for column in (*kept.words, *kept.unsaid)
        if column not in columns[name]
    }
    sealed = {
        (table.name, column.name) for table in TOLD for column in table.columns if isinstance(column.type, LargeBinary)
    }
    assert odd == set()
    assert {(name, column) for name, column in sealed if column not in library().kept[name].unsaid} == set()


async def lines(world: World, account: object = SAM) -> dict[str, list[str]]:
    """All pages of what somebody is shown, by title."""
    found: dict[str, list[str]] = {}
    page, more = 1, True
    while more:
        card = shown(await world.presses(account, "show_data", page=page))  # type: ignore[arg-type]  # an account
        assert isinstance(card, AllKept)
        for part in card.parts:
            found.setdefault(part.title, []).extend(line.say for line in part.lines)
        page, more = card.next_page, card.more
    return found


async def test_me_says_who_somebody_is_and_what_comes_next(booked: World) -> None:
    card = shown(await booked.says(SAM, "/me"))
    assert isinstance(card, Me)
    assert card.facts == (
        Fact(title="Name", value="Sam"),
        Fact(title="You are a", value="student"),
        Fact(title="Next meeting", value="Tue 1 Dec at 14:00 (UK time)"),
    )
    assert (card.member, card.active, card.resting, card.staying, card.left) == (True, True, False, True, False)


async def test_me_shows_a_break_and_the_own_note(booked: World) -> None:
    await booked.presses(SAM, "rest", until="month")
    await booked.presses(SAM, "call_me")
    card = shown(await booked.says(SAM, "me"))
    assert isinstance(card, Me)
    assert (card.active, card.resting) == (False, True)
    assert Fact(title="I ask you again on", value="Wed 30 Dec") in card.facts
    assert card.facts[-1] == Fact(title="Your last note", value="Mon 30 Nov at 09:00: sent, not seen yet")


async def test_me_of_a_coordinator_has_no_break_and_no_choice(world: World) -> None:
    await world.comes(JO)
    card = shown(await world.says(JO, "me"))
    assert isinstance(card, Me)
    assert (card.member, card.active, card.staying) == (False, False, False)


async def test_everything_that_is_kept_is_shown_in_words(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await says_yes(world)
    await world.presses(SAM, "save_needs", needs="Captions, please.", then="me")
    assert shown(await world.says(SAM, "my data")) == MyData(member=True, student=True)
    told = await lines(world)
    assert told["Your part in the scheme"] == ["You are a: student"]
    assert "What makes it easier: Captions, please." in told["You"][0]
    assert "I write from: 09:00. I write until: 18:00" in told["You"][0]
    assert told["What you chose"][0].startswith("As a: student. You said: yes. You ticked: I am here to learn.")
    assert told["Your groups of students"] == [
        "Number: 1. You are: waiting. Since: Mon 30 Nov at 09:00, 2026. Joined on: Mon 30 Nov at 09:00, 2026"
    ]


async def test_nobody_elses_things_are_among_it(reflecting: World) -> None:
    await reflecting.presses(ALEX, "after_buddy", meeting=1, version=5, took_place="held", how="shaken", call="no")
    by_sam, by_alex = str(await lines(reflecting)), str(await lines(reflecting, ALEX))
    assert [word for word in ("Alex", "Morgan", "tomatoes", "shaken") if word in by_sam] == []
    assert [word for word in ("Sam", "Taylor", "useful: 9") if word in by_alex] == []
    assert "How useful: 9" in by_sam


async def test_the_words_of_a_reflection_are_in_neither_and_the_card_says_where_they_are(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard=SECRET)
    told = await lines(reflecting)
    copy = str(shown(await reflecting.presses(SAM, "copy_data", page=1)))
    assert (SECRET in str(told), SECRET in copy) == (False, False)
    assert "Your reflections. To read the words, open each one." in told


async def test_no_address_of_the_machinery_is_shown(booked: World) -> None:
    told = str(await lines(booked))
    assert [word for word in TECHNICAL if word in told] == []


async def test_a_copy_has_the_same_in_one_text(world_at: WorldAt) -> None:
    world = await world_at(invite)
    await says_yes(world)
    told = await lines(world)
    card = shown(await world.presses(SAM, "copy_data", page=1))
    assert isinstance(card, Copy)
    text = card.text
    while card.more:
        card = shown(await world.presses(SAM, "copy_data", page=card.next_page))
        assert isinstance(card, Copy)
        text += card.text
    assert [line for found in told.values() for line in found if line not in text] == []


async def test_a_long_list_comes_in_pages_that_a_card_can_hold(world_at: WorldAt) -> None:
    world = await world_at(invite)
    for number in range(120):
        await world.presses(SAM, "not_now" if number == 0 else "call_me", role="student")
        world.clock.move(minutes=2)
    first = shown(await world.presses(SAM, "show_data", page=1))
    assert isinstance(first, AllKept)
    assert (first.page, first.many, first.more) == (1, True, True)
    assert sum(len(part.lines) for part in first.parts) == 40
    told = await lines(world)
    assert len(told["When you asked for a call"]) == 119


@pytest.mark.parametrize("page", [0, 99, "2"])
async def test_a_page_that_there_is_not_is_the_nearest(world_at: WorldAt, page: Json) -> None:
    world = await world_at(invite)
    card = shown(await world.presses(SAM, "show_data", page=page))
    assert isinstance(card, AllKept)
    assert (card.page, card.pages, card.last) == (1, 1, True)


async def test_a_wish_to_delete_is_a_line_for_the_coordinator_and_deletes_nothing(world: World) -> None:
    there = await invite(world)
    since = world.clock.now
    before = await lines(world)
    cards = [shown(await world.presses(SAM, "delete_data")) for _ in range(2)]
    total, people = await world.store.read(
        JO, lambda work, _, __: work.presence.noted("asks to delete", settled="", since=since, at_most=5), None
    )
    assert cards == [DeleteAsked()] * 2
    assert (total, [one.id for one in people]) == (1, [there.sam])
    assert await lines(world) == before


async def test_nobody_is_shown_another_persons_things_by_acting_for_them(world: World) -> None:
    there = await invite(world)
    verbs = ("my_data", "show_data", "copy_data", "delete_data", "me", "before", "limits", "save_limits")
    notes = {(await world.presses(JO, verb, **{"for": there.sam, "page": 1})).note for verb in verbs}
    assert notes == {"That is for the person alone. Nobody can do it for them."}
