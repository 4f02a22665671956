"""Another time for one meeting: only that meeting; else others of the same pair; else meetings nobody confirmed yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import IntEnum
from itertools import chain

import numpy as np

from bot.planning.bits import FULL, QUARTER, SLOTS, moment_of, start_at
from bot.planning.model import Pair, Plan, Problem
from bot.planning.pack import Diary
from bot.planning.series import Series, as_integer, cheapest, nearest
from bot.planning.settle import disturbed
from bot.planning.table import Table, tabulate
from bot.planning.timetable import empty_diaries

BEST = 3
TRIES = 12  # times looked at, when others may have to move


class Reach(IntEnum):
    """Whom a move disturbs."""

    MEETING = 0  # only this meeting
    PAIR = 1  # more meetings of this pair
    OTHERS = 2  # other students of this Buddy too


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A new time for one meeting, and all meetings of everybody whose times change."""

    start: datetime
    reach: Reach
    sessions: Mapping[str, tuple[datetime, ...]]  # by student
    moved: int  # meetings with another time than before


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """One Buddy with their students: what moving one of the meetings needs to know."""

    problem: Problem
    table: Table
    diary: Diary  # the Buddy's time, without any of the students
    ids: tuple[str, ...]
    series: Mapping[int, Series]
    confirmed: Mapping[int, frozenset[int]]
    me: int
    nth: int
    barred: int  # starts that this meeting must not have

    def wants(self, student: int) -> int:
        """The starts that suit a student."""
        return as_integer(self.table.student_starts[student])

    def others(self) -> dict[int, Series]:
        """The meetings of the other students."""
        return {student: series for student, series in self.series.items() if student != self.me}


def alternatives(
    problem: Problem, plan: Plan, student: str, number: int, *, not_on: Collection[date] = ()
) -> tuple[Move, ...]:
    """The best other times for a student's meeting (the first is number 1); those that disturb fewest come first.

    `not_on`: days on which it can't be. Whoever else is asked to move confirmed none of the meetings that move. A
    meeting that the plan does not have has no other times.
    """
    if not any(pair.student == student and 1 <= number <= len(pair.sessions) for pair in plan.pairs):
        return ()
    desk = _desk(problem, plan, student, number, not_on)
    for ways in (_one_meeting, _one_pair, _neighbours):
        found = sorted(ways(desk), key=lambda move: (move.moved, _far(desk, move)))
        if found:
            return tuple(found[:BEST])
    return ()


def _desk(problem: Problem, plan: Plan, student: str, number: int, not_on: Collection[date]) -> _Desk:
    mine = next(pair for pair in plan.pairs if pair.student == student)
    pairs = [pair for pair in plan.pairs if pair.buddy == mine.buddy]
    names = {pair.student for pair in pairs}
    small = replace(
        problem,
        students=tuple(one for one in problem.students if one.id in names),
        buddies=tuple(one for one in problem.buddies if one.id == mine.buddy),
    )
    table = tabulate(small)
    series = {table.student_row[pair.student]: _starts(problem, pair.sessions) for pair in pairs}
    me = table.student_row[student]
    days = [(day - problem.term.start).days for day in not_on]
    diary = empty_diaries(table)[0]
    return _Desk(
        problem=problem,
        table=table,
        diary=replace(diary, free=diary.free & _open(problem, plan, mine.buddy)),
        ids=tuple(one.id for one in table.students),
        series=series,
        confirmed={table.student_row[pair.student]: frozenset(_starts(problem, pair.confirmed)) for pair in pairs},
        me=me,
        nth=number - 1,
        barred=1 << series[me][number - 1] | sum(FULL << SLOTS * day for day in days if 0 <= day < problem.term.days),
    )


def _starts(problem: Problem, moments: Collection[datetime]) -> Series:
    return tuple(start for moment in sorted(moments) if (start := start_at(problem, moment)) is not None)


