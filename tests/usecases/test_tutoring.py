"""A tutor sees how far the own students are, and nothing that they wrote."""

from __future__ import annotations

from bot.cards.reflection import SharedList
from bot.cards.tutors import StudentRow, Students
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.people import PersonId, Role
from tests import closing
from tests.closing import ROBIN, with_tutor
from tests.staff import does
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person, enrol
from tests.world import World, person, shown

COHORT = "Buddy Scheme"
WRITTEN = "I asked about her garden"


async def students(world: World, words: str = "list") -> Students:
    card = shown(await world.says(ROBIN, words))
    assert isinstance(card, Students)
    return card


async def tutee(world: World, number: int, tutor: PersonId) -> None:
    """One more student of this tutor."""
    one = await add_person(world.store, f"s{number:02}.lee", Role.STUDENT, there=False)
    await enrol(world.store, one, CohortId(1), EnrolmentState.WAITING)
    await world.store.run(JO, lambda work, _, __: work.people.change(one, tutor_id=tutor), None)


async def test_the_list_says_who_took_part_and_how_many_reflections_there_are(reflecting: World) -> None:
    await with_tutor(reflecting)
    await does(reflecting, "person set sam course-id OT-17")
    before = await students(reflecting)
    await reflecting.presses(SAM, "save_reflection", meeting=1, w_heard=WRITTEN)
    after = await students(reflecting, "my students")
    assert before.rows == (
        StudentRow(who=f"Sam, OT-17 ({COHORT})", how="Meetings: 1 of 6. Reflections done: 0. Not complete yet."),
    )
    assert after.rows[0].how == "Meetings: 1 of 6. Reflections done: 1. Not complete yet."
    assert "Taylor" not in str(reflecting.renderer.render(after))
    assert WRITTEN not in str(reflecting.renderer.render(after))


async def test_what_the_last_card_promises_is_true(world: World) -> None:
    await closing.ended(world)
    await with_tutor(world)
    assert (await students(world)).rows == (
        StudentRow(who=f"Sam ({COHORT})", how="Meetings: 6 of 6. Reflections done: 0. Complete."),
    )


async def test_of_somebody_who_left_there_is_the_day_and_no_more(reflecting: World) -> None:
    await with_tutor(reflecting)
    await does(reflecting, "person leave sam")
    assert (await students(reflecting)).rows == (StudentRow(who=f"Sam ({COHORT})", how="Left on Tue 1 Dec."),)


async def test_a_tutor_sees_the_own_students_alone(reflecting: World) -> None:
    await add_person(reflecting.store, "robin.tutor", Role.TUTOR)
    card = await students(reflecting)
    assert (card.rows, card.none) == ((), True)
    for who in (SAM, ALEX, JO):
        assert (await reflecting.says(who, "list")).card is None
        assert (await reflecting.presses(who, "my_students")).card is None


async def test_a_long_list_comes_in_pages(pair: World) -> None:
    robin = await with_tutor(pair)
    for number in range(25):
        await tutee(pair, number, robin)
    first = await students(pair)
    assert (len(first.rows), first.next, first.left) == (20, 2, 6)
    second = shown(await pair.presses(ROBIN, "my_students", page=first.next))
    assert isinstance(second, Students)
    assert (len(second.rows), second.next, second.left) == (6, 0, 0)
    assert not set(first.rows) & set(second.rows)
    for wrong in ("list --page 3", "list --page 0"):
        assert (await pair.says(ROBIN, wrong)).note == "There are 2 pages. For example: list --page 1"


async def test_who_asks_for_the_words_is_told_whose_they_are(reflecting: World) -> None:
    await with_tutor(reflecting)
    card = shown(await reflecting.presses(ROBIN, "shared_with_me"))
    assert isinstance(card, SharedList)
    drawn = str(reflecting.renderer.render(card))
    assert "I can't show what students wrote. Reflections belong to the student." in drawn
    assert "'verb': 'my_students'" in drawn
    assert (await reflecting.says(person("robin.tutor"), "reflect")).card is None
