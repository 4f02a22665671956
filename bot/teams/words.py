"""What a person typed, without what the channel put around it."""

from __future__ import annotations

import html
import re

from bot.front.turn import Json

# Bounded on purpose: a long text full of opened tags must not take long.
MENTION = re.compile(r"<at(?: [^<>]{0,200})?>([^<>]{0,256})</at>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|/p|/div)\b[^<>]{0,200}>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]{0,1000}>", re.IGNORECASE)
MOST_MENTIONS = 50
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u200b": None, "\ufeff": None})


def typed(text: str | None, *, text_format: str | None, entities: list[Json] | None, bot: str | None) -> str:
    """The words themselves: the bot's own name taken out, other people's names kept, spaces made plain."""
    words = text or ""
    named = _mentions_of(bot, entities or [])
    for mention in named:
        words = words.replace(mention, " ", 1)
    if not named:  # some clients send the tag without saying whom it means: at the beginning it can only be us
        words = MENTION.sub("", words, count=1) if words.lstrip().lower().startswith("<at") else words
    words = MENTION.sub(r"\1", words)
    if text_format == "xml":
        words = html.unescape(TAG.sub("", BREAK.sub("\n", words)))
    return words.translate(SPACES).strip()


def _mentions_of(bot: str | None, entities: list[Json]) -> list[str]:
    found = []
    for entity in entities[:MOST_MENTIONS]:
        match entity:
            case {"type": str(kind), "text": str(text), "mentioned": {"id": str(who)}} if text and who == bot:
                if kind.lower() == "mention":
                    found.append(text)
    return found
