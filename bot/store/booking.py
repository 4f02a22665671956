"""How meetings stand in the calendar of the service mailbox."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, bindparam, case, delete, func, select, update

from bot.domain.booking import BookingState, Reply
from bot.domain.due import Kind
from bot.domain.errors import NotYours
from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import PersonId, Role
from bot.store.among import among
from bot.store.desk import Desk
from bot.store.tables import booking, due_work, link_member, meeting, person, slot
from bot.store.tables.kinds import Instant
from bot.usecases.ports.bookings import Found

B = booking.c
OF = B.meeting_id == bindparam("of_number")
STATE = select(B.state).where(OF)
SETTLE = (
    update(booking)
    .where(OF, B.worker == bindparam("me"), B.attempts == bindparam("attempt"))
    .values(
        state=func.coalesce(bindparam("to"), B.state),
        event=func.coalesce(bindparam("event_is"), B.event),
        invited=func.coalesce(bindparam("invites"), B.invited),
        start=func.coalesce(bindparam("asked_start", type_=Instant()), B.start),
        minutes=func.coalesce(bindparam("asked_minutes"), B.minutes),
        tried=case((bindparam("done", type_=Boolean()), False), else_=B.tried),
        agreed=case((bindparam("done", type_=Boolean()), ""), else_=B.agreed),
        tries=case((bindparam("well", type_=Boolean()), 0), else_=B.tries + 1),
        # Whoever notes a change while it is held names an earlier time than the end of the lease: that comes first.
        next_at=case((B.next_at < B.lease_until, B.next_at), else_=bindparam("again_at", type_=Instant())),
        error=bindparam("why"),
        worker=None,
        lease_until=None,
    )
)
LINK = (
    update(meeting)
    .where(
        meeting.c.id == bindparam("of_number"),
        meeting.c.sequence == bindparam("at"),
        func.coalesce(meeting.c.join_url, "") != bindparam("url"),
    )
    .values(join_url=bindparam("url"))
)
HURRY = (
    update(due_work)
    .where(
        due_work.c.kind == Kind.BOOKED,
        due_work.c.subject == bindparam("of_number"),
        due_work.c.state == "pending",
        due_work.c.next_at > bindparam("now"),
    )
    .values(next_at=bindparam("now"))
)
ADDRESSES = (
    select(person.c.id, person.c.email)
    .join(link_member, link_member.c.person_id == person.c.id)
    .where(link_member.c.link_id == bindparam("link"), person.c.email.is_not(None))
)
AGREED = select(B.agreed).where(OF).with_for_update()
AGREE = update(booking).where(OF).values(agreed=bindparam("all_of_them"), next_at=bindparam("again_at"), tries=0)
UNCHECKED = select(func.count().filter(slot.c.checked.is_(None)), func.count().filter(slot.c.checked.is_(False))).where(
    slot.c.meeting_id == bindparam("of_number")
)
ALL = select(slot.c.start).where(slot.c.meeting_id == bindparam("of_number"))
GOING = among(slot.c.start, "gone")
DROP = delete(slot).where(slot.c.meeting_id == bindparam("of_number"), GOING)
MARK = update(slot).where(slot.c.meeting_id == bindparam("of_number")).values(checked=bindparam("is_known"))


class SqlBookings:
    """How meetings stand in the calendar; see the port `Bookings`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def _only_the_assistant(self) -> None:
        if Role.ASSISTANT not in self._desk.actor.roles:
            raise NotYours

    def state(self, meeting: Meeting) -> BookingState | None:
        """Nobody's addresses come with it."""
        self._desk.allow(meeting.id)
        found: str | None = self._desk.execute(STATE, {"of_number": meeting.id}).scalar()
        return BookingState(found) if found else None

    def settle(self, meeting: MeetingId, found: Found) -> bool:
        """Fenced: only the holder of this very attempt may write."""
        self._only_the_assistant()
        start, minutes = found.asked or (None, None)
        values = {"of_number": meeting, "me": found.worker, "attempt": found.attempt, "to": found.state}
        values |= {"event_is": found.event, "asked_start": start, "asked_minutes": minutes, "done": found.done}
        values |= {"well": found.well, "invites": found.invited, "again_at": found.next_at, "why": found.error}
        return self._desk.execute(SETTLE, values).rowcount == 1

    def link(self, meeting: Meeting, join_url: str, *, now: datetime) -> bool:
        """Not of a meeting that has another time by now."""
        self._only_the_assistant()
        values = {"of_number": meeting.id, "at": meeting.sequence, "url": join_url}
        news = self._desk.execute(LINK, values).rowcount == 1
        if news:
            self._desk.execute(HURRY, {"of_number": meeting.id, "now": now})
        return news

    def invited(self, meeting: Meeting, replies: Mapping[str, Reply]) -> Mapping[PersonId, Reply]:
        """The addresses stay here."""
        self._only_the_assistant()
        rows = self._desk.execute(ADDRESSES, {"link": meeting.link}).all()
        known = {row.email.lower(): PersonId(row.id) for row in rows if row.id in meeting.people()}
        return {known[address]: reply for address, reply in replies.items() if address in known}

    def agree(self, meeting: Meeting, *, now: datetime) -> bool:
        """Each person once."""
        self._desk.allow(meeting.id)
        me = self._desk.actor.id
        if me not in meeting.people():
            raise NotYours
        before: str | None = self._desk.execute(AGREED, {"of_number": meeting.id}).scalar()
        if before is None:
            return False
        people = {*filter(None, before.split(",")), str(me)}
        everybody = people >= {str(one) for one in meeting.people()}
        values = {"of_number": meeting.id, "all_of_them": ",".join(sorted(people)), "again_at": now}
        self._desk.execute(AGREE, values)
        return everybody

    def unchecked(self, meeting: Meeting) -> tuple[bool, bool]:
        """Says nothing about whose calendar."""
        self._desk.allow(meeting.id)
        found: Any = self._desk.execute(UNCHECKED, {"of_number": meeting.id}).one()
        return bool(found[0]), bool(found[1])

    def checked(self, meeting: Meeting, starts: Collection[datetime], *, known: bool) -> None:
        """Of a meeting that the assistant was shown."""
        self._only_the_assistant()
        self._desk.allow(meeting.id)
        offered = self._desk.execute(ALL, {"of_number": meeting.id}).scalars()
        gone = [start for start in offered if start not in starts]
        if gone and starts:  # with none left they stay: these were tried, and are not offered again
            self._desk.execute(DROP, {"of_number": meeting.id, "gone": gone})
        self._desk.execute(MARK, {"of_number": meeting.id, "is_known": known})
