"""Cards about messages that have not arrived."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card
from bot.cards.staff import Note


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One message, or one person who cannot be reached: who and what, why, and the next step ('' for nothing).

    `message` is its number where something can be pressed; `unsure` when nobody knows whether it arrived.
    """

    say: str
    why: str = ""
    step: str = ""
    message: int = 0
    unsure: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Messages that stand in the same place; `hint` is what can be typed to see the others ('' for none)."""

    title: str
    rows: tuple[Waiting, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sends(Card):
    """How sending goes. `done`: what was just settled; `well`: nothing needs anybody."""

    template: ClassVar[str] = "sends/sends"
    notes: tuple[Note, ...]
    groups: tuple[Group, ...]
    done: str = ""
    well: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendFailed(Card):
    """To coordinators: some messages did not arrive."""

    template: ClassVar[str] = "sends/failed"
    count: str
    why: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeBack(Card):
    """To somebody who had taken the assistant away, and is here again."""

    template: ClassVar[str] = "sends/back"
    first_name: str
