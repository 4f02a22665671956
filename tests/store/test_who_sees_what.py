"""Every question that a unit of work answers, asked by people who should not know."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, get_args, get_type_hints

import pytest

from bot.domain.meetings import Meeting, MeetingState, Side
from bot.domain.people import Person, PersonId, Role
from bot.domain.reflections import Reflection, ReflectionState
from bot.store.desk import ASSISTANT, NO_ONE
from bot.usecases.ports import Work
from tests.store.asking import ASK, OPEN_TO_ALL, About, Refused, asked
from tests.store.pairs import add_pair, add_person, confirmed, linked
from tests.world import MONDAY, World

START = MONDAY + timedelta(days=1)
SECRET, DRAFT = "the saved words", "the words of the draft"
NOTHING: tuple[object, ...] = (None, (), [], {}, False, frozenset())
PORTS = {name: kind for name, kind in get_type_hints(Work).items() if name != "site"}


@dataclass(frozen=True, slots=True)
class Scheme:
    """A meeting that took place, its two students, its Buddy, and people who have nothing to do with it."""

    world: World
    about: About
    people: Mapping[str, Person]

    async def ask(self, who: str) -> dict[str, object]:
        actor = self.people[who]
        return await self.world.store.database.write(
            lambda connection: asked(self.world.store, connection, actor, self.about)
        )


def _members(work: Work, request: tuple[PersonId, PersonId, PersonId], now: Any) -> Meeting:  # noqa: ANN401 - not looked at
    author, other, buddy = request
    sides = {author: Side.STUDENT, other: Side.STUDENT, buddy: Side.BUDDY}
    linked(work, sides, now)
    return work.meetings.of(author)[0]


def _held(work: Work, meeting: Meeting, _now: Any) -> About:  # noqa: ANN401 - not looked at
    found = work.meetings.get(meeting.id)
    work.meetings.offer(found.id, [START])
    found = work.meetings.change(found, MeetingState.CONFIRMED, now=MONDAY, start=START)
    found = work.meetings.change(found, MeetingState.HELD, now=START, start=START)
    work.answers.put(found, took_place="held", respect="no", useful=3, now=START)
    mine = work.reflections.open(found.id, model="buddy_workbook", due_at=START)
    work.reflections.save(mine, {"heard": SECRET}, ReflectionState.SAVED, now=START)
    mine = work.reflections.get(found.id) or mine
    work.reflections.save(mine, {"heard": DRAFT}, ReflectionState.DRAFT, now=START)
    proposal = work.proposals.add("{}", now=START)
    buddy = found.people(Side.BUDDY)[0]
    return About(author=work.actor.id, buddy=buddy, meeting=found, reflection=mine, proposal=proposal)


@pytest.fixture
async def scheme(world: World) -> Scheme:
    store = world.store
    author = await add_person(store, "author", Role.STUDENT)
    other = await add_person(store, "other.learner", Role.STUDENT)
    buddy = await add_person(store, "bee", Role.BUDDY)
    everything = await add_person(store, "every.thing", *(role for role in Role if role is not Role.ASSISTANT))
    outsider = await add_person(store, "out.sider", Role.STUDENT)
    outside_buddy = await add_person(store, "far.away", Role.BUDDY)
    await confirmed(store, await add_pair(store, outside_buddy, outsider), START)
    meeting = await store.run(None, _members, (author, other, buddy))
    about = await store.run(author, _held, meeting)
    numbers = {"author": author, "other student": other, "buddy": buddy, "all roles": everything}
    numbers |= {"outsider": outsider, "outside buddy": outside_buddy}
    people = {name: await store.read(number, lambda work, _, __: work.actor, None) for name, number in numbers.items()}
    people["coordinator"] = await store.read(PersonId(1), lambda work, _, __: work.actor, None)
    return Scheme(world, about, people | {"assistant": ASSISTANT, "stranger": NO_ONE})


def test_every_question_of_the_port_is_asked() -> None:
    methods = {f"{port}.{name}" for port, kind in PORTS.items() for name in vars(kind) if not name.startswith("_")}

    assert set(ASK) == methods | {"actor", "audit"}


async def test_the_author_reads_the_words_and_by_one_question_alone(scheme: Scheme) -> None:
    answers = await scheme.ask("author")

    assert [name for name, answer in answers.items() if DRAFT in repr(answer)] == ["reflections.read"]
    assert [name for name, answer in answers.items() if SECRET in repr(answer)] == []


async def test_nobody_else_reads_the_words_by_any_question(scheme: Scheme) -> None:
    answers = {who: await scheme.ask(who) for who in scheme.people if who != "author"}

    read = [(who, name) for who, told in answers.items() for name, one in told.items() if _words_in(one)]
    assert read == []
    assert {told["reflections.get"] for told in answers.values()} == {None}
    assert {told["reflections.read"] for told in answers.values()} == {None}
    assert {told["reflections.save"] for told in answers.values()} == {Refused("not_yours")}
    assert len(answers) == 8


def _words_in(answer: object) -> bool:
    return SECRET in repr(answer) or DRAFT in repr(answer)


@pytest.mark.parametrize("who", ["outsider", "outside buddy", "stranger"])
async def test_who_has_nothing_to_do_with_it_learns_and_changes_nothing(scheme: Scheme, who: str) -> None:
    answers = await scheme.ask(who)

    own = answers.pop("meetings.live")
    told = {name: answer for name, answer in answers.items() if name not in OPEN_TO_ALL and answer not in NOTHING}
    assert isinstance(own, list)
    assert [meeting for meeting in own if scheme.people[who].id not in meeting.people()] == []
    assert {name for name, answer in told.items() if answer != Refused("not_yours")} == set()
    assert answers["meetings.get"] == Refused("not_yours")
    assert len(told) > 20


async def test_those_who_meet_see_first_names_and_no_addresses(scheme: Scheme) -> None:
    by_buddy, by_author, by_other = [repr(await scheme.ask(who)) for who in ("buddy", "author", "other student")]

    assert ("Author" in by_buddy, "author@university" in by_buddy) == (True, False)
    assert ("Bee" in by_author, "bee@university" in by_author) == (True, False)
    assert ("Author" in by_other, "author@university" in by_other) == (True, False)


async def test_those_who_meet_see_no_surname_of_each_other(world: World) -> None:
    buddy = await add_person(world.store, "alex.morgan", Role.BUDDY)
    student = await add_person(world.store, "sam.taylor", Role.STUDENT)
    pair = await add_pair(world.store, buddy, student)

    by_buddy = repr(await world.store.read(buddy, lambda work, _, __: work.meetings.get(pair.meeting), None))
    by_student = repr(await world.store.read(student, lambda work, _, __: work.meetings.get(pair.meeting), None))

    assert ("Sam" in by_buddy, "Taylor" in by_buddy, "sam.taylor@" in by_buddy) == (True, False, False)
    assert ("Alex" in by_student, "Morgan" in by_student, "alex.morgan@" in by_student) == (True, False, False)


async def test_the_assistant_sees_no_names(scheme: Scheme) -> None:
    seen = repr(await scheme.ask("assistant"))

    names = ("Author", "Other", "Learner", "Bee", "I knit", "@university.example", "chat-entra", "29:")
    assert [name for name in names if name in seen] == []
    assert "Meeting(members=" in seen


async def test_a_coordinator_sees_who_it_is(scheme: Scheme) -> None:
    answers = await scheme.ask("coordinator")

    assert "author@university.example" in repr(answers["people.find"])


async def test_a_student_cannot_make_anybody_anything(scheme: Scheme) -> None:
    answers = await scheme.ask("author")

    closed = ("people.add", "people.give_role", "people.with_role", "people.find", "links.suggest")
    assert {answers[name] for name in closed} == {Refused("not_yours")}


def _kinds(value: object) -> Iterator[type]:
    """The type of a value and of everything in it."""
    yield type(value)
    if dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from _kinds(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from (*_kinds(key), *_kinds(one))
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for one in value:
            yield from _kinds(one)


async def test_no_row_leaves_the_store(scheme: Scheme) -> None:
    answers = [answer for who in scheme.people for answer in (await scheme.ask(who)).values()]

    rooms = {kind.__module__.partition(".")[0] for answer in answers for kind in _kinds(answer)}
    assert rooms <= {"builtins", "datetime", "bot", "tests"}


def test_no_port_promises_a_row() -> None:
    promised = [
        hint
        for kind in PORTS.values()
        for method in vars(kind).values()
        if callable(method)
        for hint in get_type_hints(method).values()
    ]

    rooms = {_room(part) for hint in promised for part in (hint, *get_args(hint))}
    assert rooms <= {"builtins", "datetime", "collections", "typing", "types", "bot"}
    assert Reflection in promised
    assert len(promised) > 60


def _room(kind: object) -> str:
    return getattr(kind, "__module__", type(kind).__module__).partition(".")[0]
