"""Plays the whole series on the demo's page and saves the pictures that the README shows.

Usage: python -m tests.browser.tour
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import ROOT, chromium, missing
from tests.browser.playing import ALEX, JO, LEE, PAT, SAM, VIV, Visitor, begin, play, visiting
from tests.browser.serving import demo

PICTURES = ROOT / "docs/pictures"
STAFF = (
    f"person add {VIV} --role lead --email viv.stone@trust.example",
    f"person add {PAT} --role tutor --email pat.wells@university.example",
)


class Tour:
    """Somebody with a camera at the demo's page."""

    def __init__(self, visitor: Visitor, folder: Path) -> None:
        self._visitor, self._folder = visitor, folder
        self.taken: list[str] = []

    async def page(self, name: str) -> None:
        """The page from its top, without what is far below."""
        await self._visitor.page.evaluate("scrollTo(0, 0)")
        await self._visitor.page.screenshot(path=self._folder / f"{name}.png")
        self.taken.append(name)

    async def chat(self, who: str, name: str) -> None:
        """One person's chat, at its end."""
        chat = await self._visitor.chat(who)
        await chat.screenshot(path=self._folder / f"{name}.png")
        self.taken.append(name)


async def play_and_show(visitor: Visitor, folder: Path) -> list[str]:
    """The whole series; the names of the pictures."""
    tour = Tour(visitor, folder)
    await begin(visitor)
    for words in STAFF:
        await visitor.says(JO, words)
        await visitor.presses(JO, "Yes")
    await play(visitor, until="It's set", moment=_nothing)
    await tour.page("demo")
    await tour.chat(ALEX, "buddy")
    await play(visitor, until="How did it go?", moment=_nothing)
    await visitor.answers(SAM)
    await visitor.presses(SAM, "Write in a bigger box")
    await tour.page("reflection")
    await visitor.page.get_by_role("button", name="Close without sending").click()
    await tour.chat(SAM, "student")
    await visitor.presses(SAM, "Talk to a person")
    await visitor.page.get_by_role("radio").first.check()
    await visitor.presses(SAM, "Ask for a call")
    await visitor.says(JO, "today")
    await tour.chat(JO, "today")
    for who, name in ((LEE, "carer"), (VIV, "lead"), (PAT, "tutor")):
        await visitor.chat(who)
        await tour.chat(who, name)
    await play(visitor, until="You did it", moment=_nothing)
    await visitor.says(JO, "cohort show C-1")
    await tour.chat(JO, "coordinator")
    return tour.taken


async def _nothing(_: str) -> None:
    """Nobody stops to look in between."""


async def main() -> int:
    """Plays, and says what was saved."""
    if lacking := missing():
        print(lacking, file=sys.stderr)  # noqa: T201 - said to the person who started it
        return 1
    with tempfile.TemporaryDirectory() as folder:
        async with chromium() as browser, demo(Path(folder)) as address, visiting(browser, address) as visitor:
            taken = await play_and_show(visitor, PICTURES)
    print(f"The series was played to its end. Pictures in docs/pictures/: {', '.join(taken)}")  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
