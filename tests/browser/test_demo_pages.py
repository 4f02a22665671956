"""The demo in a real browser: without a script, without a mouse, narrow, enlarged, and with a reader's tools."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.looking import STOPS, STRICT, Watch, barriers, focused, policy, sideways
from tests.browser.playing import ALEX, FREE, JO, LEE, PAT, SAM, VIV, Visitor, begin, play, visiting
from tests.browser.serving import demo

pytestmark = pytest.mark.asyncio(loop_scope="session")

PHONE, DESK = 320, 1280
MOST_STOPS = 400
BROKEN = ("nowhere", "files/a-link-that-has-run-out", "ics/a-link-that-has-run-out", "demo/chats/99/dialog")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """One demo for all of these tests: to start one takes longer than to begin again."""
    assert browser.is_connected()  # nothing is started where there is no browser
    async with demo(tmp_path_factory.mktemp("demo")) as started:
        yield started


@asynccontextmanager
async def fresh(browser: Browser, address: str, *, width: int, script: bool = True) -> AsyncIterator[Visitor]:
    """Somebody at a page where nothing has happened yet."""
    async with visiting(browser, address, width=width, script=script) as visitor:
        await visitor.page.get_by_role("button", name="Start again").click()
        await expect(visitor.page.locator("#status")).to_be_focused()  # only then is the page ready for keys
        yield visitor


async def test_a_whole_series_is_lived_through_on_a_phone_without_a_script(browser: Browser, address: str) -> None:
    async with fresh(browser, address, width=PHONE, script=False) as visitor:
        watch = Watch(visitor.page, address)

        async def moment(who: str) -> None:
            assert await sideways(visitor.page) == 0, who

        await begin(visitor)
        await play(visitor, until="You did it", moment=moment)
        assert (await visitor.headings(SAM)).count("Saved") == 6
        assert "That was the last one" in await visitor.headings(ALEX)
        assert "Meetings held: 6, to come: 0. Complete: 1." in await visitor.says(JO, "cohort show C-1")
        assert watch.wrong == []


async def test_every_kind_of_page_is_for_everybody(browser: Browser, address: str) -> None:
    async with fresh(browser, address, width=DESK) as visitor:
        watch, page = Watch(visitor.page, address), visitor.page
        await begin(visitor)
        await play(visitor, until="Your reflection: Starting well", moment=_nothing)
        for who in (LEE, VIV, PAT, JO, ALEX, SAM):
            await visitor.chat(who)
        await sound(page)
        for path in BROKEN:
            await page.goto(address + path)
            await sound(page)
        await page.goto(address)
        await visitor.presses(SAM, "Write in a bigger box")
        await sound(page)
        await page.get_by_role("button", name="Save", exact=True).click()
        await sound(page)
        assert watch.wrong == []
        assert {"/", "/static/page.css", "/demo/chats/1/dialog", f"/{BROKEN[0]}", f"/{BROKEN[1]}"} <= watch.seen


async def _nothing(_: str) -> None:
    """What happens in between is the other test's."""


async def sound(page: Page) -> None:
    """Nobody is kept out, by day or by night, and nothing is read sideways, however large it is made."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        assert await barriers(page) == [], (page.url, scheme)
    for width, words in ((DESK // 2, "100%"), (PHONE, "100%"), (DESK // 2, "200%"), (DESK, "100%")):
        await page.set_viewport_size({"width": width, "height": 800})
        await page.evaluate("size => { document.documentElement.style.fontSize = size }", words)
        assert await sideways(page) == 0, (page.url, width, words)


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, name: str, *, within: str = "") -> None:
        """Tab by Tab to what has this name; each stop on the way can be seen."""
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press("Tab")
            now = await focused(self.page)
            if now["name"] == name and now["where"].startswith(within):
                return
        raise AssertionError(f"no way to {name}")

    async def press(self, name: str, *, within: str = "", key: str = "Enter") -> None:
        """Goes to a button and presses it."""
        await self.to(name, within=within)
        await self.send(key)

    async def send(self, key: str = "Enter") -> None:
        """A key that sends something, so that the next page comes; it begins at the place that its address names."""
        async with self.page.expect_navigation():
            await self.page.keyboard.press(key)
        await self.page.wait_for_function("document.activeElement.id === location.hash.slice(1)")


async def test_all_can_be_done_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    async with fresh(browser, address, width=DESK) as visitor:
        keys, write = Keys(visitor.page), visitor.page.keyboard
        await keys.press("Send a ready example file")
        await keys.press("Yes", key="Space")
        await keys.to(f"Write as {ALEX}")
        await write.type(FREE)
        await keys.send()
        await keys.to("Tue 1 Dec at 14:00", within="c1")
        await write.press("Space")
        await keys.press("Send", within="c1")
        await keys.to("Tue 1 Dec at 14:00", within="c2")
        await write.press("ArrowDown")
        await keys.press("Yes", within="c2")
        assert (await visitor.headings(SAM))[-1] == "It's set"


async def test_the_keyboard_is_caught_nowhere(browser: Browser, address: str) -> None:
    async with fresh(browser, address, width=DESK) as visitor:
        await visitor.presses(JO, "Send a ready example file")
        await visitor.presses(JO, "Yes")
        await visitor.page.goto(address)
        every = await visitor.page.evaluate(STOPS)
        assert len(every) > 40
        assert await stops(visitor.page, "Tab") == every
        assert await stops(visitor.page, "Shift+Tab") == every


async def stops(page: Page, key: str) -> list[int]:
    """What the keyboard comes to until it has been there before, in the order of the page."""
    found: list[int] = []
    for _ in range(MOST_STOPS):
        await page.keyboard.press(key)
        now = await focused(page)
        if now["at"] in found[:-1]:
            return sorted(found)
        # A field for a day has several places in it; the body is what lies beyond both ends.
        found += [now["at"]] if now["tag"] != "BODY" and now["at"] not in found else []
    raise AssertionError(f"no end: {len(found)}")


async def test_what_is_watched_for_is_found(browser: Browser, address: str) -> None:
    async with fresh(browser, address, width=PHONE) as visitor:
        page, watch = visitor.page, Watch(visitor.page, address)
        await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x style=width:999px><input>')")
        await page.evaluate("document.body.lastChild.style.width = '400px'")
        assert any(one.startswith("image-alt") for one in await barriers(page))
        assert await sideways(page) > 0
        assert any("Content Security Policy" in one for one in watch.wrong)
        assert policy("default-src 'self'") != STRICT
