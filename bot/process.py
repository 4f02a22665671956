"""How the process works on things beside each other, settles down, and is asked to end."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """This happens beside the block, which does not wait for it; what is left of it ends with the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def asked_to_stop() -> asyncio.Event:
    """Set when the process is asked to end; from here on, it is not ended in the middle of something."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def started() -> None:
    """What was made for the start stays; it need not be looked through for rubbish again."""
    gc.collect()
    gc.freeze()
