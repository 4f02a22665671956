"""What went wrong with others who built such a thing, as tests of ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.errors import NotForYou
from bot.domain.people import Account, ChatKind, Role
from bot.front.commands import COMMANDS
from bot.planning import Level, Problem, plan
from bot.store.tables import audit, person
from tests import stage
from tests.day import heard
from tests.planning.checker import faults
from tests.planning.cohorts import tiny
from tests.stage import ALEX, JO, SAM, START, TWO, bring_in, ref, said
from tests.templates import WorldAt
from tests.test_cards import ASKS_ITSELF, FOR_STAFF, FOR_STRANGERS, RENDERER, drawn, offers_a_person
from tests.world import World, chat_of, shown
from tests.world import person as account

STAFF_ALONE = sorted(one.name for one in COMMANDS if Role.STUDENT not in one.roles and not one.roles & {Role.BUDDY})


async def test_12_a_student_who_types_a_coordinators_command_is_refused_politely_and_it_is_audited(
    world_at: WorldAt,
) -> None:
    world = await world_at(stage.pair)
    notes = {(await world.says(SAM, command)).note for command in STAFF_ALONE}
    assert notes == {str(NotForYou())}
    noted = (
        select(audit.c.what)
        .join(person, person.c.id == audit.c.person_id)
        .where(person.c.email == SAM.email, audit.c.what == "not for this role")
    )
    assert await world.store.database.read(lambda c: len(c.execute(noted).all())) == len(STAFF_ALONE) > 10


def test_15_a_person_to_talk_to_is_offered_on_every_card() -> None:
    cards = set(RENDERER.templates) - FOR_STAFF - ASKS_ITSELF - FOR_STRANGERS
    assert sorted(name for name in cards if not offers_a_person(drawn(name))) == []


async def test_01_paused_between_booking_and_sending_nothing_is_sent(world_at: WorldAt) -> None:
    world = await world_at(stage.picked)
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)  # the news for Sam waits to be sent
    resting = person.update().where(person.c.email == SAM.email).values(rests_since=world.clock.now)
    await world.store.database.write(lambda connection: connection.execute(resting))
    assert [line for line in await heard(world) if line[0] == "Sam"] == []
    world.clock.now = START.replace(hour=13, minute=50)
    assert [line for line in await heard(world) if line[0] == "Sam"] == []


@pytest.mark.parametrize("who", [ALEX, SAM])
async def test_04_a_reminder_that_is_fetched_already_is_not_sent_when_the_meeting_is_gone(
    world_at: WorldAt, who: Account
) -> None:
    world = await world_at(stage.booked)
    world.clock.now = START.replace(hour=13, minute=50)
    await world.worker.outbox.sweep()
    fetched = await world.worker.outbox.claim(at_most=25, lease=timedelta(minutes=2), rate=100.0, apart=0.0)
    await world.presses(who, "not_today" if who is ALEX else "move", **await ref(world))
    ready = await world.worker.outbox.prepare([one for one in fetched if one.kind == "soon"])
    assert [one.card for one in ready.values()] == [None, None]


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 3, 30, 13, tzinfo=UTC),  # the clocks went forward the day before
        datetime(2026, 10, 26, 14, tzinfo=UTC),  # and back
        datetime(2027, 3, 30, 13, tzinfo=UTC),  # Easter Monday lies between
        datetime(2027, 11, 1, 14, tzinfo=UTC),
    ],
)
async def test_05_over_the_days_on_which_the_clocks_change_two_o_clock_is_two_o_clock(
    world: World, start: datetime
) -> None:
    world.clock.now = start - timedelta(weeks=1)
    await stage.pair(world)
    window = {"day1": f"{start:%Y-%m-%d}", "from1": "14:00", "to1": "15:00"}
    await world.presses(ALEX, "offer", **await ref(world), **window)
    await world.presses(SAM, "pick", **await ref(world), times=f"{start:%Y-%m-%dT%H:%MZ}")
    await world.presses(ALEX, "confirm", **await ref(world), time=f"{start:%Y-%m-%dT%H:%MZ}")
    await heard(world)
    world.clock.now = start - timedelta(hours=5)
    assert ("Alex", "Today at 14:00") in await heard(world)
    world.clock.now = start - timedelta(minutes=10)
    assert await heard(world) == [("Alex", "In 10 minutes"), ("Sam", "In 10 minutes")]


async def test_10_down_over_the_due_time_one_catches_up_or_leaves_it_and_never_a_burst(world_at: WorldAt) -> None:
    world = await world_at(stage.picked)
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    world.clock.now = START + timedelta(hours=3)  # down from before the news of the booking until after the meeting
    assert await heard(world) == [("Alex", "Thank you"), ("Sam", "How did it go?")]
    world.clock.now = START + timedelta(days=10)  # and again until nobody needs to be asked
    assert await heard(world) == []


async def test_11_an_old_card_shows_how_things_are_and_does_nothing(world_at: WorldAt) -> None:
    world = await world_at(stage.booked)
    old = await ref(world)
    await world.presses(SAM, "move", **old)
    before = await stage.meeting(world)
    pressed = [
        (ALEX, verb)
        for verb in ("good_today", "free_again", "nobody_here", "here_now", "did_not_come", "keep", "move_too")
    ] + [
        (SAM, verb) for verb in ("good_today", "move", "ready", "nobody_here", "did_not_come", "new_time", "was_there")
    ]
    answers = [await world.presses(who, verb, **old) for who, verb in pressed]
    assert [answer.note for answer in answers] == [None] * len(pressed)
    assert {shown(answer).template for answer in answers} <= {
        "times/free",
        "meetings/nothing",
        "meetings/not_today",  # 'keep' changes nothing
    }
    assert await stage.meeting(world) == before


def served(problem: Problem) -> list[int]:
    """How many students have a Buddy, at each level of a plan; every rule is kept."""
    plans = [plan(problem, level=level) for level in Level]
    assert [faults(problem, one) for one in plans] == [[]] * len(plans)
    return [one.served for one in plans]


@pytest.mark.parametrize("students", [0, 1, 3, 5])
def test_06_a_pool_may_be_odd_or_small_or_empty_and_a_buddy_may_have_no_room(students: int) -> None:
    pool = tiny(7, students=students)
    full = replace(pool, buddies=tuple(replace(one, students_at_once=0) for one in pool.buddies))
    assert served(full) == [0, 0]
    assert served(replace(pool, buddies=())) == [0, 0]
    room = sum(one.students_at_once for one in pool.buddies)
    assert max(served(pool)) <= min(students, room)
    assert bool(served(pool)[0]) is bool(students)


@pytest.mark.parametrize("seed", range(6))
def test_07_nobody_is_paired_again_with_a_buddy_of_before(seed: int) -> None:
    pool, met = tiny(seed), set[tuple[str, str]]()
    for _ in range(len(pool.buddies) + 1):
        pairs = {(one.student, one.buddy) for one in plan(pool, level=Level.PAIRING).pairs}
        assert pairs & met == set()
        met |= pairs
        before = {one.id: frozenset(buddy for student, buddy in met if student == one.id) for one in pool.students}
        pool = replace(pool, students=tuple(replace(one, previous=before[one.id]) for one in pool.students))
    assert met
    assert not plan(pool, level=Level.PAIRING).pairs


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
async def test_13_nothing_confidential_is_said_outside_somebodys_own_chat(world_at: WorldAt, kind: ChatKind) -> None:
    world = await world_at(stage.booked)
    place = replace(chat_of(SAM, kind), conversation="others-read-this")
    typed = [one.example for one in COMMANDS if Role.COORDINATOR not in one.roles] + ["commands", "hello", "nonsense"]
    answers = [await world.says(who, words, chat=place) for who in (SAM, ALEX) for words in typed]
    carried = str([(one.note, one.card and world.renderer.render(one.card)) for one in answers])
    assert [word for word in ("Sam", "Alex", "Starting well", "1 Dec", "14:00", "P-1", "M-1") if word in carried] == []
    await world.worker.catch_up()
    assert "others-read-this" not in {one.conversation for one in world.voice.said}


async def test_20_somebody_new_is_news_to_nobody_else(world_at: WorldAt) -> None:
    world = await world_at(stage.picked)
    kim = account("kim.lee")
    robin = account("robin.hart")
    head = "role,first_name,surname,email,pair,said_yes,registered\n"
    rows = f"student,Kim,Lee,{kim.email},Pair 2,yes,\nbuddy,Robin,Hart,{robin.email},Pair 2,yes,yes\n"
    await bring_in(world, head + rows)
    await world.comes(kim)
    await world.comes(robin)
    heard_now = await said(world)
    assert {who for who, _ in heard_now} == {"chat-entra-kim.lee", "chat-entra-robin.hart"}
    await world.comes(SAM)
    await world.comes(JO)
    assert await said(world) == []
