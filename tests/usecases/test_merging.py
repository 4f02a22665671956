"""Two records of one person become one, and of two people never."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, func, select, update

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.errors import NotYours
from bot.domain.hours import Claim, ClaimState
from bot.domain.people import PersonId, Role
from bot.store.tables import cell, claim, limits, person, week
from bot.store.weeks import ALL
from bot.usecases.ports.merging import Differ
from tests.staff import asks, does, look, refused
from tests.stage import ALEX, JO, SAM, heading, said
from tests.store.pairs import add_person, enrol
from tests.world import MONDAY, World

TWICE = "sam.tayler"  # with another letter
SAM_, ALEX_ = PersonId(2), PersonId(3)


async def twice(world: World, role: Role = Role.STUDENT, *, there: bool = False) -> PersonId:
    """Somebody who stands on the list a second time, in the same cohort."""
    number = await add_person(world.store, TWICE, role, there=there)
    await enrol(world.store, number, CohortId(1), EnrolmentState.INVITED)
    return number


async def change(world: World, number: PersonId, **values: object) -> None:
    """The row alone: who reads as this person stays the same."""
    row = update(person).where(person.c.id == number).values(**values)
    await world.store.database.write(lambda connection: connection.execute(row).rowcount)


async def test_nothing_happens_before_the_short_id_is_typed(pair: World) -> None:
    number = await twice(pair)
    card = await asks(pair, f"person merge S-002 S-{number:03}")
    assert card.what == f"Sam Tayler (S-{number:03}) becomes part of Sam Taylor (S-002)."
    assert card.typed == f"S-{number:03}"
    assert card.nobody
    assert "This can't be taken back. Please be sure that they are one person." in [one.say for one in card.notes]
    assert await look(pair, lambda work: work.people.get(number))


async def test_the_link_the_place_and_the_messages_go_with_the_one_who_stays(pair: World) -> None:
    number = await twice(pair)
    await change(pair, SAM_, email=None, entra_id=None)
    await change(pair, number, course_id="OT-17")
    card = await asks(pair, f"person merge S-{number:03} S-002")
    assert "Comes along: P-1." in [one.say for one in card.notes]
    assert "Both have been used" not in str(card)
    done = await does(pair, f"person merge S-{number:03} S-002")
    assert done.undo == 0
    link = (await look(pair, lambda work: work.links.of(number)))[0]
    places = await look(pair, lambda work: work.cohorts.enrolments(number))
    assert number in link.people()
    assert [one.state for one in places] == [EnrolmentState.LINKED]
    await pair.presses(ALEX, "offer", meeting=1, version=1, day1="2026-12-01", from1="14:00", to1="16:00")
    assert ("Sam", "Meeting 1: Starting well") in await said(pair)


async def test_what_was_said_to_one_is_not_said_again(pair: World) -> None:
    number = await twice(pair, Role.BUDDY)
    await change(pair, ALEX_, email=None, entra_id=None)
    await does(pair, f"person merge B-{number:03} B-003")
    await pair.worker.catch_up()
    assert sum(heading(one.card) == "When are you free?" for one in pair.voice.said) == 1


async def test_hours_and_weeks_are_added_up_and_the_rest_stays_as_it_was(booked: World) -> None:
    number = await twice(booked, Role.BUDDY)
    mine = Claim(person=ALEX_, month="2026-11", minutes=60, prep_minutes=15, costs=100)
    await booked.store.run(ALEX, lambda work, _, now: work.hours.claim(mine, now=now), None)

    def theirs(connection: Connection) -> None:
        row = {"person_id": number, "month": "2026-11", "minutes": 30, "prep_minutes": 0, "costs": 20}
        connection.execute(claim.insert(), row | {"state": "approved", "at": MONDAY})
        connection.execute(limits.insert(), {"person_id": number, "students": 3})
        number_of = select(week.c.week).where(week.c.person_id == ALEX_, week.c.week != ALL)
        used = {"person_id": number, "week": connection.execute(number_of).scalar_one(), "meetings": 1, "minutes": 60}
        connection.execute(week.insert(), used)

    await booked.store.database.write(theirs)
    await does(booked, f"person merge B-003 B-{number:03}")
    found = await look(booked, lambda work: work.hours.claim_of(ALEX_, "2026-11"))
    assert found == Claim(person=ALEX_, month="2026-11", minutes=90, prep_minutes=15, costs=120, state=ClaimState.GIVEN)
    used = await booked.store.database.read(
        lambda one: one.execute(select(week.c.meetings, week.c.minutes).where(week.c.week != ALL)).all()
    )
    assert (2, 120) in [tuple(row) for row in used]


async def test_a_break_of_either_is_a_break(pair: World) -> None:
    number = await twice(pair)
    await change(pair, number, rests_since=MONDAY, silent=True, needs="captions")
    await does(pair, f"person merge S-002 S-{number:03}")
    kept = await look(pair, lambda work: work.people.profile(SAM_))
    assert (kept["silent"], kept["needs"], kept["rests_since"]) == (True, "captions", MONDAY)


async def test_words_never_come_to_somebody_else(reflecting: World) -> None:
    number = await twice(reflecting, there=False)
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="mine")
    assert f"Try it the other way: person merge S-002 S-{number:03}" in await refused(
        reflecting, f"person merge S-{number:03} S-002"
    )
    await does(reflecting, f"person merge S-002 S-{number:03}")
    assert "mine" in str(await reflecting.opens(SAM, "read_reflection", meeting=1))


async def test_two_accounts_are_two_people(pair: World) -> None:
    number = await twice(pair, there=True)
    for words in (f"S-002 S-{number:03}", f"S-{number:03} S-002"):
        assert "Both have been used by an account" in await refused(pair, f"person merge {words}")


@pytest.mark.parametrize(
    ("words", "said_"),
    [
        ("person merge S-002", "The second is missing. Please write: person merge <who stays> <who goes>"),
        ("person merge S-002 S-099", "I can't find a person called 'S-099'"),
        ("person merge S-002 S-002", "Both are Sam Taylor (S-002). Please give two short ids."),
        ("person merge S-002 K-001", "One of these is on the team."),
        ("person merge K-001 S-002", "One of these is on the team."),
        ("person merge S-002 B-003", "They are, or were, in one pair or group, so they are two people."),
    ],
)
async def test_what_cannot_be_is_refused_with_the_reason(pair: World, words: str, said_: str) -> None:
    assert said_ in await refused(pair, words)


async def test_who_is_kept_apart_or_booked_at_one_time_is_not_one_person(booked: World) -> None:
    number = await twice(booked)
    short = f"S-{number:03}"

    def busy(connection: Connection) -> None:
        at = connection.execute(select(func.min(cell.c.cell)).where(cell.c.person_id == SAM_)).scalar_one()
        connection.execute(cell.insert(), {"person_id": number, "cell": at, "meeting_id": 1})

    await booked.store.database.write(busy)
    assert "Both have a meeting at the same time." in await refused(booked, f"person merge S-002 {short}")
    await does(booked, f"conflict add S-002 {short}")
    assert "They are not to be matched with each other" in await refused(booked, f"person merge S-002 {short}")


async def test_who_has_left_does_not_take_in_who_is_here(pair: World) -> None:
    number = await twice(pair)
    await does(pair, f"person leave S-{number:03}")
    assert "has left. Please type first: person return" in await refused(pair, f"person merge S-{number:03} S-002")
    await does(pair, f"person merge S-002 S-{number:03}")


async def test_a_yes_that_comes_too_late_changes_nothing(pair: World) -> None:
    number = await twice(pair)
    card = await asks(pair, f"person merge S-002 S-{number:03}")
    await does(pair, f"conflict add S-002 S-{number:03}")
    answer = await pair.presses(JO, "yes", proposal=card.proposal, typed=card.typed)
    assert "two people" in (answer.note or "")
    assert await look(pair, lambda work: work.merging.why_not(SAM_, number)) is Differ.APART


async def test_nobody_else_may(pair: World) -> None:
    number = await twice(pair)
    for who in (SAM, ALEX):
        assert (await pair.says(who, f"person merge S-002 S-{number:03}")).card is None
        with pytest.raises(NotYours):
            await pair.store.run(who, lambda work, _, __: work.merging.merge(SAM_, number), None)
