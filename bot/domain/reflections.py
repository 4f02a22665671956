"""A student's reflection on one meeting: theirs, private, in the words of the model that the cohort chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import BadInput
from bot.domain.people import PersonId

DUE = timedelta(hours=48)
MAX_CHARS = 4000  # a field; what a long page of writing takes


class ReflectionState(StrEnum):
    """Where a reflection stands: late is late, never missing."""

    OPEN = "open"
    DRAFT = "draft"
    SAVED = "saved"
    SAVED_LATE = "saved_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelField:
    """One question of a reflection model."""

    key: str
    label: str
    prompt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A reflection model: a list of questions in order, and about how many minutes it takes."""

    key: str
    title: str
    minutes: int
    fields: tuple[ModelField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """One reflection. The words are None for everybody but the author, who asked for them.

    `due_at` and `saved_at` are instants in UTC. `words` maps a field's key to what was written: the saved text,
    or the draft while nothing is saved.
    """

    meeting: int
    author: PersonId
    model: str
    state: ReflectionState
    due_at: datetime
    saved_at: datetime | None = None
    words: Mapping[str, str] | None = None


def written(model: Model, fields: Mapping[str, str]) -> dict[str, str]:
    """What was written, by field, without empty fields.

    Raises BadInput when nothing was written or a field is too long; other fields are not looked at.
    """
    words = {field.key: fields.get(field.key, "").strip() for field in model.fields}
    for field in model.fields:
        if (length := len(words[field.key])) > MAX_CHARS:
            raise BadInput(f"'{field.label}' has {length} letters. There is room for {MAX_CHARS}. Please shorten it.")
    kept = {key: text for key, text in words.items() if text}
    if not kept:
        raise BadInput("Nothing is written yet. A few words in one box are enough.")
    return kept


def saved_state(due_at: datetime, now: datetime) -> ReflectionState:
    """Saved, or saved late: both count."""
    return ReflectionState.SAVED if now <= due_at else ReflectionState.SAVED_LATE
