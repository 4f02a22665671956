"""Who may see what, as data. The store applies it to every row that it gives out; nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.domain.people import Role


class Kept(StrEnum):
    """The sorts of things that are kept. Each column of the database is of one sort."""

    OPEN = "open"  # numbers, keys and states of the machinery: nothing about a person
    PROFILE = "profile"  # role, needs, choices, breaks
    PLACEMENT = "placement"  # what a student says of studies, hopes and placement, for who may teach them
    NAME = "name"  # first name and own line
    CONTACT = "contact"  # surname, e-mail, account, where they can be written to
    MEETING = "meeting"  # when, with whom, how it stands
    REFLECTION = "reflection"  # the words
    REFLECTION_DONE = "reflection_done"  # whether and when
    FEEDBACK = "feedback"  # what a student says of a meeting, named
    CHECK_IN = "check_in"  # how a Buddy is after a meeting
    RECORD = "record"  # the audit log, and what a coordinator is about to do
    REST = "rest"  # the days of rest that a person has set, and that run now: the person's own affair
    LIMITS = "limits"  # how much is right for a Buddy
    FREE = "free"  # when somebody is free or away
    REGISTRATION = "registration"  # which steps are done
    CONFLICT = "conflict"  # who is not to be matched with whom
    WORRY = "worry"  # who asked for a call, about which kind of thing, and who has it
    WORRY_APART = "worry_apart"  # the same, kept from the coordinator
    SURVEY = "survey"  # 'where are you now?', before and after
    FORM_DONE = "form_done"  # that an anonymous form was answered
    ANONYMOUS = "anonymous"  # an anonymous answer: only sums leave the database
    NOTE = "note"  # a student's thank-you to the Buddy
    SHARED = "shared"  # what a student chose to show to the tutor
    COURSE = "course"  # what the university may know of a student: the course id, and how far they are
    HOURS = "hours"  # a Buddy's hours and costs


class Tie(StrEnum):
    """How the person who looks is tied to the person who is looked at."""

    OWN = "own"  # the same person
    LINK = "link"  # together in a link
    TUTEE = "tutee"  # the tutor looks at a student of theirs
    WORRIED = "worried"  # somebody on duty looks at a person who asked for a call
    NONE = "none"  # no tie


NOBODY: frozenset[Tie] = frozenset()
SELF = frozenset({Tie.OWN})
LINKED = frozenset({Tie.OWN, Tie.LINK})
ANYBODY = frozenset(Tie)
TAUGHT = frozenset({Tie.TUTEE})
WORRIED = frozenset({Tie.WORRIED})

S, B, C, K, A = Role.STUDENT, Role.BUDDY, Role.CARER, Role.COORDINATOR, Role.ASSISTANT
L, T = Role.LEAD, Role.TUTOR

# Who is not named sees nothing of it. A supervisor gets views with the work that needs them.
MAY_SEE: Mapping[Kept, Mapping[Role, frozenset[Tie]]] = MappingProxyType(
    {
        Kept.OPEN: dict.fromkeys(Role, ANYBODY),
        Kept.PROFILE: {S: SELF, B: SELF, C: SELF, K: ANYBODY, A: ANYBODY},
        Kept.NAME: {S: LINKED, B: LINKED, C: LINKED, K: ANYBODY, L: WORRIED, T: TAUGHT},
        Kept.CONTACT: {S: SELF, B: SELF, C: SELF, K: ANYBODY, L: WORRIED},
        Kept.MEETING: {S: LINKED, B: LINKED, C: LINKED, K: ANYBODY, A: ANYBODY},
        Kept.REFLECTION: {S: SELF},
        Kept.REFLECTION_DONE: {S: SELF, K: ANYBODY, A: ANYBODY},
        Kept.FEEDBACK: {S: SELF, K: ANYBODY},
        Kept.CHECK_IN: {B: SELF, C: SELF, K: ANYBODY},
        Kept.RECORD: {K: ANYBODY},
        Kept.PLACEMENT: {S: SELF, B: LINKED, C: LINKED, K: ANYBODY},
        Kept.REST: {S: SELF, B: SELF, C: SELF, A: ANYBODY},
        Kept.LIMITS: {B: SELF, C: SELF, K: ANYBODY, A: ANYBODY},
        Kept.FREE: {S: SELF, B: SELF, C: SELF, K: ANYBODY, A: ANYBODY},
        Kept.REGISTRATION: {B: SELF, C: SELF, K: ANYBODY, A: ANYBODY},
        Kept.CONFLICT: {K: ANYBODY, A: ANYBODY},
        Kept.WORRY: {S: SELF, B: SELF, C: SELF, K: ANYBODY, L: ANYBODY, A: ANYBODY},
        Kept.WORRY_APART: {S: SELF, B: SELF, C: SELF, L: ANYBODY, A: ANYBODY},
        Kept.SURVEY: {S: SELF},
        Kept.FORM_DONE: {S: SELF, B: SELF, C: SELF, A: ANYBODY},
        Kept.ANONYMOUS: {},
        Kept.NOTE: {S: SELF, B: LINKED, C: LINKED, K: ANYBODY},
        Kept.SHARED: {S: SELF, T: TAUGHT},
        Kept.COURSE: {S: SELF, B: SELF, C: SELF, K: ANYBODY, T: TAUGHT},
        Kept.HOURS: {B: SELF, C: SELF, K: ANYBODY},
    }
)


def may_see(roles: frozenset[Role], kept: Kept, tie: Tie) -> bool:
    """Whether somebody with these roles may see this of a person so tied to them. No role sees nothing but OPEN."""
    return kept is Kept.OPEN or any(tie in MAY_SEE[kept].get(role, NOBODY) for role in roles)
