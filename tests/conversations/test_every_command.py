"""A coordinator types every command: right, wrong, and about nobody that there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.domain.cohorts import CohortId
from bot.domain.errors import NotForYou
from bot.domain.meetings import MeetingId, MeetingState
from bot.domain.people import GIVERS, TAUGHT, PersonId, Role
from bot.front.commands import COMMANDS
from bot.front.commands.command import nothing
from bot.front.commands.people import ADD
from bot.usecases.ports import Work
from tests import stage
from tests.staff import does
from tests.stage import ALEX, JO, SAM
from tests.store.pairs import add_person
from tests.templates import WorldAt
from tests.world import World, person

THEIRS = {one.name: one for one in COMMANDS if Role.COORDINATOR in one.roles and not one.roles & (GIVERS | TAUGHT)}
NUMBER = re.compile(r"\b([A-Z])-?\d+")
OUR_FAULT = "Something went wrong"
LATER = datetime(2027, 1, 12, 14, 0, tzinfo=UTC)
RIGHT = {  # in an order in which each can be done, with Sam and Alex a pair that has met once
    "today": "today",
    "sends": "sends waiting --page 1",
    "settings check": "settings check",
    "person bring": "person bring Sam",
    "sends hold": "sends hold C-1",
    "test flow": "test flow first meeting",
    "cohort new": 'cohort new "OT Spring 27"',
    "cohort list": "cohort list --all",
    "cohort show": "cohort show C-1",
    "cohort set": "cohort set C-1 --end 2027-12-18",
    "cohort pause": "cohort pause C-1",
    "cohort resume": "cohort resume C-2",
    "cohort extend": "cohort extend P-1 2027-12-24",
    "cohort close": "cohort close C-2",
    "person import": "person import",
    "person add": f"person add {ADD}",
    "person find": "person find sam",
    "person show": "person show S-002",
    "person set": "person set S-002 university ARU",
    "person rest": "person rest S-002",
    "person leave": "person leave S-002",
    "person return": "person return S-005",
    "person merge": "person merge S-002 S-004",
    "needs set": 'needs set S-002 "captions"',
    "reg show": "reg show",
    "reg set": "reg set B-003 training done",
    "conflict add": "conflict add S-002 S-004",
    "conflict show": "conflict show S-002",
    "conflict remove": "conflict remove S-002 S-004",
    "match suggest": "match suggest C-1",
    "match all": "match all C-1",
    "match outlook": "match outlook C-1",
    "match end": "match end P-1",
    "free add": 'free add B-003 "thu 10-12 weekly until 2027-02-25"',
    "free show": "free show B-003",
    "free remove": "free remove B-003 1",
    "meet plan": "meet plan P-1",
    "meet move": "meet move M-2 2027-01-14 14:00",
    "meet cancel": "meet cancel M-2",
    "meet list": "meet list",
    "attend mark": "attend mark M-1 held",
    "attend show": "attend show C-1",
    "remind": "remind sam",
    "hours show": "hours show",
    "hours set": "hours set B-003 --month 2026-11 --minutes 60",
    "hours approve": "hours approve B-003 --month 2026-11",
    "export": "export roster C-1",
    "thanks": "thanks",
    "feedback": "feedback C-1",
    "duty set": "duty set jo 2027-01-11",
    "duty show": "duty show",
    "worry list": "worry list",
    "for": "for B-003",
    "undo": "undo",
}
NEEDS_MORE = frozenset(
    {
        "data erase",
        "match make",
        "meet set",
        "match resume",
        "confirm",
        "worry take",
        "worry close",
        "meet keep",
        "sends resume",
        "person import team",
    }
)


async def ready(world: World) -> None:
    """There is something for each command to be about."""
    await stage.reflecting(world)
    await world.presses(ALEX, "give_hours", month="2026-11", minutes="300", prep="75", costs="3.40")
    for name in ("kim.lee", "lou.lee"):
        await add_person(world.store, name, Role.STUDENT, there=False)
    for words in ('cohort new "Other"', 'free add B-003 "tue 10-12 weekly until 2027-02-23"'):
        await does(world, words)
    await world.store.run(JO, _resting, None)


def _resting(work: Work, _request: None, now: datetime) -> None:
    work.people.change(PersonId(5), left_at=now)
    work.meetings.change(work.meetings.get(MeetingId(2)), MeetingState.CONFIRMED, now=now, start=LATER)
    work.cohorts.change(CohortId(2), state="paused", paused_at=now)


async def notes(world: World, words: dict[str, str]) -> dict[str, str | None]:
    return {name: (await world.says(JO, typed)).note for name, typed in words.items()}


async def test_every_command_is_answered_when_it_is_typed_as_its_help_says(world: World) -> None:
    await ready(world)
    found = await notes(world, RIGHT)
    assert {name: note for name, note in found.items() if note} == {}
    assert set(THEIRS) - set(RIGHT) <= NEEDS_MORE  # the tests of their features type them


async def test_what_cannot_be_read_is_asked_for_with_an_example(world: World) -> None:
    await ready(world)
    taking = [name for name, one in THEIRS.items() if one.read is not nothing and not one.file]
    found = await notes(world, {name: f"{name} zzz qqq --nope" for name in taking})
    unclear = {
        name: note
        for name, note in found.items()
        if note is None or OUR_FAULT in note or not re.search(r"example|Type|type|write", note)
    }
    assert unclear == {}
    assert len(found) > 30


async def test_a_command_without_what_it_needs_says_what_is_missing(world: World) -> None:
    await ready(world)
    found = await notes(world, {name: name for name in THEIRS})
    assert {name: note for name, note in found.items() if note and (OUR_FAULT in note or "''" in note)} == {}


async def test_who_or_what_is_not_there_is_said_kindly(world: World) -> None:
    await ready(world)
    about = {name: one.example for name, one in THEIRS.items() if NUMBER.search(one.example)}
    found = await notes(world, {name: NUMBER.sub(r"\1-999", example) for name, example in about.items()})
    assert {name: note for name, note in found.items() if note is None or OUR_FAULT in note} == {}
    assert len(found) > 25


async def test_who_is_no_coordinator_is_refused_each_of_them_politely(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    tutor = person("robin.tutor")
    await add_person(world.store, "robin.tutor", Role.TUTOR)
    for who in (SAM, ALEX, tutor):
        answers = [await world.says(who, one.example) for one in THEIRS.values()]
        assert {answer.note for answer in answers} == {str(NotForYou())}
        assert [answer.card for answer in answers if answer.card] == []
