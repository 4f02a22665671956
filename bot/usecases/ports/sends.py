"""What use cases ask about messages that have not arrived, and about what is held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.delivery import SendState, Trouble
from bot.domain.due import Due, Kind
from bot.domain.people import PersonId
from bot.domain.sends import Known, Shelf, Stuck


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How sending goes. `swept_at`: when the machinery last looked; `oldest`: since when the oldest late one waits."""

    swept_at: datetime | None
    oldest: datetime | None
    waiting: int
    late: int
    failed: int
    unsure: int
    holds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message that has not surely arrived, without a word of it. `detail` is for those who run the program."""

    id: int
    kind: Kind
    person: PersonId
    since: datetime
    until: datetime
    state: SendState
    trouble: Trouble | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreached:
    """Somebody who cannot be written to in Teams, and what waits for them. `since`: from when on it is so."""

    person: PersonId
    known: Known
    since: datetime | None
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Whether a message is held back by a coordinator, since when it is due, and how many its reader got lately."""

    held: bool
    due_at: datetime
    said: int


class Sends(Protocol):
    """Messages on their way. Beside `stuck` and `to_come`, for coordinators."""

    def health(self, *, now: datetime) -> Health:
        """How sending goes, in one look."""

    def shelf(self, which: Shelf, *, now: datetime, at_most: int, skip: int = 0) -> tuple[int, Sequence[Message]]:
        """How many stand there, and some of them, the oldest first."""

    def unreached(self, *, at_most: int, skip: int = 0) -> tuple[int, Sequence[Unreached]]:
        """How many people of ours cannot be written to in Teams, and some of them."""

    def again(self, message: int, *, now: datetime) -> bool:
        """It is tried once more, unless it is settled, or too old; whether it is."""

    def settled(self, message: int, *, now: datetime) -> bool:
        """It arrived, or its reader was told otherwise; False if it was settled before."""

    def held(self) -> Mapping[int, datetime]:
        """What is held back, by cohort (0: everybody), and since when."""

    def hold(self, cohort: int, *, now: datetime) -> bool:
        """From now on messages of this cohort wait; False if they did already."""

    def resume(self, cohort: int, *, now: datetime) -> bool:
        """They go out again, and what waits is asked now; False if they were not held."""

    def stuck(self, *, since: datetime, until: datetime) -> Sequence[Stuck]:
        """What came to an end without surely arriving in this time; for the assistant too."""

    def to_come(self, *, until: datetime) -> Sequence[Due]:
        """What is written down and waits, with the time at which it is looked at again; for the assistant too."""
