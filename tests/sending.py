"""Messages to Sam that stay true whatever happens, and that nobody asked for."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.due import Due, Kind
from bot.domain.people import PersonId
from tests.stage import SAM, heading
from tests.world import MONDAY, World

SAM_NUMBER = PersonId(2)
NEWS, BACK = "It's a yes", "Good to see you again, Sam"


def news(name: str, *, days: int = 20) -> Due:
    """That Sam and Alex are a pair; with a name of its own, so that there can be many."""
    return Due(
        key=f"{name}:1:{int(MONDAY.timestamp())}:{SAM_NUMBER}",
        kind=Kind.LINKED,
        person=SAM_NUMBER,
        subject=1,
        due_at=MONDAY,
        until=MONDAY + timedelta(days=days),
    )


async def sam_hears(world: World) -> list[str]:
    """The first lines of what Sam now gets of this."""
    return [line for line in map(heading, await world.hears(SAM)) if line in {NEWS, BACK}]
