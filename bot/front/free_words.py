"""How people type when they are free: 'tue 10-12 weekly until 18 dec', '1 dec 14:00-15:00', 'away 1 dec to 8 dec'."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from bot.domain.errors import BadInput
from bot.domain.free import WEEKLY_FOR, Free, FreeKind
from bot.domain.times import wall
from bot.front.grammar import EDGES, SHOWN, WEEKDAYS, read_clock, read_day

CLOCK = r"\d{1,2}(?:[:.]\d{2})?\s*(?:am|pm)?"
TIMES = re.compile(
    rf"(?P<every>(?:every|each|weekly)\s+)?(?P<day>.+?)\s+(?P<start>{CLOCK})\s*(?:-|\u2013|\u2014|to)\s*(?P<end>{CLOCK})"
    r"(?P<weekly>\s+(?:weekly|every week|each week))?(?:,?\s+until\s+(?P<until>.+))?"
)
BETWEEN = re.compile(r"\s+(?:to|until|-|\u2013|\u2014)\s+")
EARLY = 7  # a bare hour below is no hour at which people meet: 2-4 may mean the afternoon
WEEKLY_EXAMPLE = "free every tue 14:00-16:00 until 18 dec"
AWAY_EXAMPLE = "away 1 dec to 8 dec"
HOURS = 24
ENOUGH = 3  # letters of a weekday


def read_weekly(words: str, now: datetime) -> tuple[Free, ...]:
    """What follows 'free every'; nothing typed is no time."""
    plain = words.strip(EDGES)
    return read_times(f"every {plain}", now) if plain else ()


def read_times(words: str, now: datetime) -> tuple[Free, ...]:
    """Weekly and single times, parted by commas or semicolons; raises BadInput naming the part it cannot read."""
    parts = (" ".join(part.split()) for part in re.split(r"[;,]", words.lower().strip(EDGES)))
    found = tuple(_times(part, wall(now).date()) for part in parts if part)
    if not found:
        raise BadInput(f"Please write a day, a time from and a time to: {WEEKLY_EXAMPLE}")
    return found


def _times(words: str, today: date) -> Free:
    found = TIMES.fullmatch(words)
    if not found:
        raise BadInput(f"I can't read '{words[:SHOWN]}'. Please write it like: {WEEKLY_EXAMPLE}")
    start, end = _minute(found["start"]), _minute(found["end"])
    if not (found["every"] or found["weekly"] or found["until"]):
        day = read_day(found["day"], today)
        return Free(kind=FreeKind.ONCE, day=day, until=day, from_minute=start, to_minute=end)
    until = read_day(found["until"], today) if found["until"] else today + WEEKLY_FOR
    weekday = _weekday(found["day"])
    return Free(kind=FreeKind.WEEKLY, weekday=weekday, until=until, from_minute=start, to_minute=end)


def _weekday(words: str) -> int:
    for number, name in enumerate(WEEKDAYS):
        if len(words) >= ENOUGH and (name.startswith(words) or words == f"{name}s"):
            return number
    raise BadInput(f"'{words[:SHOWN]}' is not a day of the week. Please write it like: {WEEKLY_EXAMPLE}")


def _minute(words: str) -> int:
    """A bare hour of the day is clear enough in a span, unless it may mean the afternoon."""
    bare = words.strip()
    at = time(int(bare)) if bare.isdigit() and EARLY <= int(bare) < HOURS else read_clock(words)
    return at.hour * 60 + at.minute


def read_away(words: str, now: datetime) -> Free | None:
    """'1 dec to 8 dec', or one day; None when nothing was typed."""
    plain = " ".join(words.lower().strip(EDGES).split()).removeprefix("from ")
    if not plain:
        return None
    days = BETWEEN.split(plain)
    today = wall(now).date()
    if len(days) > len(("first", "last")):
        raise BadInput(f"I can't read '{plain[:SHOWN]}'. Please write it like: {AWAY_EXAMPLE}")
    return Free(kind=FreeKind.AWAY, day=read_day(days[0], today), until=read_day(days[-1], today))
