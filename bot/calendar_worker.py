"""The calendar's worker: finds what the calendar has not heard of, asks it, and writes down what came of it.

Any number of them may run beside each other. Nothing is asked inside a transaction, and nothing is given up before the
meeting begins: what cannot be done now is tried again, less and less often.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.domain.booking import Entry, Step
from bot.front.beyond import Gone, GraphFault
from bot.front.bookings import BookingsToDo, Check, Task
from bot.front.calendar import Calendar

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=120)  # longer than two calls, one after the other
TICK = 15.0
AT_ONCE = 3
LONGEST_LOOK = 2.0  # seconds for a look at people's calendars
WORDS = (
    "This meeting is not at this time any more. Nobody did anything wrong. Buddy tells you in Teams what comes next."
)


@dataclass(slots=True, kw_only=True)
class CalendarWorker:
    """One worker. `told` is called when there is news for somebody; `wake` is set when something may have changed.

    `checks`: times on offer are looked up in people's calendars. `books`: meetings are brought into the calendar.
    `guards`: recording may be switched off, meeting by meeting.
    """

    todo: BookingsToDo
    calendar: Calendar
    told: Callable[[], None]
    books: bool = True
    checks: bool = False
    guards: bool = True
    tick: float = TICK
    lease: timedelta = LEASE
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: bool = False
    unguarded: str = ""  # why recording could not be switched off the last time, for a health page

    async def run(self) -> None:
        """Works until `stop` is called. A fault of the database is waited out: leases run out, and nothing is lost."""
        while not self.stopping:
            self.wake.clear()
            try:
                await self.catch_up()
            except Exception as fault:  # noqa: BLE001 - whatever it is, the next look must come
                log.error("calendar.look_failed", kind=type(fault).__name__)  # noqa: TRY400 - its message may hold personal data
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.wake.wait(), self.tick)

    def stop(self) -> None:
        """Asks the worker to come to an end; what it does not get to is left to others."""
        self.stopping = True
        self.wake.set()

    async def catch_up(self) -> int:
        """Does everything that is to be done now; how much it was."""
        looked = [self._check(one) for one in await self.todo.checks()] if self.checks else []
        await asyncio.gather(*looked)
        done = await asyncio.gather(*(self._lane() for _ in range(AT_ONCE))) if self.books else []
        if looked or any(done):
            self.told()
        return len(looked) + sum(done)

    async def _check(self, check: Check) -> None:
        async with asyncio.timeout(LONGEST_LOOK + 1):
            hours = await self.calendar.hours(check.people, check.cells)
        await self.todo.checked(check, hours)

    async def _lane(self) -> int:
        done = 0
        while not self.stopping and (task := await self.todo.take(lease=self.lease)):
            await self.todo.settle(task, await self._came_of(task))
            done += 1
        return done

    async def _came_of(self, task: Task) -> Entry | GraphFault | None:
        """What the calendar says; a fault of our own is tried again like one of the calendar's."""
        try:
            return await self._ask(task)
        except GraphFault as fault:
            return fault
        except Exception as bug:  # noqa: BLE001 - one bad meeting must not hold up the others
            log.error("calendar.task_failed", meeting=task.meeting, step=task.step, kind=type(bug).__name__)  # noqa: TRY400 - its message may hold personal data
            return GraphFault("bug")

    async def _ask(self, task: Task) -> Entry | None:
        match task.step:
            case Step.BOOK:
                return await self._book(task)
            case Step.MOVE:
                people = task.wish.people if task.invite else None
                return await self.calendar.move(task.event, start=task.wish.start, end=task.wish.end, people=people)
            case Step.INVITE:
                return await self.calendar.invite(task.event, task.wish.people)
            case Step.LOOK:
                return await self.calendar.look(task.event)
            case Step.CANCEL:
                await self.calendar.cancel(task.event, WORDS)
            case Step.DROP:
                if found := await self.calendar.find(task.wish):
                    await self.calendar.cancel(found.id, WORDS)
        return None

    async def _book(self, task: Task) -> Entry:
        """What may have been booked already is looked for first."""
        found = await self.calendar.find(task.wish) if task.again else None
        entry = found or await self.calendar.book(task.wish)
        if entry.join_url and self.guards:
            await self._guard(entry.join_url)
        return entry

    async def _guard(self, join_url: str) -> None:
        """The meeting stands all the same; the health page says what is missing."""
        try:
            await self.calendar.guard(join_url)
            self.unguarded = ""
        except GraphFault as fault:
            self.unguarded = "not there" if isinstance(fault, Gone) else fault.code
            log.warning("calendar.unguarded", meeting_settings=self.unguarded)
