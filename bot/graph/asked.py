"""A request as it is handed to Microsoft's library, and the library as we see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.front.turn import Json

if TYPE_CHECKING:  # it is imported with the library, in a thread
    import httpx

SCOPE = "https://graph.microsoft.com/.default"
SERVICE = "https://graph.microsoft.com/v1.0"


class TokenSource(Protocol):
    """Where tokens come from; `bot.tokens.Tokens` is one."""

    async def bearer(self, scope: str) -> str:
        """A valid token."""
        ...

    def drop(self, scope: str, token: str) -> None:
        """It was not accepted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request. `values` fill the path's template; `page` is the address of a further page, as Graph gave it."""

    method: str
    path: str
    values: Mapping[str, str]
    body: Json = None
    prefer: tuple[str, ...] = ()
    page: str = ""


class Library(Protocol):
    """The library, ready to send."""

    async def send(self, asked: Asked) -> httpx.Response:
        """The answer as it came, whatever its status; raises what httpx raises, and what the tokens raise."""
        ...

    async def close(self) -> None:
        """Lets go of its connections."""
        ...
