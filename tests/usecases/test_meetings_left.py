"""A match whose students have met before says how many meetings are left."""

from __future__ import annotations

from datetime import datetime

from bot.cards.staff import ShallI
from bot.domain.meetings import LinkId, MeetingState
from bot.usecases.ports import Work
from tests.matching import agrees, asked, cast, heard, says, types
from tests.world import World


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
    assert "You would meet 5 times." in shown.telling[0].words
    await agrees(world, make)
    assert ("robin", "Would you like to meet a student?") in await heard(world)
    assert any("You would meet 5 times." in str(one.card) for one in world.voice.said)
