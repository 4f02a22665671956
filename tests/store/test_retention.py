"""How long words, names and records are kept, with the clock moved: after both notices, and not a day before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from bot.store.retention import AUDIT_FOR, DRAFTS_FOR, FEEDBACK_FOR, UNDO_FOR, WORRIES_FOR
from bot.store.tables import answer, audit, enrolment, form_answer, promise, reflection, share, undo, worry
from bot.usecases.ports import Work
from tests.closing import close, ended, heard, with_tutor
from tests.stage import ALEX, SAM, reflecting
from tests.templates import WorldAt
from tests.world import World

END = datetime(2027, 1, 6, 15, 0, tzinfo=UTC)
NOTICE = "About your reflections"


async def count(world: World, table: Any, *where: Any) -> int:  # noqa: ANN401 - a table, and what is asked of its rows
    found = select(func.count()).select_from(table).where(*where)
    return int(await world.store.database.read(lambda connection: connection.execute(found).scalar_one()))


def _write(work: Work, _request: None, now: datetime) -> None:
    for meeting in work.meetings.of(work.actor.id):
        mine = work.reflections.open(meeting.id, model="buddy_workbook", due_at=(meeting.end or now))
        work.reflections.save(mine, {"heard": "Hope."}, mine.state.SAVED, now=now)


async def written(world: World) -> None:
    """Sam has written about all six meetings, and the series is over."""
    await ended(world)
    await world.store.run(SAM, _write, None)


async def quietly(world: World, day: datetime) -> list[str]:
    """What is said about the words until this day, looked at every few days."""
    said = []
    while left := (day.date() - world.clock.now.date()).days:
        said += [what for _, what in await heard(world, min(5, left)) if what == NOTICE]
    return said


async def test_reflections_go_ninety_days_after_the_series_and_after_both_notices(world_at: WorldAt) -> None:
    world = await world_at(written)
    assert await quietly(world, END + timedelta(days=59)) == []
    assert await quietly(world, END + timedelta(days=62)) == [NOTICE]
    assert await quietly(world, END + timedelta(days=82)) == []
    assert await quietly(world, END + timedelta(days=85)) == [NOTICE]
    assert await count(world, reflection) == 6
    assert await quietly(world, END + timedelta(days=92)) == []
    assert await count(world, reflection) == 0


async def test_nothing_is_deleted_before_somebody_was_told_however_long_we_were_away(world_at: WorldAt) -> None:
    world = await world_at(written)
    world.clock.now = END + timedelta(days=95)
    await world.worker.catch_up()
    assert await count(world, reflection) == 6
    await quietly(world, END + timedelta(days=101))
    assert await count(world, reflection) == 6
    await quietly(world, END + timedelta(days=112))
    assert await count(world, reflection) == 0


async def test_words_stay_while_the_series_runs_or_the_cohort_is_open(world_at: WorldAt) -> None:
    world = await world_at(written)

    def still_linked(connection: Connection) -> None:
        connection.execute(update(enrolment).values(state="linked"))

    await world.store.database.write(still_linked)
    assert await quietly(world, END + timedelta(days=120)) == []
    assert await count(world, reflection) == 6
    await close(world)
    closed = world.clock.now
    assert await quietly(world, closed + timedelta(days=105)) == [NOTICE, NOTICE]
    assert await count(world, reflection) == 0


async def test_what_is_shared_goes_with_the_words(world: World) -> None:
    robin = await with_tutor_of(world)

    def give(work: Work, _request: None, now: datetime) -> None:
        meeting = work.meetings.of(work.actor.id)[0]
        work.sharing.share(meeting.id, robin, {"heard": "Hope."}, now=now)

    await world.store.run(SAM, give, None)
    assert await count(world, share) == 1
    await quietly(world, END + timedelta(days=95))
    assert (await count(world, share), await count(world, reflection)) == (0, 0)


async def with_tutor_of(world: World) -> Any:  # noqa: ANN401 - a number
    await written(world)
    return await with_tutor(world)


async def test_a_draft_goes_after_thirty_days_and_the_question_stays(world_at: WorldAt) -> None:
    world = await world_at(reflecting)
    await world.sends_in(SAM, "keep_draft", meeting=1, w_heard="Half a thought")
    world.clock.now += DRAFTS_FOR - timedelta(minutes=1)
    await world.worker.catch_up()
    assert await count(world, reflection, reflection.c.draft.is_not(None)) == 1
    world.clock.move(hours=1)
    await world.worker.catch_up()
    assert await count(world, reflection, reflection.c.draft.is_(None), reflection.c.state == "open") == 1


async def test_a_promise_is_kept_until_it_was_asked_about_whatever_becomes_of_the_reflections(
    world_at: WorldAt,
) -> None:
    world = await world_at(written)
    await world.presses(SAM, "promise", cohort=1, promise="Ask first.")
    await quietly(world, END + timedelta(days=170))
    assert (await count(world, reflection), await count(world, promise)) == (0, 1)
    await quietly(world, datetime(2027, 7, 30, tzinfo=UTC))
    assert await count(world, promise) == 1
    await quietly(world, datetime(2027, 8, 25, tzinfo=UTC))
    assert await count(world, promise) == 0


async def test_a_year_after_the_cohort_what_was_said_of_meetings_has_no_names(world_at: WorldAt) -> None:
    world = await world_at(reflecting)
    await world.worker.catch_up()
    await world.presses(ALEX, "after_buddy", meeting=1, version=4, took_place="held", how="shaken", respect="no")
    await close(world, date(2027, 1, 4))
    named = (answer.c.useful.is_not(None) | answer.c.respect.is_not(None) | answer.c.how.is_not(None),)
    before = await count(world, answer, *named)
    world.clock.now = datetime(2027, 1, 4, tzinfo=UTC) + FEEDBACK_FOR - timedelta(hours=1)
    await world.worker.catch_up()
    assert await count(world, answer, *named) == before > 0
    world.clock.move(days=1)
    await world.worker.catch_up()
    assert (await count(world, answer, *named), await count(world, answer)) == (0, before)
    rows = select(form_answer.c.form, form_answer.c.answers).order_by(form_answer.c.form)
    kept = await world.store.database.read(lambda connection: [tuple(row) for row in connection.execute(rows)])
    assert ("bs_session_student", '{"useful": 9, "respect": 2}') in kept
    assert "shaken" not in str(kept)


RECORDS: Sequence[tuple[Any, dict[str, Any], timedelta]] = (
    (audit, {"what": "made up", "door": "teams", "at": END}, AUDIT_FOR),
    (undo, {"person_id": 1, "what": "x", "body": "{}", "until": END, "done": False}, UNDO_FOR),
    (
        worry,
        {"person_id": 1, "kind": "else", "source": "call", "sent_at": END, "in_hours": True, "closed_at": END},
        WORRIES_FOR,
    ),
)


@pytest.mark.parametrize(("table", "row", "kept_for"), RECORDS)
async def test_records_go_in_their_time(world: World, table: Any, row: dict[str, Any], kept_for: timedelta) -> None:  # noqa: ANN401 - a table
    mine = table.c[next(name for name in ("at", "until", "sent_at") if name in row)] == END
    await world.store.database.write(lambda connection: connection.execute(insert(table).values(**row)))
    world.clock.now = END + kept_for - timedelta(minutes=1)
    await world.worker.catch_up()
    assert await count(world, table, mine) == 1
    world.clock.move(minutes=2)
    await world.worker.catch_up()
    assert await count(world, table, mine) == 0


async def test_a_worry_that_is_open_never_goes(world: World) -> None:
    row = {"person_id": 1, "kind": "else", "source": "call", "sent_at": END, "in_hours": True}
    await world.store.database.write(lambda connection: connection.execute(insert(worry).values(**row)))
    world.clock.now = END + WORRIES_FOR * 2
    await world.worker.catch_up()
    assert await count(world, worry) == 1
