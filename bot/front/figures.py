"""What those who run the program see of messages, as figures: kinds, states, counts and seconds, and nobody's name."""

from __future__ import annotations

from datetime import datetime

from bot.domain.delivery import SendState
from bot.front.outbox import Claimed, Outcome
from bot.front.telemetry import Telemetry
from bot.usecases.ports.sends import Health

OVER = frozenset({SendState.DONE, SendState.WITHDRAWN, SendState.EXPIRED, SendState.FAILED, SendState.UNSURE})


def ended(telemetry: Telemetry, claimed: Claimed, outcome: Outcome, now: datetime) -> None:
    """One attempt: how it ended; and, of a message that is over, how long it had waited and how often it was tried."""
    why = (outcome.error or "").partition(":")[0]
    telemetry.count("send.ended", kind=claimed.kind, state=str(outcome.state), why=why)
    if outcome.state in OVER:
        waited = max(0.0, (now - claimed.due_at).total_seconds())
        telemetry.measure("send.wait_seconds", waited, kind=claimed.kind, state=str(outcome.state))
        telemetry.measure("send.attempts", claimed.attempt, kind=claimed.kind, state=str(outcome.state))


def standing(telemetry: Telemetry, health: Health, now: datetime) -> None:
    """How many messages stand where, and how old the oldest late one is."""
    counts = {"waiting": health.waiting, "late": health.late, "failed": health.failed, "unsure": health.unsure}
    for state, count in counts.items():
        telemetry.gauge("send.standing", count, state=state)
    telemetry.gauge("send.holds", health.holds)
    age = (now - health.oldest).total_seconds() if health.oldest else 0.0
    telemetry.gauge("send.oldest_late_seconds", age)
