"""What is watched in Microsoft Graph: the ports that Graph and the store fill, for `bot/graph/watch.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.rooms import Together
from bot.domain.watching import Agreed
from bot.front.beyond import GraphFault


class Agreements(Protocol):
    """That Graph tells us of changes. Everything raises a GraphFault."""

    async def make(self, *, until: datetime) -> Agreed:
        """A new agreement."""

    async def renew(self, subscription: str, *, until: datetime) -> Agreed:
        """The same for longer; raises Gone."""


class Reports(Protocol):
    """What Teams reports of meetings."""

    async def seen(self, ended: Ended) -> Together | None:
        """Near the time of the meeting; None while there is no report. Raises a GraphFault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Our turn to see to the agreement: its number, '' for none, and how often it was tried in vain."""

    subscription: str
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A meeting that has ended by its time, about which no report was read yet. Others may have used the same room."""

    meeting: int
    join_url: str
    start: datetime
    end: datetime


class Watched(Protocol):
    """What was agreed and read, kept for all replicas. A turn that is not finished is another's after two minutes."""

    async def turn(self) -> Turn | None:
        """None while there is nothing to see to, or somebody else does."""

    async def agreed(self, agreed: Agreed) -> None:
        """It is renewed in time; what may have changed unnoticed is looked at again if it is a new one."""

    async def refused(self, turn: Turn, fault: GraphFault) -> None:
        """It is tried again later; meanwhile we look ourselves."""

    async def ended(self) -> Sequence[Ended]:
        """Meetings whose reports may be there by now, none of them twice in a quarter of an hour."""

    async def reported(self, ended: Ended, seen: Together) -> None:
        """What a report says of it."""
