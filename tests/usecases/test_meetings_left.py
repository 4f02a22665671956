"""A student with a new Buddy starts with a short meeting, and then goes on where they were."""

from __future__ import annotations

from datetime import datetime

from bot.cards.staff import Done, ShallI
from bot.domain.meetings import LinkId, MeetingState
from bot.usecases.ports import Work
from tests.matching import agrees, asked, cast, heard, says, types
from tests.world import World

SHORT = "The first meeting is short. Then the series goes on where it was."


def _held(work: Work, link: int, now: datetime) -> None:
    first = work.meetings.of_link(LinkId(link))[0]
    work.meetings.change(first, MeetingState.HELD, now=now, start=now)


async def test_a_new_buddy_reads_how_many_meetings_are_left(world: World) -> None:
    people = await cast(world, buddies="alex robin")
    await asked(world, {name: people[name] for name in ("alex", "sam")})
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await world.store.run(None, _held, 1)
    await agrees(world, "match end P-1 --rematch")
    await heard(world)
    make = f"match make {people['sam'].short} {people['robin'].short}"
    shown = await types(world, make)
    assert isinstance(shown, ShallI)
    assert f"You would meet 6 times. {SHORT}" in shown.telling[0].words
    assert "Your first meeting is short. Then you go on where you were." in shown.telling[1].words
    await agrees(world, make)
    assert ("robin", "Would you like to meet a student?") in await heard(world)
    assert any("You would meet 6 times." in str(one.card) and SHORT in str(one.card) for one in world.voice.said)


def _held_until(work: Work, until: int, now: datetime) -> None:
    """Sam and the first Buddy have had the first meetings of the series."""
    link = LinkId(1)
    for number in range(1, until + 1):
        one = work.meetings.next_number(link, number, now=now) or work.meetings.of_link(link)[0]
        work.meetings.change(one, MeetingState.HELD, now=now, start=now)


def _goes_on(work: Work, link: int, now: datetime) -> list[tuple[int, int]]:
    """The numbers and minutes of a link's meetings, when each is held and the next comes up."""
    for _ in range(9):
        last = work.meetings.of_link(LinkId(link))[-1]
        held = work.meetings.change(last, MeetingState.HELD, now=now, start=now)
        if not work.meetings.next_number(held.link, held.number + 1, now=now):
            break
    return [(one.number, one.minutes) for one in work.meetings.of_link(LinkId(link))]


async def rematched(world: World, *, held: int) -> None:
    """Sam has had some meetings with Alex, and has Robin now."""
    people = await cast(world, buddies="alex robin")
    await asked(world, {name: people[name] for name in ("alex", "sam")})
    await says(world, "alex", "match_yes")
    await says(world, "sam", "match_yes")
    await world.store.run(None, _held_until, held)
    await agrees(world, "match end P-1 --rematch")
    await agrees(world, f"match make {people['sam'].short} {people['robin'].short}")
    await heard(world)
    await says(world, "robin", "match_yes", link=2)
    await heard(world)
    await says(world, "sam", "match_yes", link=2)


async def test_after_a_short_first_meeting_the_series_goes_on_where_it_was(world: World) -> None:
    await rematched(world, held=3)
    assert await world.store.run(None, _goes_on, 2) == [(1, 30), (4, 60), (5, 60), (6, 60)]


async def test_the_series_is_shown_as_it_goes_on(world: World) -> None:
    await rematched(world, held=4)
    assert isinstance(await agrees(world, 'free add robin "tue 10-12 weekly until 2027-02-25"'), Done)
    card = str(await types(world, "meet plan P-2"))
    assert [number for number in range(1, 7) if f"Meeting {number}: " in card] == [1, 5, 6]


async def test_who_has_met_nobody_yet_starts_in_full(world: World) -> None:
    await rematched(world, held=0)
    assert (await world.store.run(None, _goes_on, 2))[:2] == [(1, 60), (2, 60)]
