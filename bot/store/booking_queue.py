"""Meetings to bring into the calendar, as one worker sees them.

What is to be done is not written by the turns that cause it: it is found, by comparing what meetings are set with what
stands in the calendar. So no change of a meeting can be forgotten, whoever makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, or_, select, update

from bot.domain.booking import Booking, BookingState, Entry, Step, Trouble, Wanted, next_step
from bot.domain.links import LinkState
from bot.domain.meetings import MeetingState
from bot.domain.times import cells
from bot.front.beyond import Gone, GraphFault, NoSuchMailbox, NotGranted, NotTaken
from bot.front.bookings import Check, Task
from bot.front.calendar import Hours, Wish
from bot.store.desk import insert_new
from bot.store.sql_store import SqlStore
from bot.store.tables import booking, link, link_member, meeting, person, slot
from bot.usecases import booking as use_case

Rows = Sequence[Any]
B, M = booking.c, meeting.c
OURS = and_(M.state == MeetingState.CONFIRMED, M.start > bindparam("now"))
OUT_OF_STEP = or_(B.meeting_id.is_(None), B.sequence != M.sequence)
SET = (  # meetings that the calendar has not heard of, or not as they are now
    select(M.id, M.start, M.minutes, M.sequence, B.key)
    .outerjoin(booking, B.meeting_id == M.id)
    .where(OURS, OUT_OF_STEP)
    .limit(100)
)
UNSET = (  # meetings in the calendar that have lost their time, or are not there any more
    select(B.meeting_id, M.sequence)
    .outerjoin(meeting, M.id == B.meeting_id)
    .where(
        B.start > bindparam("now"),
        B.state != BookingState.OFF,
        or_(M.id.is_(None), and_(B.sequence != M.sequence, or_(M.start.is_(None), M.state != MeetingState.CONFIRMED))),
        B.sequence >= 0,
    )
    .limit(100)
)
NOTED = (
    update(booking)
    .where(B.meeting_id == bindparam("number"))
    .values(sequence=bindparam("at"), next_at=bindparam("now"), tries=0)
)
FREE = and_(B.next_at <= bindparam("now"), or_(B.lease_until.is_(None), B.lease_until < bindparam("now")))
ANY = select(B.meeting_id).where(FREE).limit(1)
PICK = select(B.meeting_id).where(FREE).order_by(B.next_at, B.meeting_id).limit(1)
PICK_ONE = PICK.with_for_update(skip_locked=True).cte("pick")
TAKE = (
    update(booking)
    .where(B.meeting_id.in_(select(PICK_ONE.c.meeting_id)))
    .values(
        worker=bindparam("me"), lease_until=bindparam("leased"), next_at=bindparam("leased"), attempts=B.attempts + 1
    )
    .returning(*booking.columns)
)
WANTED = select(M.id, M.link_id, M.start, M.minutes, M.state).where(M.id == bindparam("number"))
PEOPLE = (
    select(person.c.email)
    .join(link_member, link_member.c.person_id == person.c.id)
    .where(link_member.c.link_id == bindparam("of_link"), person.c.left_at.is_(None), person.c.email.is_not(None))
    .order_by(person.c.id)
)
PEOPLE_OF = (
    select(link_member.c.person_id)
    .join(meeting, M.link_id == link_member.c.link_id)
    .join(person, person.c.id == link_member.c.person_id)
    .where(M.id == bindparam("number"), person.c.left_at.is_(None))
)
PLACE = (
    update(booking)
    .where(B.meeting_id == bindparam("number"))
    .values(
        key=bindparam("new_key"),
        state=bindparam("to"),
        start=bindparam("at_start"),
        minutes=bindparam("for_minutes"),
        invited=bindparam("sign"),
        tried=True,
        agreed="",
    )
)
REST = (
    update(booking)
    .where(B.meeting_id == bindparam("number"))
    .values(state=bindparam("to"), next_at=None, worker=None, lease_until=None)
)
NOT_LOOKED_AT = (
    select(M.id, M.version, M.link_id, M.minutes, slot.c.start)
    .join(slot, slot.c.meeting_id == M.id)
    .join(link, link.c.id == M.link_id)
    .where(
        M.state == MeetingState.OFFERED,
        M.since > bindparam("asked_since"),
        slot.c.checked.is_(None),
        link.c.state == LinkState.ACTIVE,
    )
    .order_by(M.id)
    .limit(200)
)
RECENT = timedelta(hours=1)
TROUBLE: tuple[tuple[type[GraphFault], Trouble], ...] = (
    (NotGranted, Trouble.GRANT),
    (NoSuchMailbox, Trouble.MAILBOX),
    (Gone, Trouble.GONE),
    (NotTaken, Trouble.NOT_TAKEN),
    (GraphFault, Trouble.LATER),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlBookingsToDo:
    """What the calendar is to be asked for as the worker called `me` sees it; see the port `BookingsToDo`.

    `new_key` makes a key that no other booking ever had, of this site or of another.
    """

    store: SqlStore
    me: str
    clock: Callable[[], datetime]
    new_key: Callable[[], str]

    def now(self) -> datetime:
        """By the program's own clock."""
        return self.clock()

    async def take(self, *, lease: timedelta) -> Task | None:
        """Looks beside the writers, and writes only if there is something to do."""
        now = self.clock()
        set_, unset, any_ = await self.store.database.read(lambda connection: _look(connection, now))
        if set_ or unset:
            await self.store.database.write(lambda connection: self._note(connection, set_, unset, now))
        if not (set_ or unset or any_):
            return None

        def take(connection: Connection) -> Task | bool:
            row = connection.execute(TAKE, {"me": self.me, "now": now, "leased": now + lease}).first()
            return False if row is None else self._task(connection, row, now) or True

        while (taken := await self.store.database.write(take)) is True:
            pass  # one that had nothing to do any more
        return taken or None

    def _note(self, connection: Connection, set_: Rows, unset: Rows, now: datetime) -> None:
        """A meeting that is found again by another worker is noted once."""
        for row in set_:
            if row.key is None:
                statement = insert_new(connection.dialect.name, booking, "meeting_id")
                new = {"meeting_id": row.id, "key": self.new_key(), "state": BookingState.WANTED, "next_at": now}
                new |= {"start": row.start, "minutes": row.minutes, "sequence": row.sequence}
                connection.execute(statement, new)
            else:
                connection.execute(NOTED, {"number": row.id, "at": row.sequence, "now": now})
        for row in unset:
            at = -1 if row.sequence is None else row.sequence
            connection.execute(NOTED, {"number": row.meeting_id, "at": at, "now": now})

    def _task(self, connection: Connection, row: Any, now: datetime) -> Task | None:
        """What is to be done with it; None, and it rests, when nothing is."""
        found = connection.execute(WANTED, {"number": row.meeting_id}).first()
        wanted = _wanted(found, now)
        people = tuple(connection.execute(PEOPLE, {"of_link": found.link_id}).scalars()) if found else ()
        sign = self.store.sealer.digest(",".join(people))
        known = _booking(row, connection.execute(PEOPLE_OF, {"number": row.meeting_id}).scalars().all(), sign)
        step = next_step(known, wanted)
        if step is None or (step is not Step.BOOK and known.start <= now):
            state = known.state if wanted or known.start <= now else BookingState.OFF
            connection.execute(REST, {"number": row.meeting_id, "to": state})
            return None
        key, again = row.key, known.tried
        if step is Step.BOOK and wanted:
            key = key if known.state is BookingState.WANTED else self.new_key()
            again = known.tried and key == row.key
            sign = sign if known.invited or not again else ""  # what was booked for others is found again
            values = {"number": row.meeting_id, "new_key": key, "to": BookingState.WANTED, "sign": sign}
            connection.execute(PLACE, values | {"at_start": wanted.start, "for_minutes": wanted.minutes})
        asked = (
            wanted if wanted and step in {Step.BOOK, Step.MOVE} else Wanted(start=known.start, minutes=known.minutes)
        )
        end = asked.start + timedelta(minutes=asked.minutes)
        wish = Wish(key=key, start=asked.start, end=end, people=people)
        return Task(
            meeting=row.meeting_id,
            attempt=row.attempts,
            step=step,
            wish=wish,
            state=known.state,
            event=row.event,
            again=again,
            tries=row.tries,
            sign=sign,
            invite=not known.invited,
        )

    async def settle(self, task: Task, found: Entry | GraphFault | None) -> None:
        """One transaction with the messages that say so."""
        trouble = _trouble(found) if isinstance(found, GraphFault) else None
        came = use_case.Came(
            meeting=task.meeting,
            worker=self.me,
            attempt=task.attempt,
            step=task.step,
            before=task.state,
            asked=Wanted(start=task.wish.start, minutes=int((task.wish.end - task.wish.start) / timedelta(minutes=1))),
            tries=task.tries,
            entry=found if isinstance(found, Entry) else None,
            trouble=trouble,
            after=found.after if isinstance(found, GraphFault) else 0.0,
            code=found.code if isinstance(found, GraphFault) else "",
            sign=task.sign,
        )
        await self.store.run(None, use_case.settle, came)

    async def checks(self) -> Sequence[Check]:
        """Only what was offered a short time ago: later answers find the times as they are."""
        now = self.clock()
        return await self.store.database.read(lambda connection: _checks(connection, now))

    async def checked(self, check: Check, hours: Hours) -> None:
        """Opened for the assistant."""
        found = use_case.Looked(meeting=check.meeting, version=check.version, busy=hours.busy, known=not hours.unknown)
        await self.store.run(None, use_case.checked, found)


