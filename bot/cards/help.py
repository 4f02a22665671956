"""Cards about help: what to do now, what the assistant can do, and what it did not understand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of such a card."""

    example: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commands(Card):
    """What this person can ask for."""

    template: ClassVar[str] = "help/commands"
    commands: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood(Card):
    """Words that mean nothing here, and the nearest that do. `member`: the reader has choices of their own."""

    template: ClassVar[str] = "help/not_understood"
    near: tuple[Line, ...]
    member: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpNow(Card):
    """Who can help now: needs nothing, so it works without a database."""

    template: ClassVar[str] = "help/now"
