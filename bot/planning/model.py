"""What a plan is made from and what it says: plain values. Minutes count from midnight on the wall of the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# Hears while a plan is sought how many are served so far, and how many can be at most.
Told = Callable[[int, int], None]


class Level(StrEnum):
    """How far a plan goes."""

    PAIRING = "pairing"  # who with whom
    FULL = "full"  # and when they meet


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A time that comes every week; Monday is 0."""

    weekday: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """A time on one day."""

    day: date
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """What counts for everybody: free every week, free once, and taken once, on the clock where they live."""

    id: str
    consent: bool = True
    tz: str = "Europe/London"
    weekly: tuple[Window, ...] = ()
    once: tuple[Once, ...] = ()
    busy: tuple[Once, ...] = ()
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Student(Someone):
    """A student, or a group of `people` students who meet a Buddy together.

    `meetings`: how many they need, where it is not a whole series; at full level alone.
    """

    org: str = ""
    disciplines: frozenset[str] = frozenset()
    placement_teams: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    mode: str = "any"
    gender: str | None = None
    gender_must: bool = False
    kind: str | None = None
    waiting_days: int = 0
    previous: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    people: int = 1
    meetings: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buddy(Someone):
    """A Buddy or carer, or several who meet together. Between two days with meetings lie `rest_days` free ones."""

    kind: str = "service_user"
    orgs: frozenset[str] = frozenset({""})
    disciplines: frozenset[str] | None = None
    care_teams: frozenset[str] = frozenset()
    registered_from: date = date.min
    registered_until: date = date.max
    supports: frozenset[str] = frozenset()
    modes: frozenset[str] = frozenset()
    gender: str = ""
    students_at_once: int = 1
    weekly_minutes: int = 10**6
    weekly_meetings: int = 10**3
    meetings_a_day: int = 1
    rest_days: int = 0
    meetings_paid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The series and the days in which it takes place. `target_gap` is the gap that is tried first, in days.

    `fairness_weight`: how many points of preference one point of fairness is worth; None counts it after all wishes.
    `waiting_order`: nobody waits on while one who came later could make room. At pairing level that is proven, others
    changing Buddies for it; at full level with the same Buddy, and no pair that is kept gives way.
    """

    start: date
    end: date
    meetings: int
    minutes: int
    pause: int = 0
    gap_min: int = 7
    gap_max: int = 21
    target_gap: int | None = None
    opens: int = 480
    closes: int = 1260
    closed: frozenset[date] = frozenset()
    at_once: int = 10**6
    fairness_weight: int | None = None
    waiting_order: bool = False

    @property
    def days(self) -> int:
        """How many days there are from the first to the last."""
        return (self.end - self.start).days + 1

    @property
    def step(self) -> int:
        """Minutes from the start of a Buddy's meeting to the earliest start of the next."""
        return self.minutes + self.pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Everybody who could meet, and the rules. `apart`: (student, Buddy) who must never be paired.

    `org_limits`: how many people of a university may have a place; `course_limits`: of one course (university, course).
    """

    name: str
    term: Term
    students: tuple[Student, ...]
    buddies: tuple[Buddy, ...]
    tz: str = "Europe/London"
    apart: frozenset[tuple[str, str]] = frozenset()
    org_limits: Mapping[str, int] = field(default_factory=dict)
    course_limits: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A student with a Buddy, and their meetings in UTC; those in `confirmed` are never touched."""

    student: str
    buddy: str
    sessions: tuple[datetime, ...] = ()
    confirmed: frozenset[datetime] = frozenset()
    fixed: bool = False

    @property
    def promised(self) -> bool:
        """Whether people were told that this pair stands."""
        return self.fixed or bool(self.confirmed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A proposal. No plan can serve more than `bound`; none that serves as many keeps more than `keepable`.

    `cut_short`: the time ran out before all was tried, so that the same question may get another answer.
    """

    name: str
    level: Level
    pairs: tuple[Pair, ...]
    bound: int
    preference: int
    fairness: int
    kept: int = 0
    keepable: int = 0
    cut_short: bool = False
    notes: tuple[str, ...] = ()

    @property
    def served(self) -> int:
        """How many students (or groups) have a place, at full level with all their meetings."""
        return len(self.pairs)

    @property
    def gap(self) -> int:
        """How many more could be served at the very most."""
        return self.bound - self.served

    @property
    def proven(self) -> bool:
        """Whether it is certain that nobody can serve more."""
        return self.gap == 0
