"""The outbox as a worker sees it: the port that a store fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.people import PersonId
from bot.usecases.saying import Ready


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """One message that a worker holds, until its lease runs out. `attempt` counts from 1."""

    id: int
    key: str
    kind: str
    person: PersonId
    subject: int
    until: datetime
    attempt: int
    card_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one attempt.

    `state`: done, pending, withdrawn, expired or failed. `again_at` counts for 'pending' only. `card_id`: the
    channel's id of the message. `error` is a reason, never somebody's words. `tried`: whether the channel was asked;
    what only waits for its reader does not count as an attempt. `away`: it waits for its reader; if they came
    meanwhile, the message is tried again at once.
    """

    state: str
    again_at: datetime
    card_id: str | None = None
    error: str | None = None
    tried: bool = True
    away: bool = False


class Outbox(Protocol):
    """What is to be said, each thing once."""

    async def sweep(self) -> None:
        """Writes down what has become due, and gives back what workers held that are gone."""

    async def claim(self, *, at_most: int, lease: timedelta, rate: float) -> Sequence[tuple[Claimed, datetime]]:
        """Messages for this worker to say, each with the instant of its slot: `rate` a second for all workers."""

    async def prepare(self, claimed: Claimed) -> Ready:
        """The message as it is true now, for the eyes of its reader; no card means that it is not due any more."""

    async def finish(self, claimed: Claimed, outcome: Outcome) -> None:
        """Writes the outcome, unless another worker holds the message by now."""
