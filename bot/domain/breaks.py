"""The breaks of a university: days on which nobody in a cohort is asked for anything."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.errors import BadInput
from bot.domain.times import say_day

NONE = "none"
MOST, LONGEST = 12, timedelta(days=120)
RANGE = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)")
EXAMPLE = "2026-12-14..2027-01-03"


@dataclass(frozen=True, slots=True)
class Either:
    """Days that are in one of two lists: bank holidays, and the breaks of a university."""

    some: Container[date]
    others: Container[date]

    def __contains__(self, day: object) -> bool:
        """Whether it is in one of them."""
        return isinstance(day, date) and (day in self.some or day in self.others)


def read_breaks(words: str) -> str:
    """The breaks, in order, as they are kept: '2026-12-14..2027-01-03,2027-03-29..2027-04-09'. 'none' is ''."""
    if words.strip().casefold() == NONE:
        return ""
    given = words.replace(",", " ").split()
    if len(given) > MOST:
        raise BadInput(f"There is room for {MOST} breaks.")
    return ",".join(f"{first}..{last}" for first, last in sorted(map(_read, given)))


def _read(words: str) -> tuple[date, date]:
    found = RANGE.fullmatch(words)
    try:
        first, last = map(date.fromisoformat, found.groups()) if found else (date.max, date.min)
    except ValueError:
        first, last = date.max, date.min
    if first > last:
        raise BadInput(f"I can't read the break '{words[:30]}'. Please write it like {EXAMPLE}")
    if last - first > LONGEST:
        raise BadInput("A break lasts 120 days at most. For a longer one: cohort pause")
    return first, last


def _ranges(breaks: str) -> list[tuple[date, date]]:
    return [_read(one) for one in breaks.split(",")] if breaks else []


def days_of(breaks: str) -> frozenset[date]:
    """All days of these breaks."""
    return frozenset(
        first + timedelta(days=by) for first, last in _ranges(breaks) for by in range((last - first).days + 1)
    )


def say_breaks(breaks: str) -> str:
    """'Mon 14 Dec to Sun 3 Jan 2027'; '' for none."""
    return "; ".join(f"{say_day(first)} to {say_day(last)} {last.year}" for first, last in _ranges(breaks))
