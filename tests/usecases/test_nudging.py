"""A coordinator asks again for what waits for an answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from bot.cards.staff import ShallI
from bot.domain.cohorts import CohortId
from bot.usecases.ports import Work
from tests import closing, stage
from tests.closing import heard
from tests.staff import asks, does, refused
from tests.stage import ALEX, JO, SAM, said
from tests.usecases.test_person_commands import drawn
from tests.world import World, chat_of

Step = Callable[[World], Awaitable[None]]


def _answered(work: Work, _request: None, now: datetime) -> None:
    work.surveys.put(CohortId(1), "before", {"u1": 3}, day=now.date())


async def nothing_else(world: World) -> None:
    """Sam has answered what else would be asked on one of these days."""
    await world.store.run(SAM, _answered, None)


def told(card: ShallI) -> list[tuple[str, str]]:
    return [(one.who, one.words) for one in card.telling]


@pytest.mark.parametrize(
    ("step", "who", "heading"),
    [
        (stage.pair, "Alex Morgan (B-003)", "When are you free?"),
        (stage.offered, "Sam Taylor (S-002)", "Meeting 1: Starting well"),
        (stage.picked, "Alex Morgan (B-003)", "Can you do this?"),
    ],
)
async def test_what_waits_is_asked_again_in_the_words_that_were_shown(
    world: World, step: Step, who: str, heading: str
) -> None:
    await step(world)
    await nothing_else(world)
    for words in ("remind C-1", "remind M-1 confirm", "remind p-1", f"remind {who.split(maxsplit=1)[0]}"):
        card = await asks(world, words)
        assert [one for one, _ in told(card)] == [who]
    await world.presses(JO, "yes", proposal=card.proposal)
    assert await said(world) == []  # never close upon something else
    world.clock.move(hours=1, minutes=1)
    assert await said(world) == [(who.split(maxsplit=1)[0], heading)]
    assert card.telling[0].words in drawn(world, heading)


async def test_both_are_asked_again_how_it_went(over: World) -> None:
    await nothing_else(over)
    card = await asks(over, "remind m-1")
    assert [who for who, _ in told(card)] == ["Sam Taylor (S-002)", "Alex Morgan (B-003)"]
    await over.presses(JO, "yes", proposal=card.proposal)
    over.clock.move(hours=19)  # one nudge a day
    assert await said(over) == [("Alex", "Thank you"), ("Sam", "How did it go?")]
    assert card.telling[0].words in drawn(over, "How did it go?")
    assert card.telling[1].words in drawn(over, "Thank you")


async def test_a_reflection_is_asked_for_without_a_word_of_it(reflecting: World) -> None:
    await nothing_else(reflecting)
    await reflecting.opens(SAM, "keep_draft", meeting=1, w_heard="a secret draft")
    card = await asks(reflecting, "remind sam reflection")
    assert [who for who, _ in told(card)] == ["Sam Taylor (S-002)"]
    assert "secret" not in str(card)
    await reflecting.presses(JO, "yes", proposal=card.proposal)
    reflecting.clock.move(hours=19)  # one nudge a day
    assert await said(reflecting) == [("Sam", "Your reflection")]
    assert card.telling[0].words in drawn(reflecting, "Your reflection")


async def test_who_has_answered_meanwhile_hears_nothing(over: World) -> None:
    await does(over, "remind sam")
    await over.presses(SAM, "after_student", meeting=1, version=4, took_place="moved", useful="9", respect="yes")
    assert [one for one in await said(over) if one[0] == "Sam"] == []


async def test_who_takes_a_break_is_left_out(pair: World) -> None:
    await does(pair, "person rest B-003")
    assert "Alex Morgan (B-003) is on a break or has left" in await refused(pair, "remind alex")
    assert "nothing waits for an answer just now." in await refused(pair, "remind C-1")


async def test_one_nudge_a_day_and_none_in_quiet_hours(pair: World) -> None:
    pair.clock.move(hours=10)  # nineteen o'clock
    await does(pair, "remind alex")
    await does(pair, "remind C-1")
    assert await said(pair) == []
    pair.clock.move(hours=14)
    assert await _alex(pair) == ["When are you free?"]
    await does(pair, "remind alex")
    assert await _alex(pair) == []
    pair.clock.move(hours=24)
    assert await _alex(pair) == ["When are you free?"]


async def _alex(world: World) -> list[str]:
    return [heading for who, heading in await said(world) if who == "Alex"]


async def test_in_days_of_rest_nobody_is_asked_and_nobody_learns_of_them(booked: World) -> None:
    booked.clock.move(hours=27)
    await booked.presses(ALEX, "not_today", **await stage.ref(booked))
    await said(booked)
    assert "nothing waits for an answer just now." in await refused(booked, "remind alex confirm")


async def test_the_last_form_comes_again_to_who_was_asked_and_has_not_answered(world: World) -> None:
    await closing.ended(world)
    await heard(world, 24)
    card = await asks(world, "remind C-1 form")
    assert told(card) == [
        (
            "Who has not sent the last form",
            "Anonymous: nobody can tell it was you. We only show results when at least 5 people have answered.",
        )
    ]
    world.clock.move(days=5)
    before = await _forms(world)
    await does(world, "remind C-1 form")
    world.clock.move(days=1)
    after = await _forms(world)
    assert after - before >= 1


async def _forms(world: World) -> int:
    await world.worker.catch_up()
    mine = chat_of(SAM).conversation
    return sum("Anonymous: nobody" in str(one.card) for one in world.voice.said if one.conversation == mine)


@pytest.mark.parametrize(
    ("words", "said_"),
    [
        ("remind", "Something is missing. Please write: remind <who>"),
        ("remind form", "Please say who is meant."),
        ("remind nobody", "I can't find a student or buddy or carer called 'nobody'."),
        ("remind M-99", "I can't find a meeting called 'M-99'."),
        ("remind C-99", "I can't find a student or buddy or carer called 'C-99'."),
        ("remind sam", "Sam Taylor (S-002): nothing waits for an answer just now."),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(pair: World, words: str, said_: str) -> None:
    assert said_ in await refused(pair, words)
