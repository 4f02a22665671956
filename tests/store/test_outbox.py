"""The outbox: one row for each message, whoever writes, claims, or comes too late."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, delete, select, text, update

from bot.domain import due
from bot.domain.delivery import SendState
from bot.domain.due import Due, Kind
from bot.domain.people import PersonId, Role
from bot.front.outbox import Outcome
from bot.store.due_work import CLAIM
from bot.store.outbox import LOOK_AHEAD, LOOK_BACK
from bot.store.tables import due_work
from bot.usecases.ports import Work
from bot.usecases.timetable import planned
from tests.store.crowd import heard
from tests.store.messages import LEASE, RATE, messages, outbox, the_message, welcome, write
from tests.store.pairs import add_person, new_pair
from tests.store.test_budget import plan
from tests.world import MONDAY, World, make_world

SAM = PersonId(1)  # the coordinator, who is on every list


@pytest.fixture
async def others(database_url: str) -> AsyncIterator[list[World]]:
    """Three more machines on the same database."""
    found = [await make_world(database_url, me=f"machine-{number}") for number in range(3)]
    yield found
    for one in found:
        await one.store.close()


async def test_a_message_is_written_down_once(scheme: World) -> None:
    await write(scheme, welcome(SAM, "k"), welcome(SAM, "k"))
    await write(scheme, welcome(SAM, "k", at=MONDAY + timedelta(days=1)))

    assert (await the_message(scheme)).next_at == MONDAY


async def test_what_somebody_has_before_their_eyes_is_not_sent_to_them(scheme: World) -> None:
    await scheme.store.run(None, lambda work, _, now: work.due.record([welcome(SAM, "k")], now=now, answered=SAM), None)

    assert (await the_message(scheme)).state == "done"


async def test_four_sweepers_at_once_write_each_message_once(scheme: World, others: list[World]) -> None:
    for number in range(12):
        await new_pair(scheme.store, number)
    dues = await scheme.store.read(None, planned, (LOOK_BACK, LOOK_AHEAD))

    await asyncio.gather(*(one.worker.outbox.sweep() for one in (scheme, *others)))

    wanted = Counter(one.key for one in due.due_now(dues, scheme.clock()))
    assert Counter(one.key for one in await messages(scheme)) == wanted
    assert wanted.total() == 12


def _stale(connection: Connection) -> None:
    """The database believes that there is hardly anything to do, and there is a lot."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE due_work SET (autovacuum_enabled = false)"))
    connection.execute(text("ANALYZE"))
    times = {"due_at": MONDAY, "until": MONDAY + timedelta(days=1), "next_at": MONDAY}
    same = {"kind": "welcome", "person_id": SAM, "subject": SAM, "state": "pending", "attempts": 0, **times}
    connection.execute(due_work.insert(), [{"key": f"k{number}", **same} for number in range(3_000)])


async def test_a_worker_claims_no_more_than_it_asked_for(scheme: World) -> None:
    await write(scheme, welcome(SAM, "first"))
    await scheme.store.database.write(_stale)

    claimed = await outbox(scheme, "me").claim(at_most=25, lease=LEASE, rate=RATE, apart=0.0)

    held = [one for one in await messages(scheme) if one.state == "doing"]
    assert (len(claimed), len(held)) == (25, 25)


IN_ONE_STEP = (
    update(due_work)
    .where(
        due_work.c.id.in_(
            select(due_work.c.id)
            .where(due_work.c.state == "pending", due_work.c.next_at <= MONDAY)
            .order_by(due_work.c.next_at, due_work.c.id)
            .limit(25)
            .with_for_update(skip_locked=True)
        ),
        due_work.c.state == "pending",
    )
    .values(state="doing")
    .returning(due_work.c.id)
)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_claim_without_the_cte_would_take_far_more(scheme: World) -> None:
    """So the test above fails when the CTE is taken away."""
    await write(scheme, welcome(SAM, "first"))
    await scheme.store.database.write(_stale)

    taken = await scheme.store.database.write(lambda connection: len(connection.execute(IN_ONE_STEP).all()))

    assert taken > 1_000
    assert str(CLAIM.compile(dialect=scheme.store.database.engines[0].dialect)).startswith("WITH pick AS")


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_claim_goes_through_what_waits_once_however_many_there_are(scheme: World) -> None:
    await write(scheme, welcome(SAM, "first"))
    await scheme.store.database.write(_stale)
    with heard(scheme.store.database) as heard_now:
        await outbox(scheme, "me").claim(at_most=25, lease=LEASE, rate=RATE, apart=0.0)
    (claim,) = [one for one in heard_now.all() if one[0].startswith("WITH pick")]

    how = await scheme.store.database.write(lambda connection: plan(connection, *claim))

    assert how.count("ix_due_work_ready") == how.count("pk_due_work") == 1


