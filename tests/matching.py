"""People who are ready to be matched, for tests that begin there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from bot.cards import Card
from bot.cards.staff import Done, ShallI
from bot.domain.cohorts import CohortId, EnrolmentState
from bot.domain.joining import ChoiceSaid, Registered, Step, StepState
from bot.domain.links import Link, LinkState
from bot.domain.meetings import LinkId
from bot.domain.people import GIVERS, Account, PersonId, Role
from bot.front.turn import Answer
from bot.store.tables import limits, link
from bot.usecases.ports import Work
from tests.stage import JO, heading
from tests.store.pairs import add_person, enrol
from tests.world import World, person, shown

HOPE = "how people get back to work"
PLACEMENT = {"discipline": "nursing", "university": "ARU", "hope": HOPE, "placement": "Oak Ward"}
SURNAMES = {"alex": "alex.morgan", "sam": "sam.taylor"}


@dataclass(frozen=True, slots=True)
class Ready:
    """Somebody of a test, by first name in small letters."""

    number: PersonId
    role: Role

    @property
    def short(self) -> str:
        return f"{'S' if self.role is Role.STUDENT else 'B'}-{self.number:03d}"


def account(name: str) -> Account:
    """The account of somebody of a test."""
    return person(SURNAMES.get(name, f"{name}.lee"))


def _cohort(work: Work, name: str, _now: datetime) -> CohortId:
    library = work.site.library
    added = work.cohorts.add(name, series=library.default_series, model=library.default_model, ends=date(2027, 3, 31))
    return added.id


def _make_ready(work: Work, request: tuple[PersonId, Role], now: datetime) -> None:
    number, role = request
    work.joining.choose(number, role, ChoiceSaid.YES, ["I know."], version="v1", now=now)
    if role in GIVERS:
        for step in Step:
            work.joining.set_step(number, step, Registered(state=StepState.DONE))


def _placed(work: Work, number: PersonId, _now: datetime) -> None:
    work.people.change(number, **PLACEMENT)


async def new_cohort(world: World, name: str = "OT Autumn") -> CohortId:
    return await world.store.run(None, _cohort, name)


async def add_ready(world: World, name: str, role: Role, cohort: CohortId) -> Ready:
    """Somebody who has said yes, and is registered or waits in the cohort."""
    number = await add_person(world.store, SURNAMES.get(name, f"{name}.lee"), role)
    await world.store.run(None, _make_ready, (number, role))
    if role is Role.STUDENT:
        await enrol(world.store, number, cohort, EnrolmentState.WAITING)
        await world.store.run(number, _placed, number)
    return Ready(number, role)


async def cast(world: World, *, buddies: str = "alex", students: str = "sam") -> dict[str, Ready]:
    """Jo, and people who are ready, in one cohort."""
    await world.comes(JO)
    cohort = await new_cohort(world)
    people = {name: await add_ready(world, name, Role.BUDDY, cohort) for name in buddies.split()}
    people |= {name: await add_ready(world, name, Role.STUDENT, cohort) for name in students.split()}
    await world.worker.catch_up()
    return people


async def types(world: World, words: str) -> Card | str:
    """What Jo gets for a command: a card, or the refusal in words."""
    answer = await world.says(JO, words)
    return answer.card or answer.note or ""


async def agrees(world: World, words: str) -> Card | str:
    """The same, and Jo says yes to what is shown."""
    card = await types(world, words)
    if not isinstance(card, ShallI):
        return card
    answer = await world.presses(JO, "yes", proposal=card.proposal)
    return answer.card or answer.note or ""


async def asked(world: World, people: dict[str, Ready]) -> None:
    """Jo has asked whether these people would like to meet: link 1."""
    made = await agrees(world, "match make " + " ".join(one.short for one in people.values()))
    assert isinstance(made, Done), made


async def says(world: World, name: str, verb: str, *, link: int = 1) -> str:
    """The first line of what somebody gets for a press, or the refusal."""
    answer = await world.presses(account(name), verb, link=link)
    return line(world, answer)


def line(world: World, answer: Answer) -> str:
    """The first line of an answer."""
    return answer.note or heading(world.renderer.render(shown(answer)))


async def heard(world: World) -> list[tuple[str, str]]:
    """Who now hears what, by first name and the first line of each card."""
    before = len(world.voice.said)
    await world.worker.catch_up()
    return sorted(
        (one.conversation.removeprefix("chat-entra-").partition(".")[0], heading(one.card))
        for one in world.voice.said[before:]
    )


def _link(work: Work, number: int, _now: datetime) -> Link:
    return work.links.get(LinkId(number))


async def link_now(world: World, number: int = 1) -> Link:
    """A link as the coordinator sees it now."""
    return await world.store.read(JO, _link, number)


async def state(world: World, number: int = 1) -> LinkState:
    return (await link_now(world, number)).state


def _places(work: Work, number: PersonId, _now: datetime) -> tuple[str, bool]:
    place = work.cohorts.enrolments(number)[0]
    return (str(place.state), place.first)


async def place(world: World, who: Ready) -> tuple[str, bool]:
    """How a student stands in the cohort, and whether they come first."""
    return await world.store.read(JO, _places, who.number)


async def room_for(world: World, who: Ready, students: int) -> None:
    """A Buddy has said how many students at once are right."""

    def write(connection: Connection) -> None:
        connection.execute(limits.insert().values(person_id=who.number, students=students))

    await world.store.database.write(write)


async def freeze(world: World, number: int = 1) -> None:
    """The link is on hold."""
    await world.store.database.write(
        lambda connection: connection.execute(update(link).where(link.c.id == number).values(frozen=True)).rowcount
    )


def states(connection: Connection) -> dict[int, str]:
    """Every link's state."""
    return {row.id: row.state for row in connection.execute(select(link.c.id, link.c.state)).all()}
