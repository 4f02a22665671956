"""What a worker says together is asked about together, and still each message for itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.domain.due import Due, Kind
from bot.domain.people import PersonId, Role
from bot.front.outbox import Claimed, Outcome
from bot.store.tables import due_work, link, person
from bot.usecases.saying import Ready
from tests.store.crowd import heard
from tests.store.messages import LEASE, RATE, messages, outbox, welcome, write
from tests.store.pairs import Pair, add_person, confirmed, new_pair, offered
from tests.test_worker_faults import FlakyOutbox
from tests.world import MONDAY, World

TOMORROW = MONDAY + timedelta(days=1, hours=5)


@pytest.fixture
async def pairs(scheme: World) -> list[Pair]:
    """Each Buddy is about to be asked for times."""
    found = [await new_pair(scheme.store, number) for number in range(5)]
    await scheme.worker.outbox.sweep()
    return found


@dataclass(slots=True)
class Asked(FlakyOutbox):
    """An outbox that knows what was asked about together, and what was noted by then; something happens before."""

    happens: Callable[[], Awaitable[None]] | None = None
    together: list[list[str]] = field(default_factory=list)
    events: dict[PersonId, list[str]] = field(default_factory=lambda: defaultdict(list))

    async def prepare(self, claimed: Sequence[Claimed]) -> Mapping[int, Ready]:
        if self.happens and not self.together:
            await self.happens()
        self.together.append([one.key for one in claimed])
        for one in claimed:
            self.events[one.person].append(f"asked {one.key}")
        return await self.inner.prepare(claimed)

    async def finish(self, ended: Sequence[tuple[Claimed, Outcome]]) -> None:
        await self.inner.finish(ended)
        for one, _ in ended:
            self.events[one.person].append(f"noted {one.key}")


def question(pair: Pair) -> str:
    return f"free:{pair.meeting}:v1:{pair.buddy}"


async def test_each_message_of_a_batch_is_asked_about_again(scheme: World, pairs: list[Pair]) -> None:
    said, answered, frozen, resting, also_said = pairs

    async def happens() -> None:
        """All of it after the messages were claimed, and before any is said."""
        await offered(scheme.store, answered, TOMORROW)
        rests = update(person).where(person.c.id == resting.buddy).values(rests_since=MONDAY)
        rest_of_link = update(link).where(link.c.id == frozen.meeting).values(frozen=True)
        await scheme.store.database.write(lambda one: [one.execute(change) for change in (rests, rest_of_link)])

    asked = Asked(scheme.worker.outbox, happens=happens)
    await replace(scheme.worker, outbox=asked).catch_up(sweeping=False)

    found = {one.key: one for one in await messages(scheme)}
    assert asked.together[0] == [question(one) for one in pairs]
    assert {key: one.state for key, one in found.items() if key.startswith("free:")} == {
        question(said): "done",
        question(answered): "withdrawn",
        question(frozen): "pending",
        question(resting): "pending",
        question(also_said): "done",
    }
    assert [found[question(one)].attempts for one in (frozen, resting)] == [0, 0]
    assert min(found[question(one)].next_at for one in (frozen, resting)) > MONDAY


async def test_a_message_that_cannot_be_asked_about_takes_no_other_along(scheme: World, pairs: list[Pair]) -> None:
    unknown = update(due_work).where(due_work.c.key == question(pairs[2])).values(kind="of a later version")
    await scheme.store.database.write(lambda one: one.execute(unknown))
    asked = Asked(scheme.worker.outbox)

    with capture_logs() as logs:
        await replace(scheme.worker, outbox=asked).catch_up(sweeping=False)

    assert sorted(asked.together[1:]) == sorted([key] for key in asked.together[0])  # each by itself
    found = {one.key: one for one in await messages(scheme)}
    lost = found.pop(question(pairs[2]))
    assert (lost.state, lost.error, lost.attempts) == ("pending", "bug: ValueError", 1)
    assert {one.state for one in found.values()} == {"done"}
    assert len(scheme.voice.said) == len(pairs) - 1
    assert [(one["event"], one["key"]) for one in logs] == [("worker.message_failed", lost.key)]


async def test_the_second_message_of_a_chat_is_asked_about_when_the_first_is_said(scheme: World) -> None:
    people = [await add_person(scheme.store, f"kim.{number}", Role.STUDENT) for number in range(3)]
    await write(scheme, *(welcome(who, f"{who}.{turn}") for turn in range(2) for who in people))
    asked = Asked(scheme.worker.outbox)

    await replace(scheme.worker, outbox=asked).catch_up(sweeping=False)

    assert asked.together == [[f"{who}.{turn}" for who in people] for turn in range(2)]
    assert asked.events == {
        who: [f"{what} {who}.{turn}" for turn in range(2) for what in ("asked", "noted")] for who in people
    }


async def test_what_is_asked_about_together_is_what_each_reader_would_see_alone(
    scheme: World, pairs: list[Pair]
) -> None:
    for pair in pairs[:2]:
        await confirmed(scheme.store, pair, TOMORROW)
    buddy = await add_person(scheme.store, "new.buddy", Role.BUDDY)
    stranger = pairs[4].student
    scheme.clock.now = TOMORROW - timedelta(minutes=10)
    until = TOMORROW + timedelta(days=9)
    of_others = Due(
        key="soon:theirs", kind=Kind.SOON, person=stranger, subject=pairs[0].meeting, due_at=MONDAY, until=until
    )
    await write(scheme, welcome(buddy), welcome(pairs[0].student), of_others)
    await scheme.worker.outbox.sweep()
    box = outbox(scheme, "me")
    held = await box.claim(at_most=99, lease=LEASE, rate=RATE, apart=0.0)

    together = await box.prepare(held)
    alone = {one.id: (await box.prepare([one]))[one.id] for one in held}

    assert together == alone
    by_key = {one.key: together[one.id].card for one in held}
    assert by_key["soon:theirs"] is None
    both = [card for key, card in by_key.items() if key.startswith("soon:") and card]
    assert len(both) == len({repr(card) for card in both}) == 4


async def test_asking_about_many_welcomes_takes_no_more_statements_than_asking_about_two(scheme: World) -> None:
    people = [await add_person(scheme.store, f"kim.{number}", Role.STUDENT) for number in range(12)]
    await write(scheme, *(welcome(who) for who in people))
    box = outbox(scheme, "me")
    held = await box.claim(at_most=99, lease=LEASE, rate=RATE, apart=0.0)

    counts = []
    for size in (2, len(held)):
        with heard(scheme.store.database) as found:
            ready = await box.prepare(held[:size])
        assert all(one.card for one in ready.values())
        counts.append(sum(len(one) for one in found.transactions))

    assert counts[0] == counts[1]
