"""The thin path from end to end, turn by turn."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.cards.meetings import Booked
from bot.cards.people import ImportPreview
from bot.cards.times import AskConfirm, AskFree, AskPick
from bot.front.turn import Answer
from tests.world import ROSTER, World, person, shown

JO, SAM, ALEX = person("jo.field"), person("sam.taylor"), person("alex.morgan")
IMPORT = "the import is accepted"  # works through a whole list, so its statements are for each row
WRITTEN = {"w_heard": "Something private", "card": "card-1"}


async def thin_path(world: World) -> AsyncIterator[tuple[str, Answer]]:
    """Each turn with its answer: a pair is brought in, finds a time, moves it, meets and reflects."""
    yield "the coordinator comes", await world.comes(JO)
    yield "a stranger comes", await world.comes(SAM)
    yield "a stranger comes again", await world.comes(SAM)
    preview = await world.says(JO, f"/person import\n{ROSTER}")
    yield "a list is typed", preview
    card = shown(preview)
    assert isinstance(card, ImportPreview)
    yield IMPORT, await world.presses(JO, "import_yes", proposal=card.proposal)
    yield "a Buddy comes", await world.comes(ALEX)
    yield "a student types commands", await world.says(SAM, "commands")
    yield "a student types something else", await world.says(SAM, "what now")
    async for turn in a_time_is_found(world):
        yield turn
    async for turn in _a_time_is_moved(world):
        yield turn
    async for turn in _it_takes_place(world):
        yield turn


async def a_time_is_found(world: World) -> AsyncIterator[tuple[str, Answer]]:
    asked = await world.says(ALEX, "next")
    yield "a Buddy types next", asked
    free = shown(asked)
    assert isinstance(free, AskFree)
    yield "a Buddy asks how to offer", await world.says(ALEX, "free")
    ref = {"meeting": free.meeting, "version": free.version}
    times = {"day1": "2026-12-02", "from1": "14:00", "to1": "16:00"}
    yield "a Buddy presses offer", await world.presses(ALEX, "offer", **ref, **times)
    yield "a Buddy types free", await world.says(ALEX, "free wed 14:00-17:00")
    asked = await world.says(SAM, "next")
    yield "a student types next", asked
    pick = shown(asked)
    assert isinstance(pick, AskPick)
    picks = ",".join(one.value for one in pick.times[:3])
    yield "a student picks", await world.presses(SAM, "pick", meeting=pick.meeting, version=pick.version, times=picks)
    asked = await world.says(ALEX, "next")
    yield "a Buddy sees the picks", asked
    confirm = shown(asked)
    assert isinstance(confirm, AskConfirm)
    ref = {"meeting": confirm.meeting, "version": confirm.version}
    yield "a Buddy confirms", await world.presses(ALEX, "confirm", **ref, time=confirm.first)
    yield "a Buddy confirms on an old card", await world.presses(ALEX, "confirm", **ref, time=confirm.first)


async def _a_time_is_moved(world: World) -> AsyncIterator[tuple[str, Answer]]:
    asked = await world.says(SAM, "next")
    yield "a student sees the time", asked
    booked = shown(asked)
    assert isinstance(booked, Booked)
    meeting, version = booked.meeting, booked.version
    ref = {"meeting": meeting, "version": version}
    yield "a student says good for today", await world.presses(SAM, "good_today", **ref)
    yield "a student moves it", await world.presses(SAM, "move", **ref)
    yield "a Buddy offers again", await world.says(ALEX, "free thu 14:00-15:00")
    ref = {"meeting": meeting, "version": version + 2}
    yield "a student picks again", await world.presses(SAM, "pick", **ref, times="2026-12-03T14:00Z")
    ref = {"meeting": meeting, "version": version + 3}
    yield "a Buddy confirms again", await world.presses(ALEX, "confirm", **ref, time="2026-12-03T14:00Z")


async def _it_takes_place(world: World) -> AsyncIterator[tuple[str, Answer]]:
    booked = shown(await world.says(SAM, "next"))
    assert isinstance(booked, Booked)
    world.clock.move(days=3, hours=7)
    meeting, ref = booked.meeting, {"meeting": booked.meeting, "version": booked.version}
    yield "a student says it was held", await world.presses(SAM, "after_student", **ref, took_place="held", useful="8")
    yield "a Buddy says it was held", await world.presses(ALEX, "after_buddy", **ref, took_place="held", call="today")
    yield "a student types reflect", await world.says(SAM, "reflect")
    yield "a dialog opens", await world.opens(SAM, "open_reflection", meeting=meeting)
    yield "a draft is kept", await world.sends_in(SAM, "keep_draft", meeting=meeting, **WRITTEN)
    yield "a dialog is saved", await world.sends_in(SAM, "save_reflection", meeting=meeting, **WRITTEN)
    yield "a reflection is read", await world.opens(SAM, "read_reflection", meeting=meeting)
    yield "the coordinator types today", await world.says(JO, "today")
