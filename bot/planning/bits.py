"""Time as bits: one 64-bit word is one day from 07:00 to 23:00 in the scheme's zone; a bit is a start on a quarter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from bot.planning.model import Once, Problem, Someone, Term

QUARTER = 15
SLOTS = 64
FIRST = 7 * 60
LAST = FIRST + SLOTS * QUARTER
FULL = (1 << SLOTS) - 1
DAY = 24 * 60

Words = NDArray[np.uint64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]


def between(first: int, last: int) -> int:
    """The word with these slots, both included; those outside the day are left out."""
    low, high = max(first, 0), min(last, SLOTS - 1)
    return (1 << high + 1) - (1 << low) if high >= low else 0


def starts_within(start: int, end: int, minutes: int) -> int:
    """The starts of meetings that lie wholly inside a time."""
    return between(-(-(start - FIRST) // QUARTER), (end - minutes - FIRST) // QUARTER)


def starts_touching(start: int, end: int, minutes: int) -> int:
    """The starts of meetings that overlap a time."""
    return between((start - minutes - FIRST) // QUARTER + 1, -(-(end - FIRST) // QUARTER) - 1)


def start_words(people: Sequence[Someone], problem: Problem) -> Words:
    """For each person and day of the term, when a meeting may start as far as they are concerned."""
    term = problem.term
    weekday = (np.arange(term.days) + term.start.weekday()) % 7
    words = np.zeros((len(people), term.days), np.uint64)
    clocks: dict[str, _Clock] = {}
    for row, person in zip(words, people, strict=True):
        if person.tz == problem.tz:
            _at_home(row, person, term, weekday)
        else:
            if person.tz not in clocks:
                clocks[person.tz] = _Clock(problem, person.tz)
            row[:] = clocks[person.tz].words(person)
    words &= np.uint64(starts_within(term.opens, term.closes, term.minutes))
    words[:, [(day - term.start).days for day in term.closed if term.start <= day <= term.end]] = 0
    return words


def _at_home(row: Words, person: Someone, term: Term, weekday: Numbers) -> None:
    week = [0] * 7
    for window in person.weekly:
        week[window.weekday] |= starts_within(window.start, window.end, term.minutes)
    row[:] = np.array(week, np.uint64)[weekday]
    for day, time_ in _in_term(person.once, term):
        row[day] |= np.uint64(starts_within(time_.start, time_.end, term.minutes))
    for day, time_ in _in_term(person.busy, term):
        row[day] &= np.uint64(FULL ^ starts_touching(time_.start, time_.end, term.minutes))


def _in_term(times: Sequence[Once], term: Term) -> Iterator[tuple[int, Once]]:
    return (((time_.day - term.start).days, time_) for time_ in times if term.start <= time_.day <= term.end)


class _Clock:
    """What another zone's clocks show at each quarter of an hour of the term's days."""

    def __init__(self, problem: Problem, zone: str) -> None:
        term, home, there = problem.term, ZoneInfo(problem.tz), ZoneInfo(zone)
        self.minutes = term.minutes
        self.first = term.start
        midnight = datetime.combine(term.start, time())

        def shown(on: date, slot: int) -> int:
            local = datetime.combine(on, _time(slot), home).astimezone(there).replace(tzinfo=None)
            return (local - midnight) // timedelta(minutes=1)

        since = np.empty((term.days, SLOTS), np.int64)  # minutes since that zone's first midnight, on its clocks
        for day in range(term.days):
            when = term.start + timedelta(days=day)
            since[day] = shown(when, 0) + QUARTER * np.arange(SLOTS)
            if shown(when, SLOTS - 1) != since[day, -1]:  # the clocks change there while it is day here
                since[day] = [shown(when, slot) for slot in range(SLOTS)]
        self.day, self.minute = np.divmod(since, DAY)
        self.weekday = (self.day + term.start.weekday()) % 7

    def words(self, person: Someone) -> Words:
        """The starts that suit somebody who lives by these clocks."""
        free = np.zeros(self.minute.shape, bool)
        for window in person.weekly:
            free |= (self.weekday == window.weekday) & self._inside(window.start, window.end)
        for time_ in person.once:
            free |= self._on(time_) & self._inside(time_.start, time_.end)
        for time_ in person.busy:
            touched = (self.minute < time_.end) & (self.minute + self.minutes > time_.start)
            free &= ~(self._on(time_) & touched)
        packed: Words = np.packbits(free, axis=1, bitorder="little").view("<u8")[:, 0].astype(np.uint64)
        return packed

    def _on(self, time_: Once) -> Flags:
        on: Flags = self.day == (time_.day - self.first).days
        return on

    def _inside(self, start: int, end: int) -> Flags:
        inside: Flags = (self.minute >= start) & (self.minute + self.minutes <= end)
        return inside


def _time(slot: int) -> time:
    hour, minute = divmod(FIRST + QUARTER * slot, 60)
    return time(hour, minute)


def start_at(problem: Problem, moment: datetime) -> int | None:
    """The bit of a moment, 64 * day + slot; None when no meeting of this term can start then."""
    local = moment.astimezone(ZoneInfo(problem.tz))
    day = (local.date() - problem.term.start).days
    slot, rest = divmod(60 * local.hour + local.minute - FIRST, QUARTER)
    fits = not rest and not local.second and 0 <= day < problem.term.days and 0 <= slot < SLOTS
    return SLOTS * day + slot if fits else None


def moment_of(problem: Problem, start: int) -> datetime:
    """The moment (UTC) of a bit."""
    on = problem.term.start + timedelta(days=start // SLOTS)
    return datetime.combine(on, _time(start % SLOTS), ZoneInfo(problem.tz)).astimezone(UTC)


def most_in_a_day(words: Words, span: int) -> Numbers:
    """How many meetings fit into each day when they start at least `span` slots apart."""
    count = np.zeros(words.shape, np.int64)
    left = words.copy()
    while left.any():
        count += left != 0
        beyond = (left & (~left + np.uint64(1))) << np.uint64(span) if span < SLOTS else np.zeros_like(left)
        left = np.where(beyond != 0, left & ~(beyond - np.uint64(1)), np.uint64(0))
    return count
