"""What a coordinator asks of Graph and waits for: each question bounded, and never a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.capabilities import Capability
from bot.domain.tiers import Outcome, Tried
from bot.domain.times import cells
from bot.front.beyond import Gone, GraphFault, NoSuchMailbox, NotGranted
from bot.graph import calls
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.graph.people import GraphPeople
from bot.usecases.ports.beyond import Brought, Checked, Member, TeamRead

PATIENCE = 6.0  # seconds for one question of a coordinator
NOT_THERE = "https://teams.microsoft.com/l/meetup-join/no-such-meeting"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphBeyond:
    """Graph as coordinators ask it; see the port `Beyond`. `calendar` is None where no mailbox is set."""

    graph: Graph
    people: GraphPeople
    calendar: GraphCalendar | None
    switched_on: frozenset[Capability]
    app_id: str
    clock: Callable[[], datetime]

    @property
    def mailbox(self) -> str:
        """The service mailbox, '' for none."""
        return self.calendar.mailbox if self.calendar else ""

    async def check(self) -> Checked:
        """All at once."""
        tries = {
            "calendar": self._calendar,
            "free_busy": self._free_busy,
            "attendance": self._attendance,
            "installation": self._installation,
        }
        tried = await asyncio.gather(*(_tried(key, one()) for key, one in tries.items())) if self.calendar else []
        return Checked(tried=tuple(tried), switched_on=self.switched_on, app_id=self.app_id, mailbox=self.mailbox)

    async def team(self, team: str) -> TeamRead:
        """Its own consent is what counts."""
        if Capability.ROSTER not in self.switched_on:
            return TeamRead(code="off")
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self.people.team(team)
        except (GraphFault, TimeoutError) as fault:
            return TeamRead(code=_code(fault))
        return TeamRead(members=tuple(Member(name=one.name, email=one.email) for one in found))

    async def bring(self, emails: Sequence[str]) -> tuple[Brought, ...]:
        """The service mailbox has the app, so it tells its number in the catalogue: no grant is needed for that."""
        if Capability.INSTALLATION not in self.switched_on:
            return tuple(Brought(email=one, outcome=Outcome.NO, code="off") for one in emails)
        try:
            async with asyncio.timeout(PATIENCE):
                catalogue = await self.people.installed(self.mailbox)
        except (GraphFault, TimeoutError) as fault:
            return tuple(Brought(email=one, outcome=Outcome.UNKNOWN, code=_code(fault)) for one in emails)
        if not catalogue:
            return tuple(Brought(email=one, outcome=Outcome.NO, code="no_app") for one in emails)
        return tuple(await asyncio.gather(*(self._bring(one, catalogue) for one in emails)))

    async def _bring(self, email: str, catalogue: str) -> Brought:
        found = await _tried(email, self.people.install(email, catalogue))
        return Brought(email=email, outcome=found.outcome, code=found.code)

    async def _calendar(self) -> None:
        if self.calendar and not await self.calendar.ready():
            raise NotGranted("no Teams meetings")

    async def _free_busy(self) -> None:
        if self.calendar:
            start = self.clock().astimezone(UTC).replace(minute=0, second=0, microsecond=0) + HOUR
            hours = await self.calendar.hours((self.mailbox,), cells(start, 60))
            if hours.unknown:
                raise NotGranted("no answer for the mailbox")

    async def _attendance(self) -> None:
        values = {"user": self.mailbox, "%24filter": f"JoinWebUrl eq '{NOT_THERE}'", "%24select": "id"}
        await self.graph.every(calls.LOOK_UP_MEETING, values)
        try:
            await self.graph.ask(calls.REPORTS, {"user": self.mailbox, "meeting": "no-such-meeting"})
        except Gone:
            return

    async def _installation(self) -> None:
        await self.people.installed(self.mailbox)


async def _tried(key: str, reading: Awaitable[None]) -> Tried:
    try:
        async with asyncio.timeout(PATIENCE):
            await reading
    except (NotGranted, NoSuchMailbox) as fault:
        return Tried(key=key, outcome=Outcome.NO, code=fault.code)
    except (GraphFault, TimeoutError) as fault:
        return Tried(key=key, outcome=Outcome.UNKNOWN, code=_code(fault))
    return Tried(key=key, outcome=Outcome.YES)


def _code(fault: GraphFault | TimeoutError) -> str:
    return fault.code if isinstance(fault, GraphFault) else "no answer"
