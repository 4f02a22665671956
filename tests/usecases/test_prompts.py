"""What is said unasked: asked again at the moment of sending, and never sent when it is not true any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, select, update

from bot.domain.due import Kind
from bot.domain.people import PersonId
from bot.front.turn import Happened
from bot.store.tables import due_work, person, person_role
from bot.usecases.ports.sends import Pace
from bot.usecases.prompts import Asked, prepare
from bot.usecases.saying import Prompt
from tests import stage
from tests.day import heard
from tests.stage import ALEX, SAM, START, THREE, TUESDAY, TWO, meeting, ref, said
from tests.world import World

SAM_, ALEX_ = PersonId(2), PersonId(3)
VERSIONED = {Kind.FREE, Kind.PICK, Kind.CONFIRM}
ABOUT_MEETINGS = [
    *(Kind.FREE, Kind.PICK, Kind.CONFIRM, Kind.BOOKED, Kind.READY, Kind.DAY_BEFORE, Kind.MORNING, Kind.SOON),
    *(Kind.AFTER, Kind.MOVED, Kind.MOVED_TODAY, Kind.MISSED, Kind.SAVED),
]


def asked(prompt: Prompt) -> Asked:
    """A message that nothing holds, to somebody who has not come."""
    return Asked(prompt=prompt, chat=None, pace=Pace(held=False, due_at=START, said=0))


async def leaves(world: World, *accounts: object) -> None:
    for account in (SAM, ALEX):
        if account in accounts:
            await world.front.answer(world.turn(account, Happened.LEFT))


async def due(world: World, *, older: int = 0) -> dict[str, tuple[str, str]]:
    """What each kind of message would say now, to Sam and to Alex, where it says anything."""
    now = await meeting(world)
    found = {}
    for kind in ABOUT_MEETINGS:
        mark = f"v{now.version - older}" if kind in VERSIONED else str(now.sequence - older)
        said_to = []
        for number in (SAM_, ALEX_):
            until = START + timedelta(days=9)
            prompt = Prompt(kind=kind, subject=1, key=f"{kind}:1:{mark}:{number}", until=until)
            ready = await world.store.read(number, prepare, asked(prompt))
            said_to.append(ready.card.template if ready.card else "")
        if any(said_to):
            found[str(kind)] = (said_to[0], said_to[1])
    return found


async def test_each_state_of_a_meeting_makes_its_own_messages_due(world: World) -> None:
    moves = {"moved": ("meetings/moved",) * 2, "moved_today": ("meetings/moved",) * 2}
    await stage.pair(world)
    planned = await due(world)
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    offered = await due(world)
    await world.presses(SAM, "pick", **await ref(world), times=TWO)
    picked = await due(world)
    assert {kind: cards[1] for kind, cards in planned.items() if kind not in moves} == {"free": "times/free"}
    assert {kind: cards[0] for kind, cards in offered.items() if kind not in moves} == {"pick": "times/pick"}
    assert {kind: cards[1] for kind, cards in picked.items() if kind not in moves} == {"confirm": "times/confirm"}
    assert [{kind: state.get(kind) for kind in moves} for state in (planned, offered, picked)] == [moves] * 3


async def test_a_meeting_that_is_set_is_spoken_of_until_it_begins_and_asked_about_until_it_is_answered(
    booked: World,
) -> None:
    before = await due(booked)
    booked.clock.now = START
    begun = await due(booked)
    await booked.presses(SAM, "after_student", **await ref(booked), took_place="held")
    answered = await due(booked)
    await booked.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    saved = await due(booked)
    asked = {"after": ("after/student", "after/buddy")}
    shown = {kind: (f"meetings/{kind}",) * 2 for kind in ("booked", "ready", "day_before", "morning", "soon")}
    assert before == shown | asked
    assert begun == asked
    moved = {kind: cards for kind, cards in answered.items() if kind != "after"}
    assert answered["after"] == ("", "after/buddy")
    assert saved == moved | {"after": ("", "after/buddy"), "saved": ("reflection/saved", "")}


async def test_nothing_is_said_of_an_earlier_time(booked: World) -> None:
    assert await due(booked, older=1) == {}


async def test_who_gives_times_before_being_asked_is_not_asked(world: World) -> None:
    await world.comes(stage.JO)
    await stage.bring_in(world)
    await world.says(ALEX, "free tue 14:00-16:00")
    assert await said(world) == [("Alex", "Welcome to the Buddy Scheme"), ("Jo", "Welcome, coordinator")]


async def test_who_was_away_hears_only_what_is_true_on_coming_back(offered: World) -> None:
    await leaves(offered, SAM)
    await offered.says(ALEX, "free wed 10:00-11:00")
    await offered.worker.catch_up()
    await offered.says(ALEX, "free thu 10:00-11:00")
    assert await heard(offered) == []
    await offered.comes(SAM)
    assert await heard(offered) == [("Sam", "Meeting 1: Starting well")]
    assert "Thu 3 Dec at 10:00" in str(offered.voice.said[-1].card)


async def test_who_was_away_while_a_meeting_was_set_and_moved_hears_that_it_moves(picked: World) -> None:
    await leaves(picked, SAM)
    await picked.presses(ALEX, "confirm", **await ref(picked), time=TWO)
    await picked.worker.catch_up()
    await picked.presses(ALEX, "free_again", **await ref(picked))
    await picked.worker.catch_up()
    await picked.comes(SAM)
    assert await heard(picked) == [("Sam", "Your meeting will move")]


async def test_who_was_away_while_a_meeting_moved_and_was_set_again_hears_the_time(booked: World) -> None:
    await leaves(booked, SAM)
    await booked.presses(ALEX, "free_again", **await ref(booked))
    await booked.worker.catch_up()
    await booked.presses(ALEX, "offer", **await ref(booked), **TUESDAY)
    await booked.presses(SAM, "pick", **await ref(booked), times=TWO)
    await booked.presses(ALEX, "confirm", **await ref(booked), time=TWO)
    assert await heard(booked) == [("Sam", "It's set")]


async def test_a_morning_card_that_waited_is_not_sent_once_the_meeting_moved(booked: World) -> None:
    await leaves(booked, ALEX)
    booked.clock.now = START.replace(hour=9)
    assert await heard(booked) == []
    await booked.presses(SAM, "move", **await ref(booked))
    await booked.comes(ALEX)
    assert await heard(booked) == [("Alex", "Today's meeting will move"), ("Jo", "A change today")]


async def test_ten_minutes_before_is_not_said_afterwards(booked: World) -> None:
    await leaves(booked, SAM, ALEX)
    booked.clock.now = START.replace(hour=13, minute=50)
    assert await heard(booked) == []
    booked.clock.now = START.replace(minute=1)
    await booked.comes(SAM)
    await booked.comes(ALEX)
    assert await heard(booked) == []


async def test_who_has_answered_is_not_asked_how_it_went(booked: World) -> None:
    booked.clock.now = START.replace(minute=50)
    await booked.presses(SAM, "after_student", **await ref(booked), took_place="held")
    booked.clock.now = START.replace(hour=15, minute=5)
    assert await heard(booked) == [("Alex", "Thank you")]


async def test_somebody_whose_role_has_ended_hears_nothing_more(offered: World) -> None:
    await leaves(offered, SAM)
    await offered.says(ALEX, "free wed 10:00-11:00")
    await offered.worker.catch_up()
    await offered.store.database.write(_no_roles)
    offered.clock.move(days=1, minutes=1)
    assert await heard(offered) == []
    assert await offered.store.database.read(_states) == {"withdrawn"}


def _no_roles(connection: Connection) -> None:
    connection.execute(delete(person_role).where(person_role.c.person_id == SAM_))


def _states(connection: Connection) -> set[str]:
    waiting = select(due_work.c.state).where(due_work.c.person_id == SAM_, due_work.c.state != "done")
    return set(connection.execute(waiting).scalars())


@pytest.mark.parametrize(
    ("first", "start", "asked"),
    [
        (8 * 60, THREE, "08:30"),
        (11 * 60, THREE, "11:00"),  # the card of the morning waits for her hours
        (14 * 60 + 30, THREE, "08:30"),  # that would leave less than an hour, so it does not wait
    ],
)
async def test_the_reminders_wait_for_the_hours_of_their_reader_if_an_hour_is_left(
    picked: World, first: int, start: str, asked: str
) -> None:
    await picked.store.database.write(lambda one: one.execute(update(person).values(quiet_to=first)))
    await picked.presses(ALEX, "confirm", **await ref(picked), time=start)
    await picked.worker.catch_up()
    heard_at: dict[str, str] = {}
    picked.clock.now = START.replace(hour=6)
    while picked.clock.now < START.replace(hour=15):
        heard_at |= {line: f"{picked.clock.now:%H:%M}" for who, line in await heard(picked) if who == "Alex"}
        picked.clock.move(minutes=10)
    assert heard_at == {"Today at 15:00": asked, "In 10 minutes": "14:50"}
