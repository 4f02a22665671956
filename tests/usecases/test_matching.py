"""Bringing people together: what is suggested, what is refused, and what must hold whatever people answer."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select, update

from bot.cards.staff import Done, Listing, ShallI
from bot.domain.cohorts import CohortId
from bot.domain.links import LinkState, Said
from bot.domain.meetings import MeetingState, Side
from bot.domain.people import PersonId, Role
from bot.store.tables import audit, cohort, enrolment, history, limits, link, link_member, meeting, person, registration
from bot.usecases.answering import question_now
from bot.usecases.ports import Work
from tests.matching import (
    Ready,
    account,
    add_ready,
    agrees,
    asked,
    cast,
    heard,
    link_now,
    new_cohort,
    place,
    room_for,
    says,
    state,
    states,
    types,
)
from tests.stage import JO, SAM
from tests.store.crowd import heard as statements
from tests.templates import WorldAt
from tests.world import World, filled, make_world

MOST = 12  # statements of the turn in which the last yes brings people together; others take ten at the most


def conflict_with(work: Work, pair: tuple[PersonId, PersonId], now: datetime) -> None:
    work.joining.conflict(pair[0], other=pair[1], now=now)


def question(work: Work, _request: None, now: datetime) -> str:
    card = question_now(work, now)
    return card.template if card else ""


async def test_a_command_asks_nobody_who_is_not_ready_and_says_why(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam")
    await world.store.database.write(
        lambda one: one.execute(registration.delete().where(registration.c.person_id == people["alex"].number)).rowcount
    )
    refused = await types(world, "match make S-004 B-002")
    assert refused == "I can't ask about this yet. B-002 is not registered yet."
    await world.store.run(JO, conflict_with, (people["kim"].number, people["sam"].number))
    assert "B-003 and S-004 are not to be matched." in str(await types(world, "match make S-004 B-003"))
    assert await world.store.database.read(states) == {}


async def test_a_cap_is_not_overridden_by_a_command(world: World) -> None:
    people = await cast(world, buddies="alex", students="sam lee")
    await asked(world, {"sam": people["sam"], "alex": people["alex"]})
    refused = str(await types(world, "match make S-004 B-002"))
    assert "B-002 has no room for one more. Only they can change that." in refused
    await room_for(world, people["alex"], 2)
    assert isinstance(await agrees(world, "match make S-004 B-002"), Done)


async def test_a_limit_that_the_buddy_raised_counts_from_its_day_on(world: World) -> None:
    people = await cast(world, buddies="alex", students="sam lee")
    await asked(world, {"sam": people["sam"], "alex": people["alex"]})
    await room_for(world, people["alex"], 1)
    raised = update(limits).values(raised='{"students": 2}', raised_at=world.clock.now + timedelta(days=7))
    await world.store.database.write(lambda one: one.execute(raised).rowcount)
    assert "no room for one more" in str(await types(world, "match make S-004 B-002"))
    world.clock.move(days=7)
    assert isinstance(await types(world, "match make S-004 B-002"), ShallI)


async def test_two_coordinators_at_once_do_not_pass_a_cap(world: World) -> None:
    await cast(world, buddies="alex", students="sam lee")
    cards = [await types(world, f"match make {short} B-002") for short in ("S-003", "S-004")]
    proposals = [one.proposal for one in cards if isinstance(one, ShallI)]
    answers = await asyncio.gather(*(world.presses(JO, "yes", proposal=number) for number in proposals))
    assert sorted(bool(answer.card) for answer in answers) == [False, True]
    assert list((await world.store.database.read(states)).values()) == ["asked"]


async def test_two_who_say_yes_at_once_are_both_heard(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee")
    await asked(world, people)
    for names, then in ((("alex", "kim"), LinkState.AGREED), (("sam", "lee"), LinkState.ACTIVE)):
        await asyncio.gather(*(says(world, name, "match_yes") for name in names))
        assert await state(world) is then


async def test_what_came_in_the_way_after_the_question_stops_the_link_for_a_coordinator(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await heard(world)
    await world.store.run(JO, conflict_with, (people["alex"].number, people["sam"].number))
    assert await says(world, "alex", "match_yes") == "This is on hold"
    now = await link_now(world)
    assert (now.state, now.frozen, now.said[people["alex"].number]) == (LinkState.ASKED, True, Said.YES)
    assert await heard(world) == []


async def test_a_question_waits_while_its_cohort_is_paused_or_something_is_in_the_way(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await world.store.database.write(lambda one: one.execute(update(cohort).values(state="paused")).rowcount)
    assert await heard(world) == []
    await world.store.database.write(lambda one: one.execute(update(cohort).values(state="open")).rowcount)
    away = update(person).where(person.c.id == people["sam"].number)
    await world.store.database.write(lambda one: one.execute(away.values(rests_since=world.clock.now)).rowcount)
    world.clock.move(hours=12)
    world.clock.move(hours=12)
    assert [one for one in await heard(world) if one[0] == "alex"] == []
    await world.store.database.write(lambda one: one.execute(away.values(rests_since=None)).rowcount)
    world.clock.move(hours=24)
    assert ("alex", "Would you like to meet a student?") in await heard(world)


async def test_next_brings_the_question_back_until_it_is_answered(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    alex, sam = people["alex"].number, people["sam"].number
    assert [await world.store.read(one, question, None) for one in (alex, sam)] == ["matching/ask", ""]
    await says(world, "alex", "match_yes")
    assert [await world.store.read(one, question, None) for one in (alex, sam)] == ["", "matching/matched"]


async def test_suggestions_name_at_most_three_with_reasons_and_change_nothing(world: World) -> None:
    people = await cast(world, buddies="alex kim robin pat", students="sam lee")
    await world.store.database.write(
        lambda one: (
            one.execute(
                update(person).where(person.c.id == people["pat"].number).values(line="I went back to work.")
            ).rowcount
        )
    )
    await world.store.database.write(
        lambda one: (
            one.execute(
                update(person).where(person.c.id == people["sam"].number).values(hope="Gardening and sewing")
            ).rowcount
        )
    )
    await world.store.database.write(
        lambda one: (
            one.execute(update(person).where(person.c.id == people["robin"].number).values(line="Gardening.")).rowcount
        )
    )
    card = await types(world, "match suggest C-1")
    assert isinstance(card, Listing)
    lines = [row.say for row in card.rows]
    assert lines[0] == "Sam Taylor (S-006), waiting since Mon 30 Nov"
    assert lines[1].startswith("Buddy: Robin Lee")
    assert card.rows[1].more.endswith("free times yet; both write of: gardening. Type: match make S-006 B-004")
    assert [line.startswith("Buddy: ") for line in lines] == [False, True, True, True] * 2
    few = await types(world, "match suggest OT --max 1")
    assert isinstance(few, Listing)
    assert len(few.rows) == 4
    assert await world.store.database.read(states) == {}


async def test_a_suggestion_says_why_there_is_none_and_never_names_who_said_no(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    nobody = await types(world, "match suggest C-1")
    assert isinstance(nobody, Listing)
    assert nobody.nothing == "No student is waiting for a Buddy. A student waits from the day on which they say yes."
    await says(world, "alex", "match_no")
    card = await types(world, "match suggest C-1")
    assert isinstance(card, Listing)
    assert [row.more for row in card.rows] == [
        "First in line",
        "1: not to be matched, or they met or one said no before",
    ]


async def test_a_suggestion_shows_students_who_can_not_be_asked_and_a_closed_cohort(world: World) -> None:
    people = await cast(world, buddies="alex")
    number = people["sam"].number
    rests = update(person).where(person.c.id == number).values(rests_since=world.clock.now, needs="Captions")
    await world.store.database.write(lambda one: one.execute(rests).rowcount)
    card = await types(world, "match suggest C-1")
    assert isinstance(card, Listing)
    assert [row.more for row in card.rows] == ["Needs: Captions", "S-003 takes a break or has left."]
    await world.store.database.write(lambda one: one.execute(update(cohort).values(state="closed")).rowcount)
    closed = await types(world, "match suggest C-1")
    assert isinstance(closed, Listing)
    assert closed.nothing == "The cohort is not open."


async def test_a_buddy_who_came_in_with_the_cohort_is_no_student_who_waits(world: World) -> None:
    people = await cast(world)
    row = {"cohort_id": CohortId(1), "person_id": people["alex"].number, "state": "waiting", "first": False}
    row |= {"since": world.clock.now, "joined_at": world.clock.now}
    await world.store.database.write(lambda one: one.execute(enrolment.insert(), row).rowcount)
    card = await types(world, "match suggest C-1")
    assert isinstance(card, Listing)
    assert [row.say.split(",")[0] for row in card.rows] == ["Sam Taylor (S-003)", "Buddy: Alex Morgan (B-002)"]


async def test_suggesting_costs_as_much_for_many_as_for_few(world_at: WorldAt) -> None:
    world = await world_at(cast)
    await types(world, "match suggest C-1")  # the words of the cohort are kept from here on
    with statements(world.store.database) as few:
        await types(world, "match suggest C-1")
    for name in ("kim", "robin", "pat"):
        await add_ready(world, name, Role.BUDDY, CohortId(1))
        await add_ready(world, f"{name}.two", Role.STUDENT, CohortId(1))
    with statements(world.store.database) as many:
        await types(world, "match suggest C-1")
    assert many.last == few.last <= 10


async def test_an_answer_takes_few_statements(world: World) -> None:
    await asked(world, await cast(world))
    with statements(world.store.database) as buddy:
        await says(world, "alex", "match_yes")
    with statements(world.store.database) as student:
        await says(world, "sam", "match_yes")
    assert buddy.last <= 10
    assert student.last <= MOST


async def test_who_is_meant_is_asked_when_it_is_not_plain(world: World) -> None:
    people = await cast(world, buddies="alex")
    assert "Please write: match make" in str(await types(world, "match make"))
    assert "needs a student and a Buddy" in str(await types(world, "match make S-003"))
    assert "at least one student" in str(await types(world, "match make B-002"))
    assert "I can't find a pair or group called 'X'" in str(await types(world, "match end X"))
    assert "I can't find a cohort" in str(await types(world, "match suggest nowhere"))
    other = await new_cohort(world, "PWP Spring")
    await add_ready(world, "sam", Role.STUDENT, other)
    assert "more than one cohort" in str(await types(world, "match make S-003 B-002"))
    assert isinstance(await types(world, "match make S-003 B-002 --cohort C-2"), ShallI)
    await world.store.run(JO, _give, (people["sam"].number, Role.BUDDY))
    assert "Please type S-003 or B-003" in str(await types(world, "match make Sam B-002 --cohort C-2"))
    assert isinstance(await types(world, "match make s-003 Alex --cohort C-2"), ShallI)


def _give(work: Work, request: tuple[PersonId, Role], _now: datetime) -> None:
    work.people.give_role(*request)


async def test_students_who_wait_for_nobody_are_in_no_plan(world_at: WorldAt) -> None:
    world = await world_at(cast)
    await world.store.database.write(lambda one: one.execute(update(enrolment).values(state="left")).rowcount)
    assert "do not wait for a Buddy in one cohort" in str(await types(world, "match make S-003 B-002"))
    assert "S-003 is not waiting in this cohort." in str(await types(world, "match make S-003 B-002 --cohort C-1"))


async def test_a_group_is_as_large_as_its_series_says(world_at: WorldAt) -> None:
    world = await world_at(cast)
    await world.store.database.write(
        lambda one: one.execute(update(cohort).values(series="carer1", version="")).rowcount
    )
    assert "is for 3 to 8 students together." in str(await types(world, "match make S-003 B-002"))


async def test_a_student_who_types_the_command_is_refused_and_it_is_noted(world_at: WorldAt) -> None:
    world = await world_at(cast)
    for words in ("match make S-003 B-002", "match suggest C-1", "match end P-1", "match resume P-1"):
        assert "not part of your role" in ((await world.says(SAM, words)).note or "")
    noted = select(func.count()).select_from(audit).where(audit.c.what == "not for this role")
    assert await world.store.database.read(lambda one: one.execute(noted).scalar()) == 4


async def test_after_a_change_of_buddy_the_student_starts_with_a_short_meeting(world: World) -> None:
    people = await cast(world, buddies="alex kim")
    await asked(world, {"alex": people["alex"], "sam": people["sam"]})
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    held = update(meeting).values(state=MeetingState.HELD, start=world.clock.now - timedelta(days=1))
    await world.store.database.write(lambda one: one.execute(held).rowcount)
    assert isinstance(await agrees(world, "match end P-1 --rematch"), Done)
    await asked(world, {"kim": people["kim"], "sam": people["sam"]})
    await says(world, "kim", "match_yes", link=2)
    await says(world, "sam", "match_yes", link=2)
    rows = await world.store.database.read(
        lambda one: one.execute(select(meeting.c.link_id, meeting.c.number, meeting.c.state)).all()
    )
    assert [tuple(row) for row in rows] == [(1, 1, "held"), (2, 1, "planned")]
    assert await place(world, people["sam"]) == ("linked", False)


async def test_a_meeting_that_was_set_for_today_is_told_of_at_once_when_the_link_ends(world: World) -> None:
    people = await cast(world)
    await asked(world, people)
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await heard(world)
    world.clock.now = world.clock.now.replace(hour=20)  # in everybody's quiet hours
    start = world.clock.now + timedelta(hours=13)
    booked = update(meeting).values(state=MeetingState.CONFIRMED, start=start, version=2, sequence=1)
    await world.store.database.write(lambda one: one.execute(booked).rowcount)
    assert isinstance(await agrees(world, "match end P-1 --rematch"), Done)
    assert await heard(world) == [("alex", "The series has ended"), ("sam", "A change of Buddy")]
    row = await world.store.database.read(
        lambda one: one.execute(
            select(meeting.c.state, meeting.c.start, meeting.c.sequence, history.c.what, history.c.same_day).join(
                history, history.c.meeting_id == meeting.c.id
            )
        ).one()
    )
    assert tuple(row) == ("cancelled", None, 2, "cancelled", False)


async def test_who_rests_hears_that_the_link_has_ended_before_a_meeting_would_begin(world: World) -> None:
    await asked(world, people := await cast(world))
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await heard(world)
    start, rests = world.clock.now + timedelta(days=2), world.clock.now + timedelta(days=5)
    booked = update(meeting).values(state=MeetingState.CONFIRMED, start=start, version=2, sequence=1)
    resting = update(person).where(person.c.id == people["alex"].number).values(quiet_until=rests)
    await world.store.database.write(lambda one: [one.execute(booked), one.execute(resting)])
    assert isinstance(await agrees(world, "match end P-1 --rematch"), Done)
    assert ("alex", "The series has ended") in await heard(world)


# Whatever people answer, in whatever order.

NAMES = ("alex", "kim", "sam", "lee", "robin")
PRESSES = st.tuples(st.sampled_from(NAMES), st.sampled_from(["match_yes"] * 5 + ["match_no", "match_knows"]))
TYPED = st.tuples(st.just("jo"), st.sampled_from(["match resume P-{}", "match end P-{} --rematch", "free", "full"]))
ACTS = st.lists(st.one_of(PRESSES, PRESSES, PRESSES, TYPED), min_size=5, max_size=20)


def _answers(connection: Connection) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in connection.execute(select(link_member.c.link_id, link_member.c.said)).all():
        found.setdefault(row.link_id, set()).add(row.said)
    return found


def _loads(connection: Connection) -> dict[int, int]:
    """How many open links each Buddy is in."""
    rows = (
        select(link_member.c.person_id, func.count())
        .join(link, link.c.id == link_member.c.link_id)
        .where(link_member.c.side == Side.BUDDY, link.c.state.in_(("asked", "agreed", "active")))
        .group_by(link_member.c.person_id)
    )
    return {row[0]: row[1] for row in connection.execute(rows).all()}


async def _act(world: World, people: dict[str, Ready], who: str, what: str) -> None:
    newest = max(await world.store.database.read(states))
    if what in {"free", "full"}:
        room = update(limits).values(students=1 if what == "free" else 0)
        await world.store.database.write(lambda one: one.execute(room).rowcount)
    elif who == "jo":
        answer = await agrees(world, what.format(newest))
        assert "our fault" not in str(answer)
    else:
        answered = await world.presses(account(who), what, link=newest)
        assert "our fault" not in (answered.note or ""), (who, what)
    if (await state(world, newest)) is LinkState.ENDED:
        await agrees(world, "match make " + " ".join(one.short for one in people.values()))


async def _play(folder: Path, acts: list[tuple[str, str]]) -> None:
    url = f"sqlite:///{folder / 'buddy.db'}"
    await filled(url)
    world = await make_world(url)
    people = await cast(world, buddies="alex kim", students="sam lee robin")
    for name in ("alex", "kim"):
        await room_for(world, people[name], 1)
    await asked(world, people)
    for who, what in acts:
        before = await world.store.database.read(states)
        await _act(world, people, who, what)
        after = await world.store.database.read(states)
        answers = await world.store.database.read(_answers)
        assert {
            number for number, stands in after.items() if stands == "active" and answers[number] != {"yes"}
        } == set()
        assert max((await world.store.database.read(_loads)).values(), default=0) <= 1
        assert {number for number in before if before[number] == "ended" != after[number]} == set()
    await world.worker.catch_up()
    await world.store.close()


@settings(max_examples=8)
@given(ACTS)
def test_no_order_of_answers_brings_together_who_did_not_all_say_yes(acts: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_play(Path(folder), acts))