async def test_a_message_that_was_taken_out_with_its_reader_is_not_said_and_holds_up_no_other(scheme: World) -> None:
    await write(scheme, welcome(SAM, "k"), welcome(SAM, "gone"))
    held = await outbox(scheme, "me").claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)
    gone = delete(due_work).where(due_work.c.key == "gone")
    await scheme.store.database.write(lambda connection: connection.execute(gone))

    ready = await outbox(scheme, "me").prepare(held)

    assert {one.key: ready[one.id].card is not None for one in held} == {"k": True, "gone": False}


def reminder(number: PersonId, *, card_id: str | None = None) -> Due:
    """One of a kind that is sent once at the most; or shows something in the place of a card."""
    until = MONDAY + timedelta(days=9)
    key = f"waiting_news:{number}"
    return Due(key=key, kind=Kind.WAITING_NEWS, person=number, subject=1, due_at=MONDAY, until=until, card_id=card_id)


@pytest.mark.parametrize(("card_id", "state"), [(None, "unsure"), ("card-1", "pending")])
async def test_what_a_worker_that_is_gone_may_have_said_is_not_said_again_if_twice_is_worse_than_never(
    scheme: World, card_id: str | None, state: str
) -> None:
    await write(scheme, reminder(SAM, card_id=card_id), welcome(SAM, "k"))
    await outbox(scheme, "gone").claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)
    scheme.clock.move(minutes=3)

    await outbox(scheme, "other").sweep()

    found = {one.key: (one.state, one.error) for one in await messages(scheme)}
    assert found == {"waiting_news:1": (state, "worker gone"), "k": ("pending", "worker gone")}
    claimed = await outbox(scheme, "other").claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)
    assert ("waiting_news:1" in {one.key for one in claimed}) is (state == "pending")


async def test_what_may_have_arrived_counts_as_said_when_we_ask_whether_it_is_too_much(scheme: World) -> None:
    await write(scheme, reminder(SAM))
    box = outbox(scheme, "me")
    (held,) = await box.claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)
    await box.finish([(held, Outcome(state=SendState.UNSURE, again_at=MONDAY))])

    def asked(work: Work, _: None, __: datetime) -> tuple[bool, bool]:
        return work.due.nudged(SAM, since=MONDAY), work.due.spoken_to(SAM, since=MONDAY - timedelta(hours=1))

    assert await scheme.store.read(None, asked, None) == (True, True)


async def test_outcomes_are_written_together_each_for_itself(scheme: World) -> None:
    await write(scheme, *(welcome(SAM, f"k{number}") for number in range(3)))
    box = outbox(scheme, "me")
    first, second, third = await box.claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)
    stale = replace(third, attempt=7)
    done = Outcome(state=SendState.DONE, again_at=MONDAY, card_id="c")

    await box.finish([(first, done), (second, Outcome(state=SendState.WITHDRAWN, again_at=MONDAY)), (stale, done)])

    assert [one.state for one in await messages(scheme)] == ["done", "withdrawn", "doing"]


async def test_a_name_that_is_too_long_to_keep_does_not_lose_that_a_card_was_shown(scheme: World) -> None:
    await write(scheme, welcome(SAM, "k"))
    box = outbox(scheme, "me")
    (held,) = await box.claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0)

    await box.finish([(held, Outcome(state=SendState.DONE, again_at=MONDAY, card_id="x" * 401))])

    assert [(one.state, one.card_id) for one in await messages(scheme)] == [("done", None)]


async def test_two_workers_hold_nothing_in_common(scheme: World, others: list[World]) -> None:
    await write(scheme, *(welcome(SAM, f"k{number}") for number in range(60)))

    found = await asyncio.gather(
        *(one.worker.outbox.claim(at_most=20, lease=LEASE, rate=RATE, apart=0.0) for one in (scheme, *others))
    )

    held = Counter(claimed.key for each in found for claimed in each)
    assert set(held.values()) == {1}
    assert all(len(each) <= 20 for each in found)
    assert held.total() >= 20


