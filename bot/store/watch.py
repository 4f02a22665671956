"""What Graph tells us of, kept for all replicas: whose turn it is, and what was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from bot.domain.booking import IN_CALENDAR
from bot.domain.meetings import MeetingId, MeetingState
from bot.domain.rooms import Together
from bot.domain.watching import HELD, REPORT_AFTER, REPORT_AGAIN, REPORT_EVERY, REPORT_FOR, Agreed, renew_at, try_again
from bot.front.beyond import GraphFault
from bot.front.watching import Ended, Turn
from bot.store.desk import insert, insert_new
from bot.store.sql_store import SqlStore
from bot.store.tables import booking, link, meeting, room, seen, watch
from bot.usecases.ports import Work

MOST = 20  # reports that one look asks for
B, M, W = booking.c, meeting.c, watch.c
TAKE = (
    update(watch)
    .where(W.name == bindparam("about"), W.next_at <= bindparam("now"))
    .values(next_at=bindparam("then"), tries=W.tries + 1)
    .returning(W.subscription, W.tries)
)
AGREED = (
    update(watch)
    .where(W.name == bindparam("about"))
    .values(subscription=bindparam("number"), until=bindparam("ends"), next_at=bindparam("then"), tries=0, error="")
)
REFUSED = update(watch).where(W.name == bindparam("about")).values(next_at=bindparam("then"), error=bindparam("code"))
LOST = update(watch).where(W.name == bindparam("about")).values(subscription="", next_at=bindparam("now"), tries=0)
SOON = update(watch).where(W.name == bindparam("about")).values(next_at=bindparam("now"))
WATCHED = and_(B.state.in_(IN_CALENDAR), B.start > bindparam("now"))
CHANGED = update(booking).where(WATCHED, B.event == bindparam("which")).values(next_at=bindparam("now"))
ALL_AGAIN = update(booking).where(WATCHED).values(next_at=bindparam("now"))
AT = and_(room.c.meeting_id == M.id, room.c.sequence == M.sequence)
OVER = (
    select(M.id, M.sequence, func.coalesce(M.join_url, link.c.join_url).label("join_url"), M.start, M.minutes)
    .join(link, link.c.id == M.link_id)
    .outerjoin(room, AT)
    .where(
        M.state.in_((MeetingState.CONFIRMED, MeetingState.HELD, MeetingState.HELD_SHORT, MeetingState.MISSED)),
        M.start.between(bindparam("since"), bindparam("until")),
        func.coalesce(M.join_url, link.c.join_url).is_not(None),
        or_(room.c.minutes.is_(None), M.start > bindparam("again")),
        or_(room.c.looked_at.is_(None), room.c.looked_at <= bindparam("before")),
    )
    .order_by(M.start)
    .limit(MOST)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlWatched:
    """What is watched; see the port `Watched`.

    `name` is that of the agreement: another address or another secret is another agreement.
    """

    store: SqlStore
    clock: Callable[[], datetime]
    name: str = "events"

    async def turn(self) -> Turn | None:
        """Looks beside the writers, and writes only if there is something to do."""
        now = self.clock()
        due = select(W.next_at).where(W.name == self.name)
        at = await self.store.database.read(lambda connection: connection.execute(due).scalar())
        if at is not None and at > now:
            return None

        def take(connection: Connection) -> Turn | None:
            new = {"name": self.name, "next_at": now}
            connection.execute(insert_new(connection.dialect.name, watch, "name"), new)
            row = connection.execute(TAKE, {"about": self.name, "now": now, "then": now + HELD}).first()
            return Turn(subscription=row.subscription, tries=row.tries - 1) if row else None

        return await self.store.database.write(take)

    async def agreed(self, agreed: Agreed) -> None:
        """A new one comes after a gap."""
        values = {
            "about": self.name,
            "number": agreed.subscription,
            "ends": agreed.until,
            "then": renew_at(agreed.until),
        }

        def agree(connection: Connection) -> None:
            before = connection.execute(select(W.subscription).where(W.name == self.name)).scalar()
            connection.execute(AGREED, values)
            if before != agreed.subscription:
                connection.execute(ALL_AGAIN, {"now": self.clock()})

        await self.store.database.write(agree)

    async def refused(self, turn: Turn, fault: GraphFault) -> None:
        """With the word that Graph said."""
        then = try_again(turn.tries, self.clock(), after=fault.after)
        await self.store.database.write(
            lambda connection: connection.execute(REFUSED, {"about": self.name, "then": then, "code": fault.code})
        )

    async def state(self) -> tuple[datetime | None, str]:
        """Until when Graph tells us, and what was wrong the last time, for those who check."""
        asked = select(W.until, W.error).where(W.name == self.name)
        row = await self.store.database.read(lambda connection: connection.execute(asked).first())
        return (row.until, row.error) if row else (None, "")

    async def told(self, changes: Sequence[tuple[str, str]], *, lost: bool, again: bool) -> None:
        """Events that changed, each with a word for this very change: what was told before is passed over.

        `lost`: Graph tells us no more. `again`: it may have missed something. All that is to come is looked at then.
        """
        now = self.clock()

        def note(connection: Connection) -> None:
            for key, event in changes:
                row = {"key": key, "at": now}
                if connection.execute(insert_new(connection.dialect.name, seen, "key"), row).rowcount == 1:
                    connection.execute(CHANGED, {"which": event, "now": now})
            if lost or again:
                connection.execute(LOST if lost else SOON, {"about": self.name, "now": now})
                connection.execute(ALL_AGAIN, {"now": now})

        await self.store.database.write(note)

    async def ended(self) -> Sequence[Ended]:
        """Each is marked as looked at before the reports are asked for: it is somebody else's no more."""
        now = self.clock()
        values = {"since": now - REPORT_FOR, "until": now - REPORT_AFTER, "before": now - REPORT_EVERY}
        values["again"] = now - REPORT_AGAIN
        rows = await self.store.database.read(lambda connection: connection.execute(OVER, values).all())
        over = [one for one in rows if one.start + timedelta(minutes=one.minutes) + REPORT_AFTER <= now]

        def mark(connection: Connection) -> None:
            for one in over:
                row = {"meeting_id": one.id, "sequence": one.sequence, "looked_at": now}
                statement = insert(connection.dialect.name, room).values(**row)
                where = [room.c.meeting_id, room.c.sequence]
                connection.execute(statement.on_conflict_do_update(index_elements=where, set_={"looked_at": now}))

        if over:
            await self.store.database.write(mark)
        return [
            Ended(
                meeting=one.id,
                join_url=one.join_url,
                start=one.start,
                end=one.start + timedelta(minutes=one.minutes),
            )
            for one in over
        ]

    async def reported(self, ended: Ended, seen: Together) -> None:
        """In a unit of work of the assistant's own."""

        def note(work: Work, found: Together, _now: datetime) -> None:
            of = work.meetings.get(MeetingId(ended.meeting))
            work.rooms.reported(of, people=found.people, minutes=found.minutes)

        await self.store.run(None, note, seen)
