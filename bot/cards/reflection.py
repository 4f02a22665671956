"""Cards of a student's reflection. Its words stand on the dialog and the read card only, which never enter the chat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteField:
    """One line of such a card."""

    id: str
    label: str
    prompt: str
    draft: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadField:
    """One line of such a card."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionDialog(Card):
    """The same in a dialog, with the draft."""

    template: ClassVar[str] = "reflection/dialog"
    meeting: int
    card: str
    title: str
    due: str
    problem: str
    fields: tuple[WriteField, ...]
    draft_kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReflection(Card):
    """A reflection's words, in a dialog, for its author."""

    template: ClassVar[str] = "reflection/read"
    title: str
    fields: tuple[ReadField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionSaved(Card):
    """A reflection is saved; none of its words are here."""

    template: ClassVar[str] = "reflection/saved"
    meeting: int
    title: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedInDialog(Card):
    """The same, in the dialog in which it was written."""

    template: ClassVar[str] = "reflection/saved_dialog"
    title: str
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteReflection(Card):
    """Asks for the reflection, on the card itself."""

    template: ClassVar[str] = "reflection/write"
    meeting: int
    title: str
    due: str
    fields: tuple[WriteField, ...]
    has_draft: bool = False
    respect: bool = False
