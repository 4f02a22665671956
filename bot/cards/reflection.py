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
    names: bool = False
    plain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedInDialog(Card):
    """The same, in the dialog in which it was written."""

    template: ClassVar[str] = "reflection/saved_dialog"
    meeting: int
    title: str
    late: bool = False
    names: bool = False


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
    questions: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindFirst(Card):
    """A gentle nudge."""

    template: ClassVar[str] = "reflection/remind"
    meeting: int
    title: str
    minutes: int
    later: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindLast(Card):
    """The last nudge: late is fine."""

    template: ClassVar[str] = "reflection/remind_last"
    meeting: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InYourTime(Card):
    """Nothing is asked now; `at` is when a reminder comes, '' when none does."""

    template: ClassVar[str] = "reflection/in_your_time"
    meeting: int
    at: str = ""
    remind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionRow:
    """One reflection in a list; `when` says how it stands."""

    meeting: int
    title: str
    when: str
    saved: bool = False
    waiting: bool = False
    shared: bool = False
    not_shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReflections(Card):
    """A student's reflections, without their words, and which of them the tutor can read."""

    template: ClassVar[str] = "reflection/mine"
    rows: tuple[ReflectionRow, ...]
    none: bool = False
    taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseField:
    """One part of a reflection that can be shown."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChoose(Card):
    """Which parts the tutor shall see, in a dialog."""

    template: ClassVar[str] = "reflection/share_choose"
    meeting: int
    title: str
    tutor: str
    fields: tuple[ChooseField, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharePreview(Card):
    """Exactly what the tutor will see, in a dialog."""

    template: ClassVar[str] = "reflection/share_preview"
    meeting: int
    tutor: str
    tutor_id: int
    chosen: str
    stamp: str
    fields: tuple[ReadField, ...]
    names: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDone(Card):
    """Shared, or taken back, in the dialog; or why it can't be shared."""

    template: ClassVar[str] = "reflection/share_done"
    meeting: int
    tutor: str = ""
    contact: str = ""
    shared: bool = False
    no_tutor: bool = False
    not_saved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedWithYou(Card):
    """For the tutor: that a student shares a reflection; none of its words are here."""

    template: ClassVar[str] = "reflection/shared_with_you"
    meeting: int
    author: int
    student: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadShared(Card):
    """What a student shares, in a dialog, for that tutor."""

    template: ClassVar[str] = "reflection/read_shared"
    student: str = ""
    fields: tuple[ReadField, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """One reflection that is shared with a tutor."""

    meeting: int
    author: int
    student: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedList(Card):
    """For the tutor: what can't be shown, and what is shared."""

    template: ClassVar[str] = "reflection/shared_list"
    rows: tuple[SharedRow, ...]
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionNotice(Card):
    """When the reflections of a series are deleted."""

    template: ClassVar[str] = "reflection/retention"
    day: str
