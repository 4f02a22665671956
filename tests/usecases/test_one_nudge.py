"""Nobody is nudged twice on one day, whatever about, and nobody is written to over a long week-end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.people import Role
from tests.stage import ALEX, JO, SAM, START, ref, said
from tests.store.pairs import add_pair, add_person
from tests.world import World


async def two_questions(world: World) -> None:
    """Alex has been asked by two students on one day, and has answered neither."""
    alex = await world.store.read(ALEX, lambda work, _, __: work.actor.id, None)
    kim = await add_person(world.store, "kim.lee", Role.STUDENT)
    await add_pair(world.store, alex, kim)
    await world.worker.catch_up()


async def days_of(world: World, who: str, *, days: int) -> list[int]:
    """How much this person hears on each of the next days, looked at every two hours."""
    found = []
    for _ in range(days):
        count = 0
        for _ in range(12):
            world.clock.move(hours=2)
            count += sum(name == who for name, _ in await said(world))
        found.append(count)
    return found


async def test_of_two_nudges_one_waits_for_the_next_day(pair: World) -> None:
    await two_questions(pair)
    assert await days_of(pair, "Alex", days=4) == [0, 1, 1, 0]


async def test_two_nudges_that_waited_together_still_come_one_a_day(pair: World) -> None:
    await two_questions(pair)
    pair.clock.now = datetime(2026, 12, 6, 12, 0, tzinfo=UTC)  # a Sunday: the assistant was down since Monday
    assert [line for line in await said(pair) if line[0] == "Alex"] == []
    pair.clock.move(hours=21)
    first = [line for line in await said(pair) if line[0] == "Alex"]
    pair.clock.move(days=1)
    second = [line for line in await said(pair) if line[0] == "Alex"]
    assert (len(first), len(second)) == (1, 1)


async def test_over_christmas_nobody_hears_what_they_did_not_ask_for(pair: World) -> None:
    pair.clock.now = datetime(2026, 12, 23, 9, 0, tzinfo=UTC)
    await pair.presses(ALEX, "offer", **await ref(pair), day1="2027-01-05", from1="14:00", to1="16:00")
    asked = await said(pair)
    heard = []
    while pair.clock.now < datetime(2026, 12, 29, 8, 0, tzinfo=UTC):
        pair.clock.move(hours=1)
        heard += [(f"{pair.clock.now:%d}", who) for who, _ in await said(pair)]
    assert ("Sam", "Meeting 1: Starting well") in asked
    assert [one for one in heard if one[0] in {"25", "26", "27", "28"}] == []
    pair.clock.move(hours=1)
    assert "Sam" in [who for who, _ in await said(pair)]  # the nudge has waited


async def test_what_somebody_asks_for_is_answered_at_night_and_on_christmas_day(pair: World) -> None:
    pair.clock.now = datetime(2026, 12, 25, 23, 0, tzinfo=UTC)
    answers = [await pair.says(who, words) for who, words in ((SAM, "next"), (ALEX, "help"), (JO, "today"))]
    assert [answer.card is not None for answer in answers] == [True, True, True]


async def hours_of(world: World, who: str, *, until: datetime) -> list[str]:
    """When this person hears something, looked at every hour."""
    found = []
    while world.clock.now < until:
        world.clock.move(hours=1)
        found += [f"{world.clock.now:%a %H} {words}" for name, words in await said(world) if name == who]
    return found


async def test_a_question_of_friday_afternoon_is_not_nudged_about_first_thing_on_monday(pair: World) -> None:
    pair.clock.now = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)
    await pair.presses(ALEX, "offer", **await ref(pair), day1="2026-12-15", from1="14:00", to1="16:00")
    asked = await said(pair)
    nudged = await hours_of(pair, "Sam", until=datetime(2026, 12, 9, 9, 0, tzinfo=UTC))
    assert ("Sam", "Meeting 1: Starting well") in asked
    assert nudged == ["Fri 16 Where are you now?", "Mon 15 Meeting 1: Starting well"]


async def test_a_meeting_of_friday_is_not_nudged_about_first_thing_on_monday(pair: World) -> None:
    await pair.presses(ALEX, "offer", **await ref(pair), day1="2026-12-04", from1="15:00", to1="16:00")
    await pair.presses(SAM, "pick", **await ref(pair), times="2026-12-04T15:00Z")
    await pair.presses(ALEX, "confirm", **await ref(pair), time="2026-12-04T15:00Z")
    pair.clock.now = datetime(2026, 12, 4, 15, 0, tzinfo=UTC)
    await pair.worker.catch_up()
    asked = await hours_of(pair, "Alex", until=datetime(2026, 12, 9, 9, 0, tzinfo=UTC))
    assert asked == ["Fri 17 Thank you", "Mon 17 Thank you"]


async def test_a_nudge_never_comes_in_the_minute_of_the_next_question(over: World) -> None:
    """Alex gives weekly times, so that Sam is asked about the next meeting just when a reminder would be due."""
    await over.says(ALEX, "free every tue 10-12 until 22 dec")
    await over.presses(SAM, "after_student", **await ref(over), took_place="held", useful="9", respect="yes")
    await over.worker.catch_up()
    over.clock.now = START + timedelta(minutes=50)
    heard = []
    for _ in range(60):
        over.clock.move(minutes=30)
        heard += [(f"{over.clock.now:%d %H:%M}", words) for who, words in await said(over) if who == "Sam"]
    assert [at for at, _ in heard] == sorted({at for at, _ in heard})
    assert "Meeting 2" in str(heard)
    assert len(heard) > 1
