"""What each card needs to know: one frozen dataclass a card, its words in the JSON file of the same name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Card:
    """The data of one card. `template` names the file: 'times/pick' is cards/times/pick.json."""

    template: ClassVar[str]
