"""Two students and two Buddies in one group go the same way together."""

from __future__ import annotations

from tests.stage import ALEX, JO, SAM, START, TUESDAY, TWO, bring_in, ref, said
from tests.world import World, person, shown

KIM, ROBIN = person("kim.lee"), person("robin.hart")
KIM_, ROBIN_ = "chat-entra-kim.lee", "chat-entra-robin.hart"
GROUP = """role,first_name,surname,email,pair
student,Sam,Taylor,sam.taylor@university.example,Group
student,Kim,Lee,kim.lee@university.example,Group
buddy,Alex,Morgan,alex.morgan@post.example,Group
carer,Robin,Hart,robin.hart@university.example,Group
"""
HELD = {"took_place": "held"}


async def group_with_a_time(world: World) -> list[list[tuple[str, str]]]:
    """All four, with a time for their meeting; what was heard at each step."""
    for account in (JO, SAM, KIM, ALEX, ROBIN):
        await world.comes(account)
    await bring_in(world, GROUP)
    heard = [await said(world)]
    await world.presses(ROBIN, "offer", **await ref(world), **TUESDAY)
    heard.append(await said(world))
    await world.presses(KIM, "pick", **await ref(world), times=TWO)
    heard.append(await said(world))
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    return [*heard, await said(world)]


async def test_a_group_finds_a_time_together(world: World) -> None:
    greeted, asked, wanted, booked = await group_with_a_time(world)
    assert [who for who, line in greeted if line == "When are you free?"] == ["Alex", ROBIN_]
    assert asked == [("Sam", "Meeting 1: Starting well"), (KIM_, "Meeting 1: Starting well")]
    assert wanted == [("Alex", "Can you do this?"), (ROBIN_, "Can you do this?")]
    assert booked == [("Sam", "It's set"), (KIM_, "It's set"), (ROBIN_, "It's set")]
    words = {one.conversation: str(one.card) for one in world.voice.said[-3:]}
    assert "with Alex and Robin:" in words[KIM_]
    assert "with Sam and Kim:" in words[ROBIN_]


async def test_in_a_group_everybody_is_asked_how_it_went_and_each_student_has_a_reflection_of_their_own(
    world: World,
) -> None:
    await group_with_a_time(world)
    world.clock.now = START.replace(hour=15, minute=5)
    asked = await said(world)
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
    assert await said(world) == [("Alex", "When are you free?"), (ROBIN_, "When are you free?")]


async def test_in_a_group_a_move_is_news_to_the_three_others(world: World) -> None:
    await group_with_a_time(world)
    await world.presses(ALEX, "not_today", **await ref(world))
    assert await said(world) == [(who, "Your meeting will move") for who in ("Sam", KIM_, ROBIN_)]
