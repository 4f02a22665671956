"""What a plan starts from: promises, which are never touched, and pairs that stay as long as nobody loses by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bot.planning.allowed import Allowed
from bot.planning.bits import SLOTS, Flags, Words, place
from bot.planning.model import Pair
from bot.planning.pack import Diary
from bot.planning.series import Series, as_integer, nearest
from bot.planning.table import Room, Table, seats
from bot.planning.timetable import empty_diaries

LOOK = "One pair's promised times no longer suit both. Nothing was moved: please speak with them."


@dataclass(slots=True, kw_only=True)
class Promises:
    """The promised pairs as they stand, and the Buddies' diaries with their meetings in them."""

    diaries: list[Diary]
    pairs: list[Pair] = field(default_factory=list)
    rows: list[tuple[int, int]] = field(default_factory=list)  # (student, Buddy)
    series: list[Series] = field(default_factory=list)
    moved: dict[str, Series] = field(default_factory=dict)  # by student: meetings that could not stay
    notes: list[str] = field(default_factory=list)


def promises(table: Table, keep: Iterable[Pair]) -> Promises:
    """What is promised, put into the diaries; meetings that nobody confirmed and that do not fit any more are moved."""
    found = Promises(diaries=empty_diaries(table))
    known = [
        pair for pair in keep if pair.promised and pair.student in table.student_row and pair.buddy in table.buddy_row
    ]
    own = list(found.diaries)
    for pair in sorted(known, key=lambda one: (not _stands(table, own, one), table.student_row[one.student])):
        _promise(table, found, own, pair)
    return found


def _stands(table: Table, own: Sequence[Diary], pair: Pair) -> bool:
    """Whether all meetings of a pair still suit both."""
    free = own[table.buddy_row[pair.buddy]].free & as_integer(table.student_starts[table.student_row[pair.student]])
    series = series_of(table, pair)
    return series is not None and all(free >> start & 1 for start in series)


def _promise(table: Table, found: Promises, own: Sequence[Diary], pair: Pair) -> None:
    student, buddy = table.student_row[pair.student], table.buddy_row[pair.buddy]
    diary = found.diaries[buddy]
    series = series_of(table, pair)
    fixed = {start for at in pair.confirmed if (start := start_of(table, at)) is not None}
    if series and not _stands(table, own, pair):
        free = diary.free & as_integer(table.student_starts[student])
        moved = nearest(free, series, diary.frame, fixed) if len(series) == table.problem.term.meetings else None
        if moved:
            found.moved[pair.student] = series = moved
        else:
            found.notes.append(LOOK)
    held = diary.copy()
    held.take(series or tuple(sorted(fixed)))
    found.diaries[buddy] = held
    found.pairs.append(pair)
    found.rows.append((student, buddy))
    found.series.append(series or tuple(sorted(fixed)))


def start_of(table: Table, at: object) -> int | None:
    """The bit of a moment; None for one that no meeting of this term can have."""
    raise NotImplementedError
