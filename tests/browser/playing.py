"""The demo in a browser: people answer what they are asked, meeting by meeting, until the series is over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Browser, Locator, Page

SAM, ALEX, JO = "Sam Taylor", "Alex Morgan", "Jo Field"
LEE, VIV, PAT = "Lee Hart", "Viv Stone", "Pat Wells"
# The buttons that say yes to what is asked; a card has one of them at most.
ANSWERS = ("Yes", "I'm set", "Done", "Save", "Send", "Start", "Last questions")
FREE = "free every tue 14-16 until 2027-02-23"
MOST_STEPS = 300

Moment = Callable[[str], Awaitable[None]]


class Visitor:
    """Somebody at the demo's page. Every person has a chat there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def chat(self, who: str) -> Locator:
        """The chat of a person; it is put on the page first, if it is not there."""
        chat = self.page.locator("section.chat").filter(has=self.page.locator("h2", has_text=who))
        if not await chat.count():
            await self.page.locator("nav.people").get_by_role("button", name=who).click()
        return chat

    async def newest(self, who: str) -> Locator:
        """The newest message in a chat."""
        return (await self.chat(who)).locator("ol.messages > li").last

    async def headings(self, who: str) -> list[str]:
        """What every message of a chat is about, from the oldest to the newest."""
        return await (await self.chat(who)).locator("h3").all_inner_texts()

    async def says(self, who: str, words: str) -> str:
        """Types something; what comes back."""
        chat = await self.chat(who)
        await chat.get_by_role("textbox", name=f"Write as {who}").fill(words)
        await chat.get_by_role("button", name=f"Send as {who}").click()
        return await (await self.newest(who)).inner_text()

    async def presses(self, who: str, title: str) -> None:
        """A button in a chat: the newest with this title."""
        await (await self.chat(who)).get_by_role("button", name=title, exact=True).last.click()

    async def answers(self, who: str) -> bool:
        """Says yes to the newest message, if it asks for something; whether it did."""
        message = await self.newest(who)
        titles = await message.get_by_role("button").all_inner_texts()
        title = next((one for one in ANSWERS if one in titles), None)
        if title is None:
            return False
        await _filled(message)
        await message.get_by_role("button", name=title, exact=True).click()
        return True

    async def jump(self) -> str:
        """To the next event; what the page says about it."""
        await self.page.get_by_role("button", name="Jump to the next event").click()
        return await self.page.locator("#status").inner_text()


async def _filled(message: Locator) -> None:
    """Chooses the first of all that can be chosen, and writes a few words where there is room."""
    for choices in await message.locator("fieldset").all():
        await choices.locator("input:not([type=hidden])").first.check()
    for choice in await message.locator("select").all():
        await choice.select_option(index=1)
    for words in await message.locator("textarea").all():
        await words.fill("I listened first.")


@asynccontextmanager
async def visiting(
    browser: Browser, address: str, *, width: int = 1400, script: bool = True, scale: int = 1
) -> AsyncIterator[Visitor]:
    """A fresh look at the demo's page."""
    context = await browser.new_context(
        viewport={"width": width, "height": 1000}, java_script_enabled=script, device_scale_factor=scale, locale="en-GB"
    )
    page = await context.new_page()
    await page.goto(address)
    yield Visitor(page)
    await context.close()


async def begin(visitor: Visitor) -> None:
    """The coordinator brings everybody in, and the Buddy says when they are free."""
    await visitor.presses(JO, "Send a ready example file")
    await visitor.presses(JO, "Yes")
    await visitor.says(ALEX, FREE)


async def play(visitor: Visitor, *, until: str, moment: Moment) -> None:
    """From event to event, answering whatever is asked, until the student has a message with this heading."""
    for _ in range(MOST_STEPS):
        if until in await visitor.headings(SAM):
            return
        who = await _answered(visitor) or "jump"
        if who == "jump":
            await visitor.jump()
        await moment(who)
    raise AssertionError(await visitor.headings(SAM))


async def _answered(visitor: Visitor) -> str:
    """Who has answered what they were asked, if anybody was."""
    for who in (ALEX, SAM):
        if await visitor.answers(who):
            return who
    return ""
