"""A scheme with thousands of pairs, each with a meeting that waits for the Buddy's yes; and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, func, select, text

from bench.presses import PRESSED_VERSION, TEAMS, TENANT, account, conversation, member, time_of
from bot.content.library import Library
from bot.domain.meetings import MeetingState, Side
from bot.store.migrate import upgrade
from bot.store.sql_store import open_database
from bot.store.tables import (
    audit,
    cell,
    chat,
    cohort,
    due_work,
    history,
    link,
    link_member,
    meeting,
    person,
    person_role,
    seen,
    slot,
)

MINUTES = 60
TIMES = 3  # that are picked
AT_ONCE = 2000
WAITING = MeetingState.HALF_CONFIRMED
BUDDY_OF, STUDENT_OF = 2 * cell.c.meeting_id - 1, 2 * cell.c.meeting_id  # the numbers of the two people of a pair
Rows = list[dict[str, Any]]

# What a press writes: the rows that say so, the meeting's number in them, and how many there are of each meeting.
WRITTEN = {
    "meeting set once, for the time that was pressed": (
        meeting.c.id,
        and_(
            meeting.c.state == MeetingState.CONFIRMED,
            meeting.c.start == time_of(0),
            meeting.c.version == PRESSED_VERSION + 1,
            meeting.c.sequence == 1,
        ),
        1,
    ),
    "change in the history": (history.c.meeting_id, history.c.what == MeetingState.CONFIRMED, 1),
    "quarter hour of the Buddy": (cell.c.meeting_id, cell.c.person_id == BUDDY_OF, MINUTES // 15),
    "quarter hour of the student": (cell.c.meeting_id, cell.c.person_id == STUDENT_OF, MINUTES // 15),
    "message for the student": (
        due_work.c.subject,
        and_(
            due_work.c.kind == "booked", due_work.c.state == "pending", due_work.c.person_id == 2 * due_work.c.subject
        ),
        1,
    ),
    "message that the Buddy has read already": (
        due_work.c.subject,
        and_(due_work.c.state == "done", due_work.c.person_id == 2 * due_work.c.subject - 1),
        1,
    ),
    "entry in the audit log": (
        audit.c.subject,
        and_(
            audit.c.what == "meeting confirmed", audit.c.person_id == 2 * audit.c.subject - 1, audit.c.door == "teams"
        ),
        1,
    ),
}


class NotDone(Exception):
    """An answer was given, and the database does not hold what it said."""


async def fill(url: str, pairs: int, now: datetime) -> None:
    """Today's tables, and pairs number 1 to `pairs`; each one's link and meeting have the pair's number."""
    database = open_database(url)
    await database.write(upgrade)
    await database.write(lambda connection: _fill(connection, pairs, now - timedelta(hours=2)))
    await database.close()


async def check(url: str, pressed: int, pairs: int) -> None:
    """Raises NotDone unless the meetings 1 to `pressed`, and no others, were confirmed: each once, and wholly."""
    database = open_database(url)
    faults = await database.read(lambda connection: list(_faults(connection, pressed, pairs)))
    await database.close()
    if faults:
        raise NotDone("; ".join(faults))


def _faults(connection: Connection, pressed: int, pairs: int) -> Iterator[str]:
    for what, (number, rows, wanted) in WRITTEN.items():
        statement = select(number, func.count()).where(rows).group_by(number)
        found: dict[int, int] = {row[0]: row[1] for row in connection.execute(statement)}
        if found != dict.fromkeys(range(1, pressed + 1), wanted):
            yield f"{what}: of {len(found)} meetings, not of the {pressed} that were pressed, or not {wanted} of each"
    untouched = and_(meeting.c.state == WAITING, meeting.c.version == PRESSED_VERSION, meeting.c.id > pressed)
    totals = {
        "meetings untouched": (select(func.count(meeting.c.id)).where(untouched), pairs - pressed),
        "presses seen": (select(func.count(seen.c.key)), pressed),
        "messages in all": (select(func.count(due_work.c.id)), 2 * pressed),
        "quarter hours in all": (select(func.count()).select_from(cell), pressed * 2 * MINUTES // 15),
    }
    for what, (count, total) in totals.items():
        if (found_total := connection.execute(count).scalar_one()) != total:
            yield f"{what}: {found_total}, not {total}"


def _fill(connection: Connection, pairs: int, now: datetime) -> None:
    library = Library.read()
    series = {"series": library.default_series, "model": library.default_model}
    connection.execute(cohort.insert(), {"id": 1, "name": "Buddy Scheme", **series})
    for first in range(1, pairs + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, pairs + 1))
        for table, rows in (*_people(numbers, now), *_meetings(numbers, now)):
            connection.execute(table.insert(), rows)
    connection.execute(text("ANALYZE"))  # as a database in use does by itself before long


def _both(numbers: range) -> list[tuple[int, Side, int]]:
    """Each pair's number, side and person's number."""
    return [(number, side, 2 * number - (side is Side.BUDDY)) for number in numbers for side in Side]


def _people(numbers: range, now: datetime) -> Iterator[tuple[Table, Rows]]:
    both = _both(numbers)
    known = {"surname": "Morgan", "line": "I grow tomatoes and play the trumpet.", "added_at": now}
    yield (
        person,
        [
            {"id": who, "first_name": "Alex", "email": f"{side}.{number}@post.example", **known}
            | {"entra_id": account(number, side)}
            for number, side, who in both
        ],
    )
    yield person_role, [{"person_id": who, "role": str(side)} for _, side, who in both]
    place = {"tenant": TENANT, "service_url": TEAMS, "email_digest": None, "open": True, "changed_at": now}
    yield (
        chat,
        [
            {"entra_id": account(number, side), "person_id": who, "member": member(number, side), **place}
            | {"conversation": conversation(number, side)}
            for number, side, who in both
        ],
    )


def _meetings(numbers: range, now: datetime) -> Iterator[tuple[Table, Rows]]:
    address = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_made-up%40thread.v2/0"
    yield (
        link,
        [
            {"id": number, "cohort_id": 1, "label": f"Pair {number}", "folded": f"pair {number}", "join_url": address}
            for number in numbers
        ],
    )
    yield link_member, [{"link_id": number, "person_id": who, "side": side} for number, side, who in _both(numbers)]
    stands: dict[str, Any] = {"number": 1, "state": WAITING, "start": None, "minutes": MINUTES, "sequence": 0}
    stands |= {"since": now, "version": PRESSED_VERSION}
    yield meeting, [{"id": number, "link_id": number, **stands} for number in numbers]
    past = {"at": now, "was": None, "same_day": False}
    states = (MeetingState.OFFERED, WAITING)
    yield history, [{"meeting_id": number, "what": state, **past} for number in numbers for state in states]
    starts = [time_of(picked) for picked in range(TIMES)]
    yield slot, [{"meeting_id": number, "start": start, "picked": True} for number in numbers for start in starts]
