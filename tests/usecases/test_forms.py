"""Anonymous forms: what people are told, what is kept, and what coordinators may know."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.cards.ending import AskForm, FormSent
from bot.cards.staff import Listing
from bot.domain.forms import Form
from bot.domain.meetings import Side
from bot.domain.people import Role
from bot.store.tables import form_answer, form_done, form_waiting
from bot.store.tidy import tidy
from bot.usecases.ports import Work
from tests.closing import close, ended
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person, linked
from tests.templates import WorldAt
from tests.world import World, person, shown


async def table(world: World, of: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a table
    """The rows of a table, in the order in which the database keeps them."""

    def rows(connection: Connection) -> list[dict[str, Any]]:
        return [dict(row._mapping) for row in connection.execute(select(of))]  # noqa: SLF001 - SQLAlchemy's own name

    return await world.store.database.read(rows)


async def group(world: World, count: int, role: Role = Role.STUDENT) -> list[str]:
    """So many more students, or Buddies, in the cohort; their names."""
    names = [f"{role}.{number}" for number in range(count)]
    sides = {await add_person(world.store, name, role): Side(role) for name in names}
    sides |= {await add_person(world.store, "sam.taylor", Role.STUDENT): Side.STUDENT} if role is Role.BUDDY else {}

    def meet(work: Work, _request: None, now: Any) -> None:  # noqa: ANN401 - not looked at
        linked(work, sides, now)

    await world.store.run(None, meet, None)
    return names


async def answer(world: World, name: str, overall: int, **more: str) -> FormSent:
    sent = await world.presses(
        person(name), "send_form", cohort=1, form="bs_end_student", f_overall=str(overall), **more
    )
    card = shown(sent)
    assert isinstance(card, FormSent)
    return card


async def answered(world: World, count: int) -> None:
    """So many students have answered, each on a day of their own."""
    for at, name in enumerate(await group(world, count)):
        await answer(world, name, at, f_best=f"Marker{at}")
        world.clock.move(days=1)


def order_says_nothing(rows: list[dict[str, Any]]) -> bool:
    """Whether rows in the order of their keys are not in the order in which people answered."""
    by_key = sorted(rows, key=lambda row: str(row["key"]))
    return [json.loads(row["answers"])["overall"] for row in by_key] != list(range(len(rows)))


async def a_day_later(world: World) -> None:
    world.clock.move(days=1)
    await world.worker.catch_up()


async def test_the_card_says_who_sees_it_before_anybody_answers(world_at: WorldAt) -> None:
    world = await world_at(ended)
    card = shown(await world.presses(SAM, "form", link=1))
    assert isinstance(card, AskForm)
    assert (card.form, card.few, [one.id for one in card.choose]) == (
        Form.END_STUDENT,
        True,
        ["f_overall", "f_recommend"],
    )
    told = json.dumps(world.renderer.render(card))
    assert "Anonymous: nobody can tell it was you." in told
    assert "Your group is small. So your answers wait" in told
    buddy = shown(await world.presses(ALEX, "form", link=1))
    assert isinstance(buddy, AskForm)
    assert (buddy.form, len(buddy.choose), len(buddy.write)) == (Form.END_BUDDY, 9, 1)


async def test_a_second_answer_is_turned_down_kindly_and_changes_nothing(world_at: WorldAt) -> None:
    world = await world_at(ended)
    first, second = [await answer(world, "sam.taylor", number) for number in (9, 1)]
    assert (first.first, first.few, second) == (True, True, FormSent(first=False, again=True))
    assert [json.loads(row["answers"]) for row in await table(world, form_waiting)] == [{"overall": 9}]
    assert shown(await world.presses(SAM, "form", link=1)) == FormSent(first=False, again=True)


async def test_the_two_halves_have_nothing_that_joins_them(world: World) -> None:
    """No key, no order and no time: neither while the answers wait nor when they are joined to the others."""
    await answered(world, 7)
    done, waiting = await table(world, form_done), await table(world, form_waiting)
    assert {len(row["key"]) for row in waiting} == {32}
    assert set(waiting[0]) & set(done[0]) == {"cohort_id", "form"}
    assert order_says_nothing(waiting)
    await a_day_later(world)
    joined = await table(world, form_answer)
    assert order_says_nothing(joined)
    assert await table(world, form_waiting) == []
    assert len({row["day"] for row in joined}) == 1  # one batch: its day is nobody's
    assert {row["key"] for row in joined}.isdisjoint(row["key"] for row in waiting)
    assert {row["day"] for row in joined}.isdisjoint(row["day"] for row in done)
    assert set(joined[0]) & set(done[0]) == {"cohort_id", "form", "day"}


async def test_the_daily_batch_is_joined_once_whatever_happens_in_between(world: World) -> None:
    await answered(world, 6)
    before = {row["key"] for row in await table(world, form_waiting)}
    world.clock.move(days=1)

    def fail(connection: Connection) -> None:
        tidy(connection, now=world.clock.now)
        raise RuntimeError("the power goes")

    with pytest.raises(RuntimeError):
        await world.store.database.write(fail)
    assert {row["key"] for row in await table(world, form_waiting)} == before
    for _ in range(3):
        await world.worker.catch_up()
    assert len(await table(world, form_answer)) == 6


async def test_fewer_than_five_wait_and_go_with_the_next_group(world: World) -> None:
    await answered(world, 4)
    await a_day_later(world)
    assert (len(await table(world, form_answer)), len(await table(world, form_waiting))) == (0, 4)
    await close(world)
    await a_day_later(world)
    assert len(await table(world, form_answer)) == 0


async def test_coordinators_see_sums_of_at_least_five_and_no_words(world: World) -> None:
    await answered(world, 5)
    early = shown(await world.says(JO, "feedback C-1"))
    await a_day_later(world)
    card = shown(await world.says(JO, "feedback C-1"))
    assert isinstance(early, Listing)
    assert isinstance(card, Listing)
    assert (early.rows, early.nothing[:20]) == ((), "Nothing to show yet.")
    assert [row.say for row in card.rows] == [
        "Last questions: 5 answers",
        "Overall, how would you rate the Buddy Scheme, from 0 to 10?",
    ]
    assert card.rows[1].more == "0: 1, 1: 1, 2: 1, 3: 1, 4: 1"
    assert "Marker" not in json.dumps(world.renderer.render(card))
    refused = await world.says(person("student.0"), "feedback C-1")
    assert refused.card is None


async def test_what_buddies_do_now_adds_up_to_all_who_said_it(world: World) -> None:
    for name, main in zip(await group(world, 7, Role.BUDDY), ("1", "1", "3", "5", "7", "7", "-1"), strict=True):
        sent = await world.presses(
            person(name), "send_form", cohort=1, form="bs_end_buddy", f_occupation=main, f_role="4"
        )
        assert isinstance(shown(sent), FormSent)
    await a_day_later(world)
    card = shown(await world.says(JO, "feedback C-1"))
    assert isinstance(card, Listing)
    assert {row.say: row.more for row in card.rows}["Which of these is the main part of your week now?"] == (
        "Paid work of any hours: 2, Volunteering or being a Buddy: 1, Caring for someone: 1, None of these right now: 2"
    )


async def test_an_answer_that_is_none_of_the_choices_is_not_kept(world_at: WorldAt) -> None:
    world = await world_at(ended)
    nothing = await world.presses(SAM, "send_form", cohort=1, form="bs_end_student", f_overall="11", f_recommend="-1")
    long = await world.presses(SAM, "send_form", cohort=1, form="bs_end_student", f_best="x" * 2001)
    assert ([nothing.card, long.card], nothing.note) == ([None, None], "Nothing is answered yet. One answer is enough.")
    await answer(world, "sam.taylor", 9, f_recommend="-1", f_best=" Her calm. ", f_made_up="x")
    (row,) = await table(world, form_waiting)
    assert json.loads(row["answers"]) == {"overall": 9, "best": "Her calm."}


async def test_a_coordinator_who_acts_for_somebody_cannot_answer_for_them(world_at: WorldAt) -> None:
    world = await world_at(ended)
    sam = await world.store.read(SAM, lambda work, _, __: work.actor.id, None)
    answer_ = await world.presses(JO, "send_form", cohort=1, form="bs_end_student", f_overall="9", **{"for": sam})
    assert (answer_.card, await table(world, form_waiting)) == (None, [])
