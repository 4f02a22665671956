"""What a coordinator sees of messages on their way, and does about those that do not arrive."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select, update

from bot.cards import Card
from bot.cards.sends import Sends
from bot.cards.today import Today
from bot.domain.due import Due, Kind
from bot.domain.people import PersonId, Role
from bot.front.voice import Unreachable
from bot.store.tables import audit, due_work, heartbeat
from tests.staff import does, refused
from tests.stage import ALEX, JO, SAM, bring_in, heading
from tests.store.messages import messages, welcome, write
from tests.store.pairs import add_person
from tests.world import MONDAY, ROSTER, World, shown

SAM_NUMBER, LARGEST = PersonId(2), 28 * 1024
FAR = timedelta(days=20)


def due(key: str, kind: Kind = Kind.NOTE, *, person: int = SAM_NUMBER) -> Due:
    return Due(key=key, kind=kind, person=PersonId(person), subject=1, due_at=MONDAY, until=MONDAY + FAR)


async def sends(world: World, words: str = "sends") -> Sends:
    card = shown(await world.says(JO, words))
    assert isinstance(card, Sends)
    return card


def titles(card: Sends) -> list[str]:
    return [one.title for one in card.groups]


async def turned(world: World, key: str, state: str, error: str | None = None) -> int:
    """The message under this key stands like this; its number."""

    def turn(connection: Connection) -> int:
        values = {"state": state, "error": error, "done_at": world.clock.now, "attempts": 1}
        connection.execute(update(due_work).where(due_work.c.key == key).values(values))
        return int(connection.execute(select(due_work.c.id).where(due_work.c.key == key)).scalar_one())

    return await world.store.database.write(turn)


async def stands(world: World, key: str) -> str:
    return {one.key: one.state for one in await messages(world)}[key]


async def test_all_is_well_is_said_in_one_line(pair: World) -> None:
    card = await sends(pair)
    assert (card.well, titles(card), [one.say for one in card.notes]) == (
        True,
        [],
        ["No messages wait for their time."],
    )
    today = shown(await pair.says(JO, "today"))
    assert isinstance(today, Today)
    assert (today.stuck, today.sending) == ("", "All messages are going out.")


async def test_what_failed_is_named_by_kind_person_and_reason_and_never_by_what_it_says(pair: World) -> None:
    await write(pair, due("a"), due("b", Kind.WORRY_SEEN))
    await turned(pair, "a", "failed", "unreachable: 413")
    await turned(pair, "b", "failed", "bug: KeyError")
    (group,) = (await sends(pair)).groups
    first, second = group.rows
    assert group.title == "2 messages did not arrive"
    assert first.say == "Sam Taylor (S-002): a message at the end of the series. Since Mon 30 Nov at 09:00."
    assert (first.why, first.unsure, first.failed) == ("Teams did not take it.", False, True)
    assert first.step.endswith("(for them: 413)")
    assert second.say.startswith("Sam Taylor (S-002): a personal message.")
    assert "note" not in second.say


async def test_a_message_of_which_nobody_knows_is_sent_again_or_settled_by_one_press(pair: World) -> None:
    await write(pair, due("again", Kind.WELCOME), due("came"))
    again = await turned(pair, "again", "unsure", "worker gone")
    came = await turned(pair, "came", "unsure")
    (group,) = (await sends(pair)).groups
    assert group.title == "2 messages may not have arrived"
    assert {one.why for one in group.rows} == {"The line broke while I sent it. I can't see if it arrived."}

    first = shown(await pair.presses(JO, "send_again", message=again))
    second = shown(await pair.presses(JO, "send_settled", message=came))
    assert isinstance(first, Sends)
    assert isinstance(second, Sends)
    assert (first.done, second.done, second.groups) == ("I send it again.", "Thank you. It is settled.", ())
    assert [heading(one) for one in await pair.hears(SAM)] == ["Welcome to the Buddy Scheme"]
    assert (await stands(pair, "again"), await stands(pair, "came")) == ("done", "done")


async def test_what_failed_is_not_said_any_more_when_its_reader_was_told(pair: World) -> None:
    await write(pair, due("a"))
    await pair.presses(JO, "send_settled", message=await turned(pair, "a", "failed", "unreachable: 400"))
    assert await stands(pair, "a") == "withdrawn"
    assert (await sends(pair)).well


async def test_a_stale_a_late_and_an_invented_press_change_nothing(pair: World) -> None:
    await write(pair, due("a"), due("b"))
    stale = await turned(pair, "a", "done")
    late = await turned(pair, "b", "failed", "bug: X")
    pair.clock.move(days=30)
    notes = {
        (await pair.presses(JO, verb, message=number)).note
        for verb, number in (("send_again", stale), ("send_settled", stale), ("send_again", late), ("send_again", 999))
    }
    assert {str(note).partition("it. ")[2] for note in notes} == {
        "That message is settled already, or it is too late for it now."
    }
    assert (await stands(pair, "a"), await stands(pair, "b")) == ("done", "failed")


@pytest.mark.parametrize("who", [SAM, ALEX])
async def test_nobody_else_sees_or_settles_messages(pair: World, who: object) -> None:
    await write(pair, due("a"))
    number = await turned(pair, "a", "unsure")
    answers = [
        await pair.says(who, "sends"),  # type: ignore[arg-type]  # an account
        await pair.says(who, "sends hold"),  # type: ignore[arg-type]  # the same
        await pair.presses(who, "sends"),  # type: ignore[arg-type]  # the same
        await pair.presses(who, "send_again", message=number),  # type: ignore[arg-type]  # the same
    ]
    assert [one.card for one in answers] == [None] * 4
    assert await stands(pair, "a") == "unsure"


async def test_what_the_channel_did_not_take_yet_is_late_and_what_waits_for_its_time_is_not(pair: World) -> None:
    await write(pair, due("late"), due("waits"))
    pair.clock.move(minutes=10)
    card = await sends(pair)
    assert titles(card) == ["2 messages are late"]
    assert {one.step for one in card.groups[0].rows} == {"I try again by myself. You need do nothing."}
    assert not card.well
    await pair.store.database.write(
        lambda connection: connection.execute(
            update(due_work).where(due_work.c.key == "waits").values(next_at=MONDAY + FAR)
        )
    )
    assert titles(await sends(pair)) == ["1 message is late"]
    assert [one.title for one in (await sends(pair, "sends waiting")).groups] == ["1 message waits for its time"]


async def test_that_nothing_goes_out_is_said_plainly(pair: World) -> None:
    await write(pair, due("late"))
    pair.clock.move(minutes=11)
    today = shown(await pair.says(JO, "today"))
    assert isinstance(today, Today)
    assert today.stuck == (
        "Messages are not going out just now. I last looked on Mon 30 Nov at 09:00. "
        "Please tell whoever looks after me. The oldest late message should have gone on Mon 30 Nov at 09:00."
    )
    assert (today.sending, today.nothing) == ("", False)


async def test_before_the_first_look_it_says_so(pair: World) -> None:
    await pair.store.database.write(lambda connection: connection.execute(heartbeat.delete()))
    assert "I have not looked yet." in (await sends(pair)).notes[0].say


async def test_a_long_list_is_paged_and_every_page_fits_on_a_card(pair: World) -> None:
    await write(pair, *(due(f"k{number:02}") for number in range(25)))
    for number in range(25):
        await turned(pair, f"k{number:02}", "failed", "may have arrived: " + "x" * 180)
    first = await sends(pair)
    assert (len(first.groups[0].rows), first.groups[0].hint) == (5, "To see more, type: sends failed")
    pages = [await sends(pair, f"sends failed --page {page}") for page in (1, 2, 3)]
    assert [len(one.groups[0].rows) for one in pages] == [10, 10, 5]
    assert [one.groups[0].hint for one in pages] == [
        "To see more, type: sends failed --page 2",
        "To see more, type: sends failed --page 3",
        "",
    ]
    assert len({row.message for one in pages for row in one.groups[0].rows}) == 25
    assert max(size(pair, one) for one in pages) < LARGEST
    assert (await sends(pair, "sends failed --page 9")).groups[0].title == "There is nothing here just now."
    assert (await refused(pair, "sends tomorrow")).startswith("I don't know 'tomorrow'.")


def size(world: World, card: Card) -> int:
    return len(json.dumps(world.renderer.render(card)))


async def test_who_cannot_be_reached_is_shown_with_the_reason_and_another_way(world: World) -> None:
    await world.comes(JO)
    await bring_in(world, ROSTER)
    await add_person(world.store, "pat.poe", Role.STUDENT, there=False)
    (group,) = (await sends(world, "sends unreached")).groups
    say = [one.say for one in group.rows]
    assert group.title == "3 people I can't reach in Teams"
    assert say[0] == "Sam Taylor (S-002) works elsewhere and has not added me in Teams."
    assert group.rows[0].why == "1 message waits for them."
    assert group.rows[0].step == (
        "They must add me themselves. Please send them the link to the app by e-mail. "
        "E-mail: sam.taylor@university.example."
    )


async def test_coordinators_get_one_card_a_day_and_reason_when_messages_fail_for_good(pair: World) -> None:
    await write(pair, *(welcome(SAM_NUMBER, f"k{number}") for number in range(3)))
    pair.voice.fault = Unreachable("400")
    await pair.worker.catch_up()
    pair.voice.fault = None
    (card,) = await pair.hears(JO)
    assert heading(card) == "Some messages did not arrive"
    assert "3 messages have not arrived. Teams did not take it." in json.dumps(card)
    pair.clock.move(hours=2)
    assert await pair.hears(JO) == []


async def test_the_card_is_not_sent_when_all_was_settled_before(pair: World) -> None:
    await write(pair, due("a"))
    number = await turned(pair, "a", "failed", "unreachable: 400")
    await pair.presses(JO, "send_settled", message=number)
    assert await pair.hears(JO) == []


def audited(connection: Connection) -> list[str]:
    return list(connection.execute(select(audit.c.what).order_by(audit.c.id)).scalars())


async def test_what_is_settled_and_held_stands_in_the_log(pair: World) -> None:
    await write(pair, due("a"))
    await pair.presses(JO, "send_again", message=await turned(pair, "a", "failed", "bug: X"))
    await does(pair, "sends hold C-1")
    await does(pair, "sends resume C-1")
    found = await pair.store.database.read(audited)
    assert found[-3:] == ["message settled", "messages held", "messages go on"]
