"""Which students may meet which Buddies: all must-haves and a whole series of common times; how well they suit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.planning.bits import Flags, Numbers, Words
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
    width = _width(table)
    for org in range(len(table.orgs)):
        buddies = np.flatnonzero(table.serves[org] & (table.seats > 0))
        students = np.flatnonzero((table.org == org) & table.willing)
        rows = max(1, AT_A_TIME // max(1, len(buddies)))
        for at in range(0, len(students), rows):
            chunk = students[at : at + rows]
            pairs = chunk[:, None] * width + buddies
            fine = _meet(table, chunk, buddies)
            sure = fine & _in_common(table.always, chunk, buddies)
            yield pairs[sure], pairs[fine & ~sure & _in_common(table.ever, chunk, buddies)]


def _never(table: Table) -> Numbers:
    """The pairs that must never be, or were before, or were declined."""
    pairs = [(table.student_row.get(one), other) for one, other in table.problem.apart]
    for row, student in enumerate(table.students):
        if student.previous or student.declined:
            pairs += [(row, other) for other in (*student.previous, *student.declined)]
    width, rows = _width(table), table.buddy_row
    return np.array([row * width + rows[other] for row, other in pairs if row is not None and other in rows], np.int64)


def _meet(table: Table, students: Numbers, buddies: Numbers) -> Flags:
    """Which of these have all must-haves besides time, one row a student."""
    fine = np.ones((len(students), len(buddies)), bool)
    for must in table.traits.musts:
        fine &= must.met[:, buddies][must.asked[students]]
    return fine


def _in_common(words: Sequence[Words], students: Numbers, buddies: Numbers) -> Flags:
    """Which of these have a common start on any weekday."""
    found = np.zeros((len(buddies), len(students)), np.uint64)
    common = np.empty_like(found)
    for ours, theirs in zip(words[0][:, students], words[1][:, buddies], strict=True):
        found |= np.bitwise_and(theirs[:, None], ours, out=common)
    some: Flags = found.T != 0
    return some


def _points(table: Table, student: Numbers, buddy: Numbers) -> Numbers:
    """The wishes met by each pair, in points."""
    traits = table.traits
    common = np.zeros(len(student), np.int64)
    for ours, theirs in traits.themes:
        common += np.bitwise_count(ours[student] & theirs[buddy])
    points = THEME * np.minimum(common, THEMES_COUNTED)
    for worth, wish in ((MODE, traits.mode), (GENDER, traits.gender), (KIND, traits.kind)):
        points += worth * wish.met[wish.asked[student], buddy]
    return points + np.minimum(WAITING, traits.waiting // DAYS_A_POINT)[student]
