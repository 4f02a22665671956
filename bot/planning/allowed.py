"""Which students may meet which Buddies: all must-haves and a whole series of common times; how well they suit."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from bot.planning.bits import SLOTS, Flags, Numbers, Words, has_series
from bot.planning.model import Buddy, Student
from bot.planning.table import Table

Wish = TypeVar("Wish", bound=Hashable)

THEME, THEMES_COUNTED, MODE, GENDER, KIND = 12, 3, 14, 20, 10
WAITING, DAYS_A_POINT = 20, 10
BEST = THEME * THEMES_COUNTED + MODE + GENDER + KIND + WAITING
AT_A_TIME = 1 << 20  # pairs in one sweep
SERIES_AT_A_TIME = 1 << 13  # these are looked at day by day


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """The allowed pairs in order of student, then Buddy, with their points; `first[i]` is where student i begins."""

    student: Numbers
    buddy: Numbers
    points: Numbers
    first: Numbers

    def of(self, student: int) -> range:
        """Where the pairs of this student stand."""
        return range(int(self.first[student]), int(self.first[student + 1]))

    def find(self, student: int, buddy: int) -> int | None:
        """Where this pair stands; None when it is not allowed."""
        at = self.at(student, buddy)
        return at if at < self.first[student + 1] and self.buddy[at] == buddy else None

    def at(self, student: int, buddy: int) -> int:
        """Where this pair stands; it is known to be allowed."""
        lo, hi = int(self.first[student]), int(self.first[student + 1])
        return lo + int(np.searchsorted(self.buddy[lo:hi], buddy))

    def where(self, students: Numbers, buddies: Numbers) -> Numbers:
        """Where these pairs stand; they are known to be allowed."""
        width = int(self.buddy.max(initial=0)) + 1
        found: Numbers = np.searchsorted(self.student * width + self.buddy, students * width + buddies)
        return found


def allowed_pairs(table: Table) -> Allowed:
    """Every pair that no rule forbids."""
    sure, maybe = _Pairs(), _Pairs()
    for fine, looked_at in _candidates(table):
        sure.add(*fine)
        maybe.add(*looked_at)
    for fine in _with_series(table, *maybe.all()):
        sure.add(*fine)
    student, buddy = sure.all()
    order = np.argsort(student * len(table.buddies) + buddy, kind="stable")
    student, buddy = student[order], buddy[order]
    return Allowed(
        student=student,
        buddy=buddy,
        points=_points(table, student, buddy),
        first=np.searchsorted(student, np.arange(len(table.students) + 1)).astype(np.int64),
    )


class _Pairs:
    """Pairs while they are gathered."""

    def __init__(self) -> None:
        self.students: list[Numbers] = [np.zeros(0, np.int64)]
        self.buddies: list[Numbers] = [np.zeros(0, np.int64)]

    def add(self, students: Numbers, buddies: Numbers) -> None:
        """Some more of them."""
        self.students.append(students)
        self.buddies.append(buddies)

    def all(self) -> tuple[Numbers, Numbers]:
        """All of them: the students, and the Buddies."""
        return np.concatenate(self.students), np.concatenate(self.buddies)


def _candidates(table: Table) -> Iterator[tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers]]]:
    """Pairs that are surely allowed, and those whose days are still to be looked at."""
    musts = _Musts(table)
    weeks = _Weeks(table)
    for org, name in enumerate(table.orgs):
        serves = np.array([name in buddy.orgs for buddy in table.buddies], bool)
        buddies = np.flatnonzero(serves & (table.seats > 0))
        students = np.flatnonzero((table.org == org) & table.willing)
        rows = max(1, AT_A_TIME // max(1, len(buddies)))
        for at in range(0, len(students), rows):
            chunk = students[at : at + rows]
            fine = musts.grid(chunk, buddies)
            sure, maybe = weeks.grid(chunk, buddies, fine)
            yield (chunk[sure[0]], buddies[sure[1]]), (chunk[maybe[0]], buddies[maybe[1]])


def _with_series(table: Table, student: Numbers, buddy: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    for at in range(0, len(student), SERIES_AT_A_TIME):
        one, other = student[at : at + SERIES_AT_A_TIME], buddy[at : at + SERIES_AT_A_TIME]
        enough = has_series((table.student_starts[one] & table.buddy_starts[other]) != 0, table.problem.term)
        yield one[enough], other[enough]


class _Musts:
    """The must-haves besides time, each as a grid of what students ask against what Buddies bring."""

    def __init__(self, table: Table) -> None:
        students, buddies = table.students, table.buddies
        self.grids = [
            _grid(students, buddies, lambda s: s.disciplines, lambda x, b: b.disciplines is None or x <= b.disciplines),
            _grid(students, buddies, lambda s: s.needs, lambda x, b: x <= b.supports),
            _no_care_team(students, buddies),
            _grid(students, buddies, lambda s: s.gender if s.gender_must else None, lambda x, b: x in (None, b.gender)),
        ]
        self.never = np.array(sorted(_never(table)), np.int64)
        self.width = len(buddies)

    def grid(self, students: Numbers, buddies: Numbers) -> Flags:
        """Which of these may be together, one row a student."""
        fine = np.ones((len(students), len(buddies)), bool)
        for asked, met in self.grids:
            fine &= met[:, buddies][asked[students]]
        if len(self.never):
            row, column = np.divmod(self.never, self.width)
            at_row, at_column = np.searchsorted(students, row), np.searchsorted(buddies, column)
            here = (at_row < len(students)) & (at_column < len(buddies))
            row, column, at_row, at_column = row[here], column[here], at_row[here], at_column[here]
            here = (students[at_row] == row) & (buddies[at_column] == column)
            fine[at_row[here], at_column[here]] = False
        return fine


def _never(table: Table) -> Iterator[int]:
    pairs = {(table.student_row.get(one), table.buddy_row.get(other)) for one, other in table.problem.apart}
    for row, student in enumerate(table.students):
        pairs |= {(row, table.buddy_row.get(other)) for other in student.previous | student.declined}
    return (one * len(table.buddies) + other for one, other in pairs if one is not None and other is not None)


def _grid(
    students: Sequence[Student],
    buddies: Sequence[Buddy],
    asked: Callable[[Student], Wish],
    met: Callable[[Wish, Buddy], bool],
) -> tuple[Numbers, Flags]:
    """Which wish each student has, and for each wish which Buddies meet it."""
    wishes: dict[Wish, int] = {}
    which = np.array([wishes.setdefault(asked(student), len(wishes)) for student in students], np.int64)
    return which, np.array([[met(wish, buddy) for buddy in buddies] for wish in wishes], bool).reshape(
        len(wishes), len(buddies)
    )


def _no_care_team(students: Sequence[Student], buddies: Sequence[Buddy]) -> tuple[Numbers, Flags]:
    """Nobody learns from somebody for whom their own placement team cares."""
    groups: dict[frozenset[str], int] = {}
    which = np.array([groups.setdefault(student.placement_teams, len(groups)) for student in students], np.int64)
    met = np.ones((len(groups), len(buddies)), bool)
    of_team: dict[str, list[int]] = {}
    for teams, row in groups.items():
        for team in teams:
            of_team.setdefault(team, []).append(row)
    never = [(row, at) for at, one in enumerate(buddies) for team in one.care_teams for row in of_team.get(team, ())]
    met[[row for row, _ in never], [at for _, at in never]] = False
    return which, met


class _Weeks:
    """What can be said of a pair from the usual week alone, before the days are looked at one by one."""

    def __init__(self, table: Table) -> None:
        term = table.problem.term
        weekday = (np.arange(term.days) + term.start.weekday()) % 7
        closed = {(day - term.start).days for day in term.closed}
        open_ = np.array([day not in closed for day in range(term.days)], bool)
        on = [open_ & (weekday == day) for day in range(7)]
        self.enough = has_series(np.array(on), term)
        self.ever = [[_any(words[:, days]) for days in on] for words in (table.student_starts, table.buddy_starts)]
        self.always = [[_all(words[:, days]) for days in on] for words in (table.student_starts, table.buddy_starts)]

    def grid(self, students: Numbers, buddies: Numbers, fine: Flags) -> tuple[tuple[Numbers, ...], tuple[Numbers, ...]]:
        """Those of the fine pairs that surely have a series, and those that may have one."""
        maybe, sure = np.zeros(fine.shape, bool), np.zeros(fine.shape, bool)
        for day in range(7):
            maybe |= (self.ever[0][day][students, None] & self.ever[1][day][buddies]) != 0
            if self.enough[day]:
                sure |= (self.always[0][day][students, None] & self.always[1][day][buddies]) != 0
        sure &= fine
        maybe &= fine & ~sure
        return np.nonzero(sure), np.nonzero(maybe)


def _any(words: Words) -> Words:
    found: Words = np.bitwise_or.reduce(words, axis=1)
    return found


def _all(words: Words) -> Words:
    found: Words = np.bitwise_and.reduce(words, axis=1)
    return found


def _points(table: Table, student: Numbers, buddy: Numbers) -> Numbers:
    """The wishes met by each pair, in points."""
    students, buddies = table.students, table.buddies
    common = np.zeros(len(student), np.int64)
    for one, other in zip(*_theme_words(students, buddies), strict=True):
        common += np.bitwise_count(one[student] & other[buddy])
    points = THEME * np.minimum(common, THEMES_COUNTED)
    wishes = (
        (MODE, _grid(students, buddies, lambda s: s.mode, lambda x, b: x == "any" or x in b.modes)),
        (GENDER, _grid(students, buddies, lambda s: s.gender, lambda x, b: x in (None, b.gender))),
        (KIND, _grid(students, buddies, lambda s: s.kind, lambda x, b: x in (None, b.kind))),
    )
    for worth, (asked, met) in wishes:
        points += worth * met[asked[student], buddy]
    waited = np.array([min(WAITING, one.waiting_days // DAYS_A_POINT) for one in students], np.int64)
    return points + waited[student]


def _theme_words(students: Sequence[Student], buddies: Sequence[Buddy]) -> tuple[list[Words], list[Words]]:
    themes = sorted(set().union(*(one.themes for one in (*students, *buddies))))
    chunks = [themes[at : at + SLOTS] for at in range(0, len(themes), SLOTS)]
    bits = [{name: 1 << at for at, name in enumerate(chunk)} for chunk in chunks]

    def words(people: Sequence[Student] | Sequence[Buddy], bit: dict[str, int]) -> Words:
        return np.array([sum([bit.get(name, 0) for name in one.themes]) for one in people], np.uint64)

    return [words(students, bit) for bit in bits], [words(buddies, bit) for bit in bits]
