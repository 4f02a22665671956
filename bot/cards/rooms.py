"""The card that is shown in the chat of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One thing that the meeting is for."""

    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda(Card):
    """What a meeting is for, in its own chat, where everybody in it reads along: no names."""

    template: ClassVar[str] = "rooms/agenda"
    number: int
    title: str
    aims: tuple[Aim, ...] = ()
