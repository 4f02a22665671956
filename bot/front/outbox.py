"""The outbox as a worker sees it: the port that a store fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.delivery import SendState
from bot.domain.people import PersonId
from bot.usecases.saying import Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One message that a worker holds until the instant `leased`, to be said at the instant `at`.

    `attempt` counts from 1. `trace`: the turn that caused it, if anybody follows such things.
    """

    id: int
    key: str
    kind: str
    person: PersonId
    subject: int
    until: datetime
    attempt: int
    card_id: str | None
    at: datetime
    leased: datetime
    due_at: datetime
    trace: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one attempt.

    `again_at` counts for 'pending' only. `card_id`: the channel's id of the message. `error` is a Trouble, with
    details behind a colon, and never somebody's words. `tried`: whether the channel was asked; what only waits for
    its reader does not count as an attempt. `away`: it waits for its reader; if they came meanwhile, the message is
    tried again at once. `blocked`: whether the channel says that nothing can be said in that chat; None: no news.
    """

    state: SendState
    again_at: datetime
    card_id: str | None = None
    error: str | None = None
    tried: bool = True
    away: bool = False
    blocked: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """Something that could not be worked out, named by what it is about and a number, and why."""

    reference: str
    bug: Exception


class Outbox(Protocol):
    """What is to be said, each thing once."""

    async def sweep(self) -> Sequence[Stuck]:
        """Writes down what has become due, and gives back what workers held that are gone.

        What cannot be worked out holds up nothing else; it comes back, and is tried again the next time.
        """

    async def claim(self, *, at_most: int, lease: timedelta, rate: float, apart: float) -> Sequence[Claimed]:
        """Messages for this worker to say: for all workers together, `rate` a second.

        In one chat they come `apart` seconds from each other. None while the channel has asked us to wait.
        """

    async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
        """Each message as it is true now, for the eyes of its reader, by the message's id.

        No card means that it is not due any more.
        """

    async def finish(self, ended: Sequence[tuple[Claimed, Outcome]]) -> None:
        """Writes all these outcomes or none; except that of a message that another worker holds by now."""

    async def slow_down(self, until: datetime, *, person: PersonId | None) -> None:
        """No worker says anything until then, to this person or, if None, to anybody."""

    async def next_try(self) -> datetime | None:
        """When there may be something to claim."""
