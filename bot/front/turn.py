"""One thing that one person did, whatever the door, and what they are answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.cards import Card
from bot.domain.people import Account, Chat, PersonId

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Door(StrEnum):
    """Through which door a person came."""

    TEAMS = "teams"


class Happened(StrEnum):
    """What kind of thing the person did."""

    SAID = "said"  # typed words, perhaps with a file
    PRESSED = "pressed"  # a button: `verb` and `fields`
    OPENED = "opened"  # asked for a dialog: `verb` and `fields`
    SENT_IN = "sent_in"  # sent a dialog's form: `verb` and `fields`
    CAME = "came"  # installed the assistant, or opened the chat for the first time
    LEFT = "left"  # removed or blocked it


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that came with typed words; `read` fetches it (raises BadInput: too large, wrong place, not there)."""

    name: str
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One thing that one person did.

    `key` names this very activity for ever: a turn with a key seen before changes nothing.
    `card_id` is the channel's id of the message whose card was acted on, if any.
    `find_email` asks the channel for the person's e-mail address (None if it has none).
    """

    key: str
    account: Account
    chat: Chat
    door: Door
    happened: Happened
    words: str = ""
    verb: str = ""
    fields: Mapping[str, Json] = field(default_factory=dict)
    files: tuple[File, ...] = ()
    card_id: str | None = None
    find_email: Callable[[], Awaitable[str | None]] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person gets back, at most one of each.

    card: shown as a new message after words, and in place of the card that was acted on after a press.
    note: said beside the card, which stays as it is with everything typed in it (a refusal).
    dialog: the dialog's title, when `card` is to be shown in a dialog.
    also: a card that is shown as a new message after everything else.
    act_for: whose card it is, when a coordinator acts for somebody: each of its buttons must say so.
    Nothing at all: the turn was seen before, or asks for no answer.
    """

    card: Card | None = None
    note: str | None = None
    dialog: str | None = None
    also: Card | None = None
    act_for: PersonId | None = None
