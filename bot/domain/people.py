"""The people of the scheme, what they are in it, and where they can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

PersonId = NewType("PersonId", int)


class Role(StrEnum):
    """What a person is in the scheme. One person may be several."""

    STUDENT = "student"
    BUDDY = "buddy"
    CARER = "carer"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    LEAD = "lead"
    TUTOR = "tutor"
    ASSISTANT = "assistant"  # the program itself: sees when and whether, never who or what was said


GIVERS = frozenset({Role.BUDDY, Role.CARER})  # those who teach from their own life
TAUGHT = frozenset({Role.STUDENT})
FORMER = "Former participant"  # the name of somebody who has left and is forgotten
LETTERS = (  # what a short id begins with, the first role that fits
    ("S", Role.STUDENT),
    ("B", Role.BUDDY),
    ("B", Role.CARER),
    ("K", Role.COORDINATOR),
    ("L", Role.LEAD),
    ("T", Role.TUTOR),
    ("V", Role.SUPERVISOR),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Who the channel says is speaking: taken from a checked token, never typed.

    `name` is what the channel shows; it is used for nothing but telling a coordinator who would like to join.
    `email` is None until somebody asked the channel for it.
    """

    tenant: str
    entra_id: str
    name: str = ""
    email: str | None = None


class Away(StrEnum):
    """Why somebody who was reached before cannot be written to any more."""

    REMOVED = "removed"  # they took the assistant away
    BLOCKED = "blocked"  # the channel says that it may not write to them


class Came(StrEnum):
    """What is new about somebody who is here."""

    NOTHING = ""
    NEW = "new"  # they can be written to for the first time, or as somebody else
    BACK = "back"  # they had taken the assistant away, or blocked it


class ChatKind(StrEnum):
    """Where words are exchanged."""

    PERSONAL = "personal"
    GROUP = "groupChat"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A place where a person can be written to: the channel's own id and the service that speaks there.

    `member` is the id that the channel uses for the person there ('29:...'). `doubtful`: the channel did not take what
    was said there last.
    """

    conversation: str
    service_url: str
    tenant: str
    member: str = ""
    kind: ChatKind = ChatKind.PERSONAL
    doubtful: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How somebody takes part now, and when they may be written to. No reason is kept for any of it.

    `quiet_from` and `quiet_to` are minutes after midnight by London's clock; instants are in UTC. `rests_until` is
    the day on which somebody who rests is asked again, None if they say themselves. `quiet_until` ends the days of
    rest after 'not today'. `silent`: nothing automatic at all.
    """

    quiet_from: int = 18 * 60
    quiet_to: int = 9 * 60
    quiet_until: datetime | None = None
    rests_since: datetime | None = None
    rests_until: date | None = None
    silent: bool = False
    left_at: datetime | None = None
    fewer: bool = False
    contact: str = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as the reader may see them: what is not for the reader's eyes is None."""

    id: PersonId
    roles: frozenset[Role] = frozenset()
    first_name: str | None = None
    surname: str | None = None
    email: str | None = None
    line: str | None = None
    standing: Standing | None = None
    needs: str | None = None  # what makes meetings easier

    def is_a(self, roles: frozenset[Role]) -> bool:
        """Whether the person has at least one of these roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def number(self) -> str:
        """'S-022': how a person is written where names have no place."""
        letter = next((letter for letter, role in LETTERS if role in self.roles), "N")
        return f"{letter}-{self.id:03d}"