def _open(problem: Problem, plan: Plan, buddy: str) -> int:
    """The starts at which the scheme can hold one more meeting, the Buddy's own left out."""
    quarters = -(-problem.term.minutes // QUARTER)
    held = Counter(chain.from_iterable(pair.sessions for pair in plan.pairs if pair.buddy != buddy))
    begin = np.array([moment.timestamp() for moment in held]) // (60 * QUARTER)
    many = np.array([*held.values()], np.int64)
    slots, where = np.unique(np.concatenate([begin + at for at in range(quarters)]), return_inverse=True)
    load = np.bincount(where, np.tile(many, quarters), len(slots))
    open_ = -1
    for quarter in slots[load >= problem.term.at_once].tolist():
        last = start_at(problem, datetime.fromtimestamp(quarter * 60 * QUARTER, UTC))
        if last is not None:
            first = max(last - quarters + 1, last - last % SLOTS)
            open_ &= ~((1 << last + 1) - (1 << first))
    return open_


def _one_meeting(desk: _Desk) -> Iterator[Move]:
    """Times for this meeting alone."""
    mine = desk.series[desk.me]
    rest = tuple(start for at, start in enumerate(mine) if at != desk.nth)
    free = desk.diary.filled([*desk.others().values(), rest]).free & desk.wants(desk.me) & ~desk.barred
    levels: list[tuple[int, ...]] = [(free,) if at == desk.nth else (1 << start,) for at, start in enumerate(mine)]
    for series in _different(desk, lambda barred: _found(desk, levels, barred), BEST):
        yield _move(desk, Reach.MEETING, {desk.me: series})


def _one_pair(desk: _Desk) -> Iterator[Move]:
    """Times for this meeting with as few others of the pair moved as can be."""
    free = desk.diary.filled(desk.others().values()).free & desk.wants(desk.me)
    levels = [_levels(desk, at, start, [free]) for at, start in enumerate(desk.series[desk.me])]
    for series in _different(desk, lambda barred: _found(desk, levels, barred), BEST):
        yield _move(desk, Reach.PAIR, {desk.me: series})


def _neighbours(desk: _Desk) -> Iterator[Move]:
    """Times that others would make room for."""
    others = desk.others()
    full = desk.diary.filled(others.values())
    promised = [tuple(sorted(desk.confirmed[other])) for other in others]
    wants = desk.wants(desk.me)
    free, squeezed = full.free & wants, desk.diary.filled(promised).free & wants
    levels = [_levels(desk, at, start, [free, squeezed]) for at, start in enumerate(desk.series[desk.me])]
    for series in _different(desk, lambda barred: _found(desk, levels, barred), TRIES):
        if (moved := _make_room(desk, others, series)) is not None:
            yield _move(desk, Reach.OTHERS, {desk.me: series, **moved})


def _levels(desk: _Desk, at: int, start: int, levels: list[int]) -> tuple[int, ...]:
    """What each start of the pair's meeting costs: nothing when it stays, and more the more it disturbs."""
    if at == desk.nth:
        return tuple(level & ~desk.barred for level in levels)
    if start in desk.confirmed[desk.me]:
        return (1 << start,)
    return (1 << start, *(level | 1 << start for level in levels))


def _found(desk: _Desk, levels: list[tuple[int, ...]], barred: int) -> Series | None:
    tried = [tuple(level & ~barred for level in own) if at == desk.nth else own for at, own in enumerate(levels)]
    found = cheapest(tried, desk.diary.frame)
    return found[1] if found else None


def _different(desk: _Desk, find: Callable[[int], Series | None], many: int) -> Iterator[Series]:
    """Series that differ in the day of the meeting that is moved; at first those on the nearest days."""
    barred = 0
    for _ in range(many):
        series = find(barred)
        if series is None:
            return
        yield series
        barred |= FULL << SLOTS * (series[desk.nth] // SLOTS)


def _make_room(desk: _Desk, others: Mapping[int, Series], series: Series) -> dict[int, Series] | None:
    """New times for those who are disturbed, with as few moved as can be; None when somebody finds none."""
    out, diary = disturbed(desk.diary, others, series)
    moved = {}
    for other in out:
        theirs = nearest(diary.free & desk.wants(other), others[other], diary.frame, desk.confirmed[other])
        if theirs is None:
            return None
        moved[other] = theirs
        diary.take(theirs)
    return moved


def _move(desk: _Desk, reach: Reach, series: Mapping[int, Series]) -> Move:
    return Move(
        start=moment_of(desk.problem, series[desk.me][desk.nth]),
        reach=reach,
        sessions={
            desk.ids[student]: tuple(moment_of(desk.problem, start) for start in theirs)
            for student, theirs in series.items()
        },
        moved=sum(len(set(theirs) - set(desk.series[student])) for student, theirs in series.items()),
    )


def _far(desk: _Desk, move: Move) -> tuple[int, float]:
    """How far the new time is from the old: in days, then in the time of day."""
    old = moment_of(desk.problem, desk.series[desk.me][desk.nth])
    return abs((move.start.date() - old.date()).days), abs((move.start - old).total_seconds()) % 86400


def applied(plan: Plan, move: Move) -> tuple[Pair, ...]:
    """The plan's pairs with a move carried out; a meeting that moved is confirmed no longer."""
    return tuple(
        replace(pair, sessions=move.sessions[pair.student], confirmed=pair.confirmed & set(move.sessions[pair.student]))
        if pair.student in move.sessions
        else pair
        for pair in plan.pairs
    )
