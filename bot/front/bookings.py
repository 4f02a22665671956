"""Meetings to bring into the calendar, as the worker that does it sees them: the port that a store fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.booking import BookingState, Entry, Step
from bot.front.beyond import GraphFault
from bot.front.calendar import Hours, Wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing to ask the calendar for, held until the lease runs out. `attempt` counts from 1 and never goes back.

    `wish` is what to book, or was asked for; `state`: how it stood; `again`: it may have been done already.
    `tries`: so often it was tried in vain. `event` is '' where none is known. `sign` stands for the people of the wish,
    '' when the event may invite others; `invite`: a move is to change who is invited, too.
    """

    meeting: int
    attempt: int
    step: Step
    wish: Wish
    state: BookingState
    event: str = ""
    again: bool = False
    tries: int = 0
    sign: str = ""
    invite: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Times that wait for a look at people's calendars. `version`: of the meeting that they are offered for."""

    meeting: int
    version: int
    cells: frozenset[int]
    people: tuple[str, ...]


class BookingsToDo(Protocol):
    """What the calendar is to be asked for, each thing by one worker at a time."""

    async def take(self, *, lease: timedelta) -> Task | None:
        """The next thing that nobody holds; None when there is none just now."""

    async def settle(self, task: Task, found: Entry | GraphFault | None) -> None:
        """Writes what came of it, and tells whom it concerns, unless it is held no more. None: it is not there."""

    async def checks(self) -> Sequence[Check]:
        """Times on offer that nobody has looked at yet."""

    async def checked(self, check: Check, hours: Hours) -> None:
        """Takes back the times that clash, unless the meeting has changed meanwhile."""

    def now(self) -> datetime:
        """The present instant (UTC)."""
