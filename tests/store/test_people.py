"""People and the accounts behind them: matched by address, never by name, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.people import Account, Came, Chat, PersonId, Role
from bot.store.tables import chat
from bot.usecases.ports import Work
from tests.store.pairs import add_person
from tests.world import World, chat_of, person

KIM = person("kim.lee")


def on_the_list(work: Work, email: str, now: datetime) -> PersonId:
    number = work.people.add(first_name="Kim", surname="Lee", email=email, line="", now=now)
    work.people.give_role(number, Role.STUDENT)
    return number


def whose(work: Work, account: Account, _now: datetime) -> PersonId | None:
    found = work.people.tie(account)
    return found.id if found else None


def seen_at(work: Work, place: Chat, now: datetime) -> list[Came]:
    """Whether it is news, twice."""
    return [work.people.reach(KIM, place, person=None, now=now) for _ in range(2)]


def place_of(work: Work, who: PersonId, now: datetime) -> Chat | None:
    return work.people.chat_of(who, now=now)


async def test_a_person_who_is_brought_in_again_is_the_same_person(world: World) -> None:
    numbers = [await world.store.run(None, on_the_list, "kim.lee@university.example") for _ in range(2)]

    assert numbers[0] == numbers[1]


async def test_an_account_is_tied_once_and_by_its_address_alone(world: World) -> None:
    number = await world.store.run(None, on_the_list, KIM.email or "")

    tied = [
        await world.store.run(account, whose, account)
        for account in (
            replace(KIM, email=None),
            replace(KIM, email="lee.kim@university.example"),
            replace(KIM, email="Kim.Lee@University.Example"),
            replace(KIM, entra_id="somebody else's"),
        )
    ]

    assert tied == [None, None, number, None]


async def test_who_came_before_the_list_did_is_known_when_it_comes(world: World) -> None:
    await world.comes(KIM)

    number = await world.store.run(None, on_the_list, KIM.email or "")

    assert await world.store.read(number, place_of, number) == chat_of(KIM)
    assert await world.store.read(KIM, lambda work, _, __: work.actor.id, None) == number


async def test_a_place_is_news_once(world: World) -> None:
    assert await world.store.run(KIM, seen_at, chat_of(KIM)) == [Came.NEW, Came.NOTHING]
    assert await world.store.run(KIM, seen_at, chat_of(KIM)) == [Came.NOTHING, Came.NOTHING]
    moved = replace(chat_of(KIM), service_url="https://other.example/")
    assert await world.store.run(KIM, seen_at, moved) == [Came.NOTHING, Came.NOTHING]
    places = await world.store.database.read(
        lambda connection: [row.service_url for row in connection.execute(chat.select())]
    )
    assert places == ["https://other.example/"]


async def test_who_left_is_not_written_to_until_they_come_back(world: World) -> None:
    number = await add_person(world.store, "kim.lee", Role.STUDENT)
    await world.store.run(KIM, lambda work, _, now: work.people.lost(KIM, now=now), None)
    gone = await world.store.read(number, place_of, number)

    await world.comes(KIM)

    assert (gone, await world.store.read(number, place_of, number)) == (None, chat_of(KIM))
