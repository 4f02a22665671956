"""The coordinator's day on one card."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import Connection, update

from bot.cards.today import Entry, Section, Today
from bot.domain.cohorts import CohortId
from bot.front.turn import Happened
from bot.store.tables import due_work, link
from bot.usecases.ports import Work
from tests.stage import ALEX, JO, SAM, START, TUESDAY, TWO, bring_in, ref
from tests.world import World, chat_of, shown

LATER = {"day1": "2026-12-12", "from1": "14:00", "to1": "15:00"}
HEAD = "role,first_name,surname,email,pair,said_yes,registered\n"


async def today(world: World) -> Today:
    card = shown(await world.says(JO, "today"))
    assert isinstance(card, Today)
    return card


async def lines(world: World) -> dict[str, tuple[list[str], int]]:
    """What needs somebody: the entries that are shown, and how many more there are."""
    return {one.title: ([entry.say for entry in one.entries], one.more) for one in (await today(world)).lines}


async def three_days(world: World) -> tuple[list[str], list[str]]:
    """What waits for an answer after three days, and a second later."""
    world.clock.move(hours=72)
    just, _ = (await lines(world)).get("1 meeting waits for an answer", ([], 0))
    world.clock.move(seconds=1)
    after, _ = (await lines(world))["1 meeting waits for an answer"]
    return just, after


async def many(world: World, pairs: int) -> None:
    """So many pairs of people whom nobody can reach."""
    await world.comes(JO)
    rows = [
        f"student,Student{n},S,s{n}@post.example,P{n},yes,yes\nbuddy,Buddy{n},B,b{n}@post.example,P{n},yes,yes\n"
        for n in range(pairs)
    ]
    await bring_in(world, HEAD + "".join(rows))


async def test_when_nothing_needs_anybody_it_says_so_until_somebody_leaves(pair: World) -> None:
    card = await today(pair)
    assert (card.day, card.people, card.pairs, card.held, card.reflections) == ("Mon 30 Nov", 3, 1, 0, 0)
    assert (card.lines, card.nothing) == ((), True)
    await pair.front.answer(pair.turn(SAM, Happened.LEFT))
    afresh = shown(await pair.presses(JO, "today"))
    assert isinstance(afresh, Today)
    left = Entry(say="Sam Taylor has taken me away in Teams")
    assert afresh.lines == (Section(title="1 person I can't reach", more=0, entries=(left,)),)
    assert not afresh.nothing


async def test_people_who_cannot_be_reached_are_named_six_at_most(world: World) -> None:
    await many(world, 1)
    assert await lines(world) == {
        "2 people I can't reach": (
            [
                "Student0 S works elsewhere and has not added me in Teams",
                "Buddy0 B works elsewhere and has not added me in Teams",
            ],
            0,
        )
    }
    await many(world, 4)
    entries, more = (await lines(world))["8 people I can't reach"]
    assert (len(entries), more) == (6, 2)


async def test_a_question_that_has_waited_three_days_is_the_coordinator_s(pair: World) -> None:
    waits = [await three_days(pair)]
    await pair.presses(ALEX, "offer", **await ref(pair), **LATER)
    waits.append(await three_days(pair))
    await pair.presses(SAM, "pick", **await ref(pair), times="2026-12-12T14:00Z")
    waits.append(await three_days(pair))
    assert waits == [
        ([], ["Sam with Alex, meeting 1: free times from Alex"]),
        ([], ["Sam with Alex, meeting 1: a pick from Sam"]),
        ([], ["Sam with Alex, meeting 1: a yes from Alex"]),
    ]


async def test_many_questions_that_wait_are_counted(world: World) -> None:
    await many(world, 8)
    world.clock.move(hours=73)
    entries, more = (await lines(world))["8 meetings wait for an answer"]
    assert (entries[0], len(entries), more) == ("Student0 with Buddy0, meeting 1: free times from Buddy0", 6, 2)


async def test_meetings_of_the_day_are_listed_from_midnight_to_midnight(booked: World) -> None:
    listed = {}
    for day, hour, minute in ((30, 23, 59), (1, 0, 0), (1, 23, 59), (2, 0, 0)):
        booked.clock.now = START.replace(month=11 if day == 30 else 12, day=day, hour=hour, minute=minute)
        listed[(day, hour)] = (await lines(booked)).get("1 meeting today")
    expected = (["14:00: Sam with Alex, meeting 1"], 0)
    assert listed == {(30, 23): None, (1, 0): expected, (1, 23): expected, (2, 0): None}


async def test_a_meeting_without_a_link_to_join_is_counted_until_it_is_over(booked: World) -> None:
    await booked.store.database.write(_without_link)
    assert await lines(booked) == {"1 meeting has no link to join": ([], 0)}
    booked.clock.now = START
    assert list(await lines(booked)) == ["1 meeting today"]


async def test_meetings_that_moved_on_their_day_are_counted_once_each(booked: World) -> None:
    booked.clock.now = START.replace(hour=8)
    await booked.presses(ALEX, "free_again", **await ref(booked))
    await booked.presses(ALEX, "offer", **await ref(booked), **TUESDAY)
    await booked.presses(SAM, "pick", **await ref(booked), times=TWO)
    await booked.presses(ALEX, "confirm", **await ref(booked), time=TWO)
    await booked.presses(SAM, "move", **await ref(booked))
    assert (await lines(booked))["1 meeting moved today"] == ([], 0)
    booked.clock.move(days=1)
    assert "1 meeting moved today" not in await lines(booked)


async def test_a_message_that_could_not_be_sent_is_counted(pair: World) -> None:
    await pair.store.database.write(_failed)
    assert await lines(pair) == {"1 message did not arrive. Type: sends": ([], 0)}


async def test_a_note_that_asks_for_a_call_stays_until_it_is_closed(booked: World) -> None:
    await booked.presses(ALEX, "ask_call", kind="wellbeing", apart="false")
    (entry,), _ = (await lines(booked))["1 note asks for a call"]
    booked.clock.move(days=8)
    assert "Alex Morgan" in entry
    assert "about" in entry
    assert "1 note asks for a call" in await lines(booked)


async def test_a_reflection_that_waits_is_counted_until_the_student_leaves(reflecting: World) -> None:
    reflecting.clock.move(days=10)
    waiting = await lines(reflecting)
    await reflecting.presses(SAM, "leave_yes")
    assert "1 reflection has waited a week" in waiting
    assert "1 reflection has waited a week" not in await lines(reflecting)


async def test_a_cohort_whose_last_day_has_passed_waits_to_be_closed(pair: World) -> None:
    def ends(work: Work, day: date, _now: datetime) -> None:
        work.cohorts.change(CohortId(1), ends=day)

    title, found = "1 cohort has ended by its date", []
    for day in (date(2026, 11, 30), date(2026, 11, 29)):
        await pair.store.run(JO, ends, day)
        found.append((await lines(pair)).get(title))
    entry = "C-1 Buddy Scheme: its last day was Sun 29 Nov. Type: cohort close C-1"
    assert found == [None, ([entry], 0)]


async def needs_help(world: World, words: str) -> None:
    def note(work: Work, _request: None, _now: datetime) -> None:
        work.people.change(work.actor.id, needs=words)

    await world.store.run(ALEX, note, None)


@pytest.mark.parametrize(
    ("words", "more"), [("captions", ""), ("a BSL interpreter", " An interpreter has to be booked.")]
)
async def test_what_helps_somebody_is_flagged_before_the_meeting_and_on_the_day(
    booked: World, words: str, more: str
) -> None:
    await needs_help(booked, words)
    before = await lines(booked)
    booked.clock.now = START
    on_the_day = await lines(booked)
    about = f"Sam with Alex, meeting 1. Alex needs: {words}"
    assert before["1 meeting in the next week has needs"] == ([f"Tue 1 Dec at 14:00: {about}.{more}"], 0)
    assert on_the_day["1 meeting today"] == ([f"14:00: {about}"], 0)


async def test_what_helps_somebody_is_shown_to_them_and_to_no_other(booked: World) -> None:
    await needs_help(booked, "captions")
    booked.clock.now = START.replace(hour=13, minute=50)
    before = len(booked.voice.said)
    await booked.worker.catch_up()
    told = {one.conversation: "captions" in str(one.card) for one in booked.voice.said[before:]}
    assert told == {chat_of(ALEX).conversation: True, chat_of(SAM).conversation: False}


def _without_link(connection: Connection) -> None:
    connection.execute(update(link).values(join_url=None))


def _failed(connection: Connection) -> None:
    connection.execute(update(due_work).where(due_work.c.kind == "free").values(state="failed"))
