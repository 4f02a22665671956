"""How the assistant speaks first: the port that a channel fills."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from bot.domain.people import Chat
from bot.front.turn import Json


class Slow(StrEnum):
    """Whom the channel asked to slow down."""

    NOBODY = "nobody"
    CHAT = "chat"  # what is said in this one chat
    ALL = "all"


class NotNow(Exception):
    """The channel did not take it and may take it later.

    `after`: for how many seconds it asked us to wait; 0 when it did not say. `slows`: who waits beside this message.
    """

    def __init__(self, why: str, *, after: float = 0.0, slows: Slow = Slow.NOBODY) -> None:
        super().__init__(why)
        self.after = after
        self.slows = slows


class Unreachable(Exception):
    """The channel will not take it: the message is not acceptable, or the chat is `gone`, since somebody blocked us."""

    def __init__(self, why: str, *, gone: bool = False) -> None:
        super().__init__(why)
        self.gone = gone


class MayHaveArrived(Exception):
    """The connection broke after the words were sent: nobody knows whether they arrived."""


class Voice(Protocol):
    """Says one card in one chat."""

    async def say(self, chat: Chat, card: dict[str, Json], *, replaces: str | None = None) -> str:
        """The channel's id of the message. `replaces`: the id of an earlier message to show this card in its place.

        Raises NotNow, Unreachable or MayHaveArrived, and nothing else.
        """
        ...
