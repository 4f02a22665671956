"""Which students may meet which Buddies: all must-haves and a whole series of common times; how well they suit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np

from bot.planning.bits import FULL, SLOTS, Flags, Numbers, Words, has_series
from bot.planning.model import Buddy, Someone, Student
from bot.planning.series import Frame, after
from bot.planning.table import Table

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
        courses, teaches = _column(students, "disciplines"), _column(buddies, "disciplines")
        musts = [student.gender if student.gender_must else None for student in students]
        self.grids = [
            _grid(courses, teaches, lambda asked, has: has is None or asked <= has),
            _grid(_column(students, "needs"), _column(buddies, "supports"), lambda asked, has: asked <= has),
            _no_care_team(students, buddies),
            _grid(musts, _column(buddies, "gender"), _none_or_same),
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
        if student.previous or student.declined:
            pairs |= {(row, table.buddy_row.get(other)) for other in student.previous | student.declined}
    return (one * len(table.buddies) + other for one, other in pairs if one is not None and other is not None)


def _column(people: Sequence[Someone], name: str) -> list[Any]:
    return list(map(attrgetter(name), people))


def _grid(asked: Sequence[Any], offered: Sequence[Any], met: Callable[[Any, Any], bool]) -> tuple[Numbers, Flags]:
    """Which wish each student has, and for each wish which Buddies meet it; each two are compared once."""
    (wishes, wish), (offers, offer) = _distinct(asked), _distinct(offered)
    found = np.array([[met(one, other) for other in offers] for one in wishes], bool)
    return wish, found.reshape(len(wishes), len(offers))[:, offer]


def _distinct(values: Sequence[Any]) -> tuple[list[Any], Numbers]:
    """The values that there are, and which of them stands where."""
    rows = {value: row for row, value in enumerate(dict.fromkeys(values))}
    return list(rows), np.fromiter(map(rows.__getitem__, values), np.int64, len(values))


def _none_or_same(asked: str | None, has: str | None) -> bool:
    return asked is None or asked == has


def _no_care_team(students: Sequence[Student], buddies: Sequence[Buddy]) -> tuple[Numbers, Flags]:
    """Nobody learns from somebody for whom their own placement team cares."""
    groups, which = _distinct(_column(students, "placement_teams"))
    met = np.ones((len(groups), len(buddies)), bool)
    of_team: dict[str, list[int]] = {}
    for row, teams in enumerate(groups):
        for team in teams:
            of_team.setdefault(team, []).append(row)
    never = [(row, at) for at, one in enumerate(buddies) for team in one.care_teams for row in of_team.get(team, ())]
    met[[row for row, _ in never], [at for _, at in never]] = False
    return which, met


class _Weeks:
    """What can be said of a pair from the usual week alone, before the days are looked at one by one."""

    def __init__(self, table: Table) -> None:
        term = table.problem.term
        closed = [(day - term.start).days for day in term.closed if term.start <= day <= term.end]
        days = np.zeros((-(-term.days // 7) * 7, 1), np.uint64)
        days[: term.days] = FULL
        days[closed] = 0
        # The first day of the term and all days whole weeks later come first, and so on.
        open_ = sum(1 << day for day in np.flatnonzero(days).tolist())
        frame = Frame.of(term, span=table.span, length=table.length)
        weekly = sum(1 << day for day in range(0, len(days), 7))
        self.enough = [day for day in range(7) if _holds_series(open_ & weekly << day, frame)]
        both = [_by_day(words, days) for words in (table.student_starts, table.buddy_starts)]
        self.ever = [np.bitwise_or.reduce(words) for words in both]
        self.always = [np.bitwise_and.reduce(words | ~days.reshape(-1, 7, 1)) for words in both]

    def grid(self, students: Numbers, buddies: Numbers, fine: Flags) -> tuple[tuple[Numbers, ...], tuple[Numbers, ...]]:
        """Those of the fine pairs that surely have a series, and those that may have one."""
        ever, always = (
            self._in_common(words[0][:, students, None], words[1][:, buddies], days)
            for words, days in ((self.ever, range(7)), (self.always, self.enough))
        )
        sure = fine & always
        return np.nonzero(sure), np.nonzero(fine & ~sure & ever)

    @staticmethod
    def _in_common(ours: Words, theirs: Words, days: Iterable[int]) -> Flags:
        """Which of these have a common start on any of these weekdays."""
        found = np.zeros((ours.shape[1], theirs.shape[1]), np.uint64)
        common = np.empty_like(found)
        for day in days:
            found |= np.bitwise_and(ours[day], theirs[day], out=common)
        some: Flags = found != 0
        return some


def _holds_series(days: int, frame: Frame) -> bool:
    """Whether a whole series can be held on these days, one bit each."""
    reach = days
    for _ in range(1, frame.meetings):
        reach = days & after(reach, frame)
    return reach != 0


def _by_day(words: Words, days: Words) -> Words:
    """The words of all people by week, day and person; none on days that are closed."""
    padded = np.zeros((len(days), len(words)), np.uint64)
    padded[: words.shape[1]] = words.T
    padded &= days
    return padded.reshape(len(days) // 7, 7, len(words))


def _points(table: Table, student: Numbers, buddy: Numbers) -> Numbers:
    """The wishes met by each pair, in points."""
    students, buddies = table.students, table.buddies
    common = np.zeros(len(student), np.int64)
    for one, other in zip(*_theme_words(students, buddies), strict=True):
        common += np.bitwise_count(one[student] & other[buddy])
    points = THEME * np.minimum(common, THEMES_COUNTED)
    wishes: tuple[tuple[int, str, str, Callable[[Any, Any], bool]], ...] = (
        (MODE, "mode", "modes", lambda asked, has: asked == "any" or asked in has),
        (GENDER, "gender", "gender", _none_or_same),
        (KIND, "kind", "kind", _none_or_same),
    )
    for worth, asks, has, fits in wishes:
        asked, met = _grid(_column(students, asks), _column(buddies, has), fits)
        points += worth * met[asked[student], buddy]
    waited = np.array(_column(students, "waiting_days"), np.int64) // DAYS_A_POINT
    return points + np.minimum(WAITING, waited)[student]


def _theme_words(students: Sequence[Student], buddies: Sequence[Buddy]) -> tuple[list[Words], list[Words]]:
    themes = sorted(set().union(*(one.themes for one in (*students, *buddies))))
    chunks = [themes[at : at + SLOTS] for at in range(0, len(themes), SLOTS)]
    bits = [dict.fromkeys(themes, 0) | {name: 1 << at for at, name in enumerate(chunk)} for chunk in chunks]

    def words(people: Sequence[Student] | Sequence[Buddy], bit: dict[str, int]) -> Words:
        return np.array([sum(map(bit.__getitem__, one.themes)) for one in people], np.uint64)

    return [words(students, bit) for bit in bits], [words(buddies, bit) for bit in bits]
