"""Who may see what, as data. The store applies it to every row that it gives out; nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.domain.people import Role


class Kept(StrEnum):
    """The sorts of things that are kept. Each column of the database is of one sort."""

    OPEN = "open"  # numbers, keys and states of the machinery: nothing about a person
    PROFILE = "profile"  # role, needs, choices
    NAME = "name"  # first name and own line
    CONTACT = "contact"  # surname, e-mail, account, where they can be written to
    MEETING = "meeting"  # when, with whom, how it stands
    REFLECTION = "reflection"  # the words
    REFLECTION_DONE = "reflection_done"  # whether and when
    FEEDBACK = "feedback"  # what a student says of a meeting, named
    CHECK_IN = "check_in"  # how a Buddy is after a meeting
    RECORD = "record"  # the audit log, and what a coordinator is about to do


class Tie(StrEnum):
    """How the person who looks is tied to the person who is looked at."""

    OWN = "own"  # the same person
    LINK = "link"  # together in a link
    NONE = "none"  # no tie


NOBODY: frozenset[Tie] = frozenset()
SELF = frozenset({Tie.OWN})
LINKED = frozenset({Tie.OWN, Tie.LINK})
ANYBODY = frozenset(Tie)

S, B, C, K, A = Role.STUDENT, Role.BUDDY, Role.CARER, Role.COORDINATOR, Role.ASSISTANT

# Who is not named sees nothing of it: supervisor, lead and tutor get their own views with the work that needs them.
MAY_SEE: Mapping[Kept, Mapping[Role, frozenset[Tie]]] = MappingProxyType(
    {
        Kept.OPEN: dict.fromkeys(Role, ANYBODY),
        Kept.PROFILE: {S: SELF, B: SELF, C: SELF, K: ANYBODY, A: ANYBODY},
        Kept.NAME: {S: LINKED, B: LINKED, C: LINKED, K: ANYBODY},
        Kept.CONTACT: {S: SELF, B: SELF, C: SELF, K: ANYBODY},
        Kept.MEETING: {S: LINKED, B: LINKED, C: LINKED, K: ANYBODY, A: ANYBODY},
        Kept.REFLECTION: {S: SELF},
        Kept.REFLECTION_DONE: {S: SELF, K: ANYBODY, A: ANYBODY},
        Kept.FEEDBACK: {S: SELF, K: ANYBODY},
        Kept.CHECK_IN: {B: SELF, C: SELF, K: ANYBODY},
        Kept.RECORD: {K: ANYBODY},
    }
)


def may_see(roles: frozenset[Role], kept: Kept, tie: Tie) -> bool:
    """Whether somebody with these roles may see this of a person so tied to them. No role sees nothing but OPEN."""
    return kept is Kept.OPEN or any(tie in MAY_SEE[kept].get(role, NOBODY) for role in roles)
