"""A day's messages for 1, 20 and 200 trusts, sent at one pace: who waits how long. `python -m bench.scale cpu_ms=2.5`.

Each message of the timetable of a meeting is counted at the time of day at which it falls due. Nothing is sent.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

PAIRS, WORKING_DAYS = 150, 10  # of one trust; each pair meets once in so many working days
PACES = (25.0, 45.0)  # messages a second, for all together
STARTS = {9: 8, 10: 14, 11: 14, 12: 10, 13: 10, 14: 16, 15: 12, 16: 10, 17: 6}  # of a hundred meetings, by hour
MINUTE, HOUR = 60, 3_600
LATE = 60.0  # seconds: a reminder ten minutes ahead is still one
SEED = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What became of a day's messages."""

    messages: int
    busiest: int  # messages that fall due in one minute
    longest: float  # seconds that somebody waited
    late: int
    soon: float  # the longest wait of a reminder just before a meeting


def meeting_day(start: int, chance: random.Random) -> Iterator[tuple[float, str]]:
    """What one meeting makes due, on its own day and around it, as seconds of one day."""
    yield 8.5 * HOUR, "morning"
    for kind in ("day before", "ready", "reminder to reflect"):
        yield 10.0 * HOUR, kind
    for _ in range(2):
        yield start * HOUR - 10 * MINUTE, "soon"
        yield (start + 1) * HOUR + 5 * MINUTE, "after"
        yield chance.uniform(8, 20) * HOUR, "booked"
    for kind in ("free", "pick", "confirm", "nudge", "note"):
        yield chance.uniform(8, 20) * HOUR, kind


def day(trusts: int) -> list[tuple[float, str]]:
    """All that falls due on one day, in order."""
    chance = random.Random(SEED)  # noqa: S311 - the same day each time
    starts = chance.choices(list(STARTS), list(STARTS.values()), k=trusts * PAIRS // WORKING_DAYS)
    return sorted(one for start in starts for one in meeting_day(start, chance))


def send(due: list[tuple[float, str]], rate: float) -> Day:
    """One after the other, each in its slot."""
    free, longest, soon, late = 0.0, 0.0, 0.0, 0
    for at, kind in due:
        free = max(free, at)
        longest, late = max(longest, free - at), late + (free - at > LATE)
        soon = max(soon, free - at) if kind == "soon" else soon
        free += 1 / rate
    busiest = max(Counter(int(at // MINUTE) for at, _ in due).values())
    return Day(messages=len(due), busiest=busiest, longest=longest, late=late, soon=soon)


def main(cpu_ms: float) -> None:
    """One line for each size and pace."""
    print("trusts  a second  messages  busiest minute  longest wait  reminder waits  later than a minute  CPU minutes")
    for trusts in (1, 20, 200):
        due = day(trusts)
        for rate in PACES:
            one = send(due, rate)
            print(
                f"{trusts:6}  {rate:8.0f}  {one.messages:8}  {one.busiest:14}  {one.longest:10.0f} s"
                f"  {one.soon:12.0f} s  {one.late:19}  {one.messages * cpu_ms / 60_000:11.1f}"
            )


if __name__ == "__main__":
    main(**{name: float(value) for name, value in (word.split("=") for word in sys.argv[1:] or ["cpu_ms=2.5"])})
