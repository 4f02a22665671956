"""Who asks for it has their words deleted by a coordinator; that they took part stays, and the reason is said."""

from __future__ import annotations

from bot.cards.people import Unknown
from bot.cards.today import Today
from bot.domain.people import FORMER
from bot.front.turn import Json
from bot.store.tables import (
    answer,
    chat,
    choice,
    due_work,
    free_time,
    limits,
    meeting,
    note,
    person,
    promise,
    reflection,
    share,
    survey,
)
from tests.day import rows
from tests.staff import asks, does, refused
from tests.stage import ALEX, JO, SAM, ref
from tests.store.pairs import add_person
from tests.world import World, shown

WORDS: dict[str, Json] = {"meeting": 1, "w_heard": "Some words of mine."}


async def asked(world: World) -> bool:
    """Whether the coordinator's day says that somebody asks to have their data deleted."""
    card = shown(await world.says(JO, "today"))
    assert isinstance(card, Today)
    return any("asks to delete" in section.title for section in card.lines)


async def test_what_somebody_wrote_and_said_goes_and_that_they_took_part_stays(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", **WORDS)
    await reflecting.presses(ALEX, "after_buddy", **await ref(reflecting), took_place="held", how="good", respect="yes")
    await reflecting.presses(SAM, "delete_data")
    assert await asked(reflecting)
    card = await asks(reflecting, "data erase sam")
    shown_first = [line.say for line in card.notes]
    before = await rows(reflecting, meeting)
    done = await does(reflecting, "data erase sam")

    assert card.typed.startswith("S-")
    assert any(line.startswith("These stay: who met whom and when") for line in shown_first)
    assert done.undo == 0
    assert [await rows(reflecting, table) for table in (reflection, share, promise, survey, note)] == [[]] * 5
    said = {
        row["person_id"]: (row["took_place"], row["useful"], row["respect"]) for row in await rows(reflecting, answer)
    }
    assert set(said.values()) == {("held", None, None), ("held", None, "yes")}
    assert await rows(reflecting, meeting) == before
    assert not await asked(reflecting)


async def test_who_writes_again_afterwards_begins_anew(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", **WORDS)
    await does(reflecting, "data erase sam")
    opened = str(await reflecting.opens(SAM, "read_reflection", meeting=1))
    assert "Some words" not in opened
    assert "our fault" not in opened
    again = await reflecting.presses(SAM, "reflect", meeting=1)
    assert "our fault" not in (again.note or "")
    assert (await reflecting.hears(SAM)) == []


async def test_nothing_is_deleted_before_the_short_id_is_typed(reflecting: World) -> None:
    await reflecting.presses(SAM, "save_reflection", **WORDS)
    card = await asks(reflecting, "data erase sam")
    answered = await reflecting.presses(JO, "yes", proposal=card.proposal, typed="Sam")
    assert answered.note == f"Please type {card.typed} to go on, or press No."
    assert len(await rows(reflecting, reflection)) == 1


async def test_nobody_but_a_coordinator_deletes_and_unknown_people_are_not_guessed(reflecting: World) -> None:
    await add_person(reflecting.store, "viv.stone")
    assert "not part of your role" in str((await reflecting.says(SAM, "data erase alex")).note)
    assert "I can't find a person called 'nobody'" in await refused(reflecting, "data erase nobody")
    assert "For example: data erase S-022" in await refused(reflecting, "data erase")


async def test_who_has_left_is_forgotten_and_is_a_stranger_afterwards(reflecting: World) -> None:
    await reflecting.says(SAM, "I can on Monday from 10 to 12")
    here = await asks(reflecting, "data erase sam")
    await does(reflecting, "person leave sam")
    gone = await asks(reflecting, f"data erase {here.typed}")
    await does(reflecting, f"data erase {here.typed}")

    assert any(line.say.startswith("They still take part") for line in here.notes)
    assert any(line.say.startswith("They have left") for line in gone.notes)
    (left,) = [row for row in await rows(reflecting, person) if row["first_name"] == FORMER]
    assert (left["surname"], left["email"], left["entra_id"], left["needs"], left["hope"]) == ("", None, None, "", "")
    for table in (chat, free_time, limits):
        assert left["id"] not in {row["person_id"] for row in await rows(reflecting, table)}, table.name
    assert "pending" not in {row["state"] for row in await rows(reflecting, due_work) if row["person_id"] == left["id"]}
    assert left["id"] in {row["person_id"] for row in await rows(reflecting, choice)}
    assert shown(await reflecting.says(SAM, "hello")) == Unknown(contact="01632 960000")


async def test_who_came_back_in_the_meantime_keeps_their_name(reflecting: World) -> None:
    number = (await asks(reflecting, "data erase sam")).typed
    await does(reflecting, "person leave sam")
    card = await asks(reflecting, f"data erase {number}")
    await does(reflecting, f"person return {number}")
    shown(await reflecting.presses(JO, "yes", proposal=card.proposal, typed=card.typed))
    assert FORMER not in {row["first_name"] for row in await rows(reflecting, person)}
