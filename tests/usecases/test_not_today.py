"""'Not today': one tap, no reason, no trace; days of rest that are the person's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.cards.duty import WorrySent
from bot.cards.meetings import NotToday
from bot.domain.meetings import MeetingState
from bot.domain.people import Account
from bot.front.turn import Json
from bot.store.tables import answer, audit, due_work, history, metadata, person
from tests import stage
from tests.day import heard, number, rest_days, room_for_two, rows
from tests.stage import ALEX, JO, SAM, START, bring_in, meeting, ref
from tests.world import World, make_world, shown
from tests.world import person as account

KIM, ROBIN = account("kim.lee"), account("robin.hart")
MORNING = START.replace(hour=8, minute=30)
SECOND = """role,first_name,surname,email,pair,said_yes,registered
student,Kim,Lee,kim.lee@university.example,Pair 2,yes,
buddy,Alex,Morgan,alex.morgan@post.example,Pair 2,yes,yes
"""
NOON = "2026-12-02T12:00Z"


async def rests_until(world: World, name: str = "Alex") -> datetime | None:
    who = await number(world, name)
    found: datetime | None = next(one["quiet_until"] for one in await rows(world, person) if one["id"] == who)
    return found


async def another_meeting(world: World, day: str = "2026-12-02", time: str = NOON) -> int:
    """Alex meets Kim as well, at noon on Wednesday."""
    await world.comes(KIM)
    await room_for_two(world)
    await bring_in(world, SECOND)
    second = max(one["id"] for one in await rows(world, metadata.tables["meeting"]))
    await world.presses(ALEX, "offer", **await ref(world, second), day1=day, from1="12:00", to1="13:00")
    await world.presses(KIM, "pick", **await ref(world, second), times=time)
    await world.presses(ALEX, "confirm", **await ref(world, second), time=time)
    await world.worker.catch_up()
    return int(second)


async def not_today(world: World, at: datetime = MORNING) -> NotToday:
    world.clock.now = at
    await world.worker.catch_up()
    card = shown(await world.presses(ALEX, "not_today", **await ref(world)))
    assert isinstance(card, NotToday)
    return card


@pytest.mark.parametrize("days", [0, 1, 5])
async def test_the_days_of_rest_are_the_buddy_s_own(booked: World, days: int) -> None:
    await rest_days(booked, days)
    card = await not_today(booked)
    assert card.rest is (days > 0)
    assert await rests_until(booked) == (MORNING + timedelta(days=days) if days else None)
    assert (await meeting(booked)).since == MORNING + timedelta(days=2)  # the same, whatever she has set


async def test_during_the_days_of_rest_nothing_unasked_comes_but_the_reminders_of_what_she_keeps(
    booked: World,
) -> None:
    second = await another_meeting(booked)
    await rest_days(booked, 3)
    card = await not_today(booked)
    assert [(one.meeting, one.when, one.student) for one in card.others] == [(second, "Wed 2 Dec at 12:00", "Kim")]
    one = card.others[0]
    kept = shown(await booked.presses(ALEX, "keep", meeting=one.meeting, version=one.version, kept=one.kept))
    assert isinstance(kept, NotToday)
    assert (kept.others, kept.rest) == ((), True)
    heard_of = []
    while booked.clock.now < MORNING + timedelta(days=3):
        heard_of += [line for who, line in await heard(booked) if who == "Alex"]
        booked.clock.move(minutes=30)
    assert heard_of == ["Tomorrow at 12:00", "Today at 12:00"]  # ten minutes before is between two looks
    await booked.worker.catch_up()
    assert (await meeting(booked, second)).state is MeetingState.CONFIRMED


async def test_a_meeting_inside_the_days_of_rest_is_moved_by_one_more_press(booked: World) -> None:
    second = await another_meeting(booked)
    await rest_days(booked, 2)
    one = (await not_today(booked)).others[0]
    fields: dict[str, Json] = {"meeting": one.meeting, "version": one.version, "kept": one.kept}
    card = shown(await booked.presses(ALEX, "move_too", **fields))
    assert isinstance(card, NotToday)
    assert (card.moved, card.others) == (True, ())
    assert (await meeting(booked, second)).state is MeetingState.PLANNED
    booked.clock.now = MORNING.replace(hour=9)
    assert ("chat-entra-kim.lee", "Your meeting will move") in await heard(booked)
    again = shown(await booked.presses(ALEX, "move_too", **fields))
    assert again.template == "times/free"  # what is true now


async def test_who_rests_hears_that_a_meeting_that_she_keeps_moves_before_it_would_begin(booked: World) -> None:
    second = await another_meeting(booked)
    await rest_days(booked, 5)
    await not_today(booked)
    await booked.presses(KIM, "move", **await ref(booked, second))
    assert "Alex" not in dict(await heard(booked))  # it is early in the day, and there is time
    booked.clock.now = MORNING.replace(hour=9)
    assert ("Alex", "Your meeting will move") in await heard(booked)


async def test_a_call_that_is_asked_for_there_is_a_duty_item(booked: World) -> None:
    await not_today(booked)
    assert isinstance(shown(await booked.presses(ALEX, "call_back", when="today")), WorrySent)


async def test_it_works_until_the_end_and_then_counts_in_full(booked: World) -> None:
    card = await not_today(booked, START + timedelta(minutes=59))
    assert (card.stopped, card.moved) == (True, False)
    now = await meeting(booked)
    assert (now.state, now.minutes) == (MeetingState.HELD_SHORT, 60)
    assert await rests_until(booked) == START + timedelta(minutes=59, days=2)


async def test_a_rest_is_never_made_shorter(booked: World) -> None:
    second = await another_meeting(booked)
    await rest_days(booked, 5)
    await not_today(booked)
    long = await rests_until(booked)
    await booked.store.database.write(
        lambda connection: connection.execute(metadata.tables["limits"].update().values(rest_days=1))
    )
    await booked.presses(ALEX, "not_today", **await ref(booked, second))
    assert await rests_until(booked) == long


async def test_a_student_s_move_gives_nobody_days_of_rest(booked: World) -> None:
    booked.clock.now = MORNING
    await booked.presses(SAM, "move", **await ref(booked))
    assert [await rests_until(booked, name) for name in ("Alex", "Sam")] == [None, None]


async def moved_on_the_day(url: str, who: Account, verb: str) -> tuple[dict[str, Any], str]:
    """All that is kept, and all that the coordinator was shown, after one press on the morning of the meeting."""
    world = await make_world(url)
    await stage.booked(world)
    await rest_days(world, 2)
    world.clock.now = MORNING
    await world.worker.catch_up()
    told = len(world.voice.said)
    await world.presses(who, verb, **await ref(world))
    world.clock.now = MORNING.replace(hour=9)
    await world.worker.catch_up()
    typed = ["today", "attend show C-1", "person show Alex", "meet list --today", "for alex.morgan@post.example"]
    views = [await world.says(JO, words) for words in typed]
    shown_ = [one.note or world.renderer.render(shown(one)) for one in views]
    shown_ += [one.card for one in world.voice.said[told:] if one.conversation == "chat-entra-jo.field"]
    kept = {table.name: await rows(world, table) for table in metadata.sorted_tables}
    await world.store.close()
    return kept, str(shown_)


@pytest.mark.parametrize(("who", "verb"), [(ALEX, "free_again"), (SAM, "move")])
async def test_a_move_on_the_day_is_one_event_whoever_moves_and_why(
    database_url: str, second_url: str, who: Account, verb: str
) -> None:
    kept, seen = await moved_on_the_day(database_url, ALEX, "not_today")
    others, seen_then = await moved_on_the_day(second_url, who, verb)
    assert seen == seen_then
    own = {one["id"] for one in kept["person"] if one["first_name"] in {"Alex", "Sam"}}
    for kept_ in (kept, others):
        kept_["due_work"] = [
            {**one, "id": 0, "attempts": 0, "card_id": None, "worker": None}
            for one in kept_["due_work"]
            if one["person_id"] not in own
        ]
        kept_["person"] = [{**one, "quiet_until": None} for one in kept_["person"]]  # read by nobody but her
        kept_["seen"] = []
    assert {table: value for table, value in kept.items() if value != others[table]} == {}
    assert [one["what"] for one in kept["history"]][-1] == "moved"
    assert kept["due_work"]


async def test_the_coordinator_hears_once_that_it_is_moved_and_nothing_of_who_or_why(booked: World) -> None:
    await not_today(booked)
    assert await heard(booked) == [("Sam", "Today's meeting will move")]
    booked.clock.now = MORNING.replace(hour=9)
    assert await heard(booked) == [("Jo", "A change today")]
    words = next(str(one.card) for one in booked.voice.said if "A change today" in str(one.card))
    assert "M-1 of P-1 can't take place at its time. It is moved, and everyone in it knows." in words
    assert [name for name in ("Alex", "Sam", "B-0", "S-0") if name in words] == []
    booked.clock.move(hours=2)
    assert await heard(booked) == []


async def test_two_moves_in_a_row_are_the_coordinator_s_to_know_until_they_meet(booked: World) -> None:
    line = "1 pair moved twice in a row"
    await not_today(booked)
    assert line not in str(shown(await booked.says(JO, "today")))
    await again(booked)
    booked.clock.now = MORNING + timedelta(days=3)
    await booked.presses(SAM, "move", **await ref(booked))
    assert line in str(shown(await booked.says(JO, "today")))
    assert "Sam with Alex: 2 times" in str(shown(await booked.says(JO, "today")))
    booked.clock.move(days=8)
    assert line not in str(shown(await booked.says(JO, "today")))


async def again(world: World) -> None:
    """They find another time, on Friday at two."""
    await world.presses(ALEX, "offer", **await ref(world), day1="2026-12-04", from1="14:00", to1="15:00")
    await world.presses(SAM, "pick", **await ref(world), times="2026-12-04T14:00Z")
    await world.presses(ALEX, "confirm", **await ref(world), time="2026-12-04T14:00Z")


async def test_nothing_says_who_could_not_make_it(booked: World) -> None:
    await not_today(booked)
    assert await rows(booked, answer) == []
    assert {one["person_id"] for one in await rows(booked, audit) if one["what"] == "moved"} == {None}
    assert {one["kind"] for one in await rows(booked, due_work)} >= {"moved_today"}
    assert set(history.columns.keys()) == {"id", "meeting_id", "at", "what", "was", "same_day"}
