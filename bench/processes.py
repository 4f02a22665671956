"""The servers of the benchmark: each a process of its own, whose CPU time and memory the system tells."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TICK = os.sysconf("SC_CLK_TCK")
START_WITHIN, STOP_WITHIN = 60.0, 10.0  # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Server:
    """One server, and where it listens."""

    pid: int
    port: int

    def cpu_ms(self) -> float:
        """The CPU time that it has used, all threads together."""
        # The name in brackets may hold spaces; user and system time are the 14th and 15th entry.
        entries = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(entries[11]) + int(entries[12])) * 1000 / TICK

    def memory_mib(self) -> float:
        """The memory that it holds now."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 2**20


@asynccontextmanager
async def running(
    *command: str | Path, port: int | None = None, folder: Path = ROOT, **environment: str
) -> AsyncIterator[Server]:
    """A server for as long as the block lasts; one that is not given a port says on its first line which it took."""
    known = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}  # noqa: TID251 - handed on
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=known | environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout  # noqa: S101 - it was asked for
    rest: asyncio.Task[bytes] | None = None
    try:
        first = port or int(await asyncio.wait_for(process.stdout.readline(), START_WITHIN))
        rest = asyncio.create_task(process.stdout.read())  # a pipe that nobody empties stops its writer
        yield Server(process.pid, first)
    finally:
        await _stop(process)
        if rest:
            await rest


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_WITHIN)
    except TimeoutError:
        process.kill()
        await process.wait()
