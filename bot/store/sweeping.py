"""What has become due is found and written down at once; after a bug, bit by bit, so that one holds up nobody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.domain.due import Due
from bot.domain.sends import OF_MEETINGS
from bot.front.outbox import Stuck
from bot.store.sql_store import SqlStore
from bot.usecases.ports import Work
from bot.usecases.timetable import planned, planned_apart

One = TypeVar("One")
ALL = "all at once"  # a bug that was not met again bit by bit
NO_DATABASE = (OSError, OperationalError, InterfaceError, PoolTimeout)  # then no bit of it would do better


async def find(store: SqlStore, window: tuple[timedelta, timedelta]) -> tuple[list[Due], list[Stuck]]:
    """All that falls due in the window, and what of it could not be worked out."""
    try:
        return await store.read(None, planned, window), []
    except NO_DATABASE:
        raise
    except Exception as bug:  # noqa: BLE001 - it comes back, by its name where it is met again
        found, apart = await store.read(None, planned_apart, window)
        stuck = [Stuck(reference=what, bug=one) for what, one in apart]
        return found, stuck or [Stuck(reference=ALL, bug=bug)]


async def each(
    store: SqlStore,
    function: Callable[[Work, Sequence[One], datetime], None],
    these: Sequence[One],
    *,
    about: Callable[[One], str],
) -> list[Stuck]:
    """Does it for all of these in one transaction; if that fails, for what belongs together, each in its own."""
    try:
        await store.run(None, function, these)
    except NO_DATABASE:
        raise
    except Exception as bug:  # noqa: BLE001 - it comes back
        together: dict[str, list[One]] = {}
        for one in these:
            together.setdefault(about(one), []).append(one)
        if len(together) == 1:
            return [Stuck(reference=next(iter(together)), bug=bug)]
        stuck = [one for group in together.values() for one in await each(store, function, group, about=about)]
        return stuck or [Stuck(reference=ALL, bug=bug)]
    return []


def about(one: Due) -> str:
    """What is settled together: all of one meeting, or all of one kind about one thing."""
    return f"meeting:{one.subject}" if one.kind in OF_MEETINGS else f"{one.kind}:{one.subject}"
