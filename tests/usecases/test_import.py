"""A coordinator brings people in with a list."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.cards.meetings import Booked
from bot.cards.people import FaultLine, HowToImport, ImportDropped, Imported, ImportPreview
from bot.domain.people import Role
from bot.front.turn import Happened
from bot.usecases.ports import Work
from tests.stage import ALEX, JO, SAM, bring_in, meeting, said
from tests.templates import WorldAt
from tests.world import ROSTER, World, person, shown

HEAD = "role,first_name,surname,email,pair,line,join_url,said_yes,registered\n"
NEW_LINK = "https://teams.microsoft.com/l/meetup-join/another"
KIM = "student,Kim,Lee,kim.lee@university.example,{pair},,,yes,yes\n"
ROBIN = "buddy,Robin,Hart,robin.hart@university.example,{pair},,,yes,yes\n"
ANSWERED = "This has changed since I sent it. You have answered this before. Type 'today' to see how things are now."


def _make_coordinator(work: Work, email: str, now: datetime) -> None:
    number = work.people.add(first_name="Lee", surname="Park", email=email, line="", now=now)
    work.people.give_role(number, Role.COORDINATOR)


async def preview(world: World, roster: str) -> ImportPreview:
    card = shown(await world.says(JO, f"person import\n{roster}"))
    assert isinstance(card, ImportPreview)
    return card


async def yes(world: World, roster: str) -> Imported:
    card = shown(await world.presses(JO, "import_yes", proposal=(await preview(world, roster)).proposal))
    assert isinstance(card, Imported)
    return card


async def _scheme(world: World) -> None:
    await world.comes(JO)
    await world.worker.catch_up()


@pytest.fixture
async def scheme(world_at: WorldAt) -> World:
    """A coordinator, who has been greeted."""
    return await world_at(_scheme)


async def test_a_list_is_shown_first_and_nothing_happens_before_a_yes(scheme: World) -> None:
    card = await preview(scheme, ROSTER)
    assert (card.new_people, card.new_pairs, card.new_links, card.same, card.changes) == (2, 1, 0, 0, True)
    assert "I don't have you" in str(scheme.renderer.render(shown(await scheme.comes(SAM))))
    assert await said(scheme) == []


async def test_a_yes_brings_them_in_and_says_who_cannot_be_reached_yet(scheme: World) -> None:
    await scheme.comes(SAM)
    done = await yes(scheme, ROSTER)
    assert (done.new_people, done.new_pairs, done.unreached, done.changes) == (2, 1, 1, True)
    assert await said(scheme) == [("Sam", "Welcome to the Buddy Scheme")]


async def test_people_who_come_later_get_their_welcome_and_what_has_waited(scheme: World) -> None:
    await bring_in(scheme)
    assert await said(scheme) == []
    scheme.clock.move(days=3, hours=1)
    await scheme.comes(ALEX)
    assert await said(scheme) == [("Alex", "Welcome to the Buddy Scheme"), ("Alex", "When are you free?")]
    await scheme.comes(ALEX)
    assert await said(scheme) == []


async def test_somebody_whose_first_words_come_before_the_greeting_is_answered_and_greeted(scheme: World) -> None:
    await bring_in(scheme)
    await scheme.says(SAM, "next")
    assert await said(scheme) == [("Sam", "Welcome to the Buddy Scheme")]


async def test_somebody_who_left_hears_nothing_until_they_are_back(scheme: World) -> None:
    await scheme.comes(SAM)
    await scheme.front.answer(scheme.turn(SAM, Happened.LEFT))
    await bring_in(scheme)
    assert await said(scheme) == []
    await scheme.comes(SAM)
    assert await said(scheme) == [("Sam", "Welcome to the Buddy Scheme")]


async def test_the_same_list_again_changes_nothing(scheme: World) -> None:
    await bring_in(scheme)
    card = await preview(scheme, ROSTER.replace("Pair 1", "PAIR 1"))
    assert (card.new_people, card.new_pairs, card.new_links, card.same) == (0, 0, 0, 2)
    assert (card.changes, card.nothing, card.proposal) == (False, True, 0)
    assert await said(scheme) == []


async def test_a_list_that_was_brought_in_twice_before_the_yes_is_brought_in_once(scheme: World) -> None:
    first, second = await preview(scheme, ROSTER), await preview(scheme, ROSTER)
    answers = [shown(await scheme.presses(JO, "import_yes", proposal=card.proposal)) for card in (first, second)]
    assert [(card.new_people, card.nothing) for card in answers if isinstance(card, Imported)] == [
        (2, False),
        (0, True),
    ]


async def test_a_new_meeting_link_alone_is_a_change_and_reaches_the_next_card(booked: World) -> None:
    changed = ROSTER.replace("https://teams.microsoft.com/l/meetup-join/made-up", NEW_LINK)
    card = await preview(booked, changed)
    assert (card.new_people, card.new_pairs, card.new_links, card.same) == (0, 0, 1, 0)
    done = shown(await booked.presses(JO, "import_yes", proposal=card.proposal))
    assert isinstance(done, Imported)
    assert done.new_links == 1
    theirs = shown(await booked.says(SAM, "next"))
    assert isinstance(theirs, Booked)
    assert theirs.join_url == NEW_LINK


async def test_each_row_that_cannot_be_used_is_named_and_the_others_can(scheme: World) -> None:
    bad = "nurse,A,B,a.b@post.example,Pair 3,,,yes,yes\nstudent,,C,not-an-address,Pair 3,,,yes,yes\n"
    card = await preview(scheme, ROSTER + bad)
    assert [fault.number for fault in card.faults] == [4, 5]
    assert card.faults[0] == FaultLine(number=4, why="role is 'nurse'; please use student, buddy or carer")
    assert (card.fault_count, card.more_faults, card.new_people) == (2, 0, 2)
    many = await preview(scheme, HEAD + "".join(f"nurse,A,B,a{n}@post.example,Pair {n},,,yes,yes\n" for n in range(12)))
    assert ([fault.number for fault in many.faults], many.more_faults) == ([*range(2, 12)], 2)
    assert (many.nothing, many.proposal) == (True, 0)


async def test_words_that_are_no_list_are_answered_with_how_a_list_looks(scheme: World) -> None:
    assert isinstance(shown(await scheme.says(JO, "person import")), HowToImport)
    answer = await scheme.says(JO, "person import\nname,email\nSam,sam@post.example")
    assert (answer.note or "").startswith("The first line must name these columns: role, first_name")


async def test_a_pair_that_is_here_with_other_people_stays_as_it_is_and_the_rest_comes_in(scheme: World) -> None:
    await bring_in(scheme)
    others = (
        HEAD
        + KIM.format(pair="pair 1")
        + ROBIN.format(pair="pair 1")
        + "".join(
            f"{role},{name},X,{name}@post.example,Pair 9,,,yes,yes\n"
            for role, name in (("student", "Ann"), ("buddy", "Ben"))
        )
    )
    card = await preview(scheme, others)
    assert [(one.number, one.why) for one in card.faults] == [
        (number, "pair 'pair 1' is here already, with other people") for number in (2, 3)
    ]
    assert (card.new_people, card.new_pairs) == (2, 1)
    done = shown(await scheme.presses(JO, "import_yes", proposal=card.proposal))
    assert isinstance(done, Imported)
    assert (done.new_people, done.new_pairs, done.unreached) == (2, 1, 2)
    assert len((await meeting(scheme)).members) == 2


async def test_a_person_can_have_a_second_role_and_is_greeted_once(scheme: World) -> None:
    robin = person("robin.hart")
    await scheme.comes(robin)
    await bring_in(scheme, HEAD + KIM.format(pair="Pair 2") + ROBIN.format(pair="Pair 2"))
    greeted = await said(scheme)
    assert [heading for _, heading in greeted] == ["Welcome to the Buddy Scheme", "When are you free?"]
    as_student = ROBIN.replace("buddy", "student").format(pair="Pair 3")
    await bring_in(scheme, HEAD + as_student + "buddy,Dana,Cole,dana.cole@post.example,Pair 3,,,yes,yes\n")
    assert await said(scheme) == []
    commands = str(scheme.renderer.render(shown(await scheme.says(robin, "commands"))))
    assert ("free tue 14:00-16:00" in commands, "reflect" in commands) == (True, True)


async def test_a_question_about_a_list_is_answered_once(scheme: World) -> None:
    number = (await preview(scheme, ROSTER)).proposal
    dropped = shown(await scheme.presses(JO, "import_no", proposal=number))
    later = [await scheme.presses(JO, verb, proposal=number) for verb in ("import_yes", "import_no")]
    assert isinstance(dropped, ImportDropped)
    assert [(answer.card, answer.note) for answer in later] == [(None, ANSWERED)] * 2
    assert (await preview(scheme, ROSTER)).new_people == 2


async def test_a_list_that_somebody_else_was_asked_about_is_not_mine_to_answer(scheme: World) -> None:
    number = (await preview(scheme, ROSTER)).proposal
    await scheme.store.run(None, _make_coordinator, "lee.park@university.example")
    answer = await scheme.presses(person("lee.park"), "import_yes", proposal=number)
    assert (answer.card, answer.note) == (None, ANSWERED)
    assert (await preview(scheme, ROSTER)).new_people == 2


async def test_people_without_a_pair_come_in_and_are_asked_to_choose(world: World) -> None:
    await world.comes(JO)
    rows = (
        "student,Kim,Lee,kim.lee@university.example,,,,,",
        "buddy,Robin,Hart,robin.hart@university.example,,,,yes,yes",
    )
    preview = shown(await world.says(JO, f"person import\n{HEAD}" + "\n".join(rows)))
    assert isinstance(preview, ImportPreview)
    assert (preview.new_people, preview.new_pairs, preview.fault_count) == (2, 0, 0)
    await world.presses(JO, "import_yes", proposal=preview.proposal)
    again = shown(await world.says(JO, f"person import\n{HEAD}" + "\n".join(rows)))
    assert isinstance(again, ImportPreview)
    assert (again.nothing, again.same) == (True, 2)
    listed = str(shown(await world.says(JO, "person show robin")))
    assert "yes" in listed.lower()
