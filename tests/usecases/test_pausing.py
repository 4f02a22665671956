"""While a cohort is paused nobody in it is chased; when it goes on, all that waited has moved on by as long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.cards.staff import ShallI
from bot.cards.today import Today
from bot.domain.meetings import MeetingId
from bot.domain.reflections import Reflection, ReflectionState
from bot.usecases.ports import Work
from tests.matching import freeze
from tests.stage import ALEX, JO, SAM, START, TWO, bring_in, meeting, ref, said
from tests.world import MONDAY, World, shown

RESTED = timedelta(days=35)  # longer than any question stays open


async def turns(world: World, words: str) -> None:
    """The coordinator pauses the cohort, or lets it go on."""
    card = shown(await world.says(JO, f"cohort {words} C-1"))
    assert isinstance(card, ShallI)
    assert shown(await world.presses(JO, "yes", proposal=card.proposal)).template == "staff/done"


async def rests(world: World, by: timedelta = RESTED) -> list[tuple[str, str]]:
    """What is heard in all the time that the cohort rests."""
    await turns(world, "pause")
    heard, until = [], world.clock.now + by
    while world.clock.now < until:
        world.clock.now = min(until, world.clock.now + timedelta(days=2))
        heard += [one for one in await said(world) if one[0] != "Jo"]
    await turns(world, "resume")
    return heard


async def hears(world: World, *, hours: int, step: int = 2) -> list[tuple[str, str, str]]:
    """Who hears what from now on."""
    found = []
    for _ in range(hours // step):
        world.clock.move(hours=step)
        found += [(f"{world.clock.now:%a %d %H}", *one) for one in await said(world) if one[0] != "Jo"]
    return found


def _mine(work: Work, number: int, _now: datetime) -> Reflection | None:
    return work.reflections.get(MeetingId(number))


async def test_a_question_waits_and_is_nudged_about_as_much_later(pair: World) -> None:
    since = (await meeting(pair)).since
    pair.clock.move(hours=2)
    await pair.worker.catch_up()  # the questions of before the series
    heard = await rests(pair)
    today = shown(await pair.says(JO, "today"))
    assert heard == []
    assert isinstance(today, Today)
    assert today.lines == ()
    assert (await meeting(pair)).since == since + RESTED
    assert [at for at, who, _ in await hears(pair, hours=72) if who == "Alex"] == ["Wed 06 09"]


async def test_a_question_that_nobody_had_heard_yet_is_asked_when_it_goes_on(world: World) -> None:
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    world.clock.now = MONDAY.replace(hour=22)
    await bring_in(world)
    heard = await rests(world)
    world.clock.now = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    now = await said(world)
    assert [words for _, words in heard if words != "Welcome to the Buddy Scheme"] == []
    assert ("Alex", "When are you free?") in now


async def test_a_reflection_is_asked_for_as_much_later_and_what_was_saved_meanwhile_is_not_late(
    reflecting: World,
) -> None:
    before = await reflecting.store.read(SAM, _mine, 1)
    heard = await rests(reflecting, timedelta(days=7))
    after = await reflecting.store.read(SAM, _mine, 1)
    assert before
    assert after
    assert heard == []
    assert after.due_at == before.due_at + timedelta(days=7)
    found = await hears(reflecting, hours=48, step=1)
    assert [at for at, who, what in found if (who, what) == ("Sam", "Your reflection")] == ["Wed 09 15", "Thu 10 11"]


async def test_what_is_saved_while_the_cohort_rests_is_in_time(reflecting: World) -> None:
    await turns(reflecting, "pause")
    reflecting.clock.move(days=7)
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    await turns(reflecting, "resume")
    mine = await reflecting.store.read(SAM, _mine, 1)
    assert mine
    assert mine.state is ReflectionState.SAVED


async def test_who_met_while_the_cohort_rested_is_asked_how_it_went_when_it_goes_on(booked: World) -> None:
    booked.clock.now = START - timedelta(hours=2)
    await booked.worker.catch_up()
    heard = await rests(booked, timedelta(days=10))
    booked.clock.now = datetime(2026, 12, 14, 9, 0, tzinfo=UTC)
    assert heard == []
    assert {who for who, what in await said(booked) if what in {"How did it go?", "Thank you"}} == {"Sam", "Alex"}


async def test_what_people_change_while_the_cohort_rests_is_told_so_that_nobody_waits_alone(booked: World) -> None:
    await turns(booked, "pause")
    booked.clock.now = START - timedelta(hours=2)
    await booked.presses(ALEX, "not_today", **await ref(booked))
    assert [one for one in await said(booked) if one[0] != "Jo"] == [("Sam", "Today's meeting will move")]


async def test_a_time_that_is_settled_while_the_cohort_rests_is_told_to_both(picked: World) -> None:
    await turns(picked, "pause")
    await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO)
    assert await said(picked) == [("Sam", "It's set")]


async def test_nobody_is_told_of_a_time_that_others_may_not_hear_of(picked: World) -> None:
    await freeze(picked)
    answer = await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO)
    assert answer.note == "This is on hold just now, so I can't set a time. You don't need to do a thing."
    assert (await meeting(picked)).start is None


async def test_a_rest_that_is_taken_back_moves_nothing_twice(pair: World) -> None:
    since = (await meeting(pair)).since
    await rests(pair, timedelta(days=10))
    await pair.says(JO, "undo")
    pair.clock.move(minutes=5)
    await turns(pair, "resume")
    assert (await meeting(pair)).since == since + timedelta(days=10, minutes=5)
    assert (await ref(pair))["version"] == 1
