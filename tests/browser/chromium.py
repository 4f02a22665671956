"""Debian's Chromium, and what `npm ci` has put beside it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.async_api import Browser, async_playwright

ROOT = Path(__file__).parents[2]
MODULES = ROOT / "node_modules"
RENDERER = MODULES / "adaptivecards/dist/adaptivecards.min.js"
DESIGNER = MODULES / "adaptivecards-designer"
AXE = MODULES / "axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser")
INSTALL = "To see cards and pages in a browser: apt-get install chromium npm (as root), then npm ci."
# Without a sandbox, as in a container of CI, where nobody but root is; nothing is opened but our own pages.
SWITCHES = (
    "--no-sandbox",
    "--disable-background-networking",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)


def missing() -> str:
    """What to do first, if anything that these tests need is not there."""
    there = program() and all(path.exists() for path in (RENDERER, DESIGNER, AXE))
    return "" if there else INSTALL


def leave_out(lacking: str, *, required: bool) -> NoReturn:
    """Ends a test that cannot be run here: as one that failed where it is required, as in CI."""
    if required:
        pytest.fail(lacking)
    pytest.skip(lacking)


def program() -> str | None:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser without windows; the block's end closes it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=SWITCHES)
        yield browser
        await browser.close()
