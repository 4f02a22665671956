"""A student shares one reflection with the tutor: chooses what, sees it first, takes it back."""

from __future__ import annotations

import json

from sqlalchemy import func, select

from bot.cards.reflection import MyReflections, ReadShared, ShareChoose, SharedList, ShareDone, SharePreview
from bot.domain.people import Role
from bot.front.turn import Answer, Json
from bot.store.tables import share
from tests.closing import ROBIN, heard, with_tutor
from tests.stage import ALEX, JO, SAM, heading
from tests.store.pairs import add_person
from tests.world import World, person, shown

KIM = person("kim.tutor")


async def saved(world: World) -> None:
    """Sam has saved a reflection in which Alex is named."""
    await with_tutor(world)
    await world.presses(SAM, "save_reflection", meeting=1, w_heard="Alex found hope.", w_felt="Moved.")


async def preview(world: World) -> SharePreview:
    card = shown(await world.sends_in(SAM, "share_preview", meeting=1, s_heard="true", s_felt="false"))
    assert isinstance(card, SharePreview)
    return card


def of(card: SharePreview) -> dict[str, Json]:
    """What the button 'Share it' sends."""
    return {"meeting": 1, "chosen": card.chosen, "stamp": card.stamp, "tutor_id": card.tutor_id}


async def shared(world: World) -> None:
    await saved(world)
    await world.sends_in(SAM, "share_send", **of(await preview(world)))


async def rows(world: World) -> int:
    counted = select(func.count()).select_from(share)
    return int(await world.store.database.read(lambda connection: connection.execute(counted).scalar_one()))


def text(world: World, answer: Answer) -> str:
    return json.dumps(world.renderer.render(shown(answer)))


async def test_the_student_chooses_and_sees_exactly_what_will_be_seen(reflecting: World) -> None:
    await saved(reflecting)
    choose = shown(await reflecting.opens(SAM, "share_choose", meeting=1))
    assert isinstance(choose, ShareChoose)
    assert (choose.tutor, [one.label for one in choose.fields]) == ("Robin", ["What I heard", "What I felt"])
    seen = await preview(reflecting)
    assert [(one.label, one.text) for one in seen.fields] == [("What I heard", "My Buddy found hope.")]
    assert (seen.names, await rows(reflecting)) == (True, 0)
    done = shown(await reflecting.sends_in(SAM, "share_send", **of(seen)))
    assert done == ShareDone(meeting=1, tutor="Robin", shared=True)
    read = shown(await reflecting.opens(ROBIN, "read_shared", meeting=1, author=2))
    assert isinstance(read, ReadShared)
    assert (read.student, [one.text for one in read.fields]) == ("Sam", ["My Buddy found hope."])


async def test_the_tutor_is_told_without_a_word_of_it_and_once(reflecting: World) -> None:
    await shared(reflecting)
    said = await heard(reflecting)
    assert [what for who, what in said if who == "Robin"] == ["A student shares something with you"]
    assert "found hope" not in json.dumps([one.card for one in reflecting.voice.said])
    assert [what for who, what in await heard(reflecting) if who == "Robin"] == []


async def test_sharing_the_same_words_again_tells_the_tutor_nothing_but_other_words_do(reflecting: World) -> None:
    await shared(reflecting)
    told, seen = [await heard(reflecting)], await preview(reflecting)
    for ticked in ("false", "true"):
        reflecting.clock.move(minutes=5)
        fields: dict[str, Json] = {"meeting": 1, "s_heard": "true", "s_felt": ticked}
        card = shown(await reflecting.sends_in(SAM, "share_preview", **fields))
        assert isinstance(card, SharePreview)
        seen = card
        done = shown(await reflecting.sends_in(SAM, "share_send", **of(seen)))
        assert done == ShareDone(meeting=1, tutor="Robin", shared=True)
        told.append(await heard(reflecting))
    reflecting.clock.move(minutes=5)
    await reflecting.presses(SAM, "take_back", meeting=1)
    await reflecting.sends_in(SAM, "share_send", **of(seen))
    told.append(await heard(reflecting, 3))  # after the week-end
    assert ["Robin" in [who for who, _ in one] for one in told] == [True, False, True, True]


