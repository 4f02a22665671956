"""A Buddy's hours: what counts, month by month, and when it is asked about."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.due import Due, Kind
from bot.domain.errors import BadInput
from bot.domain.people import PersonId
from bot.domain.times import at_wall, wall
from bot.domain.working_days import working_day_from

PREPARING = 15  # minutes put down for each meeting, to get ready
MORNING = time(10)
ASKED_FOR = timedelta(days=28)
MOST_MINUTES = 100 * 60  # a month; more is a slip of the finger
MOST_PENCE = 100_000
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
POUNDS = re.compile(r"£?\s*(\d{1,4})(?:\.(\d\d))?")


class ClaimState(StrEnum):
    """Where the hours of one month stand."""

    GIVEN = "given"
    NONE = "none"  # the Buddy does not want to claim
    APPROVED = "approved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Worked:
    """One meeting that counts, with its full booking in minutes; `start` in UTC."""

    meeting: int
    start: datetime
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The hours of one person and month ('2026-11'). `costs` in pence; `state` None while nothing was said."""

    person: PersonId
    month: str
    minutes: int
    prep_minutes: int
    costs: int = 0
    state: ClaimState | None = None


def month_of(instant: datetime) -> str:
    """'2026-11': the month of an instant on London's wall clock."""
    return f"{wall(instant):%Y-%m}"


def first_day(month: str) -> date:
    """The first day of a month; raises BadInput for what is none."""
    found = MONTH.fullmatch(month.strip())
    if not found:
        raise BadInput(f"I can't read the month '{month[:20]}'. Please write it like 2026-11.")
    return date(int(found[1]), int(found[2]), 1)


def next_month(month: str) -> str:
    """The month after it."""
    return f"{first_day(month) + timedelta(days=31):%Y-%m}"


def month_before(month: str) -> str:
    """The month before it."""
    return f"{first_day(month) - timedelta(days=1):%Y-%m}"


def bounds(month: str) -> tuple[datetime, datetime]:
    """The instants (UTC) at which a month begins and ends in London."""
    return at_wall(first_day(month), time()), at_wall(first_day(next_month(month)), time())


def say_month(month: str) -> str:
    """'November 2026'."""
    return f"{first_day(month):%B %Y}"


def asked_at(month: str, closed: Container[date]) -> datetime:
    """When a Buddy is asked about a month: on the first working day of the next, at ten."""
    return at_wall(working_day_from(first_day(next_month(month)), closed), MORNING)


def ask(people: Iterable[PersonId], month: str, closed: Container[date]) -> list[Due]:
    """One question to each."""
    due_at = asked_at(month, closed)
    return [
        Due(
            key=f"{Kind.HOURS}:{month}:{one}",
            kind=Kind.HOURS,
            person=one,
            subject=int(month.replace("-", "")),
            due_at=due_at,
            until=due_at + ASKED_FOR,
        )
        for one in people
    ]


def month_numbered(subject: int) -> str:
    """The month that a message is about, from its number: 202611."""
    return f"{subject // 100}-{subject % 100:02}"


def prefilled(person: PersonId, month: str, worked: Iterable[Worked]) -> Claim:
    """What is put down before the Buddy looks: full bookings, and time to get ready for each."""
    minutes = [one.minutes for one in worked]
    return Claim(person=person, month=month, minutes=sum(minutes), prep_minutes=PREPARING * len(minutes))


def read_minutes(words: str, what: str) -> int:
    """Minutes as they were typed; raises BadInput."""
    if not (words.isascii() and words.isdecimal() and len(words) < len("10000") and int(words) <= MOST_MINUTES):
        raise BadInput(f"Please give the minutes {what} as a number, up to {MOST_MINUTES}.")
    return int(words)


def read_costs(words: str) -> int:
    """Costs in pence, from pounds as they were typed; nothing typed is no costs; raises BadInput."""
    if not words.strip():
        return 0
    found = POUNDS.fullmatch(words.strip())
    pence = int(found[1]) * 100 + int(found[2] or 0) if found else -1
    if not 0 <= pence <= MOST_PENCE:
        raise BadInput(f"I can't read the costs '{words[:20]}'. Please write them like 3.40, up to 1000 pounds.")
    return pence


def say_minutes(minutes: int) -> str:
    """'1 hour 15 minutes'."""
    hours, rest = divmod(minutes, 60)
    parts = [_many(hours, "hour")] if hours else []
    parts += [_many(rest, "minute")] if rest or not hours else []
    return " ".join(parts)


def say_pounds(pence: int) -> str:
    """'3.40' pounds."""
    return f"{pence // 100}.{pence % 100:02}"


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"
