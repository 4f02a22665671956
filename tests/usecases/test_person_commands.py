"""A coordinator adds people, looks at them, changes what is kept, and lets them rest or leave."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cards.people import Unknown
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.links import LinkState
from bot.domain.people import PersonId, Role
from bot.store.tables import due_work
from bot.store.tables import person as people
from tests.day import rows
from tests.staff import asks, does, imported, lists, look, pair_rows, refused, undone
from tests.stage import ALEX, JO, SAM, START, bring_in, pair, said
from tests.store.pairs import add_person
from tests.templates import WorldAt
from tests.world import World, person

PAT = 'person add "Pat Lowe" --role buddy --contact phone'
KIM, ROBIN = person("kim.lee"), person("robin.hart")
SAM_, ALEX_ = PersonId(2), PersonId(3)


async def kept(world: World, number: int, column: str) -> object:
    return (await look(world, lambda work: work.people.profile(PersonId(number))))[column]


def drawn(world: World, heading: str) -> str:
    """The words of the card with this heading, as it was sent."""
    cards = [one.card["body"] for one in world.voice.said if heading in str(one.card)]
    body = cards[-1]
    assert isinstance(body, list)
    return " ".join(str(part.get("text")) for part in body if isinstance(part, dict))


async def test_a_name_is_enough_for_somebody_without_teams(world: World) -> None:
    card = await asks(world, PAT)
    done = await does(world, PAT)
    members = await look(world, lambda work: work.cohorts.members(CohortId(1)))
    assert (card.what, card.nobody) == ("I add Pat Lowe as buddy.", True)
    assert "There is no address, so nobody can come in as this person in Teams." in [one.say for one in card.notes]
    assert done.what == "Pat Lowe (B-002) is on the list as buddy."
    assert [one.say for one in done.notes] == ["I can't write to them. Their cards can be pressed for them: for B-002"]
    assert [(one.person, one.state) for one in members] == [(2, EnrolmentState.INVITED)]


@pytest.mark.parametrize("role", ["student", "buddy", "carer"])
async def test_the_first_words_that_somebody_reads_are_shown_as_they_are_sent(world: World, role: str) -> None:
    card = await asks(world, f"person add kim.lee@university.example --role {role}")
    await world.presses(JO, "yes", proposal=card.proposal)
    await world.comes(KIM)
    await world.worker.catch_up()
    sent = drawn(world, "Welcome to the Buddy Scheme")
    assert card.telling[0].who == "Kim Lee"
    assert [part for part in card.telling[0].words.split(". ") if part.strip(".") not in sent] == []


async def test_somebody_added_by_mistake_is_taken_out_again(world: World) -> None:
    done = await does(world, PAT)
    assert await undone(world, done) == "Taken out: 1 person. They are on no list of mine now."
    assert "I found nobody of that name" in await lists(world, "person find pat")


@pytest.mark.parametrize("undo", [True, False])
async def test_who_was_written_to_by_mistake_reads_sorry_and_is_forgotten(world: World, undo: bool) -> None:
    done = await does(world, "person add kim.lee@university.example --role student")
    await world.comes(KIM)
    assert [what for who, what in await said(world) if who == "chat-entra-kim.lee"] == ["Welcome to the Buddy Scheme"]
    if undo:
        await undone(world, done)
    else:
        card = await does(world, "person leave S-002 --mistake")
        assert "They are on no list of mine now." in card.what
    assert await said(world) == [("chat-entra-kim.lee", "Sorry")]
    assert "We wrote to you by mistake. Sorry. You need do nothing." in drawn(world, "Sorry")
    assert "I found nobody of that name" in await lists(world, "person find kim")
    await world.worker.outbox.sweep()
    assert [one["id"] for one in await rows(world, people)] == [1]
    assert {one["person_id"] for one in await rows(world, due_work)} == {1}
    assert isinstance((await world.says(KIM, "hello")).card, Unknown)


async def test_who_has_not_been_written_to_hears_nothing_and_who_has_answered_was_no_mistake(world: World) -> None:
    await does(world, "person add kim.lee@university.example --role student")
    card = await asks(world, "person leave S-002 --mistake")
    assert card.typed == "S-002"
    await does(world, "person leave S-002 --mistake")
    await world.comes(KIM)
    assert [who for who, _ in await said(world) if who != "Jo"] == []
    await does(world, "person add robin.hart@university.example --role student")
    number = (await rows(world, people))[-1]["id"]
    await world.comes(ROBIN)
    await world.presses(ROBIN, "not_now", role="student")
    asked = await asks(world, f"person leave S-{number:03d} --mistake")
    answer = await world.presses(JO, "yes", proposal=asked.proposal, typed=asked.typed)
    assert "Somebody has answered by now" in (answer.note or "")
    assert await kept(world, number, "left_at") is None


async def test_when_an_address_was_somebody_else_s_they_read_nothing_more_and_the_right_one_comes_in(
    world_at: WorldAt,
) -> None:
    world = await world_at(bring_in)
    await does(world, "person set S-002 email kim.lee@university.example")  # a slip
    await world.comes(KIM)
    assert ("chat-entra-kim.lee", "Welcome to the Buddy Scheme") in await said(world)
    card = await asks(world, "person set S-002 email sam.taylor@university.example")
    assert "My messages wait" in " ".join(one.say for one in card.notes)
    await world.presses(JO, "yes", proposal=card.proposal)
    await world.comes(SAM)
    assert await said(world) == [("Sam", "Welcome to the Buddy Scheme")]
    assert isinstance((await world.says(KIM, "next")).card, Unknown)


async def test_an_address_that_somebody_else_has_got_meanwhile_is_refused_at_the_yes_and_at_an_undo(
    world_at: WorldAt,
) -> None:
    world = await world_at(bring_in)
    card = await asks(world, "person set S-002 email kim.lee@university.example")
    done = await does(world, "person set B-003 email kim.lee@university.example")
    answer = await world.presses(JO, "yes", proposal=card.proposal)
    assert answer.note == "That is the address of Alex Morgan (B-003)."
    await does(world, "person set S-002 email alex.morgan@post.example")
    assert (await world.presses(JO, "undo", undo=done.undo)).note == "That is the address of Sam Taylor (S-002)."


async def test_who_has_a_new_address_hears_what_waited_as_soon_as_they_write(world_at: WorldAt) -> None:
    world = await world_at(pair)
    done = await does(world, "person set B-003 email alex.new@post.example")
    assert await said(world) == []
    new = replace(ALEX, email="alex.new@post.example")
    assert not isinstance((await world.says(new, "next")).card, Unknown)
    assert ("Alex", "Welcome to the Buddy Scheme") in await said(world)
    await undone(world, done)
    assert isinstance((await world.says(new, "next")).card, Unknown)
    assert not isinstance((await world.says(ALEX, "next")).card, Unknown)


async def test_who_was_not_known_by_a_wrong_address_is_welcomed_as_soon_as_it_is_put_right(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    assert isinstance((await world.says(KIM, "hello")).card, Unknown)
    await does(world, "person set S-002 email kim.lee@university.example")
    assert ("chat-entra-kim.lee", "Welcome to the Buddy Scheme") in await said(world)


async def test_who_is_here_already_gets_one_more_part_and_can_lose_it_again(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    done = await does(world, "person add sam.taylor@university.example --role carer")
    both = await look(world, lambda work: work.people.get(SAM_))
    await undone(world, done)
    after = await look(world, lambda work: work.people.get(SAM_))
    assert both.roles == {Role.STUDENT, Role.CARER}
    assert after.roles == {Role.STUDENT}
    assert "on my list as student already" in await refused(
        world, "person add sam.taylor@university.example --role student"
    )


async def test_a_name_that_is_there_already_is_named_before_a_second_one_is_made(world: World) -> None:
    await bring_in(world)
    said = str(await asks(world, "person add Sam Taylor --role student --email sam.two@university.example"))
    assert "Already on my list: Sam Taylor (S-002). Is this somebody else?" in said
    assert "Already on my list" not in str(await asks(world, "person add Sam Tay --role student --contact phone"))


async def test_a_host_is_a_supervisor_and_is_in_no_cohort(world: World) -> None:
    await does(world, "person add host@trust.example --role host")
    assert (await look(world, lambda work: work.people.get(PersonId(2)))).roles == {Role.SUPERVISOR}
    assert await look(world, lambda work: work.cohorts.enrolments(PersonId(2))) == []


CAN_T = (
    ("person add", "Something is missing. Please write: person add"),
    ("person add Pat", "Please say what they are: --role student"),
    ("person add Pat --role wizard", "Please say what they are"),
    ("person add --role buddy", "Please give a name or an address."),
    ("person add Pat --role buddy --contact pigeon", "Please say how to reach them: --contact teams"),
    ("person add pat@x --role buddy", "does not look like an e-mail address"),
    ("person add Pat --role buddy --cohort C-9", "I can't find a cohort called 'C-9'"),
    ("person add jo.field@trust.example --role lead", "Nobody gives a part to themselves."),
    ("person show nobody", "I can't find a person called 'nobody'"),
    ("person show", "Something is missing. Please write: person show <person>"),
    ("person find", "Something is missing. Please write: person find <part of the name>"),
    ("person set S-002 mood good", "I can change these: first-name, surname"),
    ("person set S-002", "The field is missing. Please write: person set"),
    ("person set S-002 email sam", "does not look like an e-mail address"),
    ("person set S-002 email alex.morgan@post.example", "That is the address of Alex Morgan (B-003)."),
    ("person set S-002 contact pigeon", "The contact must be one of: teams"),
    ("person set S-002 tutor Alex", "I can't find a tutor called 'Alex'"),
    ("person set S-002 first-name", "A first name is needed."),
    (f"person set S-002 course-id {'9' * 61}", "There is room for 60 letters."),
    (f"needs set S-002 {'x' * 501}", "There is room for 500 letters."),
    ("person rest S-002 --until 2026-11-30", "is not in the future"),
)


async def test_what_cannot_be_is_refused_with_the_reason(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    said_ = {words: await refused(world, words) for words, _ in CAN_T}
    assert [(words, said_[words]) for words, why in CAN_T if why not in said_[words]] == []


STAFF_ALONE = (
    PAT,
    "person find sam",
    "person show B-003",
    "person set B-003 line x",
    "person leave B-003",
    "needs set S-002 x",
)


async def test_nobody_else_may(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    answers = [await world.says(who, words) for who in (SAM, ALEX) for words in STAFF_ALONE]
    notes = {(answer.card, (answer.note or "").partition(".")[0]) for answer in answers}
    assert notes == {(None, "That one is not part of your role")}


async def test_people_are_found_by_a_part_of_the_name(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    assert await lists(world, "person find morg") == "People\nAlex Morgan (B-003), buddy\nBuddy Scheme: linked\n"


async def test_a_person_is_shown_without_a_word_of_any_reflection(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="A secret hope.")
    await does(reflecting, "needs set S-002 captions")
    student, buddy = await lists(reflecting, "person show S-002"), await lists(reflecting, "person show B-003")
    assert "Needs: captions" in student
    assert "Said yes, as student, on Mon 30 Nov" in student
    assert "M-1: meeting 1 with Alex\nheld" in student
    assert "secret" not in student + buddy
    assert "Ready to match: yes" in buddy
    assert "Hours so far: 1 h 0 min, in 1 meetings" in buddy


@pytest.mark.parametrize(
    ("field", "value", "column", "becomes"),
    [
        ("university", "ARU", "university", "ARU"),
        ("line", "I grow more tomatoes.", "line", "I grow more tomatoes."),
        ("email", "Sam.New@university.example", "email", "sam.new@university.example"),
        ("contact", "phone", "contact", "phone"),
        ("course-id", "N-17", "course_id", "N-17"),
    ],
)
async def test_what_is_kept_is_changed_after_a_yes_and_can_come_back(
    world_at: WorldAt, field: str, value: str, column: str, becomes: str
) -> None:
    world = await world_at(bring_in)
    before = await kept(world, SAM_, column)
    done = await does(world, f"person set S-002 {field} {value}")
    after = await kept(world, SAM_, column)
    await undone(world, done)
    assert (after, await kept(world, SAM_, column)) == (becomes, before)


async def test_a_tutor_is_set_by_name_and_taken_away(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    tutor = await add_person(world.store, "pat.wells", Role.TUTOR)
    await does(world, "person set S-002 tutor Pat Wells")
    named = await kept(world, SAM_, "tutor_id")
    await does(world, "person set S-002 tutor")
    assert (named, await kept(world, SAM_, "tutor_id")) == (tutor, None)


async def test_needs_are_kept_at_once_and_can_be_taken_back(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    done = await does(world, 'needs set S-002 "captions; a break"')
    assert await kept(world, SAM_, "needs") == "captions; a break"
    await undone(world, done)
    assert await kept(world, SAM_, "needs") == ""


async def test_a_break_shows_who_hears_what_and_can_be_taken_back(booked: World) -> None:
    card = await asks(booked, "person rest B-003 --until 2027-01-04")
    done = await does(booked, "person rest B-003 --until 2027-01-04")
    heard = await said(booked)
    words = drawn(booked, "Your meeting will move")
    assert "M-1 on Tue 1 Dec at 14:00 needs a new time." in [one.say for one in card.notes]
    assert [one.who for one in card.telling] == ["Sam"]
    assert card.telling[0].words in words
    assert heard == [("Sam", "Your meeting will move")]
    assert await undone(booked, done) == "Alex Morgan (B-003) is back."


async def test_who_left_or_rests_can_come_back(pair: World) -> None:
    await does(pair, "person rest B-003")
    await does(pair, "person return B-003")
    await does(pair, "person leave S-002")
    done = await does(pair, "person return S-002")
    both = await look(pair, lambda work: [work.people.get(one).standing for one in (SAM_, ALEX_)])
    places = await look(pair, lambda work: work.cohorts.enrolments(SAM_))
    assert done.what == "Sam Taylor (S-002) is back."
    assert [(one.left_at, one.rests_since) for one in both if one] == [(None, None)] * 2
    assert [one.state for one in places] == [EnrolmentState.WAITING]
    assert "is here already" in await refused(pair, "person return S-002")


async def test_a_quiet_break_tells_nobody(booked: World) -> None:
    card = await asks(booked, "person rest B-003 --quiet")
    await does(booked, "person rest B-003 --quiet")
    booked.clock.now = START
    assert card.nobody
    assert await said(booked) == []


async def test_leaving_asks_for_the_short_id_and_shows_the_words_that_are_sent(booked: World) -> None:
    card = await asks(booked, "person leave B-003")
    await booked.presses(JO, "yes", proposal=card.proposal, typed="B-003")
    await booked.worker.catch_up()
    link = (await look(booked, lambda work: work.links.in_cohort(CohortId(1))))[0]
    assert (card.typed, [one.who for one in card.telling]) == ("B-003", ["Sam"])
    assert "P-1 ends." in [one.say for one in card.notes]
    assert [
        part for part in card.telling[0].words.split(". ") if part.strip(".") not in drawn(booked, "A change of Buddy")
    ] == []
    assert link.state is LinkState.ENDED
    assert "has left already" in await refused(booked, "person leave B-003")


async def test_who_was_not_asked_yet_is_not_told_of_somebody_leaving(world: World) -> None:
    for account in (JO, KIM, ROBIN):
        await world.comes(account)
    await imported(world, pair_rows())
    assert (await asks(world, "person leave B-003")).nobody
