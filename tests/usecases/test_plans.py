"""A plan of a whole cohort: asked for, worked out by a process of its own, shown, and asked of people on a yes."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update

from bot.cards.plans import Failed, Outlook, Proposed, Working
from bot.cards.staff import Done, Listing, ShallI
from bot.domain.cohorts import CohortId
from bot.domain.people import Role
from bot.domain.plans import Far, PlanState
from bot.front.planner import Taken
from bot.planner import TRIES, Planner
from bot.planning import Problem
from bot.store.plan_queue import SqlPlansToDo
from bot.store.tables import cohort, free_time, link_member, registration
from bot.usecases.plans import ground
from bot.usecases.ports import Work
from bot.worker import working
from tests.matching import add_ready, agrees, asked, cast, heard, room_for, says, states, types
from tests.planned import asks, looks, planned, planner, says_yes, state_of
from tests.stage import JO
from tests.store.crowd import heard as statements
from tests.world import World, shown
from tests.world import person as account

LEASE = timedelta(seconds=30)
LONGEST = timedelta(seconds=60)
MOST = 10  # statements for a whole cohort


async def test_a_plan_is_asked_for_worked_out_and_told_and_nobody_is_asked_before_the_yes(world: World) -> None:
    await cast(world, buddies="alex kim", students="sam lee max")
    await heard(world)
    working_card = await types(world, "match all C-1")
    assert isinstance(working_card, Working)
    assert isinstance(await looks(world), Working)
    assert await planner(world).one()
    assert await heard(world) == [("jo", "Who could meet whom: OT Autumn")]
    card = await looks(world)
    assert isinstance(card, Proposed)
    assert [one.say for one in card.summary[:2]] == [
        "2 of 3 students could meet a Buddy.",
        "No other plan has a place for more. That is proven.",
    ]
    assert (len(card.pairs), len(card.without), card.ask, card.next_page) == (2, 1, 2, 0)
    assert "3 students share 2 places with 2 Buddies." in card.without[0].more
    assert await world.store.database.read(states) == {}
    assert await heard(world) == []


async def test_a_yes_asks_each_in_the_words_that_were_shown_and_can_be_taken_back(world: World) -> None:
    await cast(world, buddies="alex kim", students="sam lee")
    await planned(world)
    await heard(world)
    card = await asks(world)
    assert len(card.telling) == 4
    done = await says_yes(world, card)
    assert isinstance(done, Done)
    assert done.what == "P-1 and P-2 are asked."
    assert [one for one in await heard(world) if one[1] == "Would you like to meet a student?"] == [
        ("alex", "Would you like to meet a student?"),
        ("kim", "Would you like to meet a student?"),
    ]
    again = shown(await world.presses(JO, "undo", undo=done.undo))
    assert isinstance(again, Done)
    assert set((await world.store.database.read(states)).values()) == {"ended"}
    assert (await types(world, "match suggest C-1")).rows[1].say.startswith("Buddy: ")  # type: ignore[union-attr]  # it is a Listing


async def test_what_somebody_answered_meanwhile_is_not_taken_back(world: World) -> None:
    await cast(world, buddies="alex kim", students="sam lee")
    await planned(world)
    done = await says_yes(world, await asks(world))
    assert isinstance(done, Done)
    await heard(world)
    await says(world, "alex", "match_yes", link=await link_of(world, 2))
    again = shown(await world.presses(JO, "undo", undo=done.undo))
    assert isinstance(again, Done)
    assert any("Somebody has answered already" in one.say for one in again.notes)
    assert sorted((await world.store.database.read(states)).values()) == ["agreed", "ended"]


async def link_of(world: World, who: int) -> int:
    """The link of somebody, by their number."""
    return int(
        await world.store.database.read(
            lambda one: one.execute(select(link_member.c.link_id).where(link_member.c.person_id == who)).scalar_one()
        )
    )


async def test_gates_are_asked_again_at_the_yes_and_who_cannot_be_asked_is_left_out_and_named(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee")
    await planned(world)
    card = await asks(world)
    await world.store.database.write(
        lambda one: one.execute(registration.delete().where(registration.c.person_id == people["alex"].number)).rowcount
    )
    done = await says_yes(world, card)
    assert isinstance(done, Done)
    assert done.what == "P-1 is asked."
    assert "Alex Morgan (B-002)" in done.notes[0].say
    assert "B-002 is not registered yet." in done.notes[0].say


async def test_who_said_no_since_is_not_asked_again_and_the_card_says_that_things_changed(world: World) -> None:
    people = await cast(world, buddies="alex", students="sam")
    await planned(world)
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_no")
    card = await looks(world)
    assert isinstance(card, Proposed)
    assert (card.ask, "are not to be matched" in card.pairs[0].more) == (0, True)
    answer = await world.presses(JO, "plan_ask", plan=1, page=1)
    assert "Nobody on this page" in str(answer.note)
    second = await types(world, "match suggest C-1")
    assert isinstance(second, Listing)
    assert second.rows[1].say == "No Buddy can be asked now"


async def test_the_outlook_says_how_many_and_what_would_help(world: World) -> None:
    people = await cast(world, buddies="alex kim", students="sam lee max")
    await room_for(world, people["alex"], 2)
    times = {"person_id": people["alex"].number, "kind": "once", "day": world.clock.now.date() + timedelta(days=20)}
    times |= {"until": times["day"], "from_minute": 600, "to_minute": 720}
    await world.store.database.write(lambda one: one.execute(free_time.insert().values(**times)).rowcount)
    assert isinstance(await types(world, "match outlook C-1"), Working)
    await planner(world).one()
    card = await looks(world)
    assert isinstance(card, Outlook)
    assert card.has_weeks
    assert card.weeks[0].say == "Mon 7 Dec: 1 student could start, 2 would wait"
    assert (card.weeks[0].start, card.weeks[0].wait) == (33, 67)
    assert all("1 student could start" in one.say for one in card.weeks)
    said = " ".join(one.say for one in card.lines)
    assert "1 of 3 students who wait could start now." in said
    assert "2 Buddies can be asked now, with room for 3 students." in said
    assert "Two more hours on" in said


async def test_a_plan_that_is_stopped_ends_its_process_and_is_told_to_nobody(world: World) -> None:
    await cast(world)
    await heard(world)
    await types(world, "match all C-1")
    begun = asyncio.Event()
    work = asyncio.create_task(planner(world, begun).one())
    await begun.wait()
    stopped = shown(await world.presses(JO, "plan_stop", plan=1))
    assert isinstance(stopped, Done)
    assert await work
    assert (await state_of(world), await heard(world)) == (PlanState.STOPPED, [])
    assert "This was stopped." in str((await world.presses(JO, "plan_look", plan=1, page=1)).note)


async def test_a_planner_that_is_gone_leaves_its_plan_to_the_next_and_cannot_write_any_more(world: World) -> None:
    await cast(world)
    await types(world, "match all C-1")
    gone = SqlPlansToDo(store=world.store, me="gone", clock=world.clock)
    taken = await gone.take(lease=LEASE, within=LONGEST)
    assert taken
    assert not await planner(world).one()
    world.clock.move(seconds=31)
    assert await planner(world).one()
    assert not await gone.hold(taken, Far(best=1, most=1), lease=LEASE)
    await gone.settle(taken, PlanState.FAILED, "")
    assert await state_of(world) is PlanState.READY
    assert len(await heard(world)) > 0


async def test_how_far_a_plan_is_stands_on_the_card_whenever_somebody_looks(world: World) -> None:
    await cast(world)
    begun = await types(world, "match all C-1")
    assert isinstance(begun, Working)
    assert [one.say for one in begun.lines] == ["It begins in a moment."]
    row = SqlPlansToDo(store=world.store, me="planner-1", clock=world.clock)
    taken = await row.take(lease=LEASE, within=LONGEST)
    assert taken
    assert await how_far(world) == ["I am looking at who can meet whom, and when.", "It takes 60 seconds more at most."]
    world.clock.move(seconds=25)
    assert await row.hold(taken, Far(best=41, most=48), lease=LEASE)
    assert await how_far(world) == [
        "41 places are filled so far. There can be 48 at most.",
        "It takes 35 seconds more at most.",
    ]
    world.clock.move(seconds=34)
    assert await row.hold(taken, Far(best=1, most=48), lease=LEASE)
    assert await how_far(world) == [
        "1 place is filled so far. There can be 48 at most.",
        "It takes 1 second more at most.",
    ]
    world.clock.move(seconds=2)
    assert (await how_far(world))[1] == "I am writing down the reasons now."


async def how_far(world: World) -> list[str]:
    """What the card says of how far it is."""
    card = await looks(world)
    assert isinstance(card, Working)
    assert (card.best > 0) == ("filled" in card.lines[0].say)
    return [one.say for one in card.lines]


def test_the_card_that_says_how_far_it_is_renews_itself_where_teams_can() -> None:
    card = json.loads(Path("cards/plans/working.json").read_text(encoding="utf-8"))
    pressed = card["actions"][0]
    assert card["refresh"]["action"] == pressed
    assert (pressed["title"], pressed["verb"]) == ("How far is it?", "plan_look")


async def test_a_planner_that_is_asked_to_stop_leaves_what_it_does(world: World) -> None:
    await cast(world)
    await types(world, "match all C-1")
    begun = asyncio.Event()
    async with working(planner(world, begun)):
        await begun.wait()
    assert await state_of(world) is PlanState.DOING


@dataclass(frozen=True)
class Nowhere(SqlPlansToDo):
    """Gives problems that no process can solve."""

    async def problem(self, taken: Taken) -> Problem:
        found = await super().problem(taken)
        return replace(found, tz="Nowhere/At all")


async def test_a_plan_that_ends_its_process_is_tried_again_and_then_given_up_and_said(world: World) -> None:
    await cast(world)
    await heard(world)
    await types(world, "match all C-1")
    one = Planner(todo=Nowhere(store=world.store, me="p", clock=world.clock), told=world.worker.wake.set, beat=0.05)
    for _ in range(TRIES):
        assert await one.one()
        assert await state_of(world) is PlanState.DOING
        assert not await one.one()
        world.clock.move(seconds=31)
    assert await one.one()
    assert await heard(world) == [("jo", "I could not work it out")]
    assert isinstance(await looks(world), Failed)
    assert "Nobody on this page" in str((await world.presses(JO, "plan_ask", plan=1, page=1)).note)


def small_groups(work: Work, _request: None, _now: datetime) -> CohortId:
    """A cohort whose one meeting is for three to eight students together."""
    model = work.site.library.default_model
    return work.cohorts.add("Carers", series="carer1", model=model, ends=date(2027, 3, 31)).id


async def test_the_outlook_counts_places_for_others_too_and_groups_as_groups(world: World) -> None:
    await cast(world, buddies="alex kim", students="sam")
    assert isinstance(await types(world, "match outlook C-1"), Working)
    await planner(world).one()
    card = await looks(world)
    assert isinstance(card, Outlook)
    assert card.weeks[0].say == "Mon 7 Dec: 1 student could start, 1 place for others"
    assert (card.weeks[0].start, card.weeks[0].wait, card.weeks[0].more, card.weeks[0].rest) == (50, 0, 50, 0)
    cohort_id = await world.store.run(None, small_groups, None)
    for name in ("ann", "bea", "cal", "dee"):
        await add_ready(world, name, Role.STUDENT, cohort_id)
    assert isinstance(await types(world, "match outlook C-2"), Working)
    await planner(world).one()
    groups = await looks(world, 2)
    assert isinstance(groups, Outlook)
    assert groups.weeks[0].say == "Mon 7 Dec: 1 group could start, 1 place for others"


async def test_where_a_series_is_for_groups_a_group_is_planned_and_asked_together(world: World) -> None:
    await cast(world, buddies="alex", students="")
    cohort_id = await world.store.run(None, small_groups, None)
    for name in ("ann", "bea", "cal"):
        await add_ready(world, name, Role.STUDENT, cohort_id)
    assert isinstance(await types(world, "match all C-2"), Working)
    await planner(world).one()
    card = await looks(world)
    assert isinstance(card, Proposed)
    assert (card.summary[0].say, len(card.pairs)) == ("3 of 3 students could meet a Buddy.", 1)
    assert card.pairs[0].say == "Ann Lee (S-003), Bea Lee (S-004) and Cal Lee (S-005) with Alex Morgan (B-002)"
    done = await says_yes(world, await asks(world))
    assert isinstance(done, Done)
    assert ("alex", "Would you like to meet some students?") in await heard(world)


async def test_asking_twice_is_one_plan_and_a_closed_cohort_has_none(world: World) -> None:
    await cast(world)
    first, second = await types(world, "match all C-1"), await types(world, "match all C-1")
    assert isinstance(first, Working)
    assert first == second
    await world.store.database.write(lambda one: one.execute(update(cohort).values(state="paused")).rowcount)
    assert await types(world, "match all C-1") == "The cohort is not open."


async def test_a_plan_is_kept_for_days_only_and_its_card_says_so(world: World) -> None:
    await cast(world)
    await planned(world)
    world.clock.move(days=3)
    await world.worker.catch_up()
    assert "I don't keep this plan any more." in str((await world.presses(JO, "plan_look", plan=1, page=1)).note)


async def test_nobody_but_a_coordinator_can_ask_for_a_plan_or_press(world: World) -> None:
    await cast(world)
    assert await planned(world)
    for name in ("sam.taylor", "alex.morgan"):
        who = account(name)
        pressed = [await world.presses(who, verb, plan=1, page=1) for verb in ("plan_look", "plan_ask")]
        pressed += [await world.presses(who, "plan_stop", plan=1)]
        assert [one.card for one in pressed] == [None, None, None]
        assert not isinstance((await world.says(who, "match all C-1")).card, Working)


async def test_a_long_plan_is_read_and_asked_page_by_page(world: World) -> None:
    names = "ann bea cal dee eve fay gus hal ida jed"
    people = await cast(world, buddies="alex kim pat", students=names)
    for name in ("alex", "kim", "pat"):
        await room_for(world, people[name], 3)
    first = await planned(world)
    assert (len(first.pairs), first.ask, first.next_page, first.more) == (8, 8, 2, 2)
    second = await looks(world, page=2)
    assert isinstance(second, Proposed)
    assert (second.summary, len(second.pairs), len(second.without), second.next_page) == ((), 1, 1, 0)
    card = await asks(world, page=2)
    assert len(card.telling) == 2
    assert isinstance(await says_yes(world, card), Done)
    again = await looks(world, page=2)
    assert isinstance(again, Proposed)
    assert again.pairs[0].more.startswith("Can't be asked any more.")
    beyond = await looks(world, page=9)
    assert isinstance(beyond, Proposed)
    assert (beyond.pairs, beyond.without) == ((), ())


async def test_a_new_buddy_is_planned_after_an_end_and_the_student_comes_first(world: World) -> None:
    people = await cast(world, buddies="alex", students="sam")
    await asked(world, people)
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    await says(world, "sam", "match_yes")
    assert isinstance(await agrees(world, "match end P-1 --rematch"), Done)
    card = await planned(world)
    assert (card.pairs, card.without[0].say[-13:]) == ((), "First in line")
    assert "They have been paired before." in card.without[0].more or "should not be paired" in card.without[0].more
    await add_ready(world, "kim", Role.BUDDY, CohortId(1))
    assert isinstance(await types(world, "match all C-1"), Working)
    await planner(world).one()
    better = await looks(world, number=2)
    assert isinstance(better, Proposed)
    assert [one.say for one in better.pairs] == ["Sam Taylor (S-003) with Kim Lee (B-004)"]


async def test_from_the_plan_to_the_first_offer(world: World) -> None:
    await cast(world)
    assert isinstance(await agrees(world, 'free add B-002 "tue 10-12 weekly until 2027-02-25"'), Done)
    card = await planned(world)
    assert "They could meet on 12 days, and 6 are needed." in card.pairs[0].more
    await says_yes(world, await asks(world))
    await heard(world)
    await says(world, "alex", "match_yes")
    await heard(world)
    await says(world, "sam", "match_yes")
    series = await types(world, "meet plan P-1")
    assert isinstance(series, ShallI | Listing)
    assert "Tue" in str(series)


async def test_what_a_plan_costs_does_not_grow_with_the_cohort(world: World) -> None:
    await cast(world, buddies="alex", students="sam")
    await world.store.read(None, ground, CohortId(1))  # the words of the cohort are kept from here on
    counted = []
    for name in ("", "kim", "pat"):
        if name:
            await add_ready(world, name, Role.BUDDY, CohortId(1))
            await add_ready(world, f"{name}a", Role.STUDENT, CohortId(1))
        with statements(world.store.database) as said:
            await world.store.read(None, ground, CohortId(1))
        counted.append(sum(len(one) for one in said.transactions))
    assert len(set(counted)) == 1
    assert counted[0] <= MOST
