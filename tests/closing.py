"""How far a series has come towards its end: steps for tests that begin there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, update

from bot.domain.cohorts import CohortId, Enrolment
from bot.domain.due import Kind
from bot.domain.links import Link
from bot.domain.meetings import LinkId, Meeting, MeetingId, MeetingState
from bot.domain.people import Account, PersonId, Role
from bot.store.tables import cohort, person
from bot.usecases import ending
from bot.usecases.ending import after_held
from bot.usecases.ports import Work
from bot.usecases.saying import Prompt
from tests import stage
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person
from tests.world import World
from tests.world import person as account

ROBIN = account("robin.tutor")
LAST = 6
WEDNESDAY = datetime(2026, 12, 2, 14, 0, tzinfo=UTC)
NAMES = {**stage.NAMES, "chat-entra-robin.tutor": "Robin"}


def _meet(work: Work, number: int, now: datetime) -> Meeting:
    """The first link's meeting of this number, as it begins now."""
    planned = work.meetings.get(MeetingId(1)) if number == 1 else None
    planned = planned or work.meetings.next_number(LinkId(1), number, now=now)
    assert planned is not None
    start = now - timedelta(minutes=planned.minutes)
    set_ = work.meetings.change(planned, MeetingState.CONFIRMED, now=now, start=start)
    return work.meetings.change(set_, MeetingState.HELD, now=now, start=start)


def end(work: Work, meeting: int, now: datetime) -> None:
    after_held(work, work.meetings.get(MeetingId(meeting)), now)


def _link(work: Work, number: int, _now: datetime) -> Link:
    return work.links.get(LinkId(number))


def _places(work: Work, person_id: PersonId, _now: datetime) -> Sequence[Enrolment]:
    return work.cohorts.enrolments(person_id)


async def number_of(world: World, who: Account) -> PersonId:
    """The number of somebody."""
    return await world.store.read(who, lambda work, _, __: work.actor.id, None)


def _says_held(work: Work, meeting: int, now: datetime) -> None:
    work.answers.put(work.meetings.get(MeetingId(meeting)), took_place="held", now=now)


async def met(world: World, upto: int = LAST) -> list[Meeting]:
    """Sam and Alex have met so often; the last meeting is over just now."""
    await stage.pair(world)
    found = []
    for number in range(1, upto + 1):
        world.clock.now = WEDNESDAY + timedelta(days=7 * (number - 1), hours=1)
        found.append(await world.store.run(None, _meet, number))
        for who in (SAM, ALEX):
            await world.store.run(who, _says_held, found[-1].id)
    await world.worker.catch_up()
    return found


async def ended(world: World) -> None:
    """The series of Sam and Alex is over: the last meeting was on Wed 6 Jan 2027."""
    meetings = await met(world)
    await world.store.run(ALEX, end, meetings[-1].id)


async def link_of(world: World) -> Link:
    """The link as the coordinator sees it."""
    return await world.store.read(JO, _link, 1)


async def place_of(world: World, who: Account) -> Enrolment:
    """Where somebody stands in the cohort."""
    return (await world.store.read(JO, _places, await number_of(world, who)))[0]


async def heard(world: World, days: int = 1, *, hour: int = 10) -> list[tuple[str, str]]:
    """Who hears what so many days later at that hour, by the first line of each card."""
    day = (world.clock.now + timedelta(days=days)).replace(hour=hour, minute=1)
    world.clock.now = day
    before = len(world.voice.said)
    await world.worker.catch_up()
    return sorted(
        (NAMES.get(one.conversation, one.conversation), stage.heading(one.card)) for one in world.voice.said[before:]
    )


async def with_tutor(world: World) -> PersonId:
    """Robin is Sam's tutor."""
    robin = await add_person(world.store, "robin.tutor", Role.TUTOR)
    sam = await number_of(world, SAM)

    def note(connection: Connection) -> None:
        connection.execute(update(person).where(person.c.id == sam).values(tutor_id=robin))

    await world.store.database.write(note)
    return robin


async def close(world: World, on: date | None = None) -> None:
    """The cohort is closed."""
    at = datetime.combine(on, datetime.min.time(), UTC) if on else world.clock.now

    def shut(connection: Connection) -> None:
        connection.execute(update(cohort).where(cohort.c.id == CohortId(1)).values(state="closed", closed_at=at))

    await world.store.database.write(shut)


def prompt(link: int) -> Prompt:
    """A message about the end of this link."""
    return Prompt(kind=Kind.DONE, subject=link, key=f"done:{link}", until=WEDNESDAY + timedelta(days=99))


def close_it(work: Work, number: int, now: datetime) -> int:
    """Ends what still runs in a cohort."""
    return ending.close_cohort(work, CohortId(number), now)


def freeze(work: Work, number: int, now: datetime) -> None:
    """Nothing automatic is said of this link."""
    link = work.links.get(LinkId(number))
    work.links.change(link, link.state, now=now, frozen=True)


def leave(work: Work, _request: None, now: datetime) -> None:
    """The actor leaves."""
    work.people.change(work.actor.id, left_at=now)
