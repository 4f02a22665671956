"""Who takes the assistant away, blocks it or comes back: known, and the same however often it is said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, select

from bot.cards.sends import Sends
from bot.front.turn import Happened
from bot.front.voice import Unreachable
from bot.store.tables import chat
from tests.sending import BACK, NEWS, SAM_NUMBER, news, sam_hears
from tests.stage import JO, SAM, bring_in, heading
from tests.store.messages import messages, write
from tests.world import MONDAY, World, shown


def place(connection: Connection) -> tuple[bool, str | None, datetime]:
    row = connection.execute(
        select(chat.c.open, chat.c.away, chat.c.changed_at).where(chat.c.person_id == SAM_NUMBER)
    ).one()
    return row.open, row.away, row.changed_at


async def goes(world: World) -> None:
    await world.front.answer(world.turn(SAM, Happened.LEFT))


async def absent(world: World) -> tuple[str, str]:
    """What the coordinator sees of Sam."""
    card = shown(await world.says(JO, "sends unreached"))
    assert isinstance(card, Sends)
    (row,) = card.groups[0].rows
    return row.say, row.why


async def test_who_takes_the_assistant_away_is_shown_so_since_the_first_time_it_is_said(pair: World) -> None:
    await goes(pair)
    pair.clock.move(hours=1)
    await goes(pair)
    await goes(pair)
    assert await pair.store.database.read(place) == (False, "removed", MONDAY)
    say, _ = await absent(pair)
    assert say == "Sam Taylor (S-002) has taken me away in Teams since Mon 30 Nov at 09:00."


async def test_what_waits_for_them_comes_when_they_are_back_with_one_welcome_and_a_few_at_a_time(pair: World) -> None:
    await goes(pair)
    await write(pair, *(news(f"n{number}") for number in range(5)), news("old", days=1))
    await pair.worker.catch_up()
    assert (await absent(pair))[1] == "6 messages wait for them."
    pair.clock.move(days=2)
    for _ in range(2):  # the channel says it in two ways
        await pair.comes(SAM)
    heard = []
    for _ in range(3):
        heard.append(await sam_hears(pair))
        pair.clock.move(hours=1)
    assert heard == [[BACK, NEWS, NEWS], [NEWS, NEWS, NEWS], []]
    ends = [one for one in await messages(pair) if one.key[:2] in {"n0", "n1", "n2", "n3", "n4", "ol"}]
    assert [one.state for one in ends] == ["done"] * 5 + ["expired"]
    order = [int(str(one.card_id).rpartition("-")[2]) for one in ends[:5]]
    assert order == sorted(order)


async def test_who_comes_back_on_the_same_day_is_not_greeted_a_second_time(pair: World) -> None:
    await goes(pair)
    await pair.comes(SAM)
    assert BACK not in await sam_hears(pair)


async def test_who_comes_back_twice_is_welcomed_back_twice_and_never_doubly(pair: World) -> None:
    pair.clock.move(days=3)
    greeted = []
    for _ in range(2):
        await goes(pair)
        pair.clock.move(hours=2)
        for _ in range(3):
            await pair.comes(SAM)
        greeted += [line for line in await sam_hears(pair) if line == BACK]
    assert greeted == [BACK, BACK]


async def test_a_message_that_the_channel_refuses_since_they_blocked_us_waits_and_is_not_lost(pair: World) -> None:
    await write(pair, news("a"), news("b"))
    pair.voice.fault = Unreachable("403", gone=True)
    await pair.worker.catch_up()
    pair.voice.fault = None
    assert await pair.store.database.read(place) == (False, "blocked", MONDAY)
    assert (await absent(pair))[0].startswith("Sam Taylor (S-002) can't be written to in Teams any more since")
    assert {one.state for one in await messages(pair) if one.key[0] in "ab"} == {"pending"}
    assert await sam_hears(pair) == []
    await pair.says(SAM, "next")
    assert len(await sam_hears(pair)) == 2
    assert await pair.store.database.read(place) == (True, None, MONDAY)


async def test_a_chat_that_was_refused_by_mistake_is_tried_once_a_day_and_opens_by_itself(pair: World) -> None:
    await write(pair, news("a"), news("b"))
    pair.voice.fault = Unreachable("403", gone=True)
    tried = []
    for _ in range(2):
        await pair.worker.catch_up()
        tried.append((await pair.store.database.read(place))[2])
        pair.clock.move(days=1, minutes=1)
    pair.voice.fault = None
    assert len(await sam_hears(pair)) == 2
    assert tried == [MONDAY, MONDAY + timedelta(days=1, minutes=1)]
    assert (await pair.store.database.read(place))[:2] == (True, None)


async def test_who_removes_it_after_a_block_is_not_tried_again(pair: World) -> None:
    await write(pair, news("a"))
    pair.voice.fault = Unreachable("403", gone=True)
    await pair.worker.catch_up()
    await goes(pair)
    pair.voice.fault = None
    pair.clock.move(days=2)
    assert await sam_hears(pair) == []
    assert (await pair.store.database.read(place))[:2] == (False, "removed")


async def test_who_comes_while_a_message_is_being_refused_stays_reachable(pair: World) -> None:
    await write(pair, news("a"))

    class Crossing:
        """Sam comes back in the middle of the refusal, and then all is well."""

        times = 0

        async def say(self, *_: object, **__: object) -> str:
            self.times += 1
            if self.times > 1:
                return "said"
            pair.clock.move(seconds=1)
            await goes(pair)
            await pair.comes(SAM)
            raise Unreachable("403", gone=True)

    pair.worker.voice = Crossing()
    await pair.worker.catch_up()
    assert (await pair.store.database.read(place))[:2] == (True, None)


@pytest.mark.parametrize("times", [1, 3])
async def test_somebody_who_never_came_is_welcomed_once_when_they_come(world: World, times: int) -> None:
    await world.comes(JO)
    await bring_in(world)
    for _ in range(times):
        await world.comes(SAM)
    assert [heading(one) for one in await world.hears(SAM)] == ["Welcome to the Buddy Scheme"]
