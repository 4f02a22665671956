"""What the demo's page remembers: the chats, their messages and whatever is typed but not sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from bot.web.form import typed_in
from bot.web.known import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """One made-up person: `hint` says what to try next, `sends_files` gives the chat a place to send files."""

    name: str
    role: str
    email: str
    entra_id: str
    conversation: str
    hint: str = ""
    sends_files: bool = False

    @property
    def member(self) -> str:
        """The id that Teams would use for the person in their chat."""
        return f"29:{self.entra_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a message shows: words, a card, or words above a card. `plain` words are no markdown."""

    words: str = ""
    plain: bool = True
    card: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a chat, and what was typed in its card so far.

    `by` is empty when the assistant wrote it. Contents shown in place of others have the next `version`.
    """

    id: str
    anchor: str
    when: str
    contents: Contents
    by: str = ""
    version: int = 1
    new: bool = True
    note: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Before every field's name: what was typed in a card that has gone is not put into the next."""
        return f"{self.anchor}v{self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialog:
    """A form that stands open over a chat; `opener` is the message whose button opened it."""

    title: str
    card: Node
    opener: str
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


class Chat:
    """One person's chat with the assistant."""

    def __init__(self, person: DemoPerson, number: int) -> None:
        self.person = person
        self.anchor = f"c{number}"
        self.url = f"/demo/chats/{number}"
        self.messages: list[Message] = []
        self.draft = ""
        self.note = ""
        self.dialog: Dialog | None = None

    @property
    def newest(self) -> str:
        """The anchor of the newest message."""
        return self.messages[-1].anchor if self.messages else ""

    @property
    def news(self) -> int:
        """How many messages of the assistant came since somebody last did something."""
        return sum(1 for message in self.messages if message.new and not message.by)

    def add(self, message_id: str, *, when: str, contents: Contents, by: str = "") -> None:
        """A new message at the end."""
        anchor = f"{self.anchor}m{len(self.messages) + 1}"
        self.messages.append(Message(id=message_id, anchor=anchor, when=when, contents=contents, by=by))

    def find(self, message_id: str) -> Message | None:
        """The message with this id."""
        return next((message for message in self.messages if message.id == message_id), None)

    def at(self, prefix: str) -> Message | None:
        """The message that a card's prefix names, in whatever version it is now."""
        anchor = prefix.rpartition("v")[0]
        return next((message for message in self.messages if message.anchor == anchor), None)

    def put(self, message_id: str, *, contents: Contents, new: bool) -> None:
        """Other contents in the place of a message's own; nothing typed is left over."""
        self.messages = [
            Message(id=old.id, anchor=old.anchor, when=old.when, contents=contents, version=old.version + 1, new=new)
            if old.id == message_id
            else old
            for old in self.messages
        ]

    def tell(self, message_id: str, note: str) -> None:
        """Words beside a message, which stays as it is."""
        self.messages = [replace(old, note=note) if old.id == message_id else old for old in self.messages]

    def mark(self, message_id: str, wrong: Mapping[str, str]) -> None:
        """What is amiss in a message's form; an earlier note has been read."""
        self.messages = [replace(old, wrong=wrong, note="") if old.id == message_id else old for old in self.messages]

    def keep(self, fields: Iterable[tuple[str, object]], *, keep_news: bool = False) -> None:
        """Whatever was typed in this chat, so that the next page shows it again; what was new is so no more."""
        posted = list(fields)
        self.note = ""
        self.draft = next((str(value) for name, value in posted if name == f"{self.anchor}-say"), self.draft)
        self.messages = [
            replace(old, new=old.new and keep_news, typed={**old.typed, **typed_in(posted, prefix=old.prefix)})
            for old in self.messages
        ]

    def clear(self) -> None:
        """An empty chat again."""
        self.messages, self.draft, self.note, self.dialog = [], "", "", None
