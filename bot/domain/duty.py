"""Duty: worries and calls that people ask for, and who is there to take them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.people import Person

WorryId = NewType("WorryId", int)


class WorryKind(StrEnum):
    """What somebody asks a call about: as much as is ever asked, and all that is kept."""

    SAFETY = "safety"  # someone's safety
    WELLBEING = "wellbeing"  # my own wellbeing
    TREATED = "treated"  # how I was treated
    ELSE = "else"  # something else


class Source(StrEnum):
    """Where it was asked for."""

    WORRY = "worry"  # the worry card
    CALL = "call"  # a 'call me' button on another card
    RESPECT = "respect"  # 'respectful? no' after a meeting: a call is offered, nobody asked for one yet
    WORDS = "words"  # the question that certain words bring up


@dataclass(frozen=True, slots=True, kw_only=True)
class Worry:
    """One duty item, as the reader may see it: instants in UTC, `seen_at` None until somebody has it."""

    id: WorryId
    person: Person
    kind: WorryKind
    source: Source
    soon: bool
    apart: bool
    sent_at: datetime
    in_hours: bool
    seen_at: datetime | None = None
    closed_at: datetime | None = None
    reference: str = ""
