"""Reflections in the database: nothing to read there, and nothing to gain by moving rows about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, make_url, select, update

from bot.domain.meetings import MeetingId
from bot.domain.people import PersonId
from bot.domain.reflections import Reflection, ReflectionState
from bot.store.seal import SealBroken
from bot.store.tables import audit, metadata, reflection
from bot.usecases.ports import Work
from tests.store.pairs import Pair, new_pair
from tests.world import World, person

SECRET, DRAFT = "a quiet-sentence-about-a-person", "an-unfinished-thought"
DUE = timedelta(days=2)
SEALED = reflection.c.sealed


def write_both(work: Work, meeting: MeetingId, now: datetime) -> None:
    """A saved text, and a draft of another one."""
    work.meetings.get(meeting)
    mine = work.reflections.open(meeting, model="buddy_workbook", due_at=now + DUE)
    work.reflections.save(mine, {"heard": SECRET}, ReflectionState.SAVED, now=now)
    work.reflections.save(mine, {"heard": DRAFT}, ReflectionState.DRAFT, now=now)


def read(work: Work, meeting: MeetingId, now: datetime) -> Reflection | None:
    return work.reflections.read(meeting, now=now)


@pytest.fixture
async def pair(world: World) -> Pair:
    made = await new_pair(world.store, 1)
    await world.store.run(made.student, write_both, made.meeting)
    return made


@pytest.fixture
async def other(world: World) -> Pair:
    made = await new_pair(world.store, 2)
    await world.store.run(made.student, write_both, made.meeting)
    return made


async def words(world: World, who: PersonId, meeting: MeetingId) -> Mapping[str, str] | None:
    found = await world.store.run(who, read, meeting)
    assert found
    return found.words


def everything(connection: Connection) -> str:
    """All that is in all tables."""
    rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table)).all()]
    return "\n".join(repr(tuple(row)) for row in rows)


def files(url: str) -> bytes:
    """All that is on the disk, where that is ours."""
    if not url.startswith("sqlite"):
        return b""
    return b"".join(Path(f"{make_url(url).database}{ending}").read_bytes() for ending in ("", "-wal"))


async def test_the_words_are_nowhere_in_the_database(world: World, pair: Pair, database_url: str) -> None:
    found = await world.store.database.read(everything)
    raw = found.encode() + files(database_url)

    assert b"student.1@university.example" in raw
    assert SECRET.encode() not in raw
    assert DRAFT.encode() not in raw
    assert await words(world, pair.student, pair.meeting) == {"heard": DRAFT}


async def test_a_strangers_address_is_nowhere_in_the_database(world: World) -> None:
    stranger = person("nobody.known")

    await world.comes(stranger)

    found = await world.store.database.read(everything)
    assert stranger.entra_id in found
    assert "nobody.known@" not in found


def _put(connection: Connection, into: Pair, **values: Any) -> None:  # noqa: ANN401 - a value or a query
    mine = (reflection.c.meeting_id == into.meeting, reflection.c.person_id == into.student)
    assert connection.execute(update(reflection).where(*mine).values(**values)).rowcount == 1


def _of(pair: Pair, column: Any) -> Any:  # noqa: ANN401 - SQLAlchemy's own
    return select(column).where(reflection.c.meeting_id == pair.meeting).scalar_subquery()


async def test_a_text_that_is_copied_to_another_author_cannot_be_opened(world: World, pair: Pair, other: Pair) -> None:
    await world.store.database.write(lambda connection: _put(connection, other, draft=_of(pair, reflection.c.draft)))

    with pytest.raises(SealBroken):
        await words(world, other.student, other.meeting)


async def test_a_saved_text_that_is_copied_into_the_draft_cannot_be_opened(world: World, pair: Pair) -> None:
    await world.store.database.write(lambda connection: _put(connection, pair, draft=SEALED))

    with pytest.raises(SealBroken):
        await words(world, pair.student, pair.meeting)


async def test_a_row_that_is_given_to_another_person_cannot_be_opened(world: World, pair: Pair) -> None:
    await world.store.database.write(lambda connection: _put(connection, pair, person_id=pair.buddy))

    with pytest.raises(SealBroken):
        await words(world, pair.buddy, pair.meeting)


async def test_a_saved_text_is_still_there_behind_the_draft(world: World, pair: Pair) -> None:
    await world.store.database.write(lambda connection: _put(connection, pair, draft=None))

    assert await words(world, pair.student, pair.meeting) == {"heard": SECRET}


async def test_each_reading_is_noted(world: World, pair: Pair) -> None:
    await words(world, pair.student, pair.meeting)

    notes = await world.store.database.read(
        lambda connection: [tuple(row) for row in connection.execute(select(audit.c.person_id, audit.c.what))]
    )
    assert notes == [(pair.student, "reflection opened by its author")]
