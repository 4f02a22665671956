"""The local demo as a new user lives through it: one page, plain forms, no script, the real assistant behind it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError, ClientSession
from aiohttp.test_utils import unused_port

from bot.program import demo as program
from tests.web.browser import Browser
from tests.web.look import Element, Look

SAM, ALEX, JO = 1, 2, 3  # the chats, from left to right
SECRETS = ("Zanzibar", "Quixotic")


class Person:
    """One of the three people, at the page."""

    def __init__(self, browser: Browser, chat: int) -> None:
        self._browser, self._chat = browser, f"/demo/chats/{chat}/"
        self._say = f"c{chat}-say"

    async def types(self, words: str) -> Look:
        return await self._browser.press(self._to(f"{self._chat}say"), typed={self._say: words})

    async def sends_the_example(self) -> Look:
        return await self._browser.press(self._to(f"{self._chat}example"))

    async def presses(self, title: str, **typed: str) -> Look:
        """The newest button with this title in this person's chat, after filling in the card's form."""
        buttons = [one for one in self._browser.page.all("button", name="press") if one.words.strip() == title]
        button = [one for one in buttons if one.at.get("formaction", "").startswith(self._chat)][-1]
        return await self._browser.press(button, typed=self._fill(button.at["formaction"].rpartition("/")[2], typed))

    async def in_the_dialog(self, title: str, **typed: str) -> Look:
        """A button of the dialog that stands open."""
        assert self._browser.place.startswith(f"{self._chat}dialog")
        return await self._browser.press(self._browser.page.button(title), typed=self._fill("card", typed))

    def _to(self, path: str) -> Element:
        return self._browser.page.one("button", formaction=path)

    def _fill(self, prefix: str, typed: dict[str, str]) -> dict[str, str]:
        """Ticks what is ticked; the rest is typed."""
        written = {}
        for name, value in typed.items():
            ends = tuple(f"{prefix}.{many}.{name}" for many in ("one", "many"))
            fields = [one for one in self._browser.page.fields() if one.at.get("name") in ends]
            assert fields, f"no field {name}"
            if fields[0].at.get("type") not in {"radio", "checkbox"}:
                written[fields[0].at["name"]] = value
                continue
            for field in fields:
                field.at.pop("checked", None)
                if field.at["value"] in value.split(","):
                    field.at["checked"] = ""
        return written


class Stage:
    """The page, the people at it, and the clock."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.sam, self.alex, self.jo = (Person(browser, chat) for chat in (SAM, ALEX, JO))

    async def jump(self) -> str:
        """To the next event; what time it is then."""
        page = await self.browser.press(self.browser.page.one("button", formaction="/demo/jump"))
        return page.one("p", **{"class": "clock"}).words

    async def jump_to(self, clock: str) -> None:
        """From event to event, until the page says this."""
        for _ in range(20):
            if clock in await self.jump():
                return
        raise AssertionError(self.browser.page.one("p", **{"class": "clock"}).words)

    def headings(self, chat: int) -> list[str]:
        """The first line of each card in a chat, from the oldest to the newest."""
        page = self.browser.page
        starts = [at for at, one in enumerate(page.elements) if one.at.get("id") == f"c{chat}-name"]
        ends = [at for at, one in enumerate(page.elements) if one.at.get("id") == f"c{chat}-say"]
        return [one.words.strip() for one in page.elements[starts[0] : ends[0]] if one.tag == "h3"]


async def _up(browser: Browser) -> None:
    """Waits until everybody has been greeted."""
    for _ in range(1200):
        with suppress(ClientConnectionError):
            page = await browser.open("/")
            if "Welcome, coordinator" in [one.words.strip() for one in page.all("h3")]:
                return
        await asyncio.sleep(0.05)
    raise AssertionError("the demo did not come up")


@pytest.fixture
async def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    """The demo, as `python app.py demo` puts it together."""
    monkeypatch.chdir(tmp_path)
    port = unused_port()
    running = asyncio.create_task(program.demo(program.demo_settings(port)))
    async with ClientSession() as session:
        browser = Browser(session, f"http://127.0.0.1:{port}")
        await _up(browser)
        yield Stage(browser)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def until_it_is_over(demo: Stage) -> None:
    """From the example file to the end of the first meeting."""
    await demo.jo.sends_the_example()
    await demo.jo.presses("Yes")
    await demo.alex.presses("Send", day1="2026-12-01", from1="14:00", to1="16:00")
    await demo.sam.presses("Send", times="2026-12-01T14:00Z,2026-12-01T15:00Z")
    await demo.alex.presses("Yes", time="2026-12-01T15:00Z")
    for clock in ("09:00", "14:50", "16:05"):
        await demo.jump_to(f"It is Tuesday 1 December 2026, {clock} here.")


