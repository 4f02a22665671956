"""How far the scheme has come: each step leads to the next, for tests that begin in the middle."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.cards.people import ImportPreview
from bot.domain.meetings import Meeting, MeetingId
from bot.front.turn import Json
from bot.usecases.ports import Work
from tests.world import ROSTER, World, person, shown

JO, SAM, ALEX = person("jo.field"), person("sam.taylor"), person("alex.morgan")
NAMES = {"chat-entra-jo.field": "Jo", "chat-entra-sam.taylor": "Sam", "chat-entra-alex.morgan": "Alex"}
TUESDAY = {"day1": "2026-12-01", "from1": "14:00", "to1": "16:00"}
TWO, THREE = "2026-12-01T14:00Z", "2026-12-01T15:00Z"
START = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def _look(work: Work, number: int, _now: datetime) -> Meeting:
    return work.meetings.get(MeetingId(number))


async def meeting(world: World, number: int = 1) -> Meeting:
    """A meeting as the coordinator sees it now."""
    return await world.store.read(JO, _look, number)


async def ref(world: World, number: int = 1) -> dict[str, Json]:
    """What a fresh card of this meeting sends."""
    now = await meeting(world, number)
    return {"meeting": now.id, "version": now.version}


def heading(card: dict[str, Json]) -> str:
    """The first line of a card."""
    body = card["body"]
    assert isinstance(body, list)
    assert isinstance(body[0], dict)
    return str(body[0]["text"])


async def said(world: World) -> list[tuple[str, str]]:
    """Who now hears what, by the first line of each card."""
    before = len(world.voice.said)
    await world.worker.catch_up()
    return sorted(
        (NAMES.get(one.conversation, one.conversation), heading(one.card)) for one in world.voice.said[before:]
    )


async def bring_in(world: World, roster: str = ROSTER) -> None:
    """The coordinator brings people in with this list."""
    preview = shown(await world.says(JO, f"/person import\n{roster}"))
    assert isinstance(preview, ImportPreview)
    await world.presses(JO, "import_yes", proposal=preview.proposal)


async def pair(world: World) -> None:
    """Sam and Alex are a pair, have been greeted, and Alex was asked when."""
    for account in (JO, SAM, ALEX):
        await world.comes(account)
    await bring_in(world)
    await world.worker.catch_up()


async def offered(world: World) -> None:
    """Alex has offered two times on Tuesday, and Sam has been asked."""
    await pair(world)
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    await world.worker.catch_up()


async def picked(world: World) -> None:
    """Sam has picked both, and Alex has been asked."""
    await offered(world)
    await world.presses(SAM, "pick", **await ref(world), times=f"{TWO},{THREE}")
    await world.worker.catch_up()


async def booked(world: World) -> None:
    """They meet on Tuesday at two, and know it."""
    await picked(world)
    await world.presses(ALEX, "confirm", **await ref(world), time=TWO)
    await world.worker.catch_up()


async def over(world: World) -> None:
    """The meeting is over, and both have been asked how it went."""
    await booked(world)
    for at in (START, START.replace(hour=15, minute=5)):
        world.clock.now = at
        await world.worker.catch_up()


async def reflecting(world: World) -> None:
    """Sam has said that it took place, and has been asked to reflect."""
    await over(world)
    await world.presses(SAM, "after_student", **await ref(world), took_place="held", useful="9", respect="yes")
