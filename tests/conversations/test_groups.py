"""Two students and two Buddies in one group go the same way together."""

from __future__ import annotations

import asyncio

from bot.cards.after import Thanks
from bot.cards.meetings import Booked, NothingToDo, NotToday
from bot.cards.staff import Done, Listing
from bot.cards.times import AskConfirm, Picked
from bot.domain.meetings import MeetingState
from bot.store.tables import history
from tests.day import heard, needs, rows
from tests.staff import asks as shall
from tests.stage import ALEX, JO, SAM, START, THREE, TUESDAY, TWO, bring_in, meeting, ref
from tests.templates import WorldAt
from tests.world import World, person, shown

KIM, ROBIN = person("kim.lee"), person("robin.hart")
KIM_, ROBIN_ = "chat-entra-kim.lee", "chat-entra-robin.hart"
GROUP = """role,first_name,surname,email,pair,said_yes,registered
student,Sam,Taylor,sam.taylor@university.example,Group,yes,yes
student,Kim,Lee,kim.lee@university.example,Group,yes,yes
buddy,Alex,Morgan,alex.morgan@post.example,Group,yes,yes
carer,Robin,Hart,robin.hart@university.example,Group,yes,yes
"""
HELD = {"took_place": "held"}


async def group_with_a_time(world: World) -> list[list[tuple[str, str]]]:
    """All four, with a time for their meeting; what was heard at each step."""
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    at_each = [await heard(world)]
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    at_each.append(await heard(world))
    await world.presses(KIM, "pick", **await ref(world), times=TWO)
    at_each.append(await heard(world))
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    await world.presses(ROBIN, "confirm", **await ref(world), time=TWO)
    return [*at_each, await heard(world)]


async def test_a_group_finds_a_time_together(world: World) -> None:
    greeted, asked, wanted, booked = await group_with_a_time(world)
    assert [who for who, line in greeted if line == "When are you free?"] == ["Alex", ROBIN_]
    assert asked == [("Sam", "Meeting 1: Starting well"), (KIM_, "Meeting 1: Starting well")]
    assert wanted == [("Alex", "Can you do this?"), (ROBIN_, "Can you do this?")]
    assert booked == sorted((who, "It's set") for who in ("Sam", KIM_, "Alex"))
    words = {one.conversation: str(one.card) for one in world.voice.said if "It's set" in str(one.card)}
    assert "with Alex and Robin:" in words[KIM_]
    assert "with Sam and Kim:" in words["chat-entra-alex.morgan"]


async def test_in_a_group_everybody_is_asked_how_it_went_and_each_student_has_a_reflection_of_their_own(
    world_at: WorldAt,
) -> None:
    world = await world_at(group_with_a_time)
    world.clock.now = START.replace(hour=15, minute=5)
    asked = await heard(world)
    for student in (SAM, KIM):
        await world.presses(student, "after_student", **await ref(world), **HELD)
        await world.presses(student, "save_reflection", meeting=1, w_heard=f"Words of {student.name}.")
    for buddy in (ALEX, ROBIN):
        await world.presses(buddy, "after_buddy", **await ref(world), **HELD)
    read = [str(shown(await world.opens(student, "read_reflection", meeting=1))) for student in (SAM, KIM)]
    today = str(world.renderer.render(shown(await world.says(JO, "today"))))
    world.clock.move(days=1)

    assert [line for line in asked if line[1] in {"How did it go?", "Thank you"}] == [
        ("Alex", "Thank you"),
        ("Sam", "How did it go?"),
        (KIM_, "How did it go?"),
        (ROBIN_, "Thank you"),
    ]
    assert [("sam.taylor" in one, "kim.lee" in one) for one in read] == [(True, False), (False, True)]
    assert "Meetings held: 1. Reflections saved: 2." in today
    assert await heard(world) == [("Alex", "When are you free?"), (ROBIN_, "When are you free?")]


async def test_two_buddies_who_say_yes_at_once_are_both_heard(world: World) -> None:
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    await world.presses(KIM, "pick", **await ref(world), times=TWO)
    now = await ref(world)
    await asyncio.gather(*(world.presses(one, "confirm", **now, time=TWO) for one in (ALEX, ROBIN)))
    assert (await meeting(world)).state is MeetingState.CONFIRMED


