"""Looks at a page as a browser does: elements with their attributes and words."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "br", "meta", "link"}


@dataclass
class Element:
    tag: str
    at: dict[str, str]
    words: str = ""


@dataclass
class Look(HTMLParser):
    page: str
    elements: list[Element] = field(default_factory=list)
    _open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(str(self.page))  # plain: safe text would escape again what is put to it
        self.close()
        assert not self._open, f"never closed: {self._open[-1].tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        assert len(element.at) == len(attrs), f"an attribute twice in {tag}"
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag, f"{tag} closed in the wrong place"

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.words += data

    def all(self, tag: str, **at: str) -> list[Element]:
        return [one for one in self.elements if one.tag == tag and at.items() <= one.at.items()]

    def one(self, tag: str, **at: str) -> Element:
        (found,) = self.all(tag, **at)
        return found

    def by_id(self, name: str) -> Element:
        (found,) = [one for one in self.elements if one.at.get("id") == name]
        return found

    def button(self, title: str) -> Element:
        (found,) = [one for one in self.all("button") if one.words.strip() == title]
        return found

    def fields(self) -> list[Element]:
        shown = [one for one in self.elements if one.tag in ("input", "select", "textarea")]
        return [one for one in shown if one.at.get("type") != "hidden"]

    def label(self, element: Element) -> str:
        return " ".join(self.one("label", **{"for": element.at["id"]}).words.split())

    def described(self, element: Element) -> str:
        words = [self.by_id(name).words for name in element.at.get("aria-describedby", "").split()]
        return " ".join(" ".join(words).split())

    def ids_are_unique(self) -> bool:
        ids = [one.at["id"] for one in self.elements if "id" in one.at]
        return len(ids) == len(set(ids))

    def chosen(self) -> list[tuple[str, str]]:
        """What a browser would send if the form were sent as it stands, without the button."""
        sent: list[tuple[str, str]] = []
        for one in self.elements:
            if one.tag == "textarea":
                # A browser drops the first line break and sends the others as CR LF.
                sent.append((one.at["name"], one.words.removeprefix("\n").replace("\n", "\r\n")))
            if one.tag == "input" and one.at.get("type") != "file" and "name" in one.at:
                ticks = one.at.get("type") in ("radio", "checkbox")
                sent += [] if ticks and "checked" not in one.at else [(one.at["name"], one.at.get("value", ""))]
            if one.tag == "select":
                sent.append((one.at["name"], self._selected(one)))
        return sent

    def _selected(self, select: Element) -> str:
        at, options = self.elements.index(select) + 1, []
        while at < len(self.elements) and self.elements[at].tag == "option":
            options.append(self.elements[at])
            at += 1
        return next((one.at["value"] for one in options if "selected" in one.at), options[0].at["value"])
