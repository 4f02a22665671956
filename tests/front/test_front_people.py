"""Who gets what: the front on a real store."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.cards.help import Commands, NotUnderstood
from bot.cards.meetings import NothingToDo
from bot.cards.people import HowToImport, ImportPreview, Unknown
from bot.domain.errors import BadInput, NotForYou
from bot.domain.people import Account, Chat, ChatKind, Role
from bot.front.commands import COMMANDS
from bot.front.turn import Answer, File, Happened, Json
from bot.store.tables import audit
from bot.teams.who import NotKnownJustNow
from tests.templates import WorldAt
from tests.world import ROSTER, World, chat_of, person, shown

JO, SAM, ALEX = person("jo.field"), person("sam.taylor"), person("alex.morgan")
STRANGER = person("lee.young")


async def _pair(world: World) -> None:
    await world.comes(JO)
    preview = shown(await world.says(JO, f"person import\n{ROSTER}"))
    assert isinstance(preview, ImportPreview)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    await world.hears(JO)


@pytest.fixture
async def pair(world_at: WorldAt) -> World:
    """Sam and Alex are a pair; nobody but the coordinator has opened the chat yet."""
    return await world_at(_pair)


def group(account: Account) -> Chat:
    """A group chat in which this person writes."""
    return replace(chat_of(account, ChatKind.GROUP), conversation="group-1")


def titles(cards: list[dict[str, Json]]) -> list[str]:
    return [card["body"][0]["text"] for card in cards]  # type: ignore[index,call-overload,misc]  # a card's JSON


async def notes(world: World) -> list[str]:
    """What the audit log says, oldest first."""
    rows = await world.store.database.read(lambda connection: connection.execute(select(audit.c.what)).all())
    return [str(row.what) for row in rows]


async def test_who_comes_twice_is_greeted_once(pair: World) -> None:
    await pair.comes(SAM)
    await pair.comes(SAM)
    assert titles(await pair.hears(SAM)) == ["Welcome to the Buddy Scheme"]
    await pair.comes(SAM)
    assert await pair.hears(SAM) == []


async def test_who_writes_before_coming_is_known_and_greeted_too(pair: World) -> None:
    assert isinstance(shown(await pair.says(SAM, "next")), NothingToDo)
    assert titles(await pair.hears(SAM)) == ["Welcome to the Buddy Scheme"]


async def test_one_turn_that_comes_twice_happens_once(pair: World) -> None:
    turn = pair.turn(SAM, Happened.PRESSED, verb="next")
    first, second = await pair.front.answer(turn), await pair.front.answer(turn)
    assert (isinstance(first.card, NothingToDo), second.card) == (True, None)
    assert second.note == "That was already done. Type 'next' to see how things are now."


async def test_who_comes_and_is_told_of_twice_at_once_is_known_and_greeted(pair: World) -> None:
    both = asyncio.Barrier(2)  # Teams tells of an installation in two ways at once

    async def find() -> str | None:
        await both.wait()
        return SAM.email

    turns = [pair.turn(SAM, Happened.CAME, find_email=find) for _ in range(2)]
    assert await asyncio.gather(*map(pair.front.answer, turns)) == [Answer(), Answer()]
    assert titles(await pair.hears(SAM)) == ["Welcome to the Buddy Scheme"]


async def test_somebody_who_is_not_on_the_list_is_told_whom_to_ask(world: World) -> None:
    answers = [await world.says(STRANGER, words) for words in ("next", "hello", "today")]
    assert [shown(answer) for answer in answers] == [Unknown(contact="01632 960000")] * 3


async def test_somebody_who_is_not_on_the_list_and_comes_twice_is_told_once(world: World) -> None:
    assert (await world.comes(STRANGER)).card == Unknown(contact="01632 960000")
    assert await world.comes(STRANGER) == Answer()


async def test_without_an_address_nobody_is_taken_for_somebody(pair: World) -> None:
    nameless = replace(SAM, email=None)
    assert isinstance((await pair.comes(nameless)).card, Unknown)
    assert isinstance((await pair.says(SAM, "next")).card, NothingToDo)  # the address is known later


async def test_an_address_that_came_with_the_account_is_enough(pair: World) -> None:
    turn = replace(pair.turn(SAM, Happened.SAID, words="next", find_email=None), account=SAM)
    assert isinstance((await pair.front.answer(turn)).card, NothingToDo)


async def test_a_channel_that_cannot_say_who_it_is_asks_to_try_again(pair: World) -> None:
    async def find() -> str | None:
        raise NotKnownJustNow("I can't see who you are just now. Please try again.")

    turn = pair.turn(SAM, Happened.SAID, words="next", find_email=find)
    assert await pair.front.answer(turn) == Answer(note="I can't see who you are just now. Please try again.")


async def test_a_name_is_never_enough(pair: World) -> None:
    impostor = replace(STRANGER, name="sam.taylor")
    assert isinstance((await pair.says(impostor, "next")).card, Unknown)


async def test_a_second_account_with_a_known_address_is_not_let_in(pair: World) -> None:
    await pair.comes(SAM)
    second = replace(SAM, entra_id="entra-other")
    assert isinstance((await pair.says(second, "next")).card, Unknown)


@pytest.mark.parametrize(("words", "verb"), [("today", ""), ("person import", ""), ("", "today")])
async def test_what_is_not_for_somebodys_role_is_refused_and_noted(pair: World, words: str, verb: str) -> None:
    await pair.comes(SAM)
    answer = await (pair.says(SAM, words) if words else pair.presses(SAM, verb))
    assert answer == Answer(note=str(NotForYou()))
    assert (await notes(pair)).count("not for this role") == 1


async def test_what_a_first_word_asks_for_is_refused_by_role_too(pair: World) -> None:
    assert await pair.says(SAM, "today") == Answer(note=str(NotForYou()))


async def test_each_role_is_told_what_it_can_do(pair: World) -> None:
    cards = [shown(await pair.says(who, "commands")) for who in (SAM, ALEX, JO)]
    told = [{line.example for line in card.commands} for card in cards if isinstance(card, Commands)]
    roles = (Role.STUDENT, Role.BUDDY, Role.COORDINATOR)
    assert told == [{one.example for one in COMMANDS if role in one.roles} for role in roles]
    assert ["reflect" in one for one in told] == [True, False, False]
    assert ["today" in one for one in told] == [False, False, True]


async def test_words_that_mean_nothing_get_the_nearest_that_do(pair: World) -> None:
    cards = [shown(await pair.says(who, "impotr people")) for who in (SAM, JO)]
    near = [[line.example for line in card.near] for card in cards if isinstance(card, NotUnderstood)]
    assert "person import" not in near[0]
    assert near[1][0] == "person import"
    assert max(len(lines) for lines in near) <= 3


@pytest.mark.parametrize(
    ("who", "words", "first"),
    [
        (JO, "persn show sam", "person show S-022"),
        (JO, "match sugest C-1", "match suggest C-3"),
        (SAM, "how do i join", "join"),
        (SAM, "cancle", "not today"),
    ],
)
async def test_a_slip_of_the_keys_brings_what_was_meant_first(
    pair: World, who: Account, words: str, first: str
) -> None:
    card = shown(await pair.says(who, words))
    assert isinstance(card, NotUnderstood)
    assert card.near[0].example == first


@pytest.mark.parametrize("words", ["I feel awful", "everything is too much", "so tired"])
async def test_words_about_how_somebody_feels_are_no_wish_to_leave(pair: World, words: str) -> None:
    card = shown(await pair.says(ALEX, words))
    assert isinstance(card, NotUnderstood)
    assert "leave" not in [line.example for line in card.near]


async def test_a_group_may_ask_what_there_is_and_nothing_personal(pair: World) -> None:
    await pair.comes(SAM)
    commands = await pair.says(SAM, "commands", chat=group(SAM))
    refused = await pair.says(SAM, "next", chat=group(SAM))
    assert isinstance(commands.card, Commands)
    assert (
        refused.note == "I can only answer that in our own chat, where nobody else reads it. Please write to me there."
    )


@pytest.mark.parametrize("words", ["commands", "hi", "not tody", "my times", "today", "reflect", "me"])
async def test_in_a_group_nobody_can_tell_a_student_from_a_buddy(pair: World, words: str) -> None:
    answers = [await pair.says(who, words, chat=group(who)) for who in (SAM, ALEX)]
    student, buddy = [(one.note, one.card and pair.renderer.render(one.card)) for one in answers]
    assert student == buddy


async def test_who_first_writes_in_a_group_is_never_written_to_there(pair: World) -> None:
    await pair.says(SAM, "commands", chat=group(SAM))
    await pair.worker.catch_up()
    assert "group-1" not in {one.conversation for one in pair.voice.said}
    await pair.comes(SAM)
    assert titles(await pair.hears(SAM)) == ["Welcome to the Buddy Scheme"]


async def test_a_stranger_in_a_group_is_told_whom_to_ask_and_not_kept(world: World) -> None:
    await world.comes(JO)
    assert isinstance((await world.says(SAM, "commands", chat=group(SAM))).card, Unknown)
    preview = shown(await world.says(JO, f"person import\n{ROSTER}"))
    assert isinstance(preview, ImportPreview)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    await world.worker.catch_up()
    assert {one.conversation for one in world.voice.said} == {chat_of(JO).conversation}


async def test_who_leaves_is_written_to_again_only_after_coming_back(pair: World) -> None:
    await pair.front.answer(pair.turn(ALEX, Happened.LEFT))
    await pair.comes(ALEX)
    assert titles(await pair.hears(ALEX)) == ["Welcome to the Buddy Scheme", "When are you free?"]


async def test_who_leaves_a_group_is_written_to_as_before(pair: World) -> None:
    await pair.comes(ALEX)
    await pair.front.answer(pair.turn(ALEX, Happened.LEFT, chat=group(ALEX)))
    assert titles(await pair.hears(ALEX)) == ["Welcome to the Buddy Scheme", "When are you free?"]


def file(data: bytes = ROSTER.encode(), *, fault: Exception | None = None) -> tuple[File, ...]:
    """A file that came with words."""

    async def read() -> bytes:
        if fault:
            raise fault
        return data

    return (File(name="people.csv", read=read),)


@pytest.mark.parametrize("words", ["", " ", "person import", "/import", "Person import."])
async def test_a_list_may_come_as_a_file(world: World, words: str) -> None:
    preview = shown(await world.says(JO, words, files=file()))
    assert isinstance(preview, ImportPreview)
    assert (preview.new_people, preview.fault_count) == (2, 0)


async def test_without_list_or_file_a_coordinator_is_told_how(world: World) -> None:
    assert shown(await world.says(JO, "person import")) == HowToImport()


async def test_what_is_wrong_with_a_file_is_said(world: World) -> None:
    too_large = BadInput("That file is too large.")
    answers = [await world.says(JO, "", files=files) for files in (file(b"PK\0"), file(fault=too_large))]
    assert [answer.note for answer in answers] == [
        "That file is not a CSV file. In Excel, choose 'Save as' and then 'CSV UTF-8'.",
        "That file is too large.",
    ]


async def test_a_file_beside_other_words_is_never_opened(world: World) -> None:
    unread = file(fault=AssertionError())
    answers = [
        await world.says(JO, words, files=unread) for words in ("commands", f"person import\n{ROSTER}", "cheers")
    ]
    assert [type(answer.card) for answer in answers] == [Commands, ImportPreview, NotUnderstood]


async def test_a_list_with_what_no_database_keeps_is_refused(world: World) -> None:
    answer = await world.says(JO, "person import\n" + ROSTER.replace("Sam", "S\0m"))
    assert answer.note == "That file is not a CSV file. In Excel, choose 'Save as' and then 'CSV UTF-8'."


@pytest.mark.parametrize("number", [0, 2**31, 2**53 - 1])
async def test_a_meeting_that_is_not_there_is_said_not_to_be(pair: World, number: int) -> None:
    await pair.comes(SAM)
    answer = await pair.presses(SAM, "good_today", meeting=number, version=number)
    assert answer.note is not None
    assert answer.note.startswith("I can't find that.")