async def test_in_a_group_it_is_said_who_was_not_there(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    world.clock.now = START.replace(hour=15, minute=5)
    await world.worker.catch_up()
    asked = {one.conversation: str(one.card) for one in world.voice.said}
    assert "No, Alex and Robin weren't there" in asked[KIM_]
    assert "respectful to all of you?" in asked[KIM_]
    assert "No, Sam and Kim weren't there" in asked["chat-entra-alex.morgan"]


async def test_in_a_group_a_move_is_news_to_the_three_others(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    await world.presses(ALEX, "free_again", **await ref(world))
    assert await heard(world) == [(who, "Your meeting will move") for who in ("Sam", KIM_, ROBIN_)]


async def test_a_group_with_another_buddy_meets_without_one_who_can_t_today_and_the_coordinator_knows(
    world_at: WorldAt,
) -> None:
    world = await world_at(group_with_a_time)
    world.clock.now = START.replace(hour=9)
    await world.worker.catch_up()
    card = shown(await world.presses(ALEX, "not_today", **await ref(world)))
    assert isinstance(card, NotToday)
    assert (card.without, card.moved) == (True, False)
    assert await heard(world) == [("Jo", "A change today")]
    note = next(str(one.card) for one in world.voice.said if "A change today" in str(one.card))
    assert "One Buddy of P-1 can't be at M-1." in note
    assert "Alex" not in note
    world.clock.now = START.replace(hour=13, minute=50)
    assert await heard(world) == [(who, "In 10 minutes") for who in ("Sam", KIM_, ROBIN_)]
    world.clock.now = START.replace(hour=15, minute=5)
    asked = await heard(world)
    assert "Alex" not in [who for who, _ in asked]
    await world.presses(SAM, "after_student", **await ref(world), **HELD)
    assert (await meeting(world)).state is MeetingState.HELD


async def test_when_the_last_buddy_of_a_group_can_t_today_the_meeting_moves(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    world.clock.now = START.replace(hour=9)
    await world.worker.catch_up()
    for buddy in (ALEX, ROBIN):
        await world.presses(buddy, "not_today", **await ref(world))
    assert (await meeting(world)).state is MeetingState.PLANNED
    moved = await heard(world)
    assert [line for line in moved if line[1] == "Today's meeting will move"] == [
        (who, "Today's meeting will move") for who in ("Alex", "Sam", KIM_)
    ]


async def test_one_person_alone_in_a_group_can_go_and_the_others_answer_for_the_meeting(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    world.clock.now = START.replace(minute=15)
    assert shown(await world.presses(SAM, "did_not_come", **await ref(world))) == Thanks(nobody=True)
    assert (await meeting(world)).state is MeetingState.CONFIRMED
    for who, verb in ((KIM, "after_student"), (ALEX, "after_buddy"), (ROBIN, "after_buddy")):
        await world.presses(who, verb, **await ref(world), took_place="absent_self")
    assert (await meeting(world)).state is MeetingState.PLANNED
    await world.worker.catch_up()
    assert {one["what"] for one in await rows(world, history)} & {"missed", "marked_missed"} == set()


async def test_one_student_of_a_group_who_was_not_there_is_noted_alone(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    world.clock.now = START.replace(hour=15, minute=5)
    await world.presses(KIM, "after_student", **await ref(world), **HELD)
    done = shown(await world.says(JO, "attend mark M-1 missed:Sam Taylor"))
    assert isinstance(done, Done)
    assert done.undo == 0
    assert (await meeting(world)).state is MeetingState.HELD
    listing = shown(await world.says(JO, "attend show C-1"))
    assert isinstance(listing, Listing)
    assert {row.say: row.more.split(".")[0] for row in listing.rows} == {
        "Alex Morgan": "1 (M-1): held",
        "Kim Lee": "1 (M-1): held",
        "Robin Hart": "1 (M-1): held",
        "Sam Taylor": "1 (M-1): not there",
    }


async def test_in_a_group_one_buddy_s_times_are_no_new_question_to_anybody(world: World) -> None:
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    await heard(world)
    await world.says(ALEX, "free every tue 14-16")
    assert await heard(world) == []
    await world.says(ROBIN, "free every tue 13-15")
    assert await heard(world) == [(who, "Meeting 1: Starting well") for who in ("Sam", KIM_)]


async def test_who_leaves_a_group_is_no_part_of_what_comes_after(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    for who in (KIM, ROBIN):
        await world.presses(who, "leave_yes")
    world.clock.now = START.replace(hour=13, minute=50)
    await world.worker.catch_up()
    soon = {one.conversation: str(one.card) for one in world.voice.said if "In 10 minutes" in str(one.card)}
    assert soon.keys() == {"chat-entra-sam.taylor", "chat-entra-alex.morgan"}
    assert "Your meeting with Alex starts" in soon["chat-entra-sam.taylor"]
    assert "Your meeting with Sam starts" in soon["chat-entra-alex.morgan"]
    assert (await meeting(world)).is_pair


async def test_a_group_whose_buddies_have_all_left_ends_and_its_students_need_another(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    await world.presses(ROBIN, "leave_yes")
    assert (await meeting(world)).state is MeetingState.CONFIRMED
    await world.presses(ALEX, "leave_yes")
    assert (await meeting(world)).state is MeetingState.CANCELLED
    before = len(world.voice.said)
    await world.worker.catch_up()
    told = [one for one in world.voice.said[before:] if "A change of Buddy" in str(one.card)]
    assert {one.conversation for one in told} == {"chat-entra-sam.taylor", KIM_}
    today = str(world.renderer.render(shown(await world.says(JO, "today"))))
    assert "2 students need a new Buddy" in today


async def test_the_others_hear_kindly_that_somebody_has_left_a_group_that_goes_on(world_at: WorldAt) -> None:
    world = await world_at(group_with_a_time)
    asks = await shall(world, "person leave kim")
    words = "Kim has stepped out. The meetings go on. It is not because of you, and you don't need to do a thing."
    assert {(one.who, one.words) for one in asks.telling} == {(who, words) for who in ("Sam", "Alex", "Robin")}
    await world.presses(KIM, "leave_yes")
    before = len(world.voice.said)
    await world.worker.catch_up()
    told = {one.conversation for one in world.voice.said[before:] if words in str(one.card)}
    assert told == {"chat-entra-sam.taylor", "chat-entra-alex.morgan", ROBIN_}
    assert (await needs(world))["1 person has left a group that goes on"] == ["Kim Lee"]
    assert (await meeting(world)).state is MeetingState.CONFIRMED


async def test_each_buddy_of_a_group_is_asked_and_nothing_is_booked_before_the_last_yes(world: World) -> None:
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    await heard(world)
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    await world.presses(KIM, "pick", **await ref(world), times=f"{TWO},{THREE}")
    await heard(world)
    old = await ref(world)
    first = shown(await world.presses(ALEX, "confirm", **old, time=TWO))
    assert isinstance(first, Picked)
    assert (first.buddy, [one.value for one in first.times]) == ("Robin", [TWO])
    assert (await meeting(world)).state is MeetingState.HALF_CONFIRMED
    assert await heard(world) == [(ROBIN_, "Can you do this?")]
    again = shown(await world.presses(ALEX, "confirm", **await ref(world), time=TWO))
    assert isinstance(again, Picked)
    stale = shown(await world.presses(ROBIN, "confirm", **old, time=THREE))
    assert isinstance(stale, AskConfirm)
    assert (stale.changed, [one.value for one in stale.times]) == (True, [TWO])
    world.clock.move(hours=1)
    assert isinstance(shown(await world.says(ALEX, "next")), NothingToDo)
    assert isinstance(shown(await world.presses(ROBIN, "confirm", **await ref(world), time=TWO)), Booked)
    assert await heard(world) == sorted((who, "It's set") for who in ("Sam", KIM_, "Alex"))


async def test_another_time_from_the_second_buddy_asks_both_anew(world: World) -> None:
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    await world.presses(KIM, "pick", **await ref(world), times=TWO)
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    await world.presses(ROBIN, "free_again", **await ref(world))
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    await world.presses(KIM, "pick", **await ref(world), times=TWO)
    assert isinstance(shown(await world.presses(ROBIN, "confirm", **await ref(world), time=TWO)), Picked)


async def test_a_buddy_who_takes_a_break_is_not_waited_for(world: World) -> None:
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    await world.presses(KIM, "pick", **await ref(world), times=TWO)
    await world.presses(ROBIN, "rest", until="month")
    assert isinstance(shown(await world.presses(ALEX, "confirm", **await ref(world), time=TWO)), Booked)
