"""Six meetings, from the list that people come in by to the last thank-you: for a pair and for a small group.

The stories stand beside this file as text: each step, what it is answered with, and who then hears what, and when.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.domain.due import Kind
from bot.domain.times import wall
from bot.store.tables import audit, due_work, enrolment, history, link, meeting, person, reflection
from tests.conversations.playing import Play
from tests.conversations.test_privacy_of_the_end import everything
from tests.day import rows
from tests.world import World, chat_of

PAIR = {"Jo": "jo.field", "Sam": "sam.taylor", "Alex": "alex.morgan"}
GROUP = PAIR | {"Kim": "kim.lee", "Priya": "priya.shah", "Robin": "robin.hart", "Noor": "noor.khan"}
SEALED = "Zanzibar"  # stands in every reflection and promise
HOLIDAYS = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29)}
# What nobody's own hours hold back: an answer to coming here, a change that day, and that a meeting begins.
AT_ANY_HOUR = {Kind.WELCOME, Kind.GREETING, Kind.MOVED_TODAY, Kind.SOON}
HELD = ["held", "held_short"]


async def played(world: World, people: Mapping[str, str], name: str) -> Play:
    """The story, as it stands in the file and no other way."""
    story = Path(__file__).with_name(f"series_of_a_{name}.txt").read_text("utf-8")
    play = Play(world=world, people=people)
    assert await play.plays(story) == story
    return play


async def nothing_is_amiss(play: Play) -> None:
    """What holds of every story."""
    world = play.world
    messages, people = await rows(world, due_work), {one["id"]: one for one in await rows(world, person)}
    sent = [one for one in messages if one["state"] == "done" and one["card_id"]]  # others were answered by a press
    lost = [
        one for one in messages if one["state"] in {"failed", "expired"} and not people[one["person_id"]]["left_at"]
    ]
    assert [one["key"] for one in lost] == []
    assert [one["key"] for one in messages if one["error"]] == []
    assert sorted(one["card_id"] for one in sent) == sorted(one.id for one in world.voice.said)  # each of them once
    assert [one["key"] for one in sent if not at_a_good_time(one, people[one["person_id"]])] == []
    where = {one.id: one.conversation for one in world.voice.said}
    chats = {one["first_name"]: chat_of(play.account(one["first_name"])).conversation for one in people.values()}
    astray = [one["key"] for one in sent if where[one["card_id"]] != chats[people[one["person_id"]]["first_name"]]]
    assert astray == []
    await nothing_is_told(play, people)


def at_a_good_time(message: Mapping[str, Any], to: Mapping[str, Any]) -> bool:
    """Whether it came in the person's own hours, on a working day, or may come at any hour."""
    at = wall(message["done_at"])
    working = at.weekday() < 5 and at.date() not in HOLIDAYS
    return message["kind"] in AT_ANY_HOUR or (working and to["quiet_to"] <= at.hour * 60 + at.minute < to["quiet_from"])


async def nothing_is_told(play: Play, people: Mapping[int, Mapping[str, Any]]) -> None:
    """No word of a reflection or promise is anywhere; no surname reaches those who meet; no name is in the log."""

    def dumped(*tables: str) -> Any:  # noqa: ANN401 - what the database is asked
        def read(connection: Connection) -> str:
            return everything(connection, *tables)

        return play.world.store.database.read(read)

    cards = {name: json.dumps(chat) for name, chat in play.chats.items()}
    sent = json.dumps([one.card for one in play.world.voice.said])
    assert [name for name, told in cards.items() if SEALED in told] == []
    assert SEALED not in sent
    assert SEALED not in await dumped()
    surnames = [one["surname"] for one in people.values() if one["surname"]]
    assert [(name, one) for name, told in cards.items() if name != "Jo" for one in surnames if one in told] == []
    log = await dumped(audit.name, history.name)
    assert [one for one in [*surnames, *play.people] if one in log] == []


async def places(world: World) -> dict[str, str]:
    """Where everybody stands in the cohort."""
    names = {one["id"]: one["first_name"] for one in await rows(world, person)}
    return {names[one["person_id"]]: one["state"] for one in await rows(world, enrolment)}


async def test_a_pair_lives_through_a_whole_series(world: World) -> None:
    play = await played(world, PAIR, "pair")
    await nothing_is_amiss(play)
    assert await places(world) == {"Sam": "complete", "Alex": "waiting"}
    assert [one["number"] for one in await rows(world, meeting) if one["state"] in HELD] == [1, 2, 3, 4, 5, 6]
    assert [one["state"] for one in await rows(world, reflection)] == ["saved", "saved_late", *["saved"] * 4]
    what = [one["what"] for one in await rows(world, history)]
    assert (what.count("moved"), what.count("missed")) == (2, 1)  # who moved, and why, is the same
    assert "Complete: 1." in json.dumps(play.chats["Jo"][-1])
    assert "Thank you for all that you taught me." in json.dumps(play.chats["Alex"][-1])


async def test_a_small_group_goes_on_when_some_leave_and_the_others_meet_somebody_new(world: World) -> None:
    play = await played(world, GROUP, "group")
    await nothing_is_amiss(play)
    left = dict.fromkeys(("Kim", "Alex", "Robin"), "left")
    assert await places(world) == left | {"Sam": "complete", "Priya": "complete", "Noor": "waiting"}
    assert {one["id"]: one["state"] for one in await rows(world, link)} == {1: "ended", 2: "ended"}
    held = [(one["link_id"], one["number"]) for one in await rows(world, meeting) if one["state"] in HELD]
    assert held == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 4), (2, 5), (2, 6)]
    days = [json.dumps(card) for card in play.chats["Jo"] if "Today, Tue 23 Mar" in json.dumps(card)]
    assert ["2 students need a new Buddy" in day for day in days] == [True, False]
    was_there = next(json.dumps(card) for card in play.chats["Jo"] if "who was there" in json.dumps(card))
    assert "1 (M-1): held. 2 (M-2): not there. 4 (M-4): cancelled" in was_there  # Robin, gone before the third
