"""What use cases ask about what people said after a meeting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bot.domain.meetings import Meeting, MeetingId
from bot.domain.people import PersonId
from bot.domain.reflections import Reflection, ReflectionState


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

    def read(self, meeting: MeetingId, *, now: datetime) -> Reflection | None:
        """The same with its words, draft first; each time is noted in the audit log."""

    def save(self, reflection: Reflection, words: Mapping[str, str], state: ReflectionState, *, now: datetime) -> None:
        """Seals and keeps the words: as the draft or, when saved, in place of it."""
