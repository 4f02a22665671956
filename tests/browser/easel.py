"""Cards as Microsoft's own renderer draws them, with the settings of Teams, in light and in dark."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page

from bot.content.library import Library
from bot.front.render import FOLDER, Renderer
from bot.web.markdown import rich
from tests.browser.chromium import DESIGNER, RENDERER
from tests.test_cards import walk

THEMES = {"light": "#ffffff", "dark": "#2d2c2c"}
WIDTHS = (280, 343, 480)
DRAW = Path(__file__).with_name("draw.js")
LIBRARY = Library.read(contact="Jo Field, 01632 960000", office_hours="Monday to Friday, 9 to 5")
CARDS = Renderer(shared={"help": LIBRARY.help})

Drawn = dict[str, Any]  # a card's JSON


def configured(theme: str) -> dict[str, Any]:
    """How Teams sets the renderer up."""
    path = DESIGNER / f"lib/hostConfigs/microsoft-teams-{theme}.json"
    return dict(json.loads(path.read_text("utf-8-sig")))


def styled(theme: str) -> str:
    """What buttons and fields look like, for one of the two boxes on the page."""
    rules = (DESIGNER / f"dist/containers/teams-container-{theme}.css").read_text("utf-8")
    return f"#{theme} {{ background: {THEMES[theme]}; {rules} }}"


def sample(name: str) -> Any:  # noqa: ANN401 - JSON
    """What a card is drawn with when nobody has made one yet."""
    return json.loads((FOLDER / f"{name}.sample.json").read_text("utf-8"))


def drawn(name: str, data: object) -> Drawn:
    """A card as it is sent, with the whole help list in it."""
    return dict(CARDS.render_template(name, data))


def marked(card: Drawn) -> dict[str, str]:
    """The renderer brings no Markdown of its own: each text, and what it becomes."""
    texts = [node.get(key) for node in walk(card) for key in ("text", "title", "value")]
    return {text: str(rich(text)) for text in texts if isinstance(text, str)}


class Easel:
    """A page that draws cards side by side: light on the left, dark on the right."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._configs = {theme: configured(theme) for theme in THEMES}

    async def faults(self, cards: Mapping[str, Drawn], *, theme: str, width: int) -> dict[str, list[str]]:
        """What could not be read, or what the renderer did not take, for each card that has such a fault."""
        drawings = {name: self._drawing(card, theme=theme, width=width) for name, card in cards.items()}
        see = "([box, all]) => Object.entries(all).map(([name, one]) => [name, faults(window[box], one)])"
        found: list[tuple[str, list[str]]] = await self._page.evaluate(see, [theme, drawings])
        return {name: faults for name, faults in found if faults}

    async def picture(self, card: Drawn, *, width: int) -> bytes:
        """Both looks of a card in one picture (WebP)."""
        for theme in THEMES:
            drawing = self._drawing(card, theme=theme, width=width)
            await self._page.evaluate("([box, one]) => draw(window[box], one)", [theme, drawing])
        return await picture_of(self._page, self._page.locator("main"))

    def _drawing(self, card: Drawn, *, theme: str, width: int) -> dict[str, Any]:
        return {"card": card, "config": self._configs[theme], "width": width, "marked": marked(card)}


@asynccontextmanager
async def easel(browser: Browser) -> AsyncIterator[Easel]:
    """A fresh page to draw on."""
    page = await browser.new_page(viewport={"width": 1100, "height": 1000}, locale="en-GB")
    await page.set_content(
        '<!doctype html><meta charset="utf-8"><main><div id="light"></div><div id="dark"></div></main>'
    )
    for rules in (*map(styled, THEMES), (DRAW.with_name("easel.css")).read_text("utf-8")):
        await page.add_style_tag(content=rules)
    await page.add_script_tag(path=RENDERER)
    await page.add_script_tag(path=DRAW)
    yield Easel(page)
    await page.close()


async def picture_of(page: Page, what: Locator) -> bytes:
    """A small picture of one element (WebP, which Playwright itself does not make)."""
    place = await what.bounding_box()
    assert place is not None
    talk = await page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": 80, "clip": {**place, "scale": 1}, "captureBeyondViewport": True}
    taken = await talk.send("Page.captureScreenshot", asked)
    await talk.detach()
    return base64.b64decode(taken["data"])
