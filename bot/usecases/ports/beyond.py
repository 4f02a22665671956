"""What is asked of Microsoft for a coordinator who waits: outside every transaction, for some seconds at the most."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.domain.capabilities import Capability
from bot.domain.tiers import Outcome, Tried

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.usecases.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of trying each thing, what is switched on in our settings, and the names that the steps need."""

    tried: tuple[Tried, ...] = ()
    switched_on: frozenset[Capability] = frozenset()
    app_id: str = ""
    mailbox: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody in a team."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRead:
    """Who is in a team. `code`: why it could not be read, '' if it could; 'off': we are not set to read any."""

    members: tuple[Member, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What came of installing the assistant for somebody, by their address."""

    email: str
    outcome: Outcome
    code: str = ""


class Beyond(Protocol):
    """Never raises: what can't be done now comes back as unknown."""

    async def check(self) -> Checked:
        """Tries everything, by reading alone."""

    async def team(self, team: str) -> TeamRead:
        """Reads one team."""

    async def bring(self, emails: Sequence[str]) -> tuple[Brought, ...]:
        """Installs the assistant for these people; who has it already is left alone."""


class NothingBeyond:
    """Microsoft Graph is not used here: see the port `Beyond`."""

    async def check(self) -> Checked:
        """Nothing is tried."""
        return Checked()

    async def team(self, team: str) -> TeamRead:
        """Whatever the team."""
        del team
        return TeamRead(code="off")

    async def bring(self, emails: Sequence[str]) -> tuple[Brought, ...]:
        """Nobody."""
        return tuple(Brought(email=one, outcome=Outcome.NO, code="off") for one in emails)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskBeyond:
    """What a command answers with when Microsoft has to be asked first: `then` makes the card of what came."""

    ask: Callable[[Beyond], Awaitable[Any]]
    then: Callable[[Work, Any, datetime], Card]
