"""People on their way in, for tests of joining, of what is their own, and of breaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards.joining import AskChoice
from bot.domain.cohorts import CohortId, Enrolment, EnrolmentState
from bot.domain.joining import Choice, Limits, Registered, Step, StepState
from bot.domain.people import PersonId, Role, Standing
from bot.front.turn import Answer, Json
from bot.usecases.people import welcome
from bot.usecases.ports import Work
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person, enrol
from tests.world import World, shown

TEAM = "The blue team"


@dataclass(frozen=True, slots=True)
class Invited:
    """Sam is invited to a cohort, and Alex is to become a Buddy."""

    sam: PersonId
    alex: PersonId
    cohort: CohortId


def _cohort(work: Work, people: tuple[PersonId, ...], now: datetime) -> CohortId:
    made = work.cohorts.add("Autumn", series="core6", model="buddy_workbook")
    for person in people:
        work.due.record([welcome(person, now)], now=now)
    return made.id


async def invite(world: World, *, carer: bool = False) -> Invited:
    """Both have been greeted, and have said nothing."""
    sam = await add_person(world.store, "sam.taylor", Role.STUDENT)
    alex = await add_person(world.store, "alex.morgan", Role.CARER if carer else Role.BUDDY)
    cohort = await world.store.run(None, _cohort, (sam, alex))
    for one in (sam, alex):
        await enrol(world.store, one, cohort, EnrolmentState.INVITED)
    await world.comes(JO)
    await world.worker.catch_up()
    return Invited(sam, alex, cohort)


async def ticks(world: World, role: str = "student") -> dict[str, Json]:
    """What the choice card sends when every line is ticked."""
    card = shown(await world.presses(SAM if role == "student" else ALEX, "join", role=role))
    assert isinstance(card, AskChoice)
    fields: dict[str, Json] = {"role": role, "version": card.version}
    return fields | {f"tick{one.number}": "true" for one in card.ticks}


async def says_yes(world: World, role: str = "student") -> Answer:
    """Every line is ticked, and 'I agree' pressed."""
    return await world.presses(SAM if role == "student" else ALEX, "agree", **await ticks(world, role))


async def choice(world: World, person: PersonId, role: Role) -> Choice | None:
    """What is kept of a choice, as a coordinator may see it."""
    return await world.store.read(JO, lambda work, _, __: work.joining.choice_of(person, role), None)


async def places(world: World, person: PersonId) -> list[Enrolment]:
    """Where somebody stands in their cohorts."""
    return list(await world.store.read(JO, lambda work, _, __: work.cohorts.enrolments(person), None))


async def kept(world: World, person: PersonId) -> dict[str, object]:
    """The person's row, as the person may see it."""
    return dict(await world.store.read(person, lambda work, _, __: work.people.profile(person), None))


async def standing(world: World, person: PersonId) -> Standing:
    """How somebody takes part now."""
    found = (await world.store.read(person, lambda work, _, __: work.people.get(person), None)).standing
    assert found is not None
    return found


async def limits(world: World, person: PersonId) -> Limits:
    """A Buddy's own limits, as they count now."""
    return await world.store.read(person, lambda work, _, now: work.joining.limits_of(person, now=now), None)


async def all_steps_done(world: World, person: PersonId, *but: Step) -> None:
    """Every step of registering is done but these."""

    def note(work: Work, _: None, now: datetime) -> None:
        for step in Step:
            if step not in but:
                work.joining.set_step(person, step, Registered(state=StepState.DONE, done_on=now.date()))

    await world.store.run(JO, note, None)
