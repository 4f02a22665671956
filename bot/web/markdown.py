"""The little markdown that Teams shows in a card's text: bold, slanted, links, lists. Everything else is plain text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from markupsafe import Markup, escape

INLINE = re.compile(
    r"\\(?P<plain>[!-/:-@\[-`{-~])"
    r"|\*\*(?P<bold>(?:\\.|[^*\\]|\*(?!\*))+?)\*\*"
    r"|(?<!\w)_(?P<slant>(?:\\.|[^_\\])+)_(?!\w)"
    r"|\[(?P<words>(?:\\.|[^\]\\])+)\]\((?P<url>(?:https?:|mailto:|tel:)[^\s()]+)\)"
)
ITEM = re.compile(r"\s*(?:(?P<bullet>[-*])|\d{1,3}[.)])\s+(?P<words>.+)")
PLAIN, BULLETS, NUMBERS = "p", "ul", "ol"


def rich(text: str) -> Markup:
    """Paragraphs and lists; a line break stays a line break."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Markup().join(_block(kind, list(group)) for kind, group in groupby(lines, key=_kind))


def line(text: str) -> Markup:
    """The words of one line."""
    done, at = Markup(), 0
    for found in INLINE.finditer(text):
        done += escape(text[at : found.start()]) + _marked(found)
        at = found.end()
    return done + escape(text[at:])


def _marked(found: re.Match[str]) -> Markup:
    if found["bold"]:
        return Markup("<strong>{}</strong>").format(line(found["bold"]))
    if found["slant"]:
        return Markup("<em>{}</em>").format(line(found["slant"]))
    if found["url"]:
        return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(found["url"], line(found["words"]))
    return escape(found["plain"])


def _kind(text: str) -> str:
    if not text.strip():
        return ""
    item = ITEM.fullmatch(text)
    if item is None:
        return PLAIN
    return BULLETS if item["bullet"] else NUMBERS


def _block(kind: str, lines: list[str]) -> Markup:
    if not kind:
        return Markup()
    if kind == PLAIN:
        return Markup("<p>{}</p>").format(Markup("<br>").join(line(one) for one in lines))
    items = Markup().join(Markup("<li>{}</li>").format(line(words)) for words in _words(lines))
    if kind == BULLETS:
        return Markup("<ul>{}</ul>").format(items)
    return Markup("<ol>{}</ol>").format(items)


def _words(lines: Iterable[str]) -> list[str]:
    return [found["words"] for found in map(ITEM.fullmatch, lines) if found]
