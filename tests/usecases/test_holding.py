"""Messages that a coordinator holds back for a while: none is lost, none doubled, and none of those that matter."""

from __future__ import annotations

from datetime import timedelta

from bot.cards.today import Today
from bot.usecases.ports import Work
from tests.sending import NEWS, news, sam_hears
from tests.staff import asks, does, look, refused, undone
from tests.stage import ALEX, JO, SAM, START, heading, ref
from tests.store.messages import messages, write
from tests.world import World, shown

HELD_ALL = {0}


def held(work: Work) -> set[int]:
    return set(work.sends.held())


async def state(world: World, key: str) -> str:
    return {one.key: one.state for one in await messages(world)}[news(key).key]


async def test_a_hold_is_asked_about_first_and_says_what_still_goes_out(pair: World) -> None:
    card = await asks(pair, "sends hold C-1")
    assert card.what == "I hold back messages of C-1 Buddy Scheme."
    assert [one.say for one in card.notes] == [
        "These still go out: answers, notes that ask for a call, and news of a meeting that changed.",
        "Nothing is lost. What would come too late is left out.",
    ]
    assert await look(pair, held) == set()
    await pair.presses(JO, "no", proposal=card.proposal)
    assert await look(pair, held) == set()


async def test_what_is_held_waits_and_comes_once_when_it_may_go(pair: World) -> None:
    await does(pair, "sends hold")
    await write(pair, news("k"))
    assert await sam_hears(pair) == []
    pair.clock.move(days=1)
    assert await sam_hears(pair) == []
    await does(pair, "sends resume")
    assert await sam_hears(pair) == [NEWS]
    pair.clock.move(days=1)
    assert await sam_hears(pair) == []
    assert await state(pair, "k") == "done"


async def test_what_would_come_too_late_is_left_out(pair: World) -> None:
    await does(pair, "sends hold")
    await write(pair, news("k", days=1))
    await pair.worker.catch_up()
    pair.clock.move(days=2)
    await does(pair, "sends resume")
    assert await sam_hears(pair) == []
    assert await state(pair, "k") == "expired"


async def test_one_cohort_is_held_and_the_others_go_on(offered: World) -> None:
    await does(offered, 'cohort new "OT Spring 27"')
    await does(offered, "sends hold C-2")
    await offered.presses(SAM, "pick", **await ref(offered), times="2026-12-01T14:00Z")
    assert [heading(one) for one in await offered.hears(ALEX)] == ["Can you do this?"]


async def test_a_message_about_a_meeting_waits_while_its_cohort_is_held(offered: World) -> None:
    await does(offered, "sends hold C-1")
    await offered.presses(SAM, "pick", **await ref(offered), times="2026-12-01T14:00Z")
    assert await offered.hears(ALEX) == []
    await does(offered, "sends resume C-1")
    assert [heading(one) for one in await offered.hears(ALEX)] == ["Can you do this?"]


async def test_calls_for_help_and_news_of_a_change_go_out_all_the_same(booked: World) -> None:
    await does(booked, "sends hold")
    booked.clock.now = START.replace(hour=9)
    await booked.presses(ALEX, "not_today", **await ref(booked))
    assert [heading(one) for one in await booked.hears(SAM)] == ["Today's meeting will move"]
    answer = await booked.presses(SAM, "ask_call", kind="wellbeing", apart="false")
    assert answer.card is not None
    assert [heading(one) for one in await booked.hears(JO)] == ["A note for you"]


async def test_reminders_are_held_too(booked: World) -> None:
    await does(booked, "sends hold C-1")
    booked.clock.now = START - timedelta(minutes=10)
    assert await booked.hears(SAM) == []


async def test_a_hold_can_be_taken_back_and_so_can_its_end(pair: World) -> None:
    done = await does(pair, "sends hold")
    assert await look(pair, held) == HELD_ALL
    assert await undone(pair, done) == "Messages for everybody go out again."
    assert await look(pair, held) == set()
    await does(pair, "sends hold")
    ended = await does(pair, "sends resume")
    assert await undone(pair, ended) == "Messages for everybody are held back."
    assert await look(pair, held) == HELD_ALL


async def test_what_is_held_is_not_held_again_and_what_is_not_cannot_go_on(pair: World) -> None:
    assert await refused(pair, "sends resume") == "Messages for everybody are not held back."
    await does(pair, "sends hold C-1")
    again = await refused(pair, "sends hold C-1")
    other = await refused(pair, "sends resume")
    assert again == "Messages of C-1 Buddy Scheme are held back already. To let them go: sends resume C-1"
    assert other.endswith("What is held back: messages of C-1 Buddy Scheme.")


async def test_a_hold_is_seen_every_day_until_it_ends(pair: World) -> None:
    await does(pair, "sends hold C-1")
    today = shown(await pair.says(JO, "today"))
    assert isinstance(today, Today)
    (section,) = today.lines
    assert section.title == "Held back. To let them go, type: sends resume"
    assert section.entries[0].say == "Messages of C-1 Buddy Scheme are held back since Mon 30 Nov at 09:00."


async def test_what_goes_on_does_not_come_all_at_once(pair: World) -> None:
    """Three in an hour, the oldest first; each once."""
    await does(pair, "sends hold")
    await write(pair, *(news(f"q{number}") for number in range(7)))
    await pair.worker.catch_up()
    pair.clock.move(days=1)
    await does(pair, "sends resume")
    heard = []
    for _ in range(4):
        heard.append(len(await sam_hears(pair)))
        pair.clock.move(hours=1)
    assert heard == [3, 3, 1, 0]
    ends = [one for one in await messages(pair) if one.key.startswith("q")]
    assert [one.state for one in ends] == ["done"] * 7
    assert [int(str(one.card_id).rpartition("-")[2]) for one in ends] == sorted(
        int(str(one.card_id).rpartition("-")[2]) for one in ends
    )