async def test_a_new_user_lives_through_it_all_on_one_page(demo: Stage) -> None:
    await until_it_is_over(demo)
    assert demo.headings(ALEX) == [
        "Hello",
        "Welcome to the Buddy Scheme",
        "Thank you",
        "It's set",
        "Tomorrow at 15:00",
        "Today at 15:00",
        "In 10 minutes",
        "Thank you",
    ]
    await demo.sam.presses("Send", took_place="held", useful="9", respect="yes")
    await demo.sam.presses("Save", w_heard=SECRETS[0])
    assert demo.headings(SAM) == [
        "Hello",
        "Welcome to the Buddy Scheme",
        "Sent",
        "It's set",
        "Where are you now?",
        "In 10 minutes",
        "Saved",
    ]
    page = await demo.jo.types("today")
    assert "People: 14. Pairs or groups: 1. Meetings held: 1. Reflections saved: 1." in page.page
    assert SECRETS[0] not in page.page


async def test_a_reflection_can_be_written_in_a_dialog_and_stands_only_there(demo: Stage) -> None:
    await until_it_is_over(demo)
    await demo.sam.presses("Send", took_place="held")
    await demo.sam.presses("Write in a bigger box")
    kept = await demo.sam.in_the_dialog("Keep a draft and finish later", w_heard=SECRETS[0])
    assert "Your draft is kept for 30 days." in kept.page
    assert SECRETS[0] in kept.page
    saved = await demo.sam.in_the_dialog("Save", w_felt=SECRETS[1])
    assert "You can close this window." in saved.page
    page = await demo.browser.open("/")
    assert demo.headings(SAM)[-1] == "Saved"
    assert [word for word in SECRETS if word in page.page] == []
    again = await demo.sam.presses("Read it again")
    assert [word for word in SECRETS if word in again.page] == [*SECRETS]


async def test_not_today_moves_the_meeting_and_the_demo_can_start_again(demo: Stage) -> None:
    await demo.jo.sends_the_example()
    await demo.jo.presses("Yes")
    await demo.alex.types("free tomorrow 14:00-15:00")
    await demo.sam.presses("Send", times="2026-12-01T14:00Z")
    await demo.alex.presses("Yes")
    await demo.jump_to("It is Tuesday 1 December 2026, 09:00 here.")
    await demo.alex.presses("Not today")
    assert demo.headings(SAM)[-1] == "Today's meeting will move"
    await demo.jump_to("It is Thursday 3 December 2026, 09:00 here.")
    assert demo.headings(ALEX)[-1] == "When are you free?"
    page = await demo.browser.press(demo.browser.page.one("button", formaction="/demo/again"))
    assert "Everything is back at the beginning." in page.page
    assert [demo.headings(chat) for chat in (SAM, ALEX, JO)] == [["Hello"], ["Hello"], ["Welcome, coordinator"]]


async def test_any_chat_can_be_put_on_the_page_and_what_was_typed_elsewhere_stays(demo: Stage) -> None:
    kim = demo.browser.page.one("button", formaction="/demo/chats/4/open")
    page = await demo.browser.press(kim, typed={"c1-say": "half a thought"})
    assert [one.words.strip() for one in page.all("h2")] == [
        "Alex Morgan, Buddy",
        "Jo Field, coordinator",
        "Kim Lee, student",
    ]
    while not demo.headings(4):  # everybody comes one after another when the demo starts
        await asyncio.sleep(0.05)
        page = await demo.browser.open(demo.browser.place)
    assert demo.headings(4) == ["Hello"]
    page = await demo.browser.press(demo.browser.page.one("button", formaction="/demo/chats/1/open"))
    assert "half a thought" in page.page
    assert page.all("h2")[0].words.strip() == "Sam Taylor, student"
    again = await demo.browser.press(demo.browser.page.one("button", formaction="/demo/chats/1/open"))
    assert len(again.all("h2")) == 3
