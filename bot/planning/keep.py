"""What a plan starts from: promises, which are never touched, and pairs that stay as long as nobody loses by it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from bot.planning.allowed import Allowed
from bot.planning.bits import SLOTS, Numbers, Words, moment_of, start_at
from bot.planning.model import Pair
from bot.planning.pack import Diary, Packing
from bot.planning.series import Frame, Series, as_integer, gaps_fit, nearest
from bot.planning.settle import settle
from bot.planning.table import NONE, Room, Table, seats
from bot.planning.timetable import Ground, empty_diaries

STEPS = 30
LOOK = "A promised pair has a time that no longer suits both. It was left as it is: please speak with them."


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """The promised pairs as they will stand, their meetings, and the Buddies' diaries with these in them."""

    diaries: list[Diary]
    pairs: list[Pair] = field(default_factory=list)
    rows: list[tuple[int, int]] = field(default_factory=list)  # (student, Buddy)
    series: list[Series] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def promises(table: Table, keep: Iterable[Pair]) -> Promises:
    """What is promised. Only meetings that nobody confirmed and that no longer suit both are moved, if they can be."""
    found = Promises(diaries=empty_diaries(table))
    pairs = [pair for pair in known(table, keep) if pair.promised]
    for pair in sorted(pairs, key=lambda one: (not _suits(table, found.diaries, one), table.student_row[one.student])):
        student, buddy = table.student_row[pair.student], table.buddy_row[pair.buddy]
        stands = pair if _suits(table, found.diaries, pair) else _moved(table, found.diaries[buddy], pair)
        if stands is None:
            found.notes.append(LOOK)
        series = _starts(table, stands or pair)
        found.diaries[buddy] = found.diaries[buddy].filled((series,))
        found.pairs.append(stands or pair)
        found.rows.append((student, buddy))
        found.series.append(series)
    return found


def known(table: Table, keep: Iterable[Pair]) -> list[Pair]:
    """The pairs of whom both are still there."""
    return [pair for pair in keep if pair.student in table.student_row and pair.buddy in table.buddy_row]


def _starts(table: Table, pair: Pair) -> Series:
    """The pair's meetings, as far as they lie in the term."""
    starts = (start_at(table.problem, moment) for moment in pair.sessions)
    return tuple(start for start in starts if start is not None)


def _suits(table: Table, diaries: list[Diary], pair: Pair) -> bool:
    """Whether all meetings are confirmed, or still suit both."""
    free = _free(table, diaries[table.buddy_row[pair.buddy]], pair)
    starts = {moment: start_at(table.problem, moment) for moment in pair.sessions if moment not in pair.confirmed}
    return all(start is not None and free >> start & 1 for start in starts.values())


def _free(table: Table, diary: Diary, pair: Pair) -> int:
    return diary.free & as_integer(table.student_starts[table.student_row[pair.student]])


def _moved(table: Table, diary: Diary, pair: Pair) -> Pair | None:
    """The pair with as few other times as can be; None when nothing suits."""
    series = _starts(table, pair)
    if len(series) != table.problem.term.meetings:
        return None
    fixed = {start_at(table.problem, moment) for moment in pair.confirmed}
    moved = nearest(_free(table, diary, pair), series, diary.frame, {start for start in fixed if start is not None})
    return replace(pair, sessions=moments(table, moved)) if moved else None


def moments(table: Table, series: Series) -> tuple[datetime, ...]:
    """The moments of a series."""
    return tuple(moment_of(table.problem, start) for start in series)


def without(table: Table, promised: Promises) -> Table:
    """The table for everybody else: what is promised takes up time, places and Buddies' strength."""
    if not promised.rows:
        return table
    problem, days = table.problem, table.problem.term.days
    room = Room(
        starts=np.array([_words(diary.free, days) for diary in promised.diaries], np.uint64),
        a_day=table.a_day - _counts([diary.days for diary in promised.diaries], days),
        a_week=table.weekly[:, None] - _counts([diary.weeks for diary in promised.diaries], -(-days // 7)),
        at_once=np.array([buddy.students_at_once for buddy in table.buddies], np.int64),
    )
    willing, places, of_courses = table.willing.copy(), table.org_places.copy(), table.course_places.copy()
    for student, buddy in promised.rows:
        room.at_once[buddy] -= 1
        willing[student] = False
        places[table.org[student]] = max(0, places[table.org[student]] - 1)
        if (course := table.course[student]) != NONE:
            of_courses[course] = max(0, of_courses[course] - 1)
    return replace(
        table,
        buddy_starts=room.starts,
        a_day=room.a_day,
        seats=seats(problem, table.buddies, room, table.span),
        willing=willing,
        org_places=places,
        course_places=of_courses,
    )


def _words(free: int, days: int) -> Words:
    return np.frombuffer(free.to_bytes(days * SLOTS // 8, "little"), "<u8").astype(np.uint64)


def _counts(counts: list[tuple[int, ...]], width: int) -> Numbers:
    found = np.zeros((len(counts), width), np.int64)
    for row, levels in zip(found, counts, strict=True):
        for level in levels:
            row += [level >> at & 1 for at in range(width)]
    return found


def kept_pairs(table: Table, allowed: Allowed, keep: Iterable[Pair]) -> dict[int, Pair]:
    """The pairs that could stay, by where they stand among those allowed; promised ones are not among them."""
    found = {}
    for pair in known(table, keep):
        at = allowed.find(table.student_row[pair.student], table.buddy_row[pair.buddy])
        if at is not None:
            found[at] = pair
    return found


def rosters_of(ground: Ground, kept: Mapping[int, Pair], held: Iterable[int]) -> dict[int, Mapping[int, Series]]:
    """The kept pairs that are `held`, with their meetings: as they were, else with as few other times as can be."""
    by_buddy: dict[int, dict[int, Series]] = {}
    for at in sorted(held):
        series = _starts(ground.table, kept[at])
        by_buddy.setdefault(int(ground.allowed.buddy[at]), {})[int(ground.allowed.student[at])] = series
    return {buddy: _settled(ground, buddy, old) for buddy, old in sorted(by_buddy.items())}


def _settled(ground: Ground, buddy: int, old: Mapping[int, Series]) -> Mapping[int, Series]:
    base, wants = ground.diary[buddy], ground.wants(old)
    diary = base.copy()
    stay: dict[int, Series] = {}
    for find in (_as_it_was, nearest):
        for student, series in old.items():
            if student in stay or len(series) != ground.frame.meetings:
                continue
            if found := find(wants[student] & diary.free, series, diary.frame):
                diary.take(found)
                stay[student] = found
    left = tuple(student for student in old if student not in stay)
    return settle(base, wants, Packing(series=stay, left=left), steps=STEPS, seed=buddy).series


def _as_it_was(free: int, series: Series, frame: Frame) -> Series | None:
    return series if gaps_fit(series, frame) and not frame.shape(series).starts & ~free else None