async def test_what_is_not_due_yet_is_not_claimed(scheme: World) -> None:
    await write(scheme, welcome(SAM, "later", at=MONDAY + timedelta(seconds=1)))

    assert await outbox(scheme, "me").claim(at_most=9, lease=LEASE, rate=RATE, apart=0.0) == []


async def test_a_worker_whose_lease_ran_out_cannot_say_how_it_went(scheme: World) -> None:
    await write(scheme, welcome(SAM, "k"))
    slow, quick = outbox(scheme, "slow"), outbox(scheme, "quick")
    (late,) = await slow.claim(at_most=1, lease=LEASE, rate=RATE, apart=0.0)
    scheme.clock.move(minutes=3)
    await quick.sweep()
    (again,) = await quick.claim(at_most=1, lease=LEASE, rate=RATE, apart=0.0)

    await slow.finish([(late, Outcome(state=SendState.DONE, again_at=MONDAY, card_id="of the slow one"))])

    row = await the_message(scheme)
    assert (row.state, row.worker, row.attempts, row.card_id) == ("doing", "quick", 2, None)
    await quick.finish([(again, Outcome(state=SendState.DONE, again_at=MONDAY, card_id="of the quick one"))])
    row = await the_message(scheme)
    assert (row.state, row.card_id) == ("done", "of the quick one")


async def test_a_worker_that_holds_a_message_again_cannot_finish_its_earlier_attempt(scheme: World) -> None:
    await write(scheme, welcome(SAM, "k"))
    box = outbox(scheme, "me")
    (first,) = await box.claim(at_most=1, lease=LEASE, rate=RATE, apart=0.0)
    scheme.clock.move(minutes=3)
    await box.sweep()
    await box.claim(at_most=1, lease=LEASE, rate=RATE, apart=0.0)

    await box.finish([(first, Outcome(state=SendState.FAILED, again_at=MONDAY))])

    assert (await the_message(scheme)).state == "doing"


async def test_a_lease_that_has_not_run_out_is_left_alone(scheme: World) -> None:
    await write(scheme, welcome(SAM, "k"))
    await outbox(scheme, "me").claim(at_most=1, lease=LEASE, rate=RATE, apart=0.0)
    scheme.clock.move(minutes=1)

    await outbox(scheme, "other").sweep()

    assert (await the_message(scheme)).worker == "me"
    assert (await the_message(scheme)).state == "doing"


async def test_two_workers_share_one_pace(scheme: World, others: list[World]) -> None:
    await write(scheme, *(welcome(SAM, f"k{number}") for number in range(40)))

    one = await scheme.worker.outbox.claim(at_most=20, lease=LEASE, rate=10.0, apart=0.0)
    other = await others[0].worker.outbox.claim(at_most=20, lease=LEASE, rate=10.0, apart=0.0)

    slots = sorted(claimed.at for claimed in (*one, *other))
    gaps = [round((after - before).total_seconds(), 3) for before, after in pairwise(slots)]
    assert slots[0] == MONDAY
    assert gaps == [0.1] * 39


async def test_time_without_messages_is_not_saved_up_for_a_burst(scheme: World) -> None:
    box = outbox(scheme, "me")
    await write(scheme, welcome(SAM, "first"))
    await box.claim(at_most=1, lease=LEASE, rate=10.0, apart=0.0)
    scheme.clock.move(hours=1)
    await write(scheme, *(welcome(SAM, f"k{number}") for number in range(3)))

    claimed = await box.claim(at_most=9, lease=LEASE, rate=10.0, apart=0.0)

    assert [round((one.at - scheme.clock()).total_seconds(), 3) for one in claimed] == [0.0, 0.1, 0.2]


async def test_the_next_event_is_the_nearest_of_what_waits_and_what_will_be_due(scheme: World) -> None:
    box = outbox(scheme, "me")
    nothing = await box.next_event()
    await write(scheme, welcome(SAM, "later", at=MONDAY + timedelta(hours=2)))

    assert (nothing, await box.next_event()) == (None, MONDAY + timedelta(hours=2))


async def test_somebody_who_comes_frees_only_what_waits_for_them(scheme: World) -> None:
    kim = await add_person(scheme.store, "kim.lee", Role.STUDENT)
    tomorrow = MONDAY + timedelta(days=1)
    await write(scheme, welcome(kim, "kim", at=tomorrow), welcome(SAM, "sam", at=tomorrow))

    await scheme.store.run(kim, lambda work, _, now: work.due.release(kim, now=now), None)

    assert {one.key: one.next_at for one in await messages(scheme)} == {"kim": MONDAY, "sam": tomorrow}
