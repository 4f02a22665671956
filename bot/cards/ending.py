"""Cards at the end of a series: a promise, anonymous questions, a thank-you note, goodbye."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that can be chosen."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToChoose:
    """One question with answers to choose from."""

    id: str
    text: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWrite:
    """One question that is answered in words."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPromise(Card):
    """Asks for one thing that the student will do."""

    template: ClassVar[str] = "ending/promise"
    cohort: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseKept(Card):
    """The promise is kept safe, or there is none; its words are not here."""

    template: ClassVar[str] = "ending/promise_kept"
    day: str = ""
    made: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPromise(Card):
    """The promise again, in a dialog, for its author."""

    template: ClassVar[str] = "ending/read_promise"
    words: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForm(Card):
    """An anonymous form. `few`: so few may answer that the answers wait for those of the next group."""

    template: ClassVar[str] = "ending/form"
    cohort: int
    form: str
    title: str
    choose: tuple[ToChoose, ...]
    write: tuple[ToWrite, ...]
    few: bool = False
    promised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSent(Card):
    """Thanks for the answers; none of them are here."""

    template: ClassVar[str] = "ending/form_sent"
    few: bool = False
    first: bool = True
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskAfter(Card):
    """Offers the twelve lines of before the series again, or for the first time to who left them out then."""

    template: ClassVar[str] = "ending/after_survey"
    cohort: int
    again: bool = False
    first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AskNote(Card):
    """Asks for a thank-you note to the Buddy."""

    template: ClassVar[str] = "ending/note"
    link: int
    buddy: str
    name: bool = False
    contact: bool = False
    fresh: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSent(Card):
    """The note is on its way, or there is none; its words are not here."""

    template: ClassVar[str] = "ending/note_sent"
    buddy: str
    sent: bool = False
    skipped: bool = False
    passed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteForYou(Card):
    """Tells a Buddy that there is a note; its words are not here."""

    template: ClassVar[str] = "ending/note_for_you"
    link: int
    author: int
    student: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadNote(Card):
    """The note, in a dialog, for the Buddy."""

    template: ClassVar[str] = "ending/read_note"
    student: str = ""
    words: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesDone(Card):
    """The end of the series for a student. `last`: the anonymous questions are still open."""

    template: ClassVar[str] = "ending/done"
    link: int
    complete: bool
    ended: bool
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LastOne(Card):
    """The end of the series for a Buddy or carer. `note`: the first note that can be read, of the student `author`."""

    template: ClassVar[str] = "ending/last_one"
    link: int
    student: str
    author: int = 0
    note: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Again(Card):
    """What somebody said to doing it again."""

    template: ClassVar[str] = "ending/again"
    yes: bool = False
    not_yet: bool = False
    no: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNote:
    """A note that waits for a look, without its words."""

    link: int
    author: int
    say: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesWaiting(Card):
    """For the coordinator: the notes that wait; their words are not here."""

    template: ClassVar[str] = "ending/notes_waiting"
    rows: tuple[WaitingNote, ...]
    none: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtNote(Card):
    """One note, in a dialog, for the coordinator. `mark`: of these words. `changed`: since the last look."""

    template: ClassVar[str] = "ending/look_at_note"
    link: int
    author: int
    say: str
    words: str
    mark: str
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettled(Card):
    """What became of the note, in the dialog."""

    template: ClassVar[str] = "ending/note_settled"
    passed: bool = False
    back: bool = False
    before: bool = False
