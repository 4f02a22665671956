"""Nobody can be in two meetings at once."""

from __future__ import annotations

from bot.cards.times import AskConfirm, AskFree
from bot.domain.meetings import MeetingState
from tests.day import room_for_two
from tests.stage import ALEX, JO, SAM, THREE, TUESDAY, TWO, bring_in, meeting, ref, said
from tests.world import ROSTER, World, person, shown

KIM = person("kim.lee")
SECOND = """role,first_name,surname,email,pair,said_yes,registered
student,Kim,Lee,kim.lee@university.example,Pair 2,yes,yes
buddy,Alex,Morgan,alex.morgan@post.example,Pair 2,yes,yes
"""


async def two_students(world: World, *, kim_picks: str) -> None:
    """Alex has two students; both picked two o'clock, and Sam has it."""
    for account in (JO, SAM, ALEX, KIM):
        await world.comes(account)
    await bring_in(world, ROSTER)
    await room_for_two(world)
    await bring_in(world, SECOND)
    for number, account, times in ((1, SAM, TWO), (2, KIM, kim_picks)):
        await world.presses(ALEX, "offer", **await ref(world, number), **TUESDAY)
        await world.presses(account, "pick", **await ref(world, number), times=times)
    await world.presses(ALEX, "confirm", **await ref(world, 1), time=TWO)
    await world.worker.catch_up()


async def test_a_time_that_was_taken_meanwhile_is_answered_with_those_still_free(world: World) -> None:
    await two_students(world, kim_picks=f"{TWO},{THREE}")
    card = shown(await world.presses(ALEX, "confirm", **await ref(world, 2), time=TWO))
    assert isinstance(card, AskConfirm)
    assert (card.taken, [time.value for time in card.times], card.first) == (True, [THREE], THREE)
    assert (await meeting(world, 2)).state is MeetingState.HALF_CONFIRMED
    assert await said(world) == []
    await world.presses(ALEX, "confirm", **await ref(world, 2), time=THREE)
    assert await said(world) == [("chat-entra-kim.lee", "It's set")]


async def test_when_no_pick_is_free_any_more_the_buddy_is_asked_for_others(world: World) -> None:
    await two_students(world, kim_picks=TWO)
    card = shown(await world.presses(ALEX, "confirm", **await ref(world, 2), time=TWO))
    assert isinstance(card, AskFree)
    assert (await meeting(world, 2)).start is None
    await world.says(ALEX, "free wed 10:00-11:00")
    assert await said(world) == [("chat-entra-kim.lee", "Meeting 1: Starting well")]


async def test_a_time_that_is_free_again_can_be_booked_by_others(world: World) -> None:
    await two_students(world, kim_picks=TWO)
    await world.presses(SAM, "move", **await ref(world, 1))
    await world.presses(ALEX, "confirm", **await ref(world, 2), time=TWO)
    assert [(await meeting(world, number)).state for number in (1, 2)] == [
        MeetingState.PLANNED,
        MeetingState.CONFIRMED,
    ]
