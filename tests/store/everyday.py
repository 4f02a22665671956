"""What students, Buddies and whoever is on duty do from day to day, turn by turn, beside the thin path."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.joining import Registered, Step, StepState
from bot.domain.meetings import LinkId, Meeting, MeetingState
from bot.domain.people import PersonId, Role
from bot.front.turn import Answer, Json
from bot.usecases.ports import Work
from tests.joining import ticks
from tests.matching import agrees, new_cohort
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person, enrol, no_rest
from tests.world import World

Turns = AsyncIterator[tuple[str, Answer]]
LIMITS: dict[str, Json] = {"students": 2, "meetings_week": 5, "rest_days": 2, "rest_days_after": 3, "then": "me"}


@dataclass(frozen=True, slots=True)
class Two:
    """Sam and Alex, by their numbers."""

    sam: PersonId
    alex: PersonId
    cohort: CohortId


def _register(work: Work, person: PersonId, _now: datetime) -> None:
    for step in Step:
        work.joining.set_step(person, step, Registered(state=StepState.DONE))


def _link(work: Work, person: PersonId, _now: datetime) -> LinkId:
    return work.links.of(person)[0].id


def _set(work: Work, which: tuple[LinkId, int], now: datetime) -> Meeting:
    """The link's meeting of this number, set for an hour from now."""
    link, number = which
    made = [work.meetings.next_number(link, one, now=now) for one in range(2, number + 1)]
    planned = made[-1] if made else work.meetings.of_link(link)[0]
    assert planned is not None
    start = now + timedelta(hours=1)
    work.meetings.unbook(planned.id)
    assert work.meetings.book(planned, start, now=now)
    return work.meetings.change(planned, MeetingState.CONFIRMED, now=now, start=start)


def _first(work: Work, link: LinkId, _now: datetime) -> Meeting:
    return work.meetings.of_link(link)[0]


async def _ref(world: World, link: LinkId, number: int, *, hours: float = 0) -> dict[str, Json]:
    """A set meeting as a fresh card knows it, so many hours later."""
    meeting = await world.store.run(None, _set, (link, number))
    world.clock.move(hours=hours)
    return {"meeting": meeting.id, "version": meeting.version}


async def everyday(world: World) -> Turns:
    """Each turn with its answer: two people join, are matched, rest, miss each other, meet, and come to the end."""
    await world.comes(JO)
    cohort = await new_cohort(world, "Autumn")
    two = Two(
        await add_person(world.store, "sam.taylor", Role.STUDENT),
        await add_person(world.store, "alex.morgan", Role.BUDDY),
        cohort,
    )
    async for turn in _join(world, two):
        yield turn
    async for turn in _are_matched(world, two):
        yield turn
    link = await world.store.read(None, _link, two.sam)
    async for turn in _change_plans(world, link):
        yield turn
    await no_rest(world.store, two.alex)
    async for turn in _meet(world, link):
        yield turn
    async for turn in _come_to_the_end(world, two, link):
        yield turn
    yield "the coordinator types today", await world.says(JO, "today")


async def _join(world: World, two: Two) -> Turns:
    await enrol(world.store, two.sam, two.cohort, EnrolmentState.INVITED)
    yield "a student agrees", await world.presses(SAM, "agree", **await ticks(world))
    yield "a Buddy agrees", await world.presses(ALEX, "agree", **await ticks(world, "buddy"))
    yield "needs are saved", await world.presses(SAM, "save_needs", needs="Captions.", then="student")
    yield "limits are saved", await world.presses(ALEX, "save_limits", **LIMITS)
    yield "free every week", await world.says(ALEX, "free every mon 14:00-16:00")
    yield "a student types me", await world.says(SAM, "me")


async def _are_matched(world: World, two: Two) -> Turns:
    await world.store.run(None, _register, two.alex)
    await agrees(world, f"match make S-{two.sam} B-{two.alex}")
    link = await world.store.read(None, _link, two.sam)
    yield "a Buddy would like to", await world.presses(ALEX, "match_yes", link=link)
    yield "a student would like to", await world.presses(SAM, "match_yes", link=link)


async def _change_plans(world: World, link: LinkId) -> Turns:
    yield "not today", await world.presses(ALEX, "not_today", **await _ref(world, link, 1))
    ref = await _ref(world, link, 1, hours=1.1)
    yield "nobody is here", await world.presses(SAM, "nobody_here", **ref)
    world.clock.move(minutes=20)
    yield "the other did not come", await world.presses(ALEX, "did_not_come", **ref)
    world.clock.move(hours=2)
    meeting = await world.store.read(None, _first, link)
    ref = {"meeting": meeting.id, "version": meeting.version}
    yield "a new time is wanted", await world.presses(SAM, "new_time", **ref)


async def _meet(world: World, link: LinkId) -> Turns:
    ref = await _ref(world, link, 1, hours=3)
    held: dict[str, Json] = {**ref, "took_place": "held"}
    yield "a student was not treated well", await world.presses(SAM, "after_student", **held, useful="8", respect="no")
    yield "a Buddy is shaken", await world.presses(ALEX, "after_buddy", **held, how="shaken", respect="yes")
    yield "a call is wanted", await world.presses(ALEX, "call_back", when="soon")
    held = {**await _ref(world, link, 2, hours=3), "took_place": "held"}
    yield "a Buddy was not treated well", await world.presses(ALEX, "after_buddy", **held, how="ok", respect="no")
    held = {**await _ref(world, link, 3, hours=3), "took_place": "held"}
    yield "a Buddy wants a call", await world.presses(ALEX, "after_buddy", **held, how="ok", call="today")
    yield "a call is asked for", await world.presses(SAM, "ask_call", kind="wellbeing")
    yield "a note is taken", await world.presses(JO, "worry_take", worry=1)


async def _come_to_the_end(world: World, two: Two, link: LinkId) -> Turns:
    held = {**await _ref(world, link, 6, hours=3), "took_place": "held"}
    yield "the last one was held", await world.presses(SAM, "after_student", **held, useful="9", respect="yes")
    yield "a promise is made", await world.presses(SAM, "promise", cohort=two.cohort, promise="I will ask first.")
    yield "a form is opened", await world.presses(SAM, "form", link=link)
    answers: dict[str, Json] = {"cohort": two.cohort, "form": "bs_end_student", "f_overall": "9"}
    yield "a form is answered", await world.presses(SAM, "send_form", **answers)
    yield "a Buddy types hours", await world.says(ALEX, "hours")
    month: dict[str, Json] = {"month": "2026-11", "minutes": "120", "prep": "30", "costs": ""}
    yield "hours are given", await world.presses(ALEX, "give_hours", **month)
    yield "a Buddy types me", await world.says(ALEX, "me")
