"""What use cases ask about what people said after a meeting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import Person, PersonId
from bot.domain.reflections import Reflection, ReflectionState, Unwritten


class Answers(Protocol):
    """What each side says of a meeting afterwards."""

    def put(
        self,
        meeting: Meeting,
        *,
        took_place: str,
        now: datetime,
        useful: int | None = None,
        respect: str | None = None,
        how: str | None = None,
        call: str | None = None,
    ) -> None:
        """The actor's answers about the time that the meeting has, in place of earlier ones."""

    def took_place(self, meeting: Meeting) -> Mapping[PersonId, str]:
        """What each person answered to whether it took place at the time that it has."""


class Reflections(Protocol):
    """The actor's own reflections: nobody else's can be asked for."""

    def open(self, meeting: MeetingId, *, model: str, due_at: datetime) -> Reflection:
        """The actor's reflection on this meeting, begun if there is none; without its words."""

    def get(self, meeting: MeetingId) -> Reflection | None:
        """The same if there is one; without its words."""

    def mine(self) -> Sequence[Reflection]:
        """All that the actor has begun, the newest first, at most fifty; without their words."""

    def read(self, meeting: MeetingId, *, now: datetime, saved: bool = False) -> Reflection | None:
        """The same with its words, draft first unless `saved`; each time is noted in the audit log."""

    def save(self, reflection: Reflection, words: Mapping[str, str], state: ReflectionState, *, now: datetime) -> None:
        """Seals and keeps the words: as the draft or, when saved, in place of it."""

    def use_model(self, reflection: Reflection, model: str) -> Reflection:
        """The same reflection, asked with the questions of another model from now on."""

    def unwritten(self, *, since: datetime, until: datetime) -> Sequence[Unwritten]:
        """Those not saved, asked for by a time between these; for the assistant, not where nothing is to be asked."""

    def unsaved(self, meetings: Collection[MeetingId]) -> Sequence[tuple[MeetingId, PersonId]]:
        """Who has begun, of these meetings, and not saved; for coordinators."""

    def waiting(self, *, before: datetime) -> int:
        """How many are not saved that were asked for by a time before this; for coordinators."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a student chose to show to the tutor. `words` is None for everybody but that tutor."""

    meeting: int
    author: Person
    at: datetime
    model: str
    words: Mapping[str, str] | None = None


class Sharing(Protocol):
    """What students choose to show to their tutors. Nobody but the student decides, and only that tutor reads."""

    def tutor(self) -> Person | None:
        """The actor's own tutor, by first name; None if there is none on the list."""

    def share(self, meeting: MeetingId, tutor: PersonId, words: Mapping[str, str], *, now: datetime) -> bool:
        """Seals a copy of these words of the actor's own reflection for the actor's own tutor; raises NotYours.

        Whether that is news to the tutor, who may be shown these very words already.
        """

    def take_back(self, meeting: MeetingId) -> bool:
        """The actor's own copy is gone; whether there was one."""

    def mine(self) -> Sequence[Shared]:
        """What the actor shares now, the newest first; without the words."""

    def with_me(self) -> Sequence[Shared]:
        """What students share with the actor now, the newest first, at most fifty; without the words."""

    def read(self, meeting: MeetingId, author: PersonId, *, now: datetime) -> Shared | None:
        """What that student shares with the actor, with its words; each time is noted in the audit log."""

    def is_shared(self, meeting: MeetingId, author: PersonId) -> Shared | None:
        """The same without its words."""
