"""Those who run the program follow one message from the turn that caused it, and see how sending goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count

from bot.domain.delivery import SendState
from bot.front import figures
from bot.front.outbox import Claimed, Outcome
from bot.front.telemetry import Span, Value
from bot.front.voice import NotNow
from bot.store.outbox import SqlOutbox
from bot.usecases.ports.sends import Health
from tests import stage
from tests.sending import SAM_NUMBER
from tests.stage import ALEX, TUESDAY, ref
from tests.templates import WorldAt
from tests.world import MONDAY, World

KIND = "welcome"
CLAIMED = Claimed(
    id=1,
    key="k",
    kind=KIND,
    person=SAM_NUMBER,
    subject=1,
    until=MONDAY + timedelta(days=1),
    attempt=2,
    card_id=None,
    at=MONDAY,
    leased=MONDAY,
    due_at=MONDAY - timedelta(seconds=90),
    trace=None,
)


@dataclass
class Told:
    """What was told about the program, in order."""

    spans: list[tuple[str, str | None, dict[str, Value]]] = field(default_factory=list)
    figures: list[tuple[str, float, dict[str, Value]]] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @contextmanager
    def span(self, name: str, *, cause: str | None = None, **attributes: Value) -> Iterator[Span]:
        self.spans.append((name, cause, attributes))
        self.inside.append(f"{name}-{next(self.numbers)}")
        yield self
        self.inside.pop()

    def set(self, **attributes: Value) -> None:
        self.spans[-1][2].update(attributes)

    def trace(self) -> str | None:
        return self.inside[-1] if self.inside else None

    def count(self, name: str, by: int = 1, /, **attributes: Value) -> None:
        self.figures.append((name, by, attributes))

    def gauge(self, name: str, value: float, /, **attributes: Value) -> None:
        self.figures.append((name, value, attributes))

    def measure(self, name: str, value: float, /, **attributes: Value) -> None:
        self.figures.append((name, value, attributes))


def listened_to(world: World) -> Told:
    """From now on somebody follows what this scheme does."""
    told = Told()
    world.store = replace(world.store, trace=told.trace)
    world.front = replace(world.front, store=world.store, telemetry=told)
    world.worker.outbox = SqlOutbox(store=world.store, me="worker-1", clock=world.clock)
    world.worker.telemetry = told
    world.worker.health = world.worker.outbox.health
    return told


async def test_a_message_is_followed_from_the_turn_that_caused_it_to_the_send(world_at: WorldAt) -> None:
    world = await world_at(stage.booked)
    told = listened_to(world)
    world.clock.now = stage.START - timedelta(hours=3)
    await world.presses(ALEX, "not_today", **await ref(world))
    await world.worker.catch_up()
    sends = [(cause, attributes["kind"]) for name, cause, attributes in told.spans if name == "send"]
    assert ("turn-1", "moved_today") in sends
    assert told.spans[0][0] == "turn"


async def test_what_the_clock_brings_has_no_turn_behind_it(world_at: WorldAt) -> None:
    world = await world_at(stage.booked)
    told = listened_to(world)
    world.clock.now = stage.START - timedelta(minutes=10)
    await world.worker.catch_up()
    assert {cause for name, cause, _ in told.spans if name == "send"} == {None}


async def test_how_sending_stands_is_told_at_each_look(world_at: WorldAt) -> None:
    world = await world_at(stage.pair)
    told = listened_to(world)
    world.voice.fault = NotNow("503")
    await world.presses(ALEX, "offer", **await ref(world), **TUESDAY)
    await world.worker.catch_up()
    world.clock.move(minutes=20)
    told.figures.clear()
    await world.worker.catch_up()
    stands = {(name, attributes.get("state")): value for name, value, attributes in told.figures if "send." in name}
    assert stands[("send.standing", "late")] == 1
    assert stands[("send.oldest_late_seconds", None)] > 0
    assert stands[("send.standing", "failed")] == 0
    assert ("send.ended", 1, {"kind": "pick", "state": "pending", "why": "not now"}) in told.figures


def test_the_wait_and_the_attempts_of_what_is_over_are_measured() -> None:
    told = Told()
    figures.ended(told, CLAIMED, Outcome(state=SendState.DONE, again_at=MONDAY), MONDAY)
    figures.ended(told, CLAIMED, Outcome(state=SendState.PENDING, again_at=MONDAY, error="too fast: 429"), MONDAY)
    attributes = {"kind": KIND, "state": "done"}
    assert told.figures == [
        ("send.ended", 1, {**attributes, "why": ""}),
        ("send.wait_seconds", 90.0, attributes),
        ("send.attempts", 2, attributes),
        ("send.ended", 1, {"kind": KIND, "state": "pending", "why": "too fast"}),
    ]


def test_when_nothing_is_late_the_oldest_is_no_second_old() -> None:
    told = Told()
    health = Health(swept_at=MONDAY, oldest=None, waiting=3, late=0, failed=1, unsure=2, holds=1)
    figures.standing(told, health, MONDAY)
    assert [(name, value) for name, value, _ in told.figures] == [
        ("send.standing", 3),
        ("send.standing", 0),
        ("send.standing", 1),
        ("send.standing", 2),
        ("send.holds", 1),
        ("send.oldest_late_seconds", 0.0),
    ]
