"""Opens Microsoft's library without holding up anybody."""

from __future__ import annotations

import asyncio
import gc

from bot.graph.asked import SERVICE, Library, TokenSource
from bot.graph.calendar import GraphCalendar
from bot.graph.client import Graph
from bot.graph.reading import Zones


async def calendar_of(mailbox: str, tokens: TokenSource, zones: Zones) -> GraphCalendar:
    """The calendar of this mailbox; what it opens is closed with `graph.close`."""
    return GraphCalendar(graph=Graph(library=await opened(tokens)), mailbox=mailbox, zones=zones)


async def opened(tokens: TokenSource, *, url: str = SERVICE) -> Library:
    """The library, imported and made in a thread: on the loop that would hold up everybody for a second or so."""
    return await asyncio.to_thread(_open, tokens, url)


def _open(tokens: TokenSource, url: str) -> Library:
    collecting = gc.isenabled()
    gc.disable()  # to look through all that is imported would hold up the loop after all
    try:
        from bot.graph.library import Opened  # noqa: PLC0415  # see `opened`

        return Opened(tokens, url)
    finally:
        if collecting:
            gc.enable()
