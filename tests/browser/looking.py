"""What a browser can say of a page: whether everybody can use it, and whether it keeps to its own rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import ConsoleMessage, Page, Response

from tests.browser.chromium import AXE

STRICT = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
CHECK = """async () => {
  const found = (await axe.run(document, { resultTypes: ["violations"] })).violations;
  return found.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(", ")}`);
}"""
FOCUSED = """() => {
  const now = document.activeElement, style = getComputedStyle(now), place = now.getBoundingClientRect();
  const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
  const inside = place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth;
  const name = now.labels?.length ? now.labels[0].innerText : now.ariaLabel || now.innerText || now.name || "";
  const where = now.closest("section")?.id ?? "", at = [...document.querySelectorAll("*")].indexOf(now);
  return { at, tag: now.tagName, name: name.trim().split("\\n")[0], seen: seen && inside, where };
}"""
STOPS = """() => {
  const all = [...document.querySelectorAll("*")];
  return all.filter((one) => one.tabIndex >= 0 && one.checkVisibility()).map((one) => all.indexOf(one));
}"""


@dataclass
class Watch:
    """What goes wrong on a page while it is used, for all of its pages."""

    page: Page
    address: str
    wrong: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("response", self._answered)
        self.page.on("console", self._said)

    def _answered(self, response: Response) -> None:
        if not response.url.startswith((self.address, "data:")):
            self.wrong.append(f"asked elsewhere: {response.url}")
        if response.status not in range(300, 400):
            self.seen.add(urlsplit(response.url).path)
            if policy(response.headers.get("content-security-policy", "")) != STRICT:
                self.wrong.append(f"a loose policy: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.wrong.append(message.text)


def policy(header: str) -> dict[str, str]:
    """What a Content-Security-Policy lets in."""
    parts = [part.split(maxsplit=1) for part in header.split(";") if part.strip()]
    return {name: " ".join(rest) for name, *rest in parts}


async def barriers(page: Page) -> list[str]:
    """What axe finds that keeps somebody out."""
    await page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = await page.evaluate(CHECK)
    return found


async def sideways(page: Page) -> int:
    """How many points of the page lie beyond its right edge."""
    beyond: int = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return beyond


async def focused(page: Page) -> dict[str, Any]:
    """What the keyboard is on; it must be plain to see."""
    now: dict[str, Any] = await page.evaluate(FOCUSED)
    assert now["tag"] == "BODY" or now["seen"], f"the focus is not to be seen on {now}"
    return now
