"""Somebody asks for a call, and somebody takes it: what each side hears, and who sees nothing of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.cards.duty import Passed, Taken, WorrySent
from bot.cards.staff import Done, Listing, ShallI
from bot.domain.errors import NotForYou
from bot.domain.people import Account, PersonId, Role
from bot.front.turn import Json
from bot.store.tables import audit, person, worry
from bot.usecases.duty import NO_LEAD, mine
from tests import stage
from tests.stage import ALEX, JO, SAM, heading
from tests.store.crowd import heard
from tests.store.pairs import add_person
from tests.templates import WorldAt
from tests.world import World, chat_of, shown
from tests.world import person as account

KIM, LOU = account("kim.reed"), account("lou.grey")
OURS = frozenset({"A note for you", "Nobody has taken this note", "About your note"})


async def _staffed(world: World) -> None:
    await stage.pair(world)
    await add_person(world.store, "kim.reed", Role.COORDINATOR)
    await add_person(world.store, "lou.grey", Role.LEAD)
    await world.says(JO, "duty set Jo today..tomorrow")
    await world.says(JO, "duty set Kim today..tomorrow --deputy")
    await world.worker.catch_up()


@pytest.fixture
async def staffed(world_at: WorldAt) -> World:
    """Sam and Alex are a pair; Kim is a second coordinator, Lou the lead; Jo is on duty today, Kim the deputy."""
    return await world_at(_staffed)


async def said(world: World) -> list[tuple[str, str]]:
    """Who now hears what about notes and calls, by the first line of each card."""
    before = len(world.voice.said)
    await world.worker.catch_up()
    names = {chat_of(one).conversation: one.name.partition(".")[0].title() for one in (JO, SAM, ALEX, KIM, LOU)}
    heard_now = ((names[one.conversation], heading(one.card)) for one in world.voice.said[before:])
    return sorted(one for one in heard_now if one[1] in OURS)


async def asks(world: World, who: Account = SAM, *, kind: str = "safety", apart: str = "false") -> WorrySent:
    card = shown(await world.presses(who, "ask_call", kind=kind, apart=apart))
    assert isinstance(card, WorrySent)
    return card


def texts(card: dict[str, Json]) -> str:
    return str(card["body"])


async def test_a_note_goes_to_whoever_is_on_duty_and_its_sender_hears_who_has_it(staffed: World) -> None:
    assert await asks(staffed) == WorrySent(name="Jo")
    (note,) = await staffed.hears(JO)
    assert "Sam Taylor asks for a call about: someone's safety. Sent on Mon 30 Nov at 09:00." in str(note)
    assert isinstance(shown(await staffed.presses(JO, "worry_take", worry=1)), Taken)
    (seen,) = await staffed.hears(SAM)
    assert "Jo has seen your note and will call you." in texts(seen)
    staffed.clock.move(hours=5)
    assert await said(staffed) == []


async def test_two_taps_within_a_minute_are_one_note(staffed: World) -> None:
    assert await asks(staffed) == await asks(staffed)
    assert await said(staffed) == [("Jo", "A note for you")]
    staffed.clock.move(minutes=2)
    await asks(staffed)
    assert await said(staffed) == [("Jo", "A note for you")]


async def test_a_note_that_nobody_takes_goes_on_and_its_sender_is_told_once(staffed: World) -> None:
    await asks(staffed)
    assert await said(staffed) == [("Jo", "A note for you")]
    staffed.clock.move(minutes=60)
    assert await said(staffed) == [("Kim", "Nobody has taken this note")]
    staffed.clock.move(minutes=60)
    assert await said(staffed) == [("Lou", "Nobody has taken this note"), ("Sam", "About your note")]
    staffed.clock.move(hours=3)
    assert await said(staffed) == []


async def test_a_note_that_is_taken_before_it_is_told_is_told_to_nobody(staffed: World) -> None:
    await asks(staffed)
    await staffed.presses(KIM, "worry_take", worry=1)
    assert await said(staffed) == [("Sam", "About your note")]


async def test_who_is_second_hears_who_has_it(staffed: World) -> None:
    await asks(staffed)
    await staffed.says(KIM, "worry take W-1")
    assert shown(await staffed.presses(JO, "worry_take", worry=1)) == Taken(name="Kim")
    assert shown(await staffed.presses(JO, "worry_pass", worry=1)) == Taken(name="Kim")
    assert shown(await staffed.presses(KIM, "worry_take", worry=1)) == Taken(who="Sam Taylor", number="W-1", mine=True)


async def test_the_day_says_what_to_type_for_each_note(staffed: World) -> None:
    await asks(staffed)
    assert "Nobody has it yet. Type: worry take W-1" in str(shown(await staffed.says(JO, "today")))
    await staffed.says(KIM, "worry take W-1")
    assert "Type: worry close W-1" in str(shown(await staffed.says(JO, "today")))


async def test_a_note_can_be_passed_to_the_deputy_and_stays_open(staffed: World) -> None:
    await asks(staffed)
    (note,) = await staffed.hears(JO)
    assert "pass it on to Kim" in str(note["body"])
    assert shown(await staffed.presses(JO, "worry_pass", worry=1)) == Passed(worry=1, deputy="Kim")
    assert await said(staffed) == [("Kim", "Nobody has taken this note")]
    staffed.clock.move(minutes=60)
    assert await said(staffed) == []  # Kim knows; the lead is next
    refused = await staffed.presses(KIM, "worry_pass", worry=1)
    assert refused.note == "There is no deputy today. Please press 'I have it', or talk to a colleague."


async def test_out_of_hours_the_sender_is_told_so_at_once_and_nobody_is_woken(staffed: World) -> None:
    staffed.clock.move(hours=9)
    assert await asks(staffed, ALEX) == WorrySent(until="Tue 1 Dec at 09:00")
    assert await said(staffed) == []
    staffed.clock.move(hours=15)
    assert ("Jo", "A note for you") in await said(staffed)


async def test_on_a_day_without_anybody_all_coordinators_are_told_and_the_words_are_honest(staffed: World) -> None:
    await staffed.says(JO, "duty set Jo fri")
    staffed.clock.move(days=2)
    await said(staffed)
    assert await asks(staffed) == WorrySent(until="Fri 4 Dec at 09:00")
    assert await said(staffed) == [("Jo", "A note for you"), ("Kim", "A note for you")]
    staffed.clock.move(days=3)
    assert await asks(staffed, ALEX) == WorrySent(nobody=True)


async def test_without_any_rota_the_coordinator_is_told_all_the_same(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    assert await asks(world) == WorrySent(nobody=True)
    assert await said(world) == [("Jo", "A note for you")]


async def test_what_is_not_for_the_coordinator_is_seen_by_the_lead_alone(staffed: World) -> None:
    assert await asks(staffed, kind="treated", apart="true") == WorrySent(name="the lead of the scheme")
    assert await said(staffed) == [("Lou", "A note for you")]
    staffed.clock.move(minutes=130)
    assert {who for who, _ in await said(staffed)} == {"Lou", "Sam"}

    by_jo = [await staffed.presses(JO, verb, worry=1) for verb in ("worry_take", "worry_pass")]
    by_jo += [await staffed.says(JO, f"worry {verb} W-1") for verb in ("take", "close")]
    assert {answer.note for answer in by_jo} == {
        "I can't find that. It may have changed since. Type 'commands' to see what you can do."
    }
    listed = shown(await staffed.says(JO, "worry list"))
    assert isinstance(listed, Listing)
    assert (listed.rows, listed.more) == ((), 0)

    assert isinstance(shown(await staffed.says(LOU, "worry take W-1")), Taken)
    assert await said(staffed) == [("Sam", "About your note")]
    proposal = shown(await staffed.says(LOU, "worry close W-1"))
    assert isinstance(proposal, ShallI)
    assert isinstance(shown(await staffed.presses(LOU, "yes", proposal=proposal.proposal)), Done)
    rows = await staffed.store.database.read(lambda c: c.execute(select(audit.c.what, audit.c.subject)).all())
    assert [row for row in rows if "note" in row.what] == []


async def test_without_a_lead_nothing_is_kept_from_the_coordinator_by_mistake(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    assert (await world.presses(SAM, "ask_call", kind="treated", apart="true")).note == NO_LEAD
    assert await said(world) == []


async def test_nobody_has_to_say_what_it_is_about(staffed: World) -> None:
    await staffed.presses(SAM, "ask_call", kind="", apart="")
    (note,) = await staffed.hears(JO)
    assert "about: something else" in str(note)


@pytest.mark.parametrize("fields", [{"kind": "murder", "apart": ""}, {"kind": 3, "apart": "x"}, {"apart": [1]}])
async def test_an_odd_card_is_no_note(staffed: World, fields: dict[str, Json]) -> None:
    answer = await staffed.presses(SAM, "ask_call", **fields)
    assert answer.note is not None
    assert answer.note.startswith("I can't use that card.")
    assert await said(staffed) == []


async def test_who_has_left_can_still_ask_for_weeks(staffed: World) -> None:
    left = {"left_at": staffed.clock.now}
    await staffed.store.database.write(
        lambda c: c.execute(person.update().where(person.c.email == SAM.email).values(left))
    )
    staffed.clock.move(days=88)
    await staffed.says(JO, "duty set Jo today")
    assert await asks(staffed) == WorrySent(name="Jo")
    assert ("Jo", "A note for you") in await said(staffed)
    await staffed.presses(JO, "worry_take", worry=1)
    assert await said(staffed) == [("Sam", "About your note")]


@pytest.mark.parametrize(
    "words", ["worry list", "worry take W-1", "worry close W-1", "duty set Sam today", "duty show"]
)
async def test_a_student_who_types_a_coordinators_command_is_refused_and_it_is_noted(
    staffed: World, words: str
) -> None:
    await asks(staffed, ALEX)
    assert (await staffed.says(SAM, words)).note == str(NotForYou())
    rows = await staffed.store.database.read(lambda c: c.execute(select(audit.c.what)).scalars().all())
    assert list(rows).count("not for this role") == 1


@pytest.mark.parametrize("verb", ["worry_take", "worry_pass"])
async def test_nobody_but_staff_takes_a_note(staffed: World, verb: str) -> None:
    await asks(staffed)
    assert (await staffed.presses(SAM, verb, worry=1)).note == str(NotForYou())
    assert (await staffed.presses(ALEX, verb, worry=1)).note == str(NotForYou())


async def test_staff_do_not_ask_themselves(staffed: World) -> None:
    assert (await staffed.presses(JO, "ask_call", kind="else", apart="")).note == str(NotForYou())


async def test_the_list_says_what_waits_first_and_a_closed_note_keeps_its_number(staffed: World) -> None:
    await asks(staffed)
    await asks(staffed, ALEX, kind="wellbeing")
    await staffed.says(JO, "worry take W-1")
    proposal = shown(await staffed.says(JO, "worry close W-1 --ref INC-77"))
    assert isinstance(proposal, ShallI)
    assert (proposal.nobody, proposal.what) == (True, "Close W-1, Sam Taylor, about someone's safety")
    done = shown(await staffed.presses(JO, "yes", proposal=proposal.proposal))
    assert isinstance(done, Done)
    everything, open_ = [shown(await staffed.says(KIM, words)) for words in ("worry list", "worry list --open")]
    assert isinstance(everything, Listing)
    assert isinstance(open_, Listing)
    assert [row.say for row in open_.rows] == ["W-2: Alex Morgan, about their own wellbeing"]
    assert "Nobody has it yet" in open_.rows[0].more
    assert everything.rows[1].more.endswith("Closed on Mon 30 Nov at 09:00, number INC-77")
    assert (
        await staffed.says(JO, "worry close W-1")
    ).note == "It is closed already. Type 'worry list' to see the others."
    await staffed.says(JO, "undo")
    again = shown(await staffed.says(KIM, "worry list --open"))
    assert isinstance(again, Listing)
    assert len(again.rows) == 2


async def test_a_closed_note_is_nobodys_to_take_and_nothing_more_is_said_of_it(staffed: World) -> None:
    await asks(staffed)
    proposal = shown(await staffed.says(JO, "worry close W-1"))
    assert isinstance(proposal, ShallI)
    assert [note.say for note in proposal.notes][1].startswith("Nobody has taken this note yet.")
    await staffed.presses(JO, "yes", proposal=proposal.proposal)
    assert shown(await staffed.says(KIM, "worry take 1")) == Taken(closed=True)
    staffed.clock.move(hours=4)
    assert await said(staffed) == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("worry take everything", "I can't read 'everything'."),
        ("worry take", "The note is missing."),
        ("worry close W-1 --ref he said that he", "Please give the Trust's number alone"),
        ("worry take W-99", "I can't find that."),
        ("worry close W-99", "I can't find that."),
    ],
)
async def test_what_cannot_be_read_is_explained(staffed: World, words: str, why: str) -> None:
    note = (await staffed.says(JO, words)).note
    assert note is not None
    assert note.startswith(why)


async def test_a_sender_sees_the_own_notes_and_no_others(staffed: World) -> None:
    await asks(staffed)
    await asks(staffed, kind="treated", apart="true")
    await asks(staffed, ALEX)
    await staffed.presses(JO, "worry_take", worry=1)
    found = await staffed.store.read(SAM, lambda work, _, now: mine(work, now), None)
    assert [(one.id, one.waits, one.seen_as, one.apart) for one in found] == [
        (2, True, "", True),
        (1, False, "Jo", False),
    ]


async def test_a_note_keeps_no_words(staffed: World) -> None:
    await staffed.presses(SAM, "ask_call", kind="safety", apart="", details="he hit me", reason="secret")
    rows = await staffed.store.database.read(lambda c: c.execute(select(worry)).all())
    assert "hit me" not in str(rows)
    assert "secret" not in str(rows)


async def test_asking_and_taking_cost_few_statements(staffed: World) -> None:
    with heard(staffed.store.database) as asking:
        await staffed.presses(SAM, "ask_call", kind="safety", apart="true")
    with heard(staffed.store.database) as taking:
        await staffed.presses(LOU, "worry_take", worry=1)
    assert (asking.last <= 10, taking.last <= 10) == (True, True)
    assert await staffed.store.read(PersonId(1), lambda work, _, __: work.actor.id, None) == 1
