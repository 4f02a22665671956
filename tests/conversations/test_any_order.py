"""Whatever people press, in whatever order and from however old a card, the scheme holds together."""

from __future__ import annotations

import asyncio
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from bot.domain.meetings import MeetingState
from bot.front.turn import Json
from bot.store.tables import cell, due_work, meeting, slot
from tests import stage
from tests.stage import ALEX, SAM
from tests.world import World, filled, make_world

HELD: dict[str, Json] = {"took_place": "held"}
AWAY: dict[str, Json] = {"took_place": "absent_other", "respect": "no"}
ACTS: list[tuple[str, str, dict[str, Json]]] = [
    *(("Alex", verb, {}) for verb in ("free", "free_again", "not_today", "good_today", "offer", "confirm")),
    *(("Sam", verb, {}) for verb in ("pick", "none_fit", "move", "good_today", "new_time", "was_there")),
    *((who, verb, {}) for who in ("Alex", "Sam") for verb in ("nobody_here", "did_not_come")),
    *(("Alex", verb, {}) for verb in ("keep", "move_too")),
    *((who, verb, said) for who, verb in (("Sam", "after_student"), ("Alex", "after_buddy")) for said in (HELD, AWAY)),
    ("Sam", "save_reflection", {"w_heard": "Words"}),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS), st.integers(min_value=0, max_value=2), st.sampled_from([0, 0, 0, 1, 20]), st.booleans()
    ),
    min_size=5,
    max_size=25,
)
WITH_A_TIME = {MeetingState.CONFIRMED, MeetingState.HELD, MeetingState.HELD_SHORT, MeetingState.MISSED}


async def act(world: World, who: str, verb: str, fields: dict[str, Json], *, older: int) -> str:
    """Somebody presses a button of the newest meeting's card, or of a card that is so many versions older."""
    number = await world.store.database.read(
        lambda connection: connection.execute(select(func.max(meeting.c.id))).scalar_one()
    )
    now = await stage.meeting(world, number)
    ref: dict[str, Json] = {"meeting": number, "version": max(0, now.version - older)}
    day = (world.clock.now + timedelta(days=1)).replace(hour=14, minute=0)
    slots = await world.store.database.read(_slots)
    time = slots[0] if slots else f"{day:%Y-%m-%dT%H:%MZ}"
    typed = {"day1": f"{day:%Y-%m-%d}", "from1": "14:00", "to1": "16:00", "times": time, "time": time}
    answer = await world.presses({"Sam": SAM, "Alex": ALEX}[who], verb, **ref, **typed, **fields)
    return answer.note or ""


def _slots(connection: Connection) -> list[str]:
    newest = select(slot.c.start).where(slot.c.meeting_id == select(func.max(meeting.c.id)).scalar_subquery())
    return [f"{start:%Y-%m-%dT%H:%MZ}" for start in connection.execute(newest.order_by(slot.c.start)).scalars()]


def _booked(connection: Connection) -> dict[int, int]:
    """How many quarter hours each meeting takes up."""
    rows = connection.execute(select(cell.c.meeting_id, func.count()).group_by(cell.c.meeting_id)).all()
    return {row[0]: row[1] for row in rows}


def _with_a_time(connection: Connection) -> set[int]:
    return set(connection.execute(select(meeting.c.id).where(meeting.c.start.is_not(None))).scalars())


def _states(connection: Connection) -> dict[int, tuple[str, bool]]:
    rows = connection.execute(select(meeting.c.id, meeting.c.state, meeting.c.start)).all()
    return {row.id: (row.state, row.start is not None) for row in rows}


def _faults(connection: Connection) -> list[str]:
    return list(connection.execute(select(due_work.c.error).where(due_work.c.error.is_not(None))).scalars())


async def play(folder: Path, steps: list[tuple[tuple[str, str, dict[str, Json]], int, int, bool]]) -> None:
    url = f"sqlite:///{folder / 'buddy.db'}"
    await filled(url)
    world = await make_world(url)
    await stage.picked(world)
    for (who, verb, fields), older, hours, hears in steps:
        world.clock.move(hours=hours)
        note = await act(world, who, verb, fields, older=older)
        assert "our fault" not in note, (who, verb)
        if hears:
            await world.worker.catch_up()
    await world.worker.catch_up()
    states = await world.store.database.read(_states)
    assert {number: state in WITH_A_TIME for number, (state, _) in states.items()} == {
        number: timed for number, (_, timed) in states.items()
    }
    booked = await world.store.database.read(_booked)
    to_come = {number for number, (state, _) in states.items() if state == MeetingState.CONFIRMED}
    assert to_come <= booked.keys() <= await world.store.database.read(_with_a_time)
    assert set(booked.values()) <= {8}
    assert await world.store.database.read(_faults) == []
    before = len(world.voice.said)
    await world.worker.catch_up()
    assert len(world.voice.said) == before
    await world.store.close()


@settings(max_examples=8)
@given(STEPS)
def test_no_order_of_presses_breaks_anything(
    steps: list[tuple[tuple[str, str, dict[str, Json]], int, int, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), steps))
