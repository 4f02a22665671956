"""The browser that all these tests share."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser

from tests.browser.chromium import chromium, leave_out, missing
from tests.browser.easel import Easel, easel

REQUIRED = os.environ.get("BUDDY_BROWSER") == "required"  # noqa: TID251 - for a test run, no setting of the product


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium; where there is none, the tests that ask for it are left out, or fail if they are required."""
    if lacking := missing():
        leave_out(lacking, required=REQUIRED)
    async with chromium() as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def cards(browser: Browser) -> AsyncIterator[Easel]:
    """Where cards are drawn."""
    async with easel(browser) as page:
        yield page