async def test_what_is_taken_back_is_gone_at_once_and_the_tutors_card_says_so(reflecting: World) -> None:
    await shared(reflecting)
    await heard(reflecting)
    card = shown(await reflecting.presses(SAM, "take_back", meeting=1))
    assert isinstance(card, MyReflections)
    assert (card.taken_back, card.rows[0].shared, await rows(reflecting)) == (True, False, 0)
    assert shown(await reflecting.opens(ROBIN, "read_shared", meeting=1, author=2)) == ReadShared(gone=True)


async def test_what_is_taken_back_before_the_tutor_heard_of_it_is_never_told(reflecting: World) -> None:
    reflecting.clock.now = reflecting.clock.now.replace(hour=19)  # in quiet hours
    await shared(reflecting)
    await reflecting.worker.catch_up()
    await reflecting.sends_in(SAM, "take_back", meeting=1)
    assert [what for who, what in await heard(reflecting) if who == "Robin"] == []


async def test_nobody_but_that_tutor_reads_it(reflecting: World) -> None:
    await shared(reflecting)
    await add_person(reflecting.store, "kim.tutor", Role.TUTOR)
    other = shown(await reflecting.opens(KIM, "read_shared", meeting=1, author=2))
    refused = [await reflecting.opens(who, "read_shared", meeting=1, author=2) for who in (JO, ALEX, SAM)]
    lists = [shown(await reflecting.says(who, "reflections")) for who in (KIM, ROBIN)]
    assert (other, [one.card for one in refused]) == (ReadShared(gone=True), [None] * 3)
    assert [len(one.rows) for one in lists if isinstance(one, SharedList)] == [0, 1]


async def test_a_tutor_who_asks_for_more_is_told_why_not(reflecting: World) -> None:
    await saved(reflecting)
    card = await reflecting.says(ROBIN, "reflections")
    assert "Reflections belong to the student." in text(reflecting, card)
    assert [(await reflecting.opens(ROBIN, "read_reflection", meeting=1)).card] == [None]


async def test_a_text_that_has_changed_is_shown_again_before_it_is_shared(reflecting: World) -> None:
    await saved(reflecting)
    seen = await preview(reflecting)
    reflecting.clock.move(minutes=1)
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="And more.")
    again = shown(await reflecting.sends_in(SAM, "share_send", **of(seen)))
    assert isinstance(again, SharePreview)
    assert (again.changed, "And more." in again.fields[0].text, await rows(reflecting)) == (True, True, 0)


async def test_without_a_tutor_or_without_words_it_says_so_kindly(reflecting: World) -> None:
    early = shown(await reflecting.opens(SAM, "share_choose", meeting=1))
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard="Hope.")
    alone = shown(await reflecting.opens(SAM, "share_choose", meeting=1))
    assert early == ShareDone(meeting=1, not_saved=True)
    assert alone == ShareDone(meeting=1, no_tutor=True, contact="01632 960000")
    await with_tutor(reflecting)
    nothing = shown(await reflecting.sends_in(SAM, "share_preview", meeting=1, s_heard="false"))
    made_up = shown(await reflecting.sends_in(SAM, "share_send", **(of_nothing() | {"tutor_id": 99})))
    assert isinstance(nothing, ShareChoose)
    assert isinstance(made_up, ShareChoose)
    assert nothing.problem


def of_nothing() -> dict[str, Json]:
    return {"meeting": 1, "chosen": "other", "stamp": "", "tutor_id": 3}


async def test_a_draft_is_never_shared(reflecting: World) -> None:
    await saved(reflecting)
    await reflecting.sends_in(SAM, "keep_draft", meeting=1, w_heard="Half a thought")
    seen = await preview(reflecting)
    assert [one.text for one in seen.fields] == ["My Buddy found hope."]


async def test_the_list_shows_what_is_shared_without_its_words(reflecting: World) -> None:
    await shared(reflecting)
    card = shown(await reflecting.says(SAM, "what I share"))
    assert isinstance(card, MyReflections)
    assert [(one.shared, one.not_shared, one.waiting) for one in card.rows] == [(True, False, False)]
    assert "hope" not in text(reflecting, await reflecting.presses(SAM, "my_reflections"))
    assert heading(reflecting.renderer.render(card)) == "Your reflections"
