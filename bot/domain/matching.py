"""Who may be asked to meet whom: must-haves as rules over plain facts, with the reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import combinations

from bot.domain.cohorts import EnrolmentState
from bot.domain.joining import Conflict, Registered, Step, ready
from bot.domain.meetings import Side
from bot.domain.people import GIVERS, Person, PersonId, Role
from bot.domain.places import Places


class Gate(StrEnum):
    """What stands in the way of a person, in words that follow a short id."""

    CHOICE = "has not said yes to taking part"
    AWAY = "takes a break or has left"
    STEPS = "is not registered yet"
    EXPIRES = "is registered, but not until the end of the cohort"
    ROOM = "has no room for one more. Only they can change that"
    PLACE = "is not waiting in this cohort"
    PLACES = "studies where all places of this cohort are taken"
    TAKEN = "has a Buddy in this cohort, or was asked about one"


CLOSED = "The cohort is not open."
NOBODY_WAITS = "No student is waiting for a Buddy. A student waits from the day on which they say yes."
INCOMPLETE = "A pair or group needs a student and a Buddy."
APART = "are not to be matched."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What counts about one person before a link is made. Why somebody is away, or apart, is written nowhere.

    `chose`: the roles in which the last word was yes. `room`: how many links at once are right for a Buddy; a group
    counts as one. `teaches` and `learns`: other open links, as a Buddy, and as a student of this cohort.
    """

    person: Person
    chose: frozenset[Role] = frozenset()
    away: bool = False
    steps: Mapping[Step, Registered] = field(default_factory=dict)
    room: int = 1
    teaches: int = 0
    learns: int = 0
    enrolled: EnrolmentState | None = None
    waits_since: datetime | None = None
    first: bool = False
    placement: str = ""
    hope: str = ""
    university: str = ""
    discipline: str = ""
    needs: str = ""
    gives_times: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What counts about some people and one cohort, as of one moment. `ends` is the cohort's last day."""

    people: Mapping[PersonId, Facts]
    conflicts: tuple[Conflict, ...] = ()
    is_open: bool = True
    ends: date | None = None
    places: Places = field(default_factory=Places)

    def full(self, students: Iterable[PersonId]) -> tuple[str, ...]:
        """Why there is no place for all of these students, by their university and course; nothing where there is."""
        return tuple(
            self.places.reasons((self.people[one].university, self.people[one].discipline) for one in students)
        )


def why_not(members: Mapping[PersonId, Side], known: Known, on: date) -> tuple[str, ...]:
    """Why these people may not be asked on this day, in words for a coordinator; nothing when they may."""
    return tuple(_reasons(members, known, on))


def _reasons(members: Mapping[PersonId, Side], known: Known, on: date) -> Iterator[str]:
    if not known.is_open:
        yield CLOSED
    if set(members.values()) != set(Side):
        yield INCOMPLETE
    for person, side in sorted(members.items()):
        facts = known.people[person]
        yield from (f"{facts.person.number} {gate}." for gate in in_the_way(facts, side, known.ends or on, on=on))
    yield from known.full(person for person, side in members.items() if side is Side.STUDENT)
    for one, other in combinations(sorted(members), 2):
        if other in apart_from(known, one):
            yield f"{known.people[one].person.number} and {known.people[other].person.number} {APART}"


def in_the_way(facts: Facts, side: Side, ends: date, *, on: date) -> Iterator[Gate]:
    """What stands in the way of this person alone, on a day and until the end."""
    if facts.away:
        yield Gate.AWAY
    yield from _buddy(facts, ends, on) if side is Side.BUDDY else _student(facts)


def _buddy(facts: Facts, ends: date, on: date) -> Iterator[Gate]:
    if facts.chose.isdisjoint(GIVERS):
        yield Gate.CHOICE
    if not ready(facts.steps, on):
        yield Gate.STEPS
    elif not ready(facts.steps, max(on, ends)):
        yield Gate.EXPIRES
    if facts.teaches >= facts.room:
        yield Gate.ROOM


def _student(facts: Facts) -> Iterator[Gate]:
    if Role.STUDENT not in facts.chose:
        yield Gate.CHOICE
    if facts.enrolled not in {EnrolmentState.WAITING, EnrolmentState.LINKED}:
        yield Gate.PLACE
    if facts.learns:
        yield Gate.TAKEN


def apart_from(known: Known, person: PersonId) -> frozenset[PersonId]:
    """Who of these people is not to be matched with this one: by name, or by the team of a placement."""
    found: set[PersonId] = set()
    team = folded(known.people[person].placement)
    for conflict in known.conflicts:
        if conflict.person == person:
            found |= {conflict.other or person} | _placed_with(known, conflict.team)
        if conflict.other == person or (team and team == folded(conflict.team)):
            found.add(conflict.person)
    return frozenset(found - {person})


def _placed_with(known: Known, team: str) -> set[PersonId]:
    wanted = folded(team)
    return {number for number, one in known.people.items() if wanted and wanted == folded(one.placement)}


def folded(team: str) -> str:
    """A team's name as it is compared: letters and digits, however it was typed."""
    return "".join(letter for letter in team.casefold() if letter.isalnum())


COMMON_WORDS = frozenset({
    "about", "after", "again", "being", "could", "every", "experience", "health", "learn", "learning", "mental",
    "people", "person", "their", "there", "these", "thing", "things", "think", "understand", "understanding", "where",
    "which", "would", "write", "years",
})  # fmt: skip


def shared_words(one: str, other: str) -> tuple[str, ...]:
    """Words of some length that stand in both texts, in order: a wish that finds an answer."""
    return tuple(sorted(long_words(one) & long_words(other)))


def long_words(text: str) -> frozenset[str]:
    """The words of some length in a text, without those that everybody uses."""
    words = "".join(letter if letter.isalpha() else " " for letter in text.casefold()).split()
    return frozenset(word for word in words if len(word) > len("four")) - COMMON_WORDS
