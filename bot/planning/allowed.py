"""Which students may meet which Buddies: all must-haves and a whole series of common times; how well they suit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from operator import attrgetter
from typing import Any

import numpy as np

from bot.planning.bits import FULL, SLOTS, Flags, Numbers, Words
from bot.planning.model import Buddy, Someone, Student
from bot.planning.series import Frame, has_series
from bot.planning.table import Table

THEME, THEMES_COUNTED, MODE, GENDER, KIND = 12, 3, 14, 20, 10
WAITING, DAYS_A_POINT = 20, 10
BEST = THEME * THEMES_COUNTED + MODE + GENDER + KIND + WAITING
AT_A_TIME = 1 << 17  # pairs in one sweep
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
    fine, never = np.sort(np.concatenate([np.zeros(0, np.int64), *_fitting(table)])), _never(table)
    at, past = np.searchsorted(fine, never), np.searchsorted(fine, never, side="right")
    student, buddy = np.divmod(np.delete(fine, at[at < past]), _width(table))
    return Allowed(
        student=student,
        buddy=buddy,
        points=_points(table, student, buddy),
        first=np.searchsorted(student, np.arange(len(table.students) + 1)).astype(np.int64),
    )


def _width(table: Table) -> int:
    """A pair is one number here: as many for each student as there are Buddies."""
    return max(1, len(table.buddies))


def _fitting(table: Table) -> Iterator[Numbers]:
    """The pairs that have all must-haves and a whole series of common times."""
    frame = Frame.of(table.problem.term)
    unsure = [np.zeros(0, np.int64)]
    for sure, maybe in _candidates(table):
        yield sure
        unsure.append(maybe)
    pairs = np.concatenate(unsure)
    for at in range(0, len(pairs), SERIES_AT_A_TIME):
        these = pairs[at : at + SERIES_AT_A_TIME]
        student, buddy = np.divmod(these, _width(table))
        yield these[has_series((table.student_starts[student] & table.buddy_starts[buddy]) != 0, frame)]


def _candidates(table: Table) -> Iterator[tuple[Numbers, Numbers]]:
    """Pairs that surely fit, and those whose days are still to be looked at."""
    musts, weeks, width = _Musts(table), _Weeks(table), _width(table)
    _, serves = _grid(table.orgs, _column(table.buddies, "orgs"), lambda name, orgs: name in orgs)
    for org in range(len(table.orgs)):
        buddies = np.flatnonzero(serves[org] & (table.seats > 0))
        students = np.flatnonzero((table.org == org) & table.willing)
        rows = max(1, AT_A_TIME // max(1, len(buddies)))
        for at in range(0, len(students), rows):
            chunk = students[at : at + rows]
            pairs = chunk[:, None] * width + buddies
            sure, maybe = weeks.grid(chunk, buddies, musts.grid(chunk, buddies))
            yield pairs[sure], pairs[maybe]


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

    def grid(self, students: Numbers, buddies: Numbers) -> Flags:
        """Which of these may be together, one row a student."""
        fine = np.ones((len(students), len(buddies)), bool)
        for asked, met in self.grids:
            fine &= met[:, buddies][asked[students]]
        return fine


def _never(table: Table) -> Numbers:
    """The pairs that must never be, or were before, or were declined."""
    pairs = [(table.student_row.get(one), other) for one, other in table.problem.apart]
    for row, student in enumerate(table.students):
        if student.previous or student.declined:
            pairs += [(row, other) for other in (*student.previous, *student.declined)]
    width, rows = _width(table), table.buddy_row
    return np.array([row * width + rows[other] for row, other in pairs if row is not None and other in rows], np.int64)


def _column(people: Sequence[Someone], name: str) -> list[Any]:
    return list(map(attrgetter(name), people))


def _grid(asked: Sequence[Any], offered: Sequence[Any], met: Callable[[Any, Any], bool]) -> tuple[Numbers, Flags]:
    """Which wish each student has, and for each wish which Buddies meet it; each two are compared once."""
    (wishes, wish), (offers, offer) = _distinct(asked), _distinct(offered)
    found = np.array([[met(one, other) for other in offers] for one in wishes], bool)
    return wish, found.reshape(len(wishes), len(offers))[:, offer]


def _distinct(values: Sequence[Any]) -> tuple[list[Any], Numbers]:
    """The values that there are, and which of them stands where."""
    rows: defaultdict[Any, int] = defaultdict(count().__next__)
    which = np.fromiter(map(rows.__getitem__, values), np.int64, len(values))
    return list(rows), which


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
        open_ = np.zeros((-(-term.days // 7), 7), bool)  # the first day of the term and those whole weeks later, ...
        open_.flat[: term.days] = True
        open_.flat[[(day - term.start).days for day in term.closed if term.start <= day <= term.end]] = False
        weekly = open_.reshape(-1) & (np.arange(open_.size) % 7 == np.arange(7)[:, None])
        enough = has_series(weekly, Frame.of(term))
        closed = np.where(open_, np.uint64(0), np.uint64(FULL))[..., None]
        both = [_by_day(words, len(open_)) for words in (table.student_starts, table.buddy_starts)]
        self.ever = [np.bitwise_or.reduce(words) for words in both]
        self.always = [np.bitwise_and.reduce(words | closed) * enough[:, None] for words in both]

    def grid(self, students: Numbers, buddies: Numbers, fine: Flags) -> tuple[Flags, Flags]:
        """Those of the fine pairs that surely have a series, and those that may have one."""
        ever = _in_common(self.ever, students, buddies)
        sure = fine & _in_common(self.always, students, buddies)
        return sure, fine & ever & ~sure


def _in_common(words: Sequence[Words], students: Numbers, buddies: Numbers) -> Flags:
    """Which of these have a common start on any weekday."""
    found = np.zeros((len(buddies), len(students)), np.uint64)
    common = np.empty_like(found)
    for ours, theirs in zip(words[0][:, students], words[1][:, buddies], strict=True):
        found |= np.bitwise_and(theirs[:, None], ours, out=common)
    some: Flags = found.T != 0
    return some


def _by_day(words: Words, weeks: int) -> Words:
    """The words of all people by week, day and person."""
    padded = np.zeros((7 * weeks, len(words)), np.uint64)
    padded[: words.shape[1]] = words.T
    return padded.reshape(weeks, 7, len(words))


def _points(table: Table, student: Numbers, buddy: Numbers) -> Numbers:
    """The wishes met by each pair, in points."""
    students, buddies = table.students, table.buddies
    common = np.zeros(len(student), np.int64)
    for one, other in _theme_words(students, buddies):
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


def _theme_words(students: Sequence[Student], buddies: Sequence[Buddy]) -> Iterator[tuple[Words, Words]]:
    """Everybody's themes as bits, 64 themes at a time."""
    themes = [one.themes for one in (*students, *buddies)]
    names, which = _distinct(list(chain.from_iterable(themes)))
    ends_at = np.concatenate([[0], np.cumsum([len(some) for some in themes])])
    for at in range(0, len(names), SLOTS):
        inside = (which >= at) & (which < at + SLOTS)
        bit = np.where(inside, np.uint64(1) << (which - at).astype(np.uint64) % np.uint64(SLOTS), np.uint64(0))
        # Nobody names a theme twice, so that the bits of one person are also their sum.
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(bit, dtype=np.uint64)])[ends_at]
        words = sums[1:] - sums[:-1]
        yield words[: len(students)], words[len(students) :]
