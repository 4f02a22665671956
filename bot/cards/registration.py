"""Cards about registering as a volunteer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapsing:
    """One step, in words."""

    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapses(Card):
    """Tells a Buddy which steps count until when. `soon`: it is a week from now; `early`: a month."""

    template: ClassVar[str] = "registration/lapses"
    steps: tuple[Lapsing, ...]
    day: str
    soon: bool = False
    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNeeded(Card):
    """Tells a coordinator that a registration does not reach a meeting that is set."""

    template: ClassVar[str] = "registration/yes_needed"
    meeting: str
    when: str
