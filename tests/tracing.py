"""Stops the measuring of coverage for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from coverage import Coverage


@contextmanager
def untraced() -> Iterator[None]:
    """Nothing is traced in the block. pytest-cov's mark does not do that in a worker, where it has begun twice."""
    tracing: list[Coverage] = []
    while one := Coverage.current():
        one.stop()  # the one that began before it goes on, and is the next to be stopped
        tracing.append(one)
    try:
        yield
    finally:
        for one in reversed(tracing):
            one.start()
