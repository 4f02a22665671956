"""Draws every card: docs/cards/ has a page for each feature, build/cards/ the same cards in every width.

Usage: python -m tests.browser.gallery
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections import defaultdict
from pathlib import Path

from tests.browser.chromium import ROOT, chromium, missing
from tests.browser.easel import CARDS, WIDTHS, Easel, drawn, easel, sample

SHOWN = 343  # points: a phone
PAGES = ROOT / "docs/cards"
EVERY_WIDTH = ROOT / "build/cards"
ABOUT = """# The cards

What people see, drawn by Microsoft's own renderer with the settings of Teams: in light and in dark, as wide as a phone.
It comes close to Teams and is not Teams itself: fields for a day or a time are the browser's own. `make cards` draws
them again.

"""


def title(name: str) -> str:
    """How a file's name is read."""
    return name.replace("_", " ").capitalize()


def fresh(folder: Path) -> Path:
    """The folder, with nothing in it: a card that has gone leaves no picture behind."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


async def draw(page: Easel) -> int:
    """Every card in every width; how many cards there are."""
    fresh(PAGES)
    fresh(EVERY_WIDTH)
    for name in CARDS.templates:
        card = drawn(name, sample(name))
        for width in WIDTHS:
            picture = await page.picture(card, width=width)
            (EVERY_WIDTH / f"{name.replace('/', '-')}-{width}.webp").write_bytes(picture)
            if width == SHOWN:
                (PAGES / name).parent.mkdir(exist_ok=True)
                (PAGES / f"{name}.webp").write_bytes(picture)
    return len(CARDS.templates)


def write_pages() -> None:
    """One page for each feature, and one that leads to them."""
    features: dict[str, list[str]] = defaultdict(list)
    for name in CARDS.templates:
        feature, card = name.split("/")
        features[feature].append(card)
    for feature, cards in features.items():
        shown = [
            f"## {title(card)}\n\n![{title(card)}, in light and in dark]({feature}/{card}.webp)\n" for card in cards
        ]
        (PAGES / f"{feature}.md").write_text("\n".join([f"# {title(feature)}\n", *shown]), "utf-8")
    lines = [f"- [{title(feature)}]({feature}.md): {len(cards)}" for feature, cards in features.items()]
    (PAGES / "README.md").write_text(ABOUT + "\n".join(lines) + "\n", "utf-8")


async def main() -> int:
    """Draws, writes, and says how much there is."""
    if lacking := missing():
        print(lacking, file=sys.stderr)  # noqa: T201 - said to the person who started it
        return 1
    async with chromium() as browser, easel(browser) as page:
        count = await draw(page)
    write_pages()
    size = sum(path.stat().st_size for path in PAGES.rglob("*.webp")) / 1e6
    print(f"{count} cards drawn: docs/cards/README.md ({size:.1f} MB); every width: build/cards/")  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
