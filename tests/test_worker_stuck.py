"""What cannot be worked out holds up nobody else: it is logged by its number, and tried again at each look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.domain.cohorts import CohortId
from bot.domain.due import Due, Kind
from bot.domain.people import Role
from bot.front.outbox import Stuck
from bot.store.outbox import SqlOutbox
from bot.store.sweeping import ALL, about, each
from bot.store.tables import cohort
from bot.usecases.ports import Work
from tests.day import heard
from tests.staff import does, imported, pair_rows
from tests.stage import ALEX, JO, SAM, bring_in
from tests.store.messages import states, welcome, write
from tests.store.pairs import add_person
from tests.world import MONDAY, World, person

KIM, ROBIN = person("kim.lee"), person("robin.hart")
LATER = MONDAY + timedelta(days=1)
FREE = "When are you free?"
SPRING = pair_rows(yes="yes", cohort="Spring")


async def two_pairs(world: World) -> None:
    """Sam and Alex in one cohort, Kim and Robin in another; nothing has been asked."""
    for account in (JO, SAM, ALEX, KIM, ROBIN):
        await world.comes(account)
    await bring_in(world)
    await does(world, "cohort new Spring --series core6")
    await imported(world, SPRING)


async def change(world: World, **values: str) -> None:
    """Something about the first cohort that no command would write."""
    statement = update(cohort).where(cohort.c.id == 1).values(**values)
    await world.store.database.write(lambda connection: connection.execute(statement))


@pytest.mark.parametrize(
    ("column", "bad", "reference", "asked"),
    [("version", "lost", "meeting:1", ["chat-entra-robin.hart"]), ("breaks", "sometime", "meetings", [])],
    ids=["while it is written down", "while it is read"],
)
async def test_a_bug_with_one_meeting_is_logged_by_number_and_the_rest_goes_out(
    world: World, column: str, bad: str, reference: str, asked: list[str]
) -> None:
    await two_pairs(world)
    good = await world.store.read(None, lambda work, _request, _now: work.cohorts.get(CohortId(1)).version, None)
    await change(world, **{column: bad})
    with capture_logs() as logs:
        told = await heard(world)
    faults = [(one["event"], one["reference"]) for one in logs if one["log_level"] == "error"]
    assert faults == [("worker.not_worked_out", reference)]
    assert not any(name in str(logs).lower() for name in ("sam", "alex", "@"))
    assert [who for who, line in told if line == FREE] == asked
    assert {one.conversation for one in world.voice.said} > {"chat-entra-kim.lee", "chat-entra-robin.hart"}
    await change(world, **{column: good if column == "version" else ""})
    assert ("Alex", FREE) in await heard(world)


async def test_what_belongs_to_one_meeting_is_written_down_together_or_not_at_all(scheme: World) -> None:
    kim, robin = [await add_person(scheme.store, name, Role.STUDENT) for name in ("kim.lee", "robin.hart")]
    dues = [
        Due(key=f"{kind}:{number}:{who}", kind=kind, person=who, subject=number, due_at=MONDAY, until=LATER)
        for number in (1, 2)
        for kind, who in ((Kind.READY, kim), (Kind.DAY_BEFORE, kim), (Kind.READY, robin))
    ]
    stuck = await each(scheme.store, _all_but_the_last_of_two, dues, about=about)
    assert [(one.reference, str(one.bug)) for one in stuck] == [("meeting:2", "2")]
    assert sorted(await states(scheme)) == ["day_before:1:2", "ready:1:2", "ready:1:3"]


def _all_but_the_last_of_two(work: Work, dues: Sequence[Due], now: datetime) -> None:
    work.due.record(dues, now=now)
    if any(one.subject == 2 and one.person != work.actor.id for one in dues):
        raise KeyError(2)


async def test_a_bug_that_is_not_met_again_bit_by_bit_is_still_told_of(scheme: World) -> None:
    done: list[int] = []

    def one_by_one(_work: Work, numbers: Sequence[int], _now: datetime) -> None:
        if len(numbers) > 1:
            raise KeyError("two")
        done.extend(numbers)

    stuck = await each(scheme.store, one_by_one, [1, 2], about=str)
    assert (done, [one.reference for one in stuck]) == ([1, 2], [ALL])


async def test_without_a_database_nothing_is_tried_bit_by_bit(scheme: World) -> None:
    tries: list[int] = []

    def gone(_work: Work, numbers: Sequence[int], _now: datetime) -> None:
        tries.append(len(numbers))
        raise ConnectionRefusedError

    with pytest.raises(ConnectionRefusedError):
        await each(scheme.store, gone, [1, 2, 3], about=str)
    assert tries == [3]


async def test_what_is_written_down_goes_out_though_nothing_new_can_be_found(scheme: World) -> None:
    await write(scheme, welcome(await add_person(scheme.store, "kim.lee", Role.STUDENT), "k"))
    worker = replace(scheme.worker, outbox=Broken(store=scheme.store, me="worker-1", clock=scheme.clock))
    with pytest.raises(LookupError):
        await worker.catch_up()
    assert len(scheme.voice.said) == 1


class Broken(SqlOutbox):
    """An outbox that can find nothing new."""

    async def sweep(self) -> Sequence[Stuck]:
        raise LookupError
