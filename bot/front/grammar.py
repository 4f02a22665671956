"""How people type days and times: a small grammar that never guesses.

Days: 2026-12-01, 1 dec, 1/12, today, tomorrow, tue, next tue. Times: 14:00 or 2pm, by London's clock.
Anything else is refused with what was expected.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.domain.errors import BadInput, Passed
from bot.domain.meetings import Window
from bot.domain.times import at_wall, wall

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?")
SPAN = re.compile(
    r"(?P<day>.+?)\s+(?P<start>[\d:.]+\s*(?:am|pm)?)\s*(?:-|\u2013|\u2014|to|until)\s*(?P<end>[\d:.]+\s*(?:am|pm)?)"
)
NUMBERED = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?[ /.](?P<month>[a-z]+|\d{1,2})(?:[ /.](?P<year>\d{4}))?")
NOON = 12
SHOWN = 40  # letters of what was typed, in an answer to it
EDGES = " \t\r\n.!?;:\"'`\u2018\u2019\u201c\u201d\u2026"
HALF_A_YEAR = timedelta(days=183)  # a day that has passed and is so far from its next year's is no plan but a slip
DAY_EXAMPLE = "tue, 1 dec or 2026-12-01"
FREE_EXAMPLE = "free tue 14:00-16:00"


def read_windows(words: str, now: datetime) -> tuple[Window, ...]:
    """Stretches of time such as 'tue 14:00-16:00, thu 2pm to 4pm'; raises BadInput naming the part it cannot read."""
    parts = (" ".join(part.split()) for part in words.lower().strip(EDGES).split(","))
    return tuple(_window(part, now) for part in parts if part)


def _window(words: str, now: datetime) -> Window:
    found = SPAN.fullmatch(words)
    if not found:
        raise BadInput(f"I can't read '{words[:SHOWN]}'. Please write a day, a time from and a time to: {FREE_EXAMPLE}")
    day = read_day(found["day"], wall(now).date())
    return Window(start=at_wall(day, read_clock(found["start"])), end=at_wall(day, read_clock(found["end"])))


def read_day(words: str, today: date) -> date:
    """The day that is meant; raises BadInput when that is not certain, or when there is no such day."""
    words = " ".join(words.lower().split())
    if words in {"today", "tomorrow"}:
        return today + timedelta(days=words == "tomorrow")
    following = words.startswith("next ")
    if (weekday := _place(words.removeprefix("next "), WEEKDAYS)) is not None:
        ahead = (weekday - today.weekday()) % 7
        return today + timedelta(days=7 - today.weekday() + weekday if following else ahead)
    try:
        return _numbered(words, today) or date.fromisoformat(words)
    except ValueError:
        raise BadInput(f"I can't read the day '{words[:SHOWN]}'. Please write it like {DAY_EXAMPLE}.") from None


def _numbered(words: str, today: date) -> date | None:
    found = NUMBERED.fullmatch(words)
    if not found:
        return None
    named = _place(found["month"], MONTHS)
    if named is None and not found["month"].isdigit():
        return None
    month, day = int(found["month"]) if named is None else named + 1, int(found["day"])
    if found["year"]:
        return date(int(found["year"]), month, day)
    if (this_year := date(today.year, month, day)) >= today:
        return this_year
    coming = date(today.year + 1, month, day)
    if coming - today > HALF_A_YEAR:
        raise Passed(f"'{words}' has already passed. If you mean next year, please write the year too.")
    return coming


def _place(word: str, names: tuple[str, ...]) -> int | None:
    """The place of a name, or of its first three letters or more, in a list; None when it is not there."""
    enough = 3
    return next((at for at, name in enumerate(names) if len(word) >= enough and name.startswith(word)), None)


def read_clock(words: str) -> time:
    """14:00, 14.00, 2pm or 2.30 pm; raises BadInput for a bare number, which could be morning or afternoon."""
    found = CLOCK.fullmatch(words.strip().lower())
    if not found or not (found["minute"] or found["half"]):
        raise BadInput(f"I can't read the time '{words[:SHOWN]}'. Please write it like 14:00 or 2pm.")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"] and not 1 <= hour <= NOON:
        raise BadInput(f"There is no time '{words}'. Please write it like 14:00 or 2pm.")
    if found["half"]:
        hour = hour % NOON + NOON * (found["half"] == "pm")
    try:
        return time(hour, minute)
    except ValueError:
        raise BadInput(f"There is no time '{words}'. Please write it like 14:00 or 2pm.") from None
