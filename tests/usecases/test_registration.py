"""Steps of registering, what lapses, and who is not to be matched."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cards.registration import Lapses, Lapsing
from bot.domain.due import Kind
from bot.domain.joining import Step, StepState
from bot.domain.people import PersonId
from bot.usecases.ports.sends import Pace
from bot.usecases.prompts import Asked, prepare
from bot.usecases.registration import today_lines
from bot.usecases.saying import Prompt
from bot.usecases.unsure import beyond
from tests.staff import does, imported, lists, look, pair_rows, refused, undone
from tests.stage import ALEX, JO, SAM, bring_in, said
from tests.templates import WorldAt
from tests.world import World

ALEX_ = PersonId(3)


async def step(world: World, which: Step) -> StepState | None:
    found = (await look(world, lambda work: work.joining.steps_of(ALEX_))).get(which)
    return found.state if found else None


async def test_a_step_is_noted_at_once_and_says_whether_somebody_is_ready(world: World) -> None:
    await imported(world, pair_rows())
    first = await does(world, "reg set B-003 training done --on 2026-11-02 --expires 2027-11-30")
    for one in Step:
        last = await does(world, f"reg set B-003 {one} {'na' if one is Step.HEALTH else 'done'}")
    assert first.what == "Robin Hart (B-003): training: done on Mon 2 Nov, until Tue 30 Nov 2027."
    assert [one.say for one in first.notes] == ["Ready to match: no."]
    assert [one.say for one in last.notes] == ["Ready to match: yes."]


async def test_a_step_can_be_taken_back(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    done = await does(world, "reg set B-003 checks expired")
    assert await step(world, Step.CHECKS) is StepState.EXPIRED
    await undone(world, done)
    assert await step(world, Step.CHECKS) is StepState.DONE


async def test_the_steps_are_shown_and_those_that_are_missing(world: World) -> None:
    await imported(world, pair_rows())
    await does(world, "reg set B-003 training done")
    assert "training: done on Mon 30 Nov" in await lists(world, "reg show B-003")
    assert "training" not in await lists(world, "reg show B-003 --missing")
    everybody = await lists(world, "reg show --missing")
    assert "Robin Hart (B-003)\nTo do: asked, applied, references, checks, health, identity, agreement." in everybody


async def test_when_everybody_is_registered_it_says_so(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    assert "Everybody is registered, for the next thirty days too." in await lists(world, "reg show")


CAN_T = (
    ("reg set B-003 dance done", "The step must be one of: asked, applied"),
    ("reg set B-003 training fine", "The state must be one of: todo, done, na, expired"),
    ("reg set B-003 training", "The state is missing. Please write: reg set"),
    ("reg set S-002 training done", "I can't find a buddy or carer called 'S-002'"),
    ("reg set B-003 training done --on 2026-12-24", "has not come yet"),
    ("reg set B-003 training todo --expires 2027-12-24", "goes with a step that is done"),
    ("reg set B-003 training done --expires 2026-11-01", "must be later than that"),
    ("conflict add S-002 S-002", "one and the same person"),
    ("conflict add S-002", "Please name a person or a team"),
    ("conflict remove S-002 B-003", "Nothing is noted about these two."),
)


async def test_what_cannot_be_is_refused_with_the_reason(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    said_ = {words: await refused(world, words) for words, _ in CAN_T}
    assert [(words, said_[words]) for words, why in CAN_T if why not in said_[words]] == []


STAFF_ALONE = ("reg show", "reg set B-003 training done", "conflict add S-002 B-003", "conflict show S-002")


async def test_nobody_else_may(world_at: WorldAt) -> None:
    world = await world_at(bring_in)
    answers = [await world.says(who, words) for who in (SAM, ALEX) for words in STAFF_ALONE]
    notes = {(answer.card, (answer.note or "").partition(".")[0]) for answer in answers}
    assert notes == {(None, "That one is not part of your role")}


async def test_a_buddy_is_told_a_month_and_a_week_before_it_lapses_and_not_once_it_is_renewed(
    pair: World,
) -> None:
    await does(pair, "reg set B-003 training done --expires 2027-01-11")
    pair.clock.now = datetime(2026, 12, 14, 10, tzinfo=UTC)
    month = [line for who, line in await said(pair) if who == "Alex"]
    pair.clock.now = datetime(2027, 1, 4, 10, tzinfo=UTC)
    week = [line for who, line in await said(pair) if who == "Alex"]
    await does(pair, "reg set B-003 training done --expires 2028-01-11")
    key = "reg_7:3:2027-01-11"
    prompt = Prompt(kind=Kind.REG_7, subject=3, key=key, until=datetime(2027, 1, 12, tzinfo=UTC))
    asked = Asked(prompt=prompt, chat=None, pace=Pace(held=False, due_at=pair.clock.now, said=0))
    assert "Some steps are due again soon" in month
    assert "A week to go for these steps" in week
    assert (await pair.store.read(ALEX_, prepare, asked)).card is None


async def test_the_notice_names_the_steps_that_lapse_in_plain_words(pair: World) -> None:
    await does(pair, "reg set B-003 training done --expires 2027-01-11")
    await does(pair, "reg set B-003 checks done --expires 2027-01-11")
    prompt = Prompt(kind=Kind.REG_30, subject=3, key="reg_30:3:2027-01-11", until=datetime(2027, 1, 1, tzinfo=UTC))
    asked = Asked(prompt=prompt, chat=None, pace=Pace(held=False, due_at=pair.clock.now, said=0))
    card = (await pair.store.read(ALEX_, prepare, asked)).card
    steps = (Lapsing(say="the check that the role needs"), Lapsing(say="your training"))
    assert card == Lapses(steps=steps, day="Mon 11 Jan 2027", early=True)


async def test_the_coordinator_sees_what_lapses_and_the_meetings_that_are_set_for_later(booked: World) -> None:
    done = await does(booked, "reg set B-003 training done --on 2026-11-01 --expires 2026-11-30")
    lines = await booked.store.read(JO, lambda work, _, now: today_lines(work, now, at_most=5), None)
    later = await booked.store.read(JO, lambda work, _, now: [one.id for one in beyond(work, now)], None)
    assert lines == (1, ("Alex Morgan (B-003): until Mon 30 Nov",))
    assert later == [1]
    assert "M-1, Sam with Alex on Tue 1 Dec at 14:00: registration does not last until then." in [
        one.say for one in done.notes
    ]
    assert "M-1, Sam with Alex on Tue 1 Dec at 14:00" in await lists(booked, "reg show")


async def test_two_who_are_matched_now_are_named_and_no_reason_is_kept(pair: World) -> None:
    done = await does(pair, "conflict add S-002 B-003")
    assert done.what == "Sam Taylor (S-002) and Alex Morgan (B-003) are not to be matched. No reason is kept."
    assert [one.say for one in done.notes] == [
        "P-1 is on hold from now on, and its people hear that, not why. To end it: match end P-1"
    ]
    assert "Alex Morgan (B-003)" in await lists(pair, "conflict show S-002")
    assert "Not to be matched: 1" in await lists(pair, "person show B-003")
    await undone(pair, done)
    assert await lists(pair, "conflict show S-002") == "Sam Taylor (S-002): not to be matched with\nNobody."


async def test_a_team_is_noted_by_its_label_and_removed_from_either_side(pair: World) -> None:
    await does(pair, "conflict add S-002 Blue Team")
    assert "the team 'Blue Team'" in await lists(pair, "conflict show S-002")
    done = await does(pair, "conflict remove S-002 blue team")
    assert "Nobody." in await lists(pair, "conflict show S-002")
    await undone(pair, done)
    assert "the team" in await lists(pair, "conflict show S-002")
    await does(pair, "conflict add S-002 B-003")
    await does(pair, "conflict remove B-003 S-002")
    assert "Alex" not in await lists(pair, "conflict show S-002")


async def test_every_step_is_noted_at_once_and_taken_back_as_each_stood(world: World) -> None:
    await imported(world, pair_rows())
    await does(world, "reg set B-003 training done --on 2026-11-02 --expires 2027-11-30")
    everything = await does(world, "reg set B-003 all done --expires 2027-12-31")
    assert everything.what == "Robin Hart (B-003): every step: done."
    assert [one.say for one in everything.notes] == ["Ready to match: yes."]
    await undone(world, everything)
    assert "training: done on Mon 2 Nov, until Tue 30 Nov 2027" in await lists(world, "reg show B-003")
    assert "checks: to do" in await lists(world, "reg show B-003")
