"""The demo as people start it: `python app.py demo`, a program of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp.test_utils import unused_port

from tests.browser.chromium import ROOT

TO_START = 120  # seconds, on a busy machine


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[str]:
    """The address of a demo that keeps its files in this folder."""
    port = unused_port()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BUDDY_")}  # noqa: TID251 - as tests/test_app.py does
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, str(ROOT / "app.py"), "demo"),
        cwd=folder,
        env=inherited | {"BUDDY_PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert started.stdout is not None
    said = await asyncio.wait_for(started.stdout.readline(), TO_START)
    assert b"The demo is at" in said, said
    yield f"http://127.0.0.1:{port}/"
    started.terminate()
    await started.communicate()
