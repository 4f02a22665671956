"""The outbox of one worker, in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.domain import due
from bot.domain.delivery import SendState
from bot.domain.due import Due, Kind
from bot.domain.people import PersonId
from bot.domain.sends import APART, OF_MEETINGS
from bot.front.outbox import Claimed, Outcome, Stuck
from bot.store import due_work, pace
from bot.store.ahead import Ahead
from bot.store.desk import NO_ONE
from bot.store.joining import choices_ahead
from bot.store.meetings import meetings_ahead
from bot.store.people import actors_numbered
from bot.store.places import places_of
from bot.store.sends import health, paces, swept
from bot.store.sql_store import SqlStore
from bot.store.sweeping import about, each, find
from bot.store.tidy import tidy
from bot.usecases.asking import ask_them, ready_to_ask
from bot.usecases.offering import settle
from bot.usecases.ports import Work
from bot.usecases.ports.sends import Health
from bot.usecases.prompts import Asked, prepare
from bot.usecases.saying import Prompt, Ready
from bot.usecases.timetable import planned
from bot.usecases.unsure import let_go

LOOK_BACK = due.AFTER_FOR + timedelta(hours=4)  # nothing that began longer ago can make anything due
LOOK_AHEAD = timedelta(days=1)
WELCOMES = frozenset({Kind.WELCOME, Kind.GREETING})
NEXT = (timedelta(days=2), timedelta(days=20), timedelta(days=400))  # the next event is near as a rule


def write_down(work: Work, dues: Sequence[Due], now: datetime) -> None:
    """What has become due, unless free times that are kept answer it."""
    work.due.record(settle(work, let_go(work, dues, now), now), now=now)


def _look_after(connection: Connection, now: datetime) -> None:
    due_work.reap(connection, now=now)
    pace.tidy(connection, now=now)
    tidy(connection, now=now)
    swept(connection, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlOutbox:
    """The outbox as the worker called `me` sees it; see the port `Outbox`."""

    store: SqlStore
    me: str
    clock: Callable[[], datetime]

    async def sweep(self) -> Sequence[Stuck]:
        """Reads beside the writers, and writes only if there is something new."""
        now = self.clock()
        dues, stuck = await find(self.store, (LOOK_BACK, LOOK_AHEAD))
        dues = due.due_now(dues, now)
        keys = {one.key for one in dues}
        new = await self.store.database.read(lambda connection: due_work.unknown(connection, keys))
        if new:
            stuck += await each(self.store, write_down, [one for one in dues if one.key in new], about=about)
        if ready := await self.store.read(None, ready_to_ask, None):
            stuck += await each(self.store, ask_them, ready, about="link:{}".format)
        await self.store.database.write(lambda connection: _look_after(connection, now))
        return stuck

    async def claim(self, *, at_most: int, lease: timedelta, rate: float, apart: float) -> Sequence[Claimed]:
        """Committed before anything is said: a worker that dies leaves its claim behind, for the lease to run out."""

        def take(connection: Connection) -> list[Claimed]:
            now = self.clock()
            if pace.paused(connection, now=now):
                return []
            held = due_work.claim(connection, me=self.me, at_most=at_most, now=now, lease=lease)
            mine = self._by_turns(connection, held, apart, now) if held and apart else held
            if not mine:
                return []
            first = pace.reserve(connection, slots=len(mine), apart=1 / rate, now=now)
            return [replace(one, at=first + timedelta(seconds=at / rate)) for at, one in enumerate(mine)]

        return await self.store.database.write(take)

    def _by_turns(self, connection: Connection, held: Sequence[Claimed], apart: float, now: datetime) -> list[Claimed]:
        """The first of each person whose turn it is; the others are put back until theirs comes."""
        firsts = {one.person: one for one in reversed(held)}
        free = pace.take_turns(connection, firsts, apart=apart, now=now)
        mine = [one for one in held if one.person in free and firsts[one.person] is one]
        ours = {one.id for one in mine}
        if waiting := [one for one in held if one.id not in ours]:
            turns = pace.turns(connection, {one.person for one in waiting})
            due_work.finish(connection, _put_back(waiting, turns, apart), me=self.me, now=now)
        return mine

    async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
        """Each opened for its reader: what the reader may not see cannot be in it. All as of one moment.

        What each of them needs is read for all of them at once.
        """

        def look(connection: Connection) -> dict[int, Ready]:
            now, people = self.clock(), {one.person for one in claimed}
            if wait := pace.asked_to_wait(connection, now=now):
                return {one.id: Ready(card=None, chat=None, not_before=wait) for one in claimed}
            readers = actors_numbered(connection, people)
            places = places_of(connection, people, now=now)
            lately = paces(connection, [one.id for one in claimed], since=now - APART)
            ahead = _ahead(connection, claimed)
            ready = {one.id: Ready(card=None, chat=None) for one in claimed}  # who is taken out takes messages along
            for one in claimed:
                if one.id in lately:
                    asked = Asked(prompt=_prompt(one), chat=places.get(one.person), pace=lately[one.id])
                    reader = readers.get(one.person, NO_ONE)
                    ready[one.id] = self.store.look(connection, reader, prepare, asked, ahead=ahead)
            return ready

        return await self.store.database.read(look)

    async def finish(self, ended: Sequence[tuple[Claimed, Outcome]]) -> None:
        """Fenced: see due_work.finish."""
        now = self.clock()
        await self.store.database.write(lambda connection: due_work.finish(connection, ended, me=self.me, now=now))

    async def slow_down(self, until: datetime, *, person: PersonId | None) -> None:
        """For all replicas."""
        now = self.clock()
        await self.store.database.write(lambda connection: pace.slow_down(connection, until, person=person, now=now))

    async def next_try(self) -> datetime | None:
        """What is put off, and what the channel asked for."""

        def look(connection: Connection) -> datetime | None:
            at, wait = due_work.soonest(connection), pace.paused(connection, now=self.clock())
            return max(at, wait) if at and wait else at

        return await self.store.database.read(look)

    async def health(self) -> Health:
        """How sending goes, for those who run the program."""
        now = self.clock()
        return await self.store.database.read(lambda connection: health(connection, now=now))

    async def next_event(self) -> datetime | None:
        """The next instant at which something becomes due that is not yet, or can be tried again; None if nothing."""
        now = self.clock()
        waiting = await self.store.database.read(lambda connection: due_work.next_waiting(connection, now=now))
        for ahead in NEXT:
            plans = await self.store.read(None, planned, (LOOK_BACK, ahead))
            found = min((at for at in (due.next_due(plans, now), waiting) if at), default=None)
            if found and found <= now + ahead:
                return found
        return found


def _ahead(connection: Connection, claimed: Sequence[Claimed]) -> Ahead:
    """What the kinds ask about that come in numbers: everybody's meetings of a day, the welcomes of a new cohort."""
    return Ahead(
        meetings=meetings_ahead(connection, {one.subject for one in claimed if one.kind in OF_MEETINGS}),
        choices=choices_ahead(connection, {one.person for one in claimed if one.kind in WELCOMES}),
    )


def _prompt(claimed: Claimed) -> Prompt:
    return Prompt(kind=Kind(claimed.kind), subject=claimed.subject, key=claimed.key, until=claimed.until)


def _put_back(
    waiting: Sequence[Claimed], turns: Mapping[PersonId, datetime], apart: float
) -> list[tuple[Claimed, Outcome]]:
    """Each until its turn in its chat, in order."""
    found, turn = [], dict(turns)
    for one in waiting:
        found.append(
            (one, Outcome(state=SendState.PENDING, again_at=turn[one.person], card_id=one.card_id, tried=False))
        )
        turn[one.person] += timedelta(seconds=apart)
    return found