def _look(connection: Connection, now: datetime) -> tuple[Rows, Rows, bool]:
    values = {"now": now}
    set_, unset = connection.execute(SET, values).all(), connection.execute(UNSET, values).all()
    return set_, unset, connection.execute(ANY, values).first() is not None


def _trouble(fault: GraphFault) -> Trouble:
    return next(trouble for kind, trouble in TROUBLE if isinstance(fault, kind))


def _wanted(row: Any, now: datetime) -> Wanted | None:
    if row is None or row.state != MeetingState.CONFIRMED or row.start <= now:
        return None
    return Wanted(start=row.start, minutes=row.minutes)


def _booking(row: Any, people: Sequence[int], sign: str) -> Booking:
    agreed = {*filter(None, row.agreed.split(","))}
    return Booking(
        state=BookingState(row.state),
        start=row.start,
        minutes=row.minutes,
        event=row.event,
        tried=row.tried,
        agreed=bool(people) and agreed >= {str(one) for one in people},
        invited=row.invited == sign,
    )


def _checks(connection: Connection, now: datetime) -> list[Check]:
    found: dict[int, Check] = {}
    for row in connection.execute(NOT_LOOKED_AT, {"asked_since": now - RECENT}).all():
        before = found.get(row.id)
        people = before.people if before else tuple(connection.execute(PEOPLE, {"of_link": row.link_id}).scalars())
        numbers = frozenset(cells(row.start, row.minutes)) | (before.cells if before else frozenset())
        found[row.id] = Check(meeting=row.id, version=row.version, cells=numbers, people=people)
    return list(found.values())
