"""Cards that every command of a coordinator can use: a question before anything changes, what was done, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Who will be told, and in which words."""

    who: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One more thing to know."""

    say: str


def notes(*words: str) -> tuple[Note, ...]:
    """These words, each as a note; empty ones are left out."""
    return tuple(Note(say=one) for one in words if one)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShallI(Card):
    """What a command would do and who would be told; nothing is done before a yes.

    `typed` is what must be typed to go on, '' when a press is enough.
    """

    template: ClassVar[str] = "staff/shall_i"
    proposal: int
    what: str
    notes: tuple[Note, ...] = ()
    telling: tuple[Telling, ...] = ()
    nobody: bool = False
    typed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Card):
    """What was done. `undo` is its number while it can be taken back, 0 when it cannot; `file` the address of one."""

    template: ClassVar[str] = "staff/done"
    what: str
    notes: tuple[Note, ...] = ()
    undo: int = 0
    minutes: int = 0
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftAsItIs(Card):
    """Nothing was changed."""

    template: ClassVar[str] = "staff/left_as_it_is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a list, and below it what there is to add ('' for nothing)."""

    say: str
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Card):
    """A list: a title, rows, how many are not shown, and a hint of what can be typed next ('' for none)."""

    template: ClassVar[str] = "staff/listing"
    title: str
    rows: tuple[Row, ...]
    more: int = 0
    hint: str = ""
    nothing: str = ""
