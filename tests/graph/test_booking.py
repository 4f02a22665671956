"""A meeting's way into the calendar and out again, through the whole program and a Graph that things go wrong with."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from bot.cards.booking import StillOn
from bot.cards.meetings import Booked
from bot.graph.calendar import GraphCalendar
from tests.fakes.graph import FakeGraph, Fault
from tests.fakes.graph_calendar import answered, edited, proposed
from tests.graph.office import NOTE, ON, SET, Office, confirmed, office
from tests.stage import ALEX, JO, SAM, START, THREE, TUESDAY, TWO, booked, meeting, picked, ref, said
from tests.templates import WorldAt
from tests.world import shown

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def links(at_work: Office, since: int) -> list[str]:
    """Where 'Join' leads on the cards that were said since then."""
    words = json.dumps([one.card for one in at_work.world.voice.said[since:]])
    return re.findall(r'"title": "Join", "url": "([^"]*)"', words)


async def test_both_get_the_link_when_the_calendar_has_it_and_each_once(at_work: Office, fake: FakeGraph) -> None:
    card = await confirmed(at_work)
    assert (card.join_url, card.link_follows) == ("", True)
    before = len(at_work.world.voice.said)
    assert await at_work.catch_up() == [("Alex", SET), ("Sam", SET)]
    assert links(at_work, before) == [f"{fake.link}1"] * 2
    assert await at_work.catch_up() == []
    assert [what for what, _, _ in fake.mails] == ["invited"]
    assert at_work.told
    (event,) = fake.events.values()
    assert event["transactionId"].startswith("key-")
    people = sorted(one["emailAddress"]["address"] for one in event["attendees"])
    assert people == ["alex.morgan@post.example", "sam.taylor@university.example"]


async def test_recording_and_chat_are_off_in_the_meeting(at_work: Office, fake: FakeGraph) -> None:
    await confirmed(at_work)
    await at_work.catch_up()
    (made,) = fake.meetings.values()
    assert made["allowRecording"] is False


async def test_without_the_grant_for_meetings_it_is_booked_and_the_health_page_knows(
    at_work: Office, fake: FakeGraph
) -> None:
    fake.granted.discard("OnlineMeetings.ReadWrite.All")
    await confirmed(at_work)
    assert await at_work.catch_up() == [("Alex", SET), ("Sam", SET)]
    assert at_work.keeper.unguarded == "Authorization_RequestDenied"


async def test_the_news_waits_two_minutes_for_the_link_and_no_longer(at_work: Office, fake: FakeGraph) -> None:
    fake.faults = [Fault(times=100)]
    await confirmed(at_work)
    assert await at_work.catch_up() == []
    at_work.world.clock.move(minutes=2)
    before = len(at_work.world.voice.said)
    assert await at_work.catch_up() == [("Sam", SET)]
    assert links(at_work, before) == ["https://teams.microsoft.com/l/meetup-join/made-up"]
    fake.faults = []
    at_work.world.clock.move(minutes=10)
    before = len(at_work.world.voice.said)
    assert await at_work.catch_up() == [("Alex", SET), ("Sam", SET)]
    assert links(at_work, before) == [f"{fake.link}1"] * 2


async def test_a_lost_answer_does_not_book_it_twice(at_work: Office, fake: FakeGraph) -> None:
    fake.forgets = True  # how long Graph remembers a key is not written down anywhere
    fake.faults = [
        Fault(status=504, done=True, calls=frozenset({"book"})),
        Fault(reset=True, calls=frozenset({"find"})),
    ]
    await confirmed(at_work)
    for _ in range(3):
        await at_work.keeper.catch_up()
        at_work.world.clock.move(minutes=1)
    assert [what for what, _, _ in fake.mails] == ["invited"]
    assert (await at_work.row()).state == "booked"


async def test_a_meeting_that_is_off_before_the_answer_came_is_taken_out_again(
    at_work: Office, fake: FakeGraph
) -> None:
    fake.faults = [Fault(status=504, done=True, calls=frozenset({"book"}))]
    await confirmed(at_work)
    await at_work.keeper.catch_up()
    await at_work.world.presses(SAM, "move", **await ref(at_work.world))
    await at_work.keeper.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited", "cancelled"]
    assert (await at_work.row()).state == "off"


async def test_a_meeting_that_was_never_booked_is_not_cancelled(at_work: Office, fake: FakeGraph) -> None:
    await confirmed(at_work)
    await at_work.world.presses(SAM, "move", **await ref(at_work.world))
    await at_work.keeper.catch_up()
    assert fake.mails == []


async def test_a_moved_meeting_is_cancelled_kindly_and_the_new_time_is_a_new_event(
    at_work: Office, fake: FakeGraph
) -> None:
    world = at_work.world
    await confirmed(at_work)
    await at_work.catch_up()
    await world.presses(SAM, "move", **await ref(world))
    await at_work.catch_up()
    what, _, words = fake.mails[-1]
    assert what == "cancelled"
    assert words.startswith("This meeting is not at this time any more.")
    assert (await meeting(world)).join_url == "https://teams.microsoft.com/l/meetup-join/made-up"
    world.clock.move(days=2)
    await at_work.catch_up()
    days = {"day1": "2026-12-08", "from1": "14:00", "to1": "16:00"}
    await world.presses(ALEX, "offer", **await ref(world), **days)
    await world.presses(SAM, "pick", **await ref(world), times="2026-12-08T14:00Z")
    await world.presses(ALEX, "confirm", **await ref(world), time="2026-12-08T14:00Z")
    await at_work.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited", "cancelled", "invited"]
    assert (await meeting(world)).join_url == f"{fake.link}2"
    assert len({one["transactionId"] for one in fake.events.values()}) == 2


async def test_a_new_time_before_the_calendar_heard_of_the_old_one_moves_the_event(
    at_work: Office, fake: FakeGraph
) -> None:
    world = at_work.world
    await confirmed(at_work)
    await at_work.catch_up()
    await world.presses(SAM, "move", **await ref(world))
    await world.presses(ALEX, "free", **await ref(world))
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    await world.presses(SAM, "pick", **await ref(world), times=THREE)
    await world.presses(ALEX, "confirm", **await ref(world), time=THREE)
    await at_work.catch_up()
    assert [what for what, _, _ in fake.mails] == ["invited", "moved"]
    assert (await meeting(world)).join_url == f"{fake.link}1"


async def test_a_link_that_comes_late_is_looked_for_and_then_asked_for(at_work: Office, fake: FakeGraph) -> None:
    fake.links_after = None
    await confirmed(at_work)
    heard = []
    for _ in range(6):
        heard += await at_work.catch_up()
        at_work.world.clock.move(minutes=2)
    assert heard.count(("Jo", NOTE)) == 1
    assert ("Sam", SET) in heard
    fake.links_after = 0
    at_work.world.clock.move(minutes=10)
    assert await at_work.catch_up() == [("Alex", SET), ("Sam", SET)]
    assert [what for what, _, _ in fake.mails] == ["invited"]


async def test_a_foreign_link_is_given_to_nobody_and_the_coordinator_hears_of_it(
    at_work: Office, fake: FakeGraph
) -> None:
    fake.link = "https://evil.example/join/"
    await confirmed(at_work)
    assert ("Jo", NOTE) in await at_work.catch_up()
    assert (await meeting(at_work.world)).own_link is False


async def test_an_event_that_somebody_dragged_is_asked_about_once_and_put_back_when_both_say_so(
    at_work: Office, fake: FakeGraph
) -> None:
    world = at_work.world
    await confirmed(at_work)
    await at_work.catch_up()
    event = next(iter(fake.events))
    edited(fake, event, START + timedelta(days=1))
    heard = []
    for _ in range(3):
        world.clock.move(hours=2)
        heard += await at_work.catch_up()
    assert sorted(heard) == [("Alex", ON), ("Jo", NOTE), ("Sam", ON)]
    for one in (SAM, ALEX):
        await world.presses(one, "still_on", **await ref(world))
    await at_work.catch_up()
    assert fake.events[event]["start"] == START
    assert (await at_work.row()).state == "booked"


async def test_who_says_no_in_their_own_calendar_is_asked_and_nobody_else(at_work: Office, fake: FakeGraph) -> None:
    world = at_work.world
    await confirmed(at_work)
    await at_work.catch_up()
    event = next(iter(fake.events))
    answered(fake, event, "sam.taylor@university.example", "declined")
    world.clock.move(hours=2)
    assert await at_work.catch_up() == [("Sam", ON)]
    proposed(fake, event, "alex.morgan@post.example", START + timedelta(days=1))
    world.clock.move(hours=2)
    assert await at_work.catch_up() == [("Alex", ON)]
    assert "Wed 2 Dec at 14:00" in str([one.card for one in world.voice.said])


async def test_a_stranger_cannot_say_that_it_is_still_on(at_work: Office, fake: FakeGraph) -> None:
    await confirmed(at_work)
    await at_work.catch_up()
    answer = await at_work.world.presses(JO, "still_on", **await ref(at_work.world))
    assert not isinstance(answer.card, StillOn | Booked)
    assert (await at_work.row()).agreed == ""
    assert fake.calls["book"] == 1


@pytest.mark.parametrize("missing", ["grant", "scope", "mailbox", "token"])
async def test_a_missing_grant_loses_nothing_and_the_coordinator_hears_once_a_day(
    at_work: Office, fake: FakeGraph, missing: str
) -> None:
    granted, token = set(fake.granted), fake.bearer
    fake.granted = set() if missing == "grant" else granted
    fake.in_scope = missing != "scope"
    fake.bearer = "another" if missing == "token" else token
    fake.mailboxes = set() if missing == "mailbox" else fake.mailboxes
    await confirmed(at_work)
    heard = []
    for _ in range(4):
        heard += await at_work.catch_up()
        at_work.world.clock.move(minutes=20)
    assert heard.count(("Jo", NOTE)) == 1
    assert ("Sam", SET) in heard
    fake.granted, fake.in_scope, fake.bearer, fake.mailboxes = granted, True, token, {"buddy.meetings@trust.example"}
    assert ("Alex", SET) in await at_work.catch_up()
    assert (await at_work.row()).state == "booked"


async def test_nothing_is_kept_of_what_graph_says_about_people(at_work: Office, fake: FakeGraph) -> None:
    fake.faults = [Fault(status=400, code="Somebody <sam@x.example> is bad", times=9)]
    await confirmed(at_work)
    await at_work.keeper.catch_up()
    assert (await at_work.row()).error == "400"


async def test_without_a_calendar_everything_is_as_before(world_at: WorldAt) -> None:
    world = await world_at(picked)
    card = shown(await world.presses(ALEX, "confirm", **await ref(world), time=TWO))
    assert isinstance(card, Booked)
    assert card.join_url == "https://teams.microsoft.com/l/meetup-join/made-up"
    assert not card.link_follows
    assert await said(world) == [("Sam", SET)]


async def test_meetings_that_were_set_before_come_into_the_calendar_too(
    world_at: WorldAt, calendar: GraphCalendar, fake: FakeGraph
) -> None:
    at_work = office(await world_at(booked), calendar)
    at_work.world.clock.move(seconds=1)
    assert await at_work.catch_up() == [("Alex", SET), ("Sam", SET)]
    assert fake.calls["book"] == 1
